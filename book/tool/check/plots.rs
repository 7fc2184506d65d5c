//! Every plot can be drawn, and every measured table is in a plot.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, Result};

use super::measured::read_data;
use crate::finding::Finding;
use crate::plot::table::{self, Named};
use crate::plot::{DATA, Plot};
use crate::source::{Block, Page, Source};

pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) -> Result<()> {
    let mut tables = Vec::new();
    for (stem, (path, text)) in read_data(&source.root)? {
        let named = table::all(&text)
            .with_context(|| format!("cannot parse {}", path.display()))?;
        tables.extend(named.into_iter().map(|named| {
            let key = format!("{stem}.{}", named.name);
            (key, path.clone(), named)
        }));
    }
    let mut used = HashSet::new();
    for page in &source.pages {
        let plots = page
            .blocks
            .iter()
            .filter(|block| block.language() == "plot");
        for block in plots {
            let mut find = |key: &str| {
                used.insert(key.to_owned());
                tables
                    .iter()
                    .find(|(known, ..)| known == key)
                    .map(|(.., named)| named)
            };
            if let Err(problem) = drawn(page, block, &mut find) {
                findings.push(Finding::new(
                    &page.path,
                    block.span.clone(),
                    problem,
                    "a `plot` block at the left margin: `caption: …`, `alt: …`, `data: FILE.TABLE`, `x: log, TITLE`, `y: linear, TITLE`",
                ));
            }
        }
    }
    for (key, path, named) in &tables {
        findings.extend(wrong(path, named));
        if !used.contains(key) {
            findings.push(Finding::new(
                path,
                named.span.clone(),
                format!("no page shows `{key}`"),
                format!(
                    "show it in a `plot` block, as `data: {key}`, or remove it"
                ),
            ));
        }
    }
    Ok(())
}

/// What keeps a block from being drawn, but for what is wrong in its table.
fn drawn<'t>(
    page: &Page,
    block: &Block,
    find: &mut impl FnMut(&str) -> Option<&'t Named>,
) -> Result<(), String> {
    let plot = Plot::parse(page.body(block))?;
    let key = format!("{}.{}", plot.file, plot.table);
    let named = find(&key).ok_or_else(|| {
        format!(
            "there is no `[tables.{}]` in {DATA}/{}.toml",
            plot.table, plot.file
        )
    })?;
    if let Ok(table) = &named.content {
        plot.fits(table)?;
    }
    if block.span.start > 0 && !page.text[..block.span.start].ends_with('\n') {
        return Err("a plot in a list or quotation, which isn't drawn".to_owned());
    }
    Ok(())
}

fn wrong(path: &Path, named: &Named) -> Option<Finding> {
    let wrong = named.content.as_ref().err()?;
    Some(Finding::new(
        path,
        wrong.span.clone(),
        &wrong.message,
        "a table has numbers `x`, and series with a `name`, as many numbers `y`, and, with a spread, `low` and `high`",
    ))
}
