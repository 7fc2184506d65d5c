//! Every file of a chapter's code is part of a crate: what no module declares is
//! never compiled.

use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::Result;
use regex::Regex;

use super::chapter::Chapter;
use super::top;
use crate::finding::Finding;
use crate::preprocess::slashed;
use crate::source::{Source, pattern};

/// `mod name;`, or in an attribute above, `path = "…/name.rs"`.
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    let module = r"(?:pub(?:\([a-z]+\))?\s+)?mod\s+(?<module>\w+)\s*;";
    let path = r#"#\[.*\bpath\s*=\s*"(?:[^"]*/)?(?<file>\w+)\.rs""#;
    pattern(&format!(r"(?m)^\s*(?:{module}|{path})"))
});

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for chapter in chapters {
        let files = chapter.rust_files(&source.root)?;
        let declared: HashSet<&str> = files
            .iter()
            .flat_map(|(_, text)| DECLARED.captures_iter(text))
            .filter_map(|found| found.name("module").or(found.name("file")))
            .map(|found| found.as_str())
            .collect();
        for (file, text) in &files {
            let in_crate = file.strip_prefix(chapter.folder()).unwrap_or(file);
            let name = in_crate.file_stem().and_then(|stem| stem.to_str());
            if !is_root(in_crate)
                && !name.is_some_and(|name| declared.contains(name))
            {
                findings.push(Finding::new(
                    file,
                    top(text),
                    format!(
                        "no module declares {}, so nothing compiles it",
                        slashed(in_crate)
                    ),
                    "declare it with `mod`, or remove it",
                ));
            }
        }
    }
    Ok(())
}

/// Whether Cargo compiles the file by itself: the library, a program, a test or
/// the exercises. What lies elsewhere is left to those who use it.
fn is_root(in_crate: &Path) -> bool {
    let directly_below = |folder| in_crate.parent() == Some(Path::new(folder));
    let is_main = in_crate.ends_with("main.rs");
    if in_crate.starts_with("src") {
        is_main || directly_below("src") && in_crate.ends_with("lib.rs")
    } else if in_crate.starts_with("tests") {
        is_main || directly_below("tests")
    } else {
        is_main || !in_crate.starts_with("exercises")
    }
}
