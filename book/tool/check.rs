//! Holds the book against its rules, without running a chapter.
//!
//! One rule a file. Each adds what it finds to one list, so that a single run
//! reports everything; `tests/checks` breaks a small book once for each rule.

mod blocks;
mod chapter;
mod complete_code;
mod dependencies;
mod doctests;
mod exercises;
mod figures;
mod glosses;
mod html;
mod includes;
mod links;
mod markdown;
mod measured;
mod modules;
mod plots;
mod readme;
mod run_it;
mod summary;
mod test_names;
mod titles;
mod workspace;

use std::fmt;
use std::ops::Range;
use std::path::Path;

use anyhow::Result;

use crate::finding::Finding;
use crate::source::Source;

/// What a check of the whole book came to.
#[derive(Debug)]
pub struct Outcome {
    /// Everything that is wrong, in order of file and position.
    pub findings: Vec<Finding>,
    /// How much was looked at.
    pub counts: Counts,
}

/// How much of the book was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pages that `SUMMARY.md` lists.
    pub pages: usize,
    /// Includes of code.
    pub listings: usize,
    /// Links, of any kind, in the rendered pages.
    pub links: usize,
    /// Drawn figures.
    pub figures: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} pages, {} listings, {} figures, {} links",
            self.pages, self.listings, self.figures, self.links
        )
    }
}

/// Runs every check on the sources and on the pages rendered from them.
///
/// `warnings` are mdBook's own; they are errors here.
///
/// # Errors
/// A file that can't be read.
pub fn all(
    source: &Source,
    rendered: &Path,
    warnings: &[String],
) -> Result<Outcome> {
    with_rendered(sources(source)?, source, rendered, warnings)
}

/// Adds what is found in the rendered pages to what [`sources`] has found.
///
/// # Errors
/// A file that can't be read.
pub fn with_rendered(
    mut outcome: Outcome,
    source: &Source,
    rendered: &Path,
    warnings: &[String],
) -> Result<Outcome> {
    outcome.counts.links = links::check(source, rendered, &mut outcome.findings)?;
    complete_code::check_rendered(source, rendered, &mut outcome.findings)?;
    // Of an include that fails, a finding says more.
    let warnings = warnings.iter().filter(|warning| {
        !warning.contains("{{#") && !warning.starts_with("Caused By")
    });
    outcome
        .findings
        .extend(warnings.map(|warning| mdbook_warned(warning)));
    sort(&mut outcome.findings);
    Ok(outcome)
}

/// Runs the checks that need no rendered page, for a book that mdBook can't
/// render as well.
///
/// # Errors
/// A file that can't be read.
pub fn sources(source: &Source) -> Result<Outcome> {
    let chapters = chapter::read_all(&source.root)?;
    let entries = summary::entries(&source.summary.text);
    let mut findings = Vec::new();
    includes::check(source, &chapters, &mut findings)?;
    blocks::check(source, &mut findings);
    figures::check(source, &mut findings);
    doctests::check(source, &chapters, &mut findings)?;
    glosses::check(source, &mut findings);
    test_names::check(source, &chapters, &mut findings)?;
    summary::check(source, &entries, &mut findings);
    workspace::check(source, &chapters, &mut findings)?;
    let titles = titles::check(source, &chapters, &entries, &mut findings);
    readme::check(source, &chapters, &titles, &mut findings)?;
    run_it::check(source, &chapters, &mut findings)?;
    complete_code::check(source, &chapters, &mut findings)?;
    dependencies::check(source, &chapters, &mut findings)?;
    modules::check(source, &chapters, &mut findings)?;
    exercises::check(source, &chapters, &mut findings)?;
    measured::check(source, &mut findings)?;
    plots::check(source, &mut findings)?;
    markdown::check_references(source, &mut findings);
    sort(&mut findings);
    let pages = &source.pages;
    Ok(Outcome {
        findings,
        counts: Counts {
            pages: pages
                .iter()
                .filter(|page| summary::lists(&entries, page))
                .count(),
            listings: pages.iter().map(|page| page.includes().len()).sum(),
            figures: pages
                .iter()
                .flat_map(|page| &page.blocks)
                .filter(|block| block.is_figure())
                .count(),
            links: 0,
        },
    })
}

fn mdbook_warned(warning: &str) -> Finding {
    // The first line alone: an annotation has one line for it.
    let message = warning.lines().next().unwrap_or_default();
    Finding::new(
        "book.toml",
        0..0,
        format!("mdBook warns: {message}"),
        "a book is built without warnings",
    )
}

fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.file.clone(), finding.span.start);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    findings.dedup();
}

/// The first line, for what has no place of its own in a file.
fn top(text: &str) -> Range<usize> {
    0..text.find('\n').unwrap_or(text.len())
}
