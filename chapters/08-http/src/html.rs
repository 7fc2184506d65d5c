//! Text in a page of HTML.

use std::fmt::{self, Write};

/// A text that a browser shows as it is, wherever it stands between tags or in a quoted
/// attribute: no character of it is markup.
///
/// It is no protection inside of `<script>`, `<style>` or a comment, nor for an
/// attribute that is a program (`onclick`) or an address (`href`): put no text of a
/// stranger there.
///
/// ```
/// use http_server::html::Text;
///
/// let name = "<script>";
/// assert_eq!(format!("<b>{}</b>", Text(name)), "<b>&lt;script&gt;</b>");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: text
pub struct Text<'a>(pub &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}
// ANCHOR_END: text

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_of_markup_is_left() {
        let text = Text("<a href=\"x\" title='&lt;'>é</a>").to_string();
        assert_eq!(
            text,
            "&lt;a href=&quot;x&quot; title=&#39;&amp;lt;&#39;&gt;é&lt;/a&gt;"
        );
    }
}
