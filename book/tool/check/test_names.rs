//! A test that a page names is a test of the chapter.

use std::collections::HashSet;
use std::sync::LazyLock;

use anyhow::Result;
use pulldown_cmark::{Event, Parser};
use regex::Regex;

use super::chapter::Chapter;
use crate::finding::Finding;
use crate::source::{Source, markdown_options, pattern};

/// A name of four words and more is that of a test: nothing else is called so.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[a-z][a-z0-9]*(_[a-z0-9]+){3,}$"));

/// A function and all its attributes.
static FUNCTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)((?:^[ \t]*#\[.*\n)+)^[ \t]*fn (\w+)\("));

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for chapter in chapters {
        let files = chapter.rust_files(&source.root)?;
        let tests: HashSet<&str> = files
            .iter()
            .flat_map(|(_, text)| FUNCTION.captures_iter(text))
            .filter(|found| {
                found[1].contains("#[test]") && !found[1].contains("ignore")
            })
            .filter_map(|found| Some(found.get(2)?.as_str()))
            .collect();
        let pages = source.pages.iter();
        for page in pages.filter(|page| chapter.has_page(&page.path)) {
            let events =
                Parser::new_ext(&page.text, markdown_options()).into_offset_iter();
            for (event, span) in events {
                if let Event::Code(name) = event
                    && NAME.is_match(&name)
                    && !tests.contains(name.as_ref())
                {
                    findings.push(Finding::new(
                        &page.path,
                        span,
                        format!("the chapter has no test `{name}`"),
                        "name a test as it is called in the chapter's crate",
                    ));
                }
            }
        }
    }
    Ok(())
}
