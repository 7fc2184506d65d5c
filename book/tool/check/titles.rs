//! `SUMMARY.md` lists every chapter by number and title, and the chapter's own
//! page has the same title.

use std::collections::HashMap;
use std::path::Path;

use pulldown_cmark::HeadingLevel;

use super::chapter::{Chapter, number_of};
use super::markdown::{Heading, headings};
use super::summary::Entry;
use super::top;
use crate::finding::Finding;
use crate::source::{Page, Source};

/// The titles of the chapters in `SUMMARY.md`, by topic.
pub(super) type Titles<'a> = HashMap<&'a str, &'a str>;

/// Returns the titles, for the README to be held against them.
pub(super) fn check<'a>(
    source: &Source,
    chapters: &[Chapter],
    entries: &'a [Entry],
    findings: &mut Vec<Finding>,
) -> Titles<'a> {
    let summary = &source.summary;
    let mut titles = Titles::new();
    for (at, entry) in entries.iter().enumerate() {
        let Some((topic, "index.md")) = entry.target.split_once('/') else {
            continue;
        };
        let Some(number) = number_of(topic) else {
            continue;
        };
        let mut report = |message: String, help: String| {
            findings.push(Finding::new(
                &summary.path,
                entry.span.clone(),
                message,
                help,
            ));
        };
        if !chapters.iter().any(|chapter| chapter.topic == topic) {
            report(
                format!("there is no crate chapters/{topic}"),
                "write it, or take the chapter from the list".to_owned(),
            );
        }
        match entry.title.strip_prefix(&format!("{number}. ")) {
            Some(title) => _ = titles.insert(topic, title),
            None => report(
                format!(
                    "the title of chapter {number} doesn't begin with `{number}. `"
                ),
                format!("write `[{number}. Title]({topic}/index.md)`"),
            ),
        }
        let code = format!("{topic}/code.md");
        let mut below = entries[at + 1..]
            .iter()
            .take_while(|other| other.depth > entry.depth);
        if !below.any(|other| other.target == code) {
            report(
                format!("chapter {number} doesn't list its complete code"),
                format!("add `[The complete code]({code})` below it"),
            );
        }
    }
    missing(source, chapters, entries, findings);
    for page in &source.pages {
        heading(page, &titles, findings);
    }
    titles
}

fn missing(
    source: &Source,
    chapters: &[Chapter],
    entries: &[Entry],
    findings: &mut Vec<Finding>,
) {
    let summary = &source.summary;
    for chapter in chapters {
        let page = format!("{}/index.md", chapter.topic);
        if !entries.iter().any(|entry| entry.target == page) {
            findings.push(Finding::new(
                &summary.path,
                top(&summary.text),
                format!("SUMMARY.md lacks chapter {}", chapter.number),
                format!("add `[{}. Title]({page})`", chapter.number),
            ));
        }
    }
}

/// A chapter's page has the title that `SUMMARY.md` gives it.
fn heading(page: &Page, titles: &Titles<'_>, findings: &mut Vec<Finding>) {
    let topic = page
        .name()
        .parent()
        .and_then(Path::to_str)
        .unwrap_or_default();
    let (Some(title), Some(number), true) = (
        titles.get(topic),
        number_of(topic),
        page.path.ends_with("index.md"),
    ) else {
        return;
    };
    let expected = format!("{number}. {title}");
    let first = headings(&page.text).into_iter().next();
    let agrees =
        |first: &Heading| first.level == HeadingLevel::H1 && first.text == expected;
    if !first.as_ref().is_some_and(agrees) {
        let span = first.map_or(top(&page.text), |first| first.span);
        findings.push(Finding::new(
            &page.path,
            span,
            format!("the title isn't `{expected}`, as it is in SUMMARY.md"),
            format!("write `# {expected}`, or change SUMMARY.md and the README"),
        ));
    }
}
