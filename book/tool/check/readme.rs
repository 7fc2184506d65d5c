//! The README's table lists every chapter as `SUMMARY.md` does.

use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::Result;
use regex::Regex;

use super::chapter::Chapter;
use super::titles::Titles;
use super::top;
use crate::finding::Finding;
use crate::source::{Source, pattern};
use crate::toml_spans::read;

/// A row of the README's table of chapters, or one that was meant to be.
static ROW: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^\|\s*(?:\d+\s*\||.*\]\(chapters/\d\d-).*$"));

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    titles: &Titles<'_>,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let path = Path::new("README.md");
    let text = read(&source.root, path)?;
    let titled = |chapter: &Chapter| titles.contains_key(chapter.topic.as_str());
    let mut listed = HashSet::new();
    for found in ROW.find_iter(&text) {
        // The white space that lines the columns up is the author's.
        let cells: Vec<&str> = found.as_str().split('|').map(str::trim).collect();
        let described = chapters.iter().find(|chapter| {
            cells.contains(&chapter.number.to_string().as_str())
                || found.as_str().contains(&chapter.topic)
        });
        listed.extend(described.map(|chapter| chapter.number));
        let help = match described
            .map(|chapter| (row(chapter, titles), titled(chapter)))
        {
            Some((row, true)) if cells.join(" | ").trim() != row => {
                format!("write {row}")
            }
            // Right, or without a title in SUMMARY.md, which is reported there.
            Some(_) => continue,
            None => "remove it, or write the chapter".to_owned(),
        };
        findings.push(Finding::new(
            path,
            found.range(),
            "this row isn't that of a chapter in SUMMARY.md",
            help,
        ));
    }
    for chapter in chapters
        .iter()
        .filter(|chapter| !listed.contains(&chapter.number))
    {
        findings.push(Finding::new(
            path,
            top(&text),
            format!("the README lacks chapter {}", chapter.number),
            format!("add the row {}", row(chapter, titles)),
        ));
    }
    Ok(())
}

fn row(Chapter { topic, number }: &Chapter, titles: &Titles<'_>) -> String {
    let title = titles.get(topic.as_str()).unwrap_or(&"Title");
    format!(
        "| {number} | {title} | `cargo run -p chapter{number}` | [chapters/{topic}](chapters/{topic}) |"
    )
}
