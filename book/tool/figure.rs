//! Figures: ASCII drawings in `bob` blocks become inline SVG.
//!
//! ````text
//! ```bob id:call-sequence
//! caption: What to see, as Markdown.
//! alt: What the figure shows to one who can't see it.
//!
//!  .--------.        .--------.
//!  | client |------->| server |
//!  '--------'        '--------'
//! ```
//! ````

use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use svgbob::{CellBuffer, Node, Settings};

use crate::source::pattern;

/// Columns that still can be read where a page is 360 pixels wide.
pub const MAX_COLUMNS: usize = 60;

/// A parsed `bob` block.
#[derive(Debug, PartialEq, Eq)]
pub struct Figure<'a> {
    /// One line of Markdown.
    pub caption: &'a str,
    /// Plain text.
    pub alternative: &'a str,
    /// The drawing itself.
    pub drawing: &'a str,
}

impl<'a> Figure<'a> {
    /// Takes the body of a `bob` block apart.
    ///
    /// # Errors
    /// What is missing or too wide, as a message for the author.
    pub fn parse(body: &'a str) -> Result<Self, String> {
        let (caption, rest) =
            field(body, "caption:").ok_or("a figure without a caption")?;
        let (alternative, drawing) =
            field(rest, "alt:").ok_or("a figure without a text alternative")?;
        if drawing.trim().is_empty() {
            return Err("a figure without a drawing".to_owned());
        }
        let widest = drawing
            .lines()
            .map(|line| line.trim_end().chars().count())
            .max();
        match widest {
            Some(columns) if columns > MAX_COLUMNS => Err(format!(
                "a figure {columns} columns wide, of which a phone shows {MAX_COLUMNS}"
            )),
            _ => Ok(Self {
                caption,
                alternative,
                drawing,
            }),
        }
    }

    /// The figure as an HTML block that Markdown passes on unchanged but for
    /// the caption.
    #[must_use]
    pub fn to_html(&self, id: Option<&str>) -> String {
        let mut html = String::from("<figure class=\"bob\"");
        if let Some(id) = id {
            // Writing to a String can't fail.
            let _ = write!(html, " id=\"figure-{id}\"");
        }
        let _ = write!(
            html,
            ">\n{}\n<figcaption>\n\n{}\n\n</figcaption>\n</figure>",
            self.to_svg(),
            self.caption
        );
        html
    }

    /// The drawing as one line of SVG that takes its colours from the page.
    ///
    /// svgbob's own styles and marker definitions are switched off: the styles
    /// name colours, the definitions repeat their ids in every figure. The
    /// theme has both once (`book.css` and `header.hbs`). Words never reach
    /// svgbob: it would take the `v` in "server" for the head of an arrow.
    fn to_svg(&self) -> String {
        let settings = Settings {
            include_backdrop: false,
            include_styles: false,
            include_defs: false,
            ..Settings::default()
        };
        let (lines, words) = split_words(self.drawing.trim_matches('\n'));
        let node: Node<()> = CellBuffer::from(lines.as_str())
            .get_node_with_size(&settings)
            .0;
        let svg = node.render_to_string();
        let shapes = svg
            .split_once('>')
            .and_then(|(_, inner)| inner.strip_suffix("</svg>"))
            .unwrap_or_default();
        let shapes = with_markers(shapes);
        let columns = lines.lines().map(|line| line.chars().count()).max();
        let width = COLUMN * (columns.unwrap_or_default() + 1);
        let height = ROW * lines.lines().count();
        let label = escape(self.alternative);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"svgbob\" role=\"img\" \
             aria-label=\"{label}\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\">{shapes}{words}</svg>"
        )
    }
}

static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"class="([^"]*\b)(start|end)_marked_(?:big_)?(\w+)""#)
});

/// The ends of lines that svgbob names by a class, with the theme's markers.
fn with_markers(shapes: &str) -> String {
    let marked = |found: &Captures<'_>| {
        let marker = found[3].replace('_', "-");
        format!(
            "class=\"{}\" marker-{}=\"url(#bob-{marker})\"",
            &found[1], &found[2]
        )
    };
    // A line has two ends.
    let once = MARKED.replace_all(shapes, marked);
    MARKED.replace_all(&once, marked).into_owned()
}

/// A column and a row of the drawing, in svgbob's units.
const COLUMN: usize = 8;
const ROW: usize = 16;

static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let more = r"(?:[\w.,:;?!()'’…]|[/=%]\w)";
    pattern(&format!(r"\*/\*|(?:\(|/+\b)?\w{more}+([ -]\w{more}*)*"))
});

/// The drawing with blanks in place of its words, and the words as SVG text. A
/// word has two letters or digits at least: a single `v` or `o` is part of a line.
/// A slash, an equals sign or a percent sign before a letter or digit is part of a
/// word, as in `text/html`, and so are those of `*/*`.
fn split_words(drawing: &str) -> (String, String) {
    let mut lines = String::new();
    let mut words = String::new();
    for (row, line) in drawing.lines().enumerate() {
        let mut rest = 0;
        for word in WORDS.find_iter(line) {
            lines.push_str(&line[rest..word.start()]);
            lines.extend(std::iter::repeat_n(' ', word.as_str().chars().count()));
            rest = word.end();
            let x = COLUMN * line[..word.start()].chars().count();
            let y = ROW * row + 12;
            // Writing to a String can't fail.
            let _ = write!(
                words,
                "<text x=\"{x}\" y=\"{y}\">{}</text>",
                escape(word.as_str())
            );
        }
        lines.push_str(&line[rest..]);
        lines.push('\n');
    }
    (lines, words)
}

/// The value of the first line of `text`, which begins with `name`, and what
/// follows the line.
pub(crate) fn field<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let (line, rest) = text.split_once('\n')?;
    let value = line.trim().strip_prefix(name)?.trim();
    (!value.is_empty()).then_some((value, rest))
}

/// Text as it stands in an element or an attribute of HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_beside_letters_is_text_and_else_a_line() {
        for text in [
            "GET /hello HTTP/1.1",
            "a%2Fb",
            "text/html; charset=utf-8",
            "*/*",
        ] {
            let (lines, words) = split_words(text);
            assert!(!lines.contains(['/', '%', '=', '*']), "{text}: {lines}");
            assert!(words.contains('/') || text == "a%2Fb", "{text}: {words}");
        }
        for drawing in [" / \\", "===>", "--*--"] {
            assert_eq!(split_words(drawing).0, format!("{drawing}\n"));
        }
    }
}
