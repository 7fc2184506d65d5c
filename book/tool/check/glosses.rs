//! What a list says about a listing is in the listing: the code that an item
//! begins with must stand there still.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::includes::{sole, text};
use super::markdown::raw_tags;
use crate::finding::Finding;
use crate::source::{Page, Source, markdown_options, pattern};

pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    for page in &source.pages {
        for gloss in glosses(source, page) {
            if !occurs(&gloss.code, &gloss.listing) {
                findings.push(Finding::new(
                    &page.path,
                    gloss.span,
                    format!("`{}` isn't in the listing above", gloss.code),
                    "quote the code as it is now; `…` stands for anything left out",
                ));
            }
        }
    }
}

/// The code that an item begins with, and the listing that it's about.
struct Gloss {
    code: String,
    span: Range<usize>,
    listing: String,
}

/// What has been seen before the block at hand.
enum Before {
    Other,
    Listing(String),
    ListingAndParagraph(String),
}

fn glosses(source: &Source, page: &Page) -> Vec<Gloss> {
    let mut glosses = Vec::new();
    let mut before = Before::Other;
    let mut depth = 0_usize;
    let mut events =
        Parser::new_ext(&page.text, markdown_options()).into_offset_iter();
    while let Some((event, span)) = events.next() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    before = match (tag, before) {
                        (Tag::CodeBlock(_), _) => listing(source, page, &span)
                            .map_or(Before::Other, Before::Listing),
                        (Tag::HtmlBlock, before)
                            if raw_tags(&page.text[span]).is_empty() =>
                        {
                            before
                        }
                        (Tag::Paragraph, Before::Listing(listing)) => {
                            Before::ListingAndParagraph(listing)
                        }
                        (
                            Tag::List(None),
                            Before::Listing(listing)
                            | Before::ListingAndParagraph(listing),
                        ) => {
                            let items = leading_code(&mut events);
                            glosses.extend(items.into_iter().map(
                                |(code, span)| Gloss {
                                    code,
                                    span,
                                    listing: listing.clone(),
                                },
                            ));
                            // The list has been read to its end.
                            before = Before::Other;
                            continue;
                        }
                        _ => Before::Other,
                    };
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ if depth == 0 => before = Before::Other,
            _ => {}
        }
    }
    glosses
}

/// The text of the Rust listing at `span`, if it's a pure include.
fn listing(source: &Source, page: &Page, span: &Range<usize>) -> Option<String> {
    let block = page.blocks.iter().find(|block| block.span == *span)?;
    let include = sole(page, block).filter(|_| block.language() == "rust")?;
    text(&source.root, page, &include)
}

/// Reads a list to its end and returns the code spans that its items begin
/// with.
fn leading_code<'a>(
    events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut depth = 1_usize;
    let mut at_start = false;
    for (event, span) in events {
        match event {
            Event::Start(Tag::Item) if depth == 1 => {
                at_start = true;
                depth += 1;
            }
            Event::Start(tag) => {
                at_start &=
                    matches!(tag, Tag::Paragraph | Tag::Strong | Tag::Emphasis);
                depth += 1;
            }
            Event::End(TagEnd::List(_)) if depth == 1 => break,
            Event::End(_) => depth -= 1,
            Event::Code(code) if at_start => {
                found.push((code.into_string(), span));
                at_start = false;
            }
            _ => at_start = false,
        }
    }
    found
}

/// Whether `code` stands in `listing` as whole words, however the white space
/// lies; `…` matches anything.
fn occurs(code: &str, listing: &str) -> bool {
    let parts: Vec<String> = code
        .split('…')
        .map(|part| {
            let words: Vec<String> =
                part.split_whitespace().map(regex::escape).collect();
            words.join(r"\s+")
        })
        .collect();
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let before = if code.starts_with(is_word) { r"\b" } else { "" };
    let after = if code.ends_with(is_word) { r"\b" } else { "" };
    pattern(&format!("(?s){before}{}{after}", parts.join(".*?"))).is_match(listing)
}

#[cfg(test)]
mod tests {
    use super::occurs;

    const LISTING: &str = "fn serve(\n    peer: &TcpStream,\n) -> io::Result<()> {\n    read_exact(peer)";

    #[test]
    fn white_space_is_folded() {
        assert!(occurs("fn serve( peer: &TcpStream,", LISTING));
    }

    #[test]
    fn an_ellipsis_stands_for_anything() {
        assert!(occurs("fn serve(…) -> io::Result<()>", LISTING));
        assert!(!occurs("fn serve(…) -> usize", LISTING));
    }

    #[test]
    fn a_part_of_a_name_is_not_the_name() {
        assert!(!occurs("read", LISTING));
        assert!(!occurs("exact(peer)", LISTING));
    }
}
