//! The tags of an HTML text, as a browser's tokenizer sees them.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};

/// A start or an end tag.
#[derive(Debug)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    /// Whether it is an end tag.
    pub(super) closing: bool,
    /// Names in lower case, values with their character references resolved.
    pub(super) attributes: Vec<(String, String)>,
    /// The bytes from `<` to `>`.
    pub(super) span: Range<usize>,
}

impl Tag {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// The addresses in `href`, `src` and `srcset`.
    pub(super) fn destinations(&self) -> impl Iterator<Item = &str> {
        let links = [self.attribute("href"), self.attribute("src")];
        let candidates = self.attribute("srcset").unwrap_or_default().split(',');
        links
            .into_iter()
            .flatten()
            // A candidate is an address and, behind a space, a width or a density.
            .chain(
                candidates
                    .filter_map(|candidate| candidate.split_whitespace().next()),
            )
    }
}

/// The tags of `html`, in order. Comments and scripts have none.
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let collector = Collector {
        lower_case: html.to_ascii_lowercase(),
        done: Cell::new(0),
        tags: RefCell::default(),
    };
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(collector, TokenizerOpts::default());
    // It stops early only for a sink that asks to run a script.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.tags.take()
}

/// Keeps the tags, and finds again where they stand: the tokenizer itself
/// counts lines only.
struct Collector {
    lower_case: String,
    /// Everything before this byte has been tokenized.
    done: Cell<usize>,
    tags: RefCell<Vec<Tag>>,
}

impl Collector {
    /// The bytes of the next tag that begins with `opening`.
    fn next_tag(&self, opening: &str) -> Range<usize> {
        let rest = &self.lower_case[self.done.get()..];
        let start = rest
            .find(opening)
            .map_or(self.lower_case.len(), |at| self.done.get() + at);
        let mut quote = None;
        let length = self.lower_case[start..].find(|character| match quote {
            Some(open) if open == character => {
                quote = None;
                false
            }
            Some(_) => false,
            None => {
                quote = Some(character)
                    .filter(|character| matches!(character, '"' | '\''));
                character == '>'
            }
        });
        let end = length.map_or(self.lower_case.len(), |length| start + length + 1);
        self.done.set(end);
        start..end
    }

    fn skip_comment(&self) {
        if let Some(length) = self.lower_case[self.done.get()..].find("-->") {
            self.done.set(self.done.get() + length + "-->".len());
        }
    }
}

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let tag = match token {
            Token::TagToken(tag) => tag,
            Token::CommentToken(_) => {
                self.skip_comment();
                return TokenSinkResult::Continue;
            }
            _ => return TokenSinkResult::Continue,
        };
        let closing = tag.kind == TagKind::EndTag;
        let opening = format!("<{}{}", if closing { "/" } else { "" }, tag.name);
        self.tags.borrow_mut().push(Tag {
            name: tag.name.to_string(),
            closing,
            attributes: tag
                .attrs
                .iter()
                .map(|attribute| {
                    (
                        attribute.name.local.to_string(),
                        attribute.value.to_string(),
                    )
                })
                .collect(),
            span: self.next_tag(&opening),
        });
        match tag.name.as_ref() {
            "script" if !closing => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" if !closing => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" if !closing => {
                TokenSinkResult::RawData(RawKind::Rcdata)
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted<'a>(html: &'a str, tags: &[Tag]) -> Vec<&'a str> {
        tags.iter().map(|tag| &html[tag.span.clone()]).collect()
    }

    #[test]
    fn comments_and_scripts_have_no_tags() {
        let html = "<!-- <a> --><A HREF=x>t</A><script>'<a>'</script><b>";
        let tags = tags(html);
        assert_eq!(
            quoted(html, &tags),
            ["<A HREF=x>", "</A>", "<script>", "</script>", "<b>"]
        );
        assert_eq!(tags[0].attribute("href"), Some("x"));
    }

    #[test]
    fn a_quoted_bracket_does_not_end_a_tag() {
        let html = "<img alt=\"a > b\" src='x&amp;y'>";
        let tags = tags(html);
        assert_eq!(quoted(html, &tags), [html]);
        assert_eq!(tags[0].destinations().collect::<Vec<_>>(), ["x&y"]);
    }

    #[test]
    fn every_candidate_of_a_srcset_is_a_destination() {
        let tags = tags("<img src=a.png srcset='b.png 2x, c.png 3x'>");
        let found: Vec<_> = tags[0].destinations().collect();
        assert_eq!(found, ["a.png", "b.png", "c.png"]);
    }
}
