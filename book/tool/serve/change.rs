//! What has to be done when a file has changed.

use std::ffi::OsStr;
use std::path::Path;

use crate::build::Documentation;

/// Which part of the book a change is about, and how much work that makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The pages, and what they are made of.
    Pages,
    /// The crates: their documentation and the pages, which show their lines.
    Crates,
}

impl Change {
    /// What the change of a file means, its path being relative to the root of the
    /// project; `None` if the book doesn't depend on it.
    // ANCHOR: change
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let names: Option<Vec<&str>> = path.iter().map(OsStr::to_str).collect();
        let names = names?;
        if names.iter().any(|name| is_temporary(name)) {
            return None;
        }
        match names.as_slice() {
            ["book", "src" | "theme" | "data", ..] => Some(Self::Pages),
            ["book.toml" | "README.md" | "Cargo.toml"] => Some(Self::Pages),
            ["chapters", _, "src" | "Cargo.toml", ..] => Some(Self::Crates),
            ["chapters", ..] => Some(Self::Pages),
            _ => None,
        }
    }
    // ANCHOR_END: change

    /// What it means for the crates' documentation.
    #[must_use]
    pub fn documentation(self) -> Documentation {
        match self {
            Self::Pages => Documentation::AsBefore,
            Self::Crates => Documentation::Anew,
        }
    }
}

/// What editors write beside a file while it is open.
fn is_temporary(name: &str) -> bool {
    name.starts_with(['.', '#'])
        || name.ends_with(['~', '#'])
        || [".swp", ".swx", ".tmp", ".bak"]
            .iter()
            .any(|end| name.ends_with(end))
        || name == "4913" // by which Vim finds out whether it may write here
        || name == "__pycache__"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn means(change: Option<Change>, paths: &[&str]) {
        for path in paths {
            assert_eq!(Change::of(Path::new(path)), change, "{path}");
        }
    }

    #[test]
    fn what_pages_are_made_of_makes_pages_anew() {
        means(
            Some(Change::Pages),
            &[
                "book/src/SUMMARY.md",
                "book/src/08-http/itself.md",
                "book/src/03-tiny/a dot.svg",
                "book/data/speed.toml",
                "book/theme/book.css",
                "book.toml",
                "README.md",
                "Cargo.toml",
                "chapters/08-http/exercises/range/answer.rs",
                "chapters/08-http/tests/keep_alive.rs",
                "chapters/05-socketserver/python/same.py",
                "chapters/09-new",
            ],
        );
    }

    #[test]
    fn what_crates_are_made_of_makes_their_documentation_anew() {
        means(
            Some(Change::Crates),
            &[
                "chapters/08-http/src/lib.rs",
                "chapters/08-http/src/roles/get.rs",
                "chapters/03-echo-server/src/book.txt",
                "chapters/08-http/Cargo.toml",
                "chapters/08-http/src",
            ],
        );
    }

    #[test]
    fn what_the_book_does_not_depend_on_makes_nothing() {
        means(
            None,
            &[
                "",
                "book",
                "book/tool/main.rs",
                "book/picture/take",
                "tests/book.rs",
                "target/book/index.html",
                "Cargo.lock",
                "CONTRIBUTING.md",
                "README.md.orig",
                "src/lib.rs",
            ],
        );
    }

    #[test]
    fn what_editors_leave_while_they_work_makes_nothing() {
        means(
            None,
            &[
                "book/src/08-http/.itself.md.swp",
                "book/src/08-http/itself.md~",
                "book/src/08-http/#itself.md#",
                "book/src/08-http/.#itself.md",
                "book/src/4913",
                "chapters/08-http/src/lib.rs.bak",
                "chapters/08-http/.git/index",
                "chapters/07-protocol-header/python/__pycache__/x.pyc",
            ],
        );
    }

    #[test]
    fn the_crates_are_more_work_than_the_pages() {
        assert!(Change::Crates > Change::Pages);
        assert_eq!(Change::Crates.documentation(), Documentation::Anew);
        assert_eq!(Change::Pages.documentation(), Documentation::AsBefore);
    }
}
