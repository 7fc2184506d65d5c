//! Where links, raw HTML and ids stand in a Markdown source.

use std::ops::Range;

use pulldown_cmark::{
    BrokenLink, CowStr, Event, HeadingLevel, LinkType, Parser, Tag as Block, TagEnd,
};

use super::html::{self, Tag};
use crate::finding::Finding;
use crate::source::{Source, markdown_options};

/// A link or an image.
#[derive(Debug)]
pub(super) struct Link {
    /// As it is written.
    pub(super) destination: String,
    /// The bytes of the destination, or of the whole link.
    pub(super) span: Range<usize>,
}

/// The links and images of a page, written in Markdown or in HTML. The
/// destination of a reference is where it's defined.
pub(super) fn links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut events = Parser::new_ext(text, markdown_options()).into_offset_iter();
    while let Some((event, span)) = events.next() {
        if let Event::Start(
            Block::Link { dest_url, id, .. } | Block::Image { dest_url, id, .. },
        ) = event
        {
            let definition = events.reference_definitions().get(&id);
            let span =
                definition.map_or(span, |definition| definition.span.clone());
            links.push(Link {
                span: last_within(text, span, &dest_url),
                destination: dest_url.into_string(),
            });
        }
    }
    for tag in raw_tags(text) {
        links.extend(tag.destinations().map(|destination| Link {
            span: last_within(text, tag.span.clone(), destination),
            destination: destination.to_owned(),
        }));
    }
    links
}

/// The tags of the raw HTML in a page; code has none.
pub(super) fn raw_tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    for (event, span) in
        Parser::new_ext(text, markdown_options()).into_offset_iter()
    {
        if matches!(event, Event::Start(Block::HtmlBlock) | Event::InlineHtml(_)) {
            let start = span.start;
            tags.extend(html::tags(&text[span]).into_iter().map(|tag| Tag {
                span: start + tag.span.start..start + tag.span.end,
                ..tag
            }));
        }
    }
    tags
}

/// A heading of a page.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) level: HeadingLevel,
    /// Without markup but for the backticks of code.
    pub(super) text: String,
    /// As written behind it: `{#id}`.
    pub(super) id: Option<String>,
    /// The bytes of its line.
    pub(super) span: Range<usize>,
}

/// The headings of a page, in order.
pub(super) fn headings(text: &str) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut inside = false;
    for (event, span) in
        Parser::new_ext(text, markdown_options()).into_offset_iter()
    {
        match event {
            Event::Start(Block::Heading { level, id, .. }) => {
                inside = true;
                let id = id.map(CowStr::into_string);
                headings.push(Heading {
                    level,
                    text: String::new(),
                    id,
                    span,
                });
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            event if inside => {
                if let Some(heading) = headings.last_mut() {
                    push_text(&mut heading.text, &event);
                }
            }
            _ => {}
        }
    }
    headings
}

/// Adds what an event inside a title says, with the backticks of code.
pub(super) fn push_text(title: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(part) => title.push_str(part),
        Event::Code(part) => title.extend(["`", part, "`"]),
        _ => {}
    }
}

/// Reports `[text][label]` without a `[label]: …`, which Markdown takes for
/// plain text: the rendered page has no link that could be broken.
pub(super) fn check_references(source: &Source, findings: &mut Vec<Finding>) {
    for page in &source.pages {
        let undefined = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
            // `[text]` alone is too often meant as it stands.
            if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
                findings.push(Finding::new(
                    &page.path,
                    link.span,
                    format!(
                        "the reference `[{}]` is defined nowhere",
                        link.reference
                    ),
                    "define it in this page, or escape the brackets: `\\[`",
                ));
            }
            None
        };
        Parser::new_with_broken_link_callback(
            &page.text,
            markdown_options(),
            Some(undefined),
        )
        .for_each(drop);
    }
}

/// The last occurrence of `part` in `text[span]`, or else `span`.
pub(super) fn last_within(
    text: &str,
    span: Range<usize>,
    part: &str,
) -> Range<usize> {
    match text[span.clone()].rfind(part) {
        Some(at) if !part.is_empty() => {
            span.start + at..span.start + at + part.len()
        }
        _ => span,
    }
}
