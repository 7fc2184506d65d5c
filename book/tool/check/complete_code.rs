//! `code.md` of a chapter shows every file of its crate, whole and once, but for
//! the solutions of exercises.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::chapter::{Chapter, number_of};
use super::includes::resolve;
use super::markdown::headings;
use super::top;
use crate::anchors::marks;
use crate::finding::Finding;
use crate::preprocess::{gives_away, heading_id, slashed};
use crate::source::{PAGES, Page, Source};
use crate::toml_spans::{get, parse, read};

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let settings_path = Path::new("book.toml");
    let settings = read(&source.root, settings_path)?;
    let parsed = parse(settings_path, &settings)?;
    for chapter in chapters {
        let name = format!("{}/code.md", chapter.topic);
        let path = Path::new(PAGES).join(&name);
        let Some(page) = source.pages.iter().find(|page| page.path == path) else {
            continue; // SUMMARY.md is reported for it
        };
        files(source, chapter, page, findings)?;
        let search = ["output", "html", "search", "chapter"];
        let switch = get(&parsed, &[&search[..], &[&name, "enable"]].concat());
        if switch.and_then(|switch| switch.get_ref().as_bool()) != Some(false) {
            findings.push(Finding::new(
                settings_path,
                switch
                    .or(get(&parsed, &search))
                    .map_or(top(&settings), |found| found.span()),
                format!("the search isn't switched off for {name}"),
                format!(
                    "add `\"{name}\" = {{ enable = false }}` to [{}]",
                    search.join(".")
                ),
            ));
        }
    }
    Ok(())
}

fn files(
    source: &Source,
    chapter: &Chapter,
    page: &Page,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let headings = headings(&page.text);
    let mut shown: HashSet<PathBuf> = HashSet::new();
    for include in page
        .includes()
        .iter()
        .filter(|include| include.anchor.is_none())
    {
        let file = resolve(page, include);
        let Ok(in_crate) = file.strip_prefix(chapter.folder()).map(slashed) else {
            continue;
        };
        let heading = headings
            .iter()
            .rev()
            .find(|heading| heading.span.start < include.span.start);
        let id = heading_id(&in_crate);
        if heading.is_none_or(|heading| {
            heading.text.trim_matches('`') != in_crate
                || heading.id.as_deref() != Some(&id)
        }) {
            findings.push(Finding::new(
                &page.path,
                heading.map_or(include.span.clone(), |heading| heading.span.clone()),
                format!("the heading above {in_crate} isn't its path, or lacks the id that listings link to"),
                format!("write ``## `{in_crate}` {{#{id}}}``"),
            ));
        }
        if !shown.insert(file.clone()) {
            findings.push(Finding::new(
                &page.path,
                include.span.clone(),
                format!("{in_crate} is shown twice"),
                "the complete code shows each file once",
            ));
        }
    }
    for file in chapter.files(&source.root)? {
        let in_crate = file.strip_prefix(chapter.folder()).map(slashed);
        let is_secret = in_crate.is_ok_and(|file| gives_away(&file));
        if !shown.contains(&file) && !is_secret {
            findings.push(Finding::new(
                &page.path,
                top(&page.text),
                format!("the complete code lacks {}", slashed(&file)),
                format!(
                    "include it whole: `{{{{#include ../../../{}}}}}`",
                    slashed(&file)
                ),
            ));
        }
    }
    Ok(())
}

/// The rendered `code.md` shows no anchor comment.
pub(super) fn check_rendered(
    source: &Source,
    rendered: &Path,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for page in &source.pages {
        let folder = page
            .name()
            .parent()
            .and_then(Path::to_str)
            .unwrap_or_default();
        let path = rendered.join(page.name()).with_extension("html");
        if number_of(folder).is_none()
            || !page.path.ends_with("code.md")
            || !path.is_file()
        {
            continue;
        }
        let html = fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        for mark in marks(&html) {
            findings.push(Finding::new(
                &page.path,
                top(&page.text),
                format!(
                    "the complete code shows the comment `{}`",
                    &html[mark.span]
                ),
                "in the source file, give the comment a line of its own",
            ));
        }
    }
    Ok(())
}
