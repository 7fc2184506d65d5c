//! Every page with snippets is compiled by a crate.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::Result;
use regex::Regex;

use super::chapter::Chapter;
use super::top;
use crate::finding::Finding;
use crate::preprocess::normalise;
use crate::source::{Page, Source, pattern};
use crate::toml_spans::read;

/// Compiles the pages that belong to no chapter.
const BOOK: &str = "book/tool/lib.rs";

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let of_the_book =
        pages_included_by(Path::new(BOOK), &read(&source.root, Path::new(BOOK))?);
    let mut of_chapters = HashSet::new();
    for chapter in chapters {
        let sources = chapter.folder().join("src");
        for (file, text) in chapter.rust_files(&source.root)? {
            if file.starts_with(&sources) {
                let pages = pages_included_by(&file, &text);
                // A page is compiled by its own chapter, whose library it shows.
                of_chapters.extend(
                    pages.into_iter().filter(|page| chapter.has_page(page)),
                );
            }
        }
    }
    for page in &source.pages {
        let chapter = chapters.iter().find(|chapter| chapter.has_page(&page.path));
        let (compiled, by) = match chapter {
            Some(_) if page.path.ends_with("code.md") => continue,
            Some(chapter) => (
                of_chapters.contains(&page.path),
                chapter.folder().join("src/lib.rs"),
            ),
            None => (
                !has_snippets(page) || of_the_book.contains(&page.path),
                BOOK.into(),
            ),
        };
        if !compiled {
            let up = "../".repeat(by.components().count() - 1);
            findings.push(Finding::new(
                &page.path,
                top(&page.text),
                "no crate compiles the snippets of this page",
                format!(
                    "add to {}: `#[doc = include_str!(\"{up}{}\")]`",
                    by.display(),
                    page.path.display()
                ),
            ));
        }
    }
    Ok(())
}

fn has_snippets(page: &Page) -> bool {
    page.blocks
        .iter()
        .any(|block| block.language() == "rust" && !block.has("ignore"))
}

static DOCTEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?m)^(.*)\bdoc\s*=\s*include_str!\(\s*"([^"]+)"\s*\)"#)
});

/// The pages that `file`, with this text, hands to rustdoc.
fn pages_included_by(file: &Path, text: &str) -> Vec<PathBuf> {
    let folder = file.parent().unwrap_or(Path::new(""));
    DOCTEST
        .captures_iter(text)
        .filter(|found| !found[1].contains("//"))
        .map(|found| normalise(&folder.join(&found[2])))
        .collect()
}
