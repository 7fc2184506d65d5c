//! Every chapter's page has a box that says how to run it, and where its code
//! and its documentation are.

use std::path::Path;

use anyhow::Result;

use super::chapter::Chapter;
use super::html::Tag;
use super::markdown::{links, raw_tags};
use super::top;
use crate::finding::Finding;
use crate::source::{PAGES, Page, Source};
use crate::toml_spans::{get_str, parse, read};

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for chapter in chapters {
        let path = Path::new(PAGES).join(&chapter.topic).join("index.md");
        let Some(page) = source.pages.iter().find(|page| page.path == path) else {
            continue; // SUMMARY.md is reported for it
        };
        let text = read(&source.root, &chapter.manifest())?;
        let manifest = parse(&chapter.manifest(), &text)?;
        let library =
            get_str(&manifest, &["lib", "name"]).map_or("", |(name, _)| name);
        run_it(page, chapter, library, findings);
    }
    Ok(())
}

fn run_it(
    page: &Page,
    chapter: &Chapter,
    library: &str,
    findings: &mut Vec<Finding>,
) {
    let tags = raw_tags(&page.text);
    let Some(box_tags) =
        element(&tags, |tag| tag.attribute("class") == Some("run-it"))
    else {
        findings.push(Finding::new(
            &page.path,
            top(&page.text),
            "this chapter doesn't say how to run it",
            "add a box: `<div class=\"run-it\">` … `</div>`",
        ));
        return;
    };
    let start = box_tags[0].span.start;
    let end = box_tags[box_tags.len() - 1].span.end;
    let inside = |at: usize| (start..end).contains(&at);

    let command = format!("$ cargo run -p {}", chapter.package());
    let console = page
        .blocks
        .iter()
        .find(|block| block.language() == "console" && inside(block.span.start));
    let runs = console.is_some_and(|block| {
        let first = page.body(block).lines().find(|line| line.starts_with("$ "));
        first.is_some_and(|first| first.trim_end() == command)
    });
    let has_code = links(&page.text)
        .iter()
        .any(|link| inside(link.span.start) && link.destination == "code.md");
    let api = format!("../api/{library}/index.html");
    let page_of = |href: &str| href.split('#').next() == Some(&api);
    let has_api = box_tags
        .iter()
        .any(|tag| tag.attribute("href").is_some_and(page_of));

    let mut lacks = |what: String, span| {
        findings.push(Finding::new(
            &page.path,
            span,
            format!("the box doesn't have {what}"),
            "it has a `console` block, a link to code.md and a raw link to the API documentation",
        ));
    };
    let opening = box_tags[0].span.clone();
    if !runs {
        let span = console.map_or(opening.clone(), |block| block.body.clone());
        lacks(format!("`{command}` as its first command"), span);
    }
    if !has_code {
        lacks(
            "a link to the complete code, `[…](code.md)`".to_owned(),
            opening.clone(),
        );
    }
    if !has_api {
        lacks(
            format!("a link to the documentation, `<a href=\"{api}\">`"),
            opening,
        );
    }
}

/// The tags of the first element that `wanted` is true of, its own included.
fn element(tags: &[Tag], wanted: impl Fn(&Tag) -> bool) -> Option<&[Tag]> {
    let first = tags.iter().position(wanted)?;
    let name = &tags[first].name;
    let mut depth = 0_usize;
    let length = tags[first..].iter().position(|tag| {
        if tag.name == *name {
            depth = if tag.closing { depth - 1 } else { depth + 1 };
        }
        depth == 0
    })?;
    Some(&tags[first..=first + length])
}
