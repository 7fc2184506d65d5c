//! Every include shows lines that exist, and every anchor is shown.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result};
use regex::Regex;

use super::chapter::Chapter;
use crate::anchors::{lines, marks, without_marks};
use crate::finding::Finding;
use crate::preprocess::normalise;
use crate::source::{Block, Include, Page, Source, pattern};

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let mut used = HashSet::new();
    let mut included = BTreeSet::new();
    for page in &source.pages {
        unknown_directives(page, findings);
        for include in page.includes() {
            let file = resolve(page, &include);
            match problem(source, page, &include) {
                Some((message, help)) => {
                    findings.push(Finding::new(
                        &page.path,
                        include.span,
                        message,
                        help,
                    ));
                }
                None => _ = included.insert(file.clone()),
            }
            used.extend(include.anchor.map(|anchor| (file, anchor)));
        }
    }
    let mut own = BTreeSet::new();
    for chapter in chapters {
        own.extend(chapter.files(&source.root)?);
    }
    own.retain(|file| {
        file.extension()
            .is_some_and(|kind| kind == "rs" || kind == "py" || kind == "toml")
    });
    for file in included.union(&own) {
        let text = fs::read_to_string(source.root.join(file))
            .with_context(|| format!("cannot read {}", file.display()))?;
        pairs(file, &text, findings);
        for mark in marks(&text).filter(|mark| mark.begins && own.contains(file)) {
            if !used.contains(&(file.clone(), mark.name.to_owned())) {
                findings.push(Finding::new(
                    file,
                    mark.span,
                    format!("no page includes the anchor `{}`", mark.name),
                    "include it, or remove its two comments",
                ));
            }
        }
    }
    Ok(())
}

/// The included file, relative to the root.
pub(super) fn resolve(page: &Page, include: &Include) -> PathBuf {
    normalise(
        &page
            .path
            .parent()
            .unwrap_or(Path::new(""))
            .join(&include.path),
    )
}

/// The included lines, if there are any.
pub(super) fn text(root: &Path, page: &Page, include: &Include) -> Option<String> {
    let whole = fs::read_to_string(root.join(resolve(page, include))).ok()?;
    match &include.anchor {
        Some(anchor) => lines(&whole, anchor).map(|lines| lines.join("\n")),
        None => Some(without_marks(&whole).join("\n")),
    }
}

/// The include that a block consists of, if it consists of one.
pub(super) fn sole(page: &Page, block: &Block) -> Option<Include> {
    let inside = |include: &Include| {
        block.body.start <= include.span.start && include.span.end <= block.body.end
    };
    let include = page.includes().into_iter().find(inside)?;
    let alone = page.body(block).trim() == &page.text[include.span.clone()];
    alone.then_some(include)
}

/// What is wrong with an include, and the way out.
fn problem(
    source: &Source,
    page: &Page,
    include: &Include,
) -> Option<(String, String)> {
    let file = resolve(page, include);
    let shown = file.display();
    if !source.root.join(&file).is_file() {
        return Some((
            format!("there is no file {shown} to include"),
            "the path is relative to the page's folder".to_owned(),
        ));
    }
    let anchor = include.anchor.as_deref()?;
    if anchor.is_empty()
        || anchor.starts_with(|first: char| first == ':' || first.is_ascii_digit())
    {
        return Some((
            "an include by line numbers, which shift unnoticed".to_owned(),
            format!(
                "mark the lines in {shown} with `// ANCHOR: name` and `// ANCHOR_END: name`"
            ),
        ));
    }
    match text(&source.root, page, include) {
        None => Some((
            format!("{shown} has no anchor `{anchor}`"),
            format!(
                "mark its lines with `// ANCHOR: {anchor}` and `// ANCHOR_END: {anchor}`"
            ),
        )),
        Some(lines) if lines.trim().is_empty() => Some((
            format!("the anchor `{anchor}` of {shown} is empty"),
            "move its comments around the lines to show".to_owned(),
        )),
        Some(_) => None,
    }
}

static DIRECTIVE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\{\{\s*#\s*(\w*)[^}\n]*(?:\}\})?"));

/// Reports each `{{#` that isn't an include and isn't escaped.
fn unknown_directives(page: &Page, findings: &mut Vec<Finding>) {
    let known: HashSet<usize> = page
        .includes()
        .iter()
        .map(|include| include.span.start)
        .collect();
    for found in DIRECTIVE.captures_iter(&page.text) {
        let span = found.get(0).map_or(0..0, |whole| whole.range());
        if known.contains(&span.start) || page.text[..span.start].ends_with('\\') {
            continue;
        }
        findings.push(Finding::new(
            &page.path,
            span,
            format!("`{{{{#{}` isn't used in this book", &found[1]),
            "include an anchor: `{{#include path:anchor}}`; to show the braces, write `\\{{#`",
        ));
    }
}

/// Reports anchors of a file that don't begin once and end once.
fn pairs(file: &Path, text: &str, findings: &mut Vec<Finding>) {
    let mut begun = HashSet::new();
    let mut open = HashSet::new();
    for mark in marks(text) {
        let name = mark.name;
        let fault = if !mark.begins {
            (!open.remove(name))
                .then(|| format!("the anchor `{name}` ends without a beginning"))
        } else if begun.insert(name) {
            open.insert(name);
            let ended = marks(&text[mark.span.end..])
                .any(|end| !end.begins && end.name == name);
            (!ended).then(|| format!("the anchor `{name}` has no end"))
        } else {
            Some(format!("the anchor `{name}` begins twice"))
        };
        if let Some(message) = fault {
            let help = format!(
                "`ANCHOR: {name}` and `ANCHOR_END: {name}` stand once each, on lines of their own"
            );
            findings.push(Finding::new(file, mark.span, message, help));
        }
    }
}
