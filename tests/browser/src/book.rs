//! Which pages the book has.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// The paths of all pages below the book's address, in the order of `SUMMARY.md`.
pub fn pages() -> Result<Vec<String>> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/src/SUMMARY.md");
    let summary = fs::read_to_string(&path).context("cannot read SUMMARY.md")?;
    let pages: Vec<String> = summary
        .lines()
        .filter_map(|line| {
            let (_, target) = line.rsplit_once("](")?;
            let page = target.trim_end().strip_suffix(".md)")?;
            // As mdBook names the page of a folder.
            let page = match page.strip_suffix("/README") {
                Some(folder) => format!("{folder}/index"),
                None => page.to_owned(),
            };
            Some(format!("{page}.html"))
        })
        .collect();
    ensure!(!pages.is_empty(), "SUMMARY.md names no page");
    Ok(pages)
}
