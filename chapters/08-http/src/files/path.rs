//! From the path of a URI to the names of directories and a file.

use crate::application::Failure;
use crate::percent;
use crate::status::Status;

/// What a path leads to, seen from the root.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FilePath {
    /// The names on the way, from the root down.
    pub(super) names: Vec<String>,
    /// Whether the last one should be a directory.
    pub(super) is_directory: bool,
}

impl FilePath {
    /// The names of a path that begins with `/`.
    ///
    /// # Errors
    /// It is no path (400), or one that never leads to a file here (404).
    pub(super) fn parse(path: &str) -> Result<Self, Failure> {
        let path = path.strip_prefix('/').ok_or_else(not_a_path)?;
        let mut segments: Vec<&str> = path.split('/').collect();
        let is_directory = segments.pop_if(|last| last.is_empty()).is_some();
        let names = segments.into_iter().map(name).collect::<Result<_, _>>()?;
        Ok(Self {
            names,
            is_directory,
        })
    }
}

/// The name that stands between two slashes.
// ANCHOR: name
fn name(segment: &str) -> Result<String, Failure> {
    let bytes = percent::decode(segment).ok_or_else(not_a_path)?;
    let name = String::from_utf8(bytes).map_err(|_| not_a_path())?;
    // Those that begin with a dot are `.`, `..` and what is hidden.
    let is_none = name.is_empty()
        || name.starts_with('.')
        || name.contains(['/', '\\', '\0']);
    if is_none { Err(not_found()) } else { Ok(name) }
}
// ANCHOR_END: name

fn not_a_path() -> Failure {
    Failure::new(Status::BAD_REQUEST, "this is no path")
}

/// What is said of everything that can't be had, so that nobody learns why.
pub(super) fn not_found() -> Failure {
    Failure::new(Status::NOT_FOUND, "there is no such file")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(path: &str) -> (Vec<String>, bool) {
        let path = FilePath::parse(path).unwrap();
        (path.names, path.is_directory)
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_path_is_names_between_slashes() {
        assert_eq!(parsed("/"), (names(&[]), true));
        assert_eq!(parsed("/a"), (names(&["a"]), false));
        assert_eq!(parsed("/a/"), (names(&["a"]), true));
        assert_eq!(parsed("/a/b.c/d"), (names(&["a", "b.c", "d"]), false));
    }

    #[test]
    fn each_name_is_decoded_once() {
        assert_eq!(parsed("/%41%20b"), (names(&["A b"]), false));
        assert_eq!(parsed("/%C3%A9"), (names(&["é"]), false));
        assert_eq!(parsed("/a%252fb"), (names(&["a%2fb"]), false));
        assert_eq!(parsed("/a+b"), (names(&["a+b"]), false));
    }

    #[test]
    fn whatever_is_no_path_is_a_bad_request() {
        for path in [
            "", "*", "a", "%2Fa", "/%", "/%4", "/%zz", "/a/%ff", "/%c0%ae",
        ] {
            let failure = FilePath::parse(path).unwrap_err();
            assert_eq!(failure.status, Status::BAD_REQUEST, "{path}");
        }
    }

    #[test]
    fn a_name_that_is_none_is_not_found() {
        for path in [
            "//",
            "//a",
            "/a//b",
            "/a//",
            "/.",
            "/./",
            "/..",
            "/../a",
            "/a/..",
            "/...",
            "/.a",
            "/a/.b/c",
            "/%2e",
            "/%2E%2e/a",
            "/.%2e",
            "/%2f",
            "/a%2fb",
            "/..%2fa",
            "/a\\b",
            "/..\\a",
            "/%5c",
            "/%00",
            "/a%00.html",
        ] {
            let failure = FilePath::parse(path).unwrap_err();
            assert_eq!(failure.status, Status::NOT_FOUND, "{path}");
        }
    }
}
