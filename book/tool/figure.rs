//! Figures: ASCII drawings in `bob` blocks become inline SVG.
//!
//! ````text
//! ```bob id=call-sequence
//! caption: What to see, as Markdown.
//! alt: What the figure shows to one who can't see it.
//!
//!  .--------.        .--------.
//!  | client |------->| server |
//!  '--------'        '--------'
//! ```
//! ````

use std::fmt::Write as _;

use svgbob::{CellBuffer, Node, Settings};

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
        let (caption, rest) = field(body, "caption:").ok_or("a figure without a caption")?;
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
    /// theme has both once (`book.css` and `header.hbs`).
    fn to_svg(&self) -> String {
        let settings = Settings {
            include_backdrop: false,
            include_styles: false,
            include_defs: false,
            ..Settings::default()
        };
        let buffer = CellBuffer::from(self.drawing.trim_matches('\n'));
        let (node, width, height): (Node<()>, f32, f32) = buffer.get_node_with_size(&settings);
        let svg = node.render_to_string();
        let elements = svg.split_once('>').map_or("", |(_, elements)| elements);
        let label = escape_attribute(self.alternative);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"svgbob\" role=\"img\" \
             aria-label=\"{label}\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\">{elements}"
        )
    }
}

/// The value of the first line of `text`, which begins with `name`, and what
/// follows the line.
fn field<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let (line, rest) = text.split_once('\n')?;
    let value = line.trim().strip_prefix(name)?.trim();
    (!value.is_empty()).then_some((value, rest))
}

fn escape_attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}
