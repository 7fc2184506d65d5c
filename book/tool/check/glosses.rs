//! What is said about a listing is in the listing: the code in the paragraph that
//! introduces it, and the code that the items of the list below it begin with.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

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
                    format!(
                        "`{}` isn't in the listing {}",
                        gloss.code, gloss.place
                    ),
                    "quote the code as it is now; `…` stands for anything left out",
                ));
            }
        }
    }
}

/// Code in the prose, and the listing that it's about.
struct Gloss {
    code: String,
    span: Range<usize>,
    listing: String,
    /// Where the listing is: "above" or "below".
    place: &'static str,
}

/// A piece of code in the prose, and where it stands.
type Code = (String, Range<usize>);

/// What a page consists of, as far as it matters here.
enum Part {
    Listing(String),
    /// With the code in it.
    Paragraph(Vec<Code>),
    /// With the code that its items begin with.
    List(Vec<Code>),
    Other,
}

/// The paragraph directly above a listing introduces it; the list below, with a
/// paragraph between or not, takes it apart.
fn glosses(source: &Source, page: &Page) -> Vec<Gloss> {
    let parts = parts(source, page);
    let mut glosses = Vec::new();
    let mut about = |codes: &[Code], listing: &str, place| {
        glosses.extend(codes.iter().map(|(code, span)| Gloss {
            code: code.clone(),
            span: span.clone(),
            listing: listing.to_owned(),
            place,
        }));
    };
    for (at, part) in parts.iter().enumerate() {
        let Part::Listing(listing) = part else {
            continue;
        };
        if let Some(Part::Paragraph(codes)) =
            at.checked_sub(1).map(|above| &parts[above])
        {
            about(codes, listing, "below");
        }
        match &parts[at + 1..] {
            [Part::List(codes), ..]
            | [Part::Paragraph(_), Part::List(codes), ..] => {
                about(codes, listing, "above");
            }
            _ => {}
        }
    }
    glosses
}

fn parts(source: &Source, page: &Page) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut events =
        Parser::new_ext(&page.text, markdown_options()).into_offset_iter();
    while let Some((event, span)) = events.next() {
        let Event::Start(tag) = event else {
            parts.push(Part::Other);
            continue;
        };
        let inside = read_to_end(&mut events);
        parts.push(match tag {
            Tag::CodeBlock(_) => {
                listing(source, page, &span).map_or(Part::Other, Part::Listing)
            }
            // A comment isn't there for the reader.
            Tag::HtmlBlock if raw_tags(&page.text[span]).is_empty() => continue,
            Tag::Paragraph => Part::Paragraph(code_in(&inside)),
            Tag::List(None) => Part::List(leading_code(&inside)),
            _ => Part::Other,
        });
    }
    parts
}

/// The events up to the end of the element that has just begun.
fn read_to_end<'a>(
    events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
) -> Vec<(Event<'a>, Range<usize>)> {
    let mut depth = 0_usize;
    let mut inside = Vec::new();
    for (event, span) in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => break,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        inside.push((event, span));
    }
    inside
}

fn code_in(events: &[(Event<'_>, Range<usize>)]) -> Vec<Code> {
    let code = |(event, span): &(Event<'_>, Range<usize>)| match event {
        Event::Code(code) => Some((code.to_string(), span.clone())),
        _ => None,
    };
    events.iter().filter_map(code).collect()
}

/// The text of the Rust listing at `span`, if it's a pure include.
fn listing(source: &Source, page: &Page, span: &Range<usize>) -> Option<String> {
    let block = page.blocks.iter().find(|block| block.span == *span)?;
    let include = sole(page, block).filter(|_| block.language() == "rust")?;
    text(&source.root, page, &include)
}

/// The code that the items of a list begin with.
fn leading_code(events: &[(Event<'_>, Range<usize>)]) -> Vec<Code> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut at_start = false;
    for (event, span) in events {
        match event {
            Event::Start(Tag::Item) if depth == 0 => {
                at_start = true;
                depth += 1;
            }
            Event::Start(tag) => {
                at_start &=
                    matches!(tag, Tag::Paragraph | Tag::Strong | Tag::Emphasis);
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Code(code) if at_start => {
                found.push((code.to_string(), span.clone()));
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
