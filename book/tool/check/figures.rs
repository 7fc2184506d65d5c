//! Every figure and every image can be drawn, and read by those who can't see
//! it.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::markdown::raw_tags;
use crate::figure::Figure;
use crate::finding::Finding;
use crate::source::{Page, Source, markdown_options};

pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    for page in &source.pages {
        drawings(page, findings);
        images(page, findings);
    }
}

fn drawings(page: &Page, findings: &mut Vec<Finding>) {
    for block in page.blocks.iter().filter(|block| block.language() == "bob") {
        let begins_line =
            block.span.start == 0 || page.text[..block.span.start].ends_with('\n');
        let problem = match Figure::parse(page.body(block)) {
            Err(problem) => problem,
            Ok(_) if begins_line => continue,
            Ok(_) => {
                "a figure in a list or quotation, which isn't drawn".to_owned()
            }
        };
        findings.push(Finding::new(
            &page.path,
            block.span.clone(),
            problem,
            "a `bob` block at the left margin: `caption: …`, `alt: …`, then the drawing",
        ));
    }
}

fn images(page: &Page, findings: &mut Vec<Finding>) {
    let mut without = Vec::new();
    let mut open = None;
    for (event, span) in
        Parser::new_ext(&page.text, markdown_options()).into_offset_iter()
    {
        match event {
            Event::Start(Tag::Image { .. }) => open = Some(span),
            Event::End(TagEnd::Image) => without.extend(open.take()),
            // Whatever is written between the brackets is the alternative.
            _ => open = None,
        }
    }
    let raw = raw_tags(&page.text).into_iter().filter(|tag| {
        tag.name == "img"
            && tag.attribute("alt").unwrap_or_default().trim().is_empty()
    });
    without.extend(raw.map(|tag| tag.span));
    findings.extend(without.into_iter().map(|span| {
        Finding::new(
            &page.path,
            span,
            "an image without a text alternative",
            "say what it shows: `![what it shows](image.svg)`, or `alt=\"what it shows\"`",
        )
    }));
}
