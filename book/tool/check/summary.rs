//! `SUMMARY.md` lists every page, and nothing else.

use std::ops::Range;
use std::path::Path;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::markdown::{last_within, push_text};
use super::top;
use crate::finding::Finding;
use crate::source::{PAGES, Page, Source, markdown_options};

/// A page in `SUMMARY.md`.
#[derive(Debug)]
pub(super) struct Entry {
    /// What the link says: `3. An echo server`.
    pub(super) title: String,
    /// The page, below [`PAGES`]; empty for a draft.
    pub(super) target: String,
    /// How many lists it stands in.
    pub(super) depth: usize,
    /// The bytes of the link.
    pub(super) span: Range<usize>,
}

/// The entries of `SUMMARY.md`, in order.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut depth = 0;
    let mut in_link = false;
    for (event, span) in
        Parser::new_ext(text, markdown_options()).into_offset_iter()
    {
        match event {
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Link { dest_url, .. }) => {
                in_link = true;
                entries.push(Entry {
                    title: String::new(),
                    target: dest_url.into_string(),
                    depth,
                    span,
                });
            }
            Event::End(TagEnd::Link) => in_link = false,
            event if in_link => {
                if let Some(entry) = entries.last_mut() {
                    push_text(&mut entry.title, &event);
                }
            }
            _ => {}
        }
    }
    entries
}

/// Whether `SUMMARY.md` names a page.
pub(super) fn lists(entries: &[Entry], page: &Page) -> bool {
    entries
        .iter()
        .any(|entry| Path::new(&entry.target) == page.name())
}

pub(super) fn check(
    source: &Source,
    entries: &[Entry],
    findings: &mut Vec<Finding>,
) {
    for entry in entries {
        let (message, help) = if entry.target.is_empty() {
            (
                format!("`{}` is a draft", entry.title),
                "write the page before it's listed".to_owned(),
            )
        } else if !source.root.join(PAGES).join(&entry.target).is_file() {
            (
                format!("there is no page {PAGES}/{}", entry.target),
                "write it, or take it from the list".to_owned(),
            )
        } else {
            continue;
        };
        let span =
            last_within(&source.summary.text, entry.span.clone(), &entry.target);
        findings.push(Finding::new(&source.summary.path, span, message, help));
    }
    for page in source.pages.iter().filter(|page| !lists(entries, page)) {
        findings.push(Finding::new(
            &page.path,
            top(&page.text),
            "SUMMARY.md doesn't list this page, so it isn't rendered",
            format!(
                "add `[Title]({})` to it, or remove the page",
                page.name().display()
            ),
        ));
    }
}
