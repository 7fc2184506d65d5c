//! Plots: measured tables in `plot` blocks become inline SVG.
//!
//! ````text
//! ```plot id:neighbours
//! caption: What to see, as Markdown.
//! alt: What the plot shows to one who can't see it.
//! data: growth.neighbours
//! x: log, idle connections
//! y: linear, time per event (µs)
//! ```
//! ````
//!
//! `growth.neighbours` is the table `neighbours` of `book/data/growth.toml`:
//! [`table`] says what it's made of. A linear axis begins at zero.

mod drawing;
pub mod table;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::figure::{escape, field};
use table::{Number, Origin, Table};

/// Where the measured numbers lie, below the root of the project.
pub const DATA: &str = "book/data";

/// A parsed `plot` block.
#[derive(Debug, PartialEq, Eq)]
pub struct Plot<'a> {
    /// One line of Markdown.
    pub caption: &'a str,
    /// Plain text.
    pub alternative: &'a str,
    /// The name of the data's file, without its ending.
    pub file: &'a str,
    /// The name of the table in it.
    pub table: &'a str,
    /// What is given.
    pub x: Axis<'a>,
    /// What is measured.
    pub y: Axis<'a>,
}

/// One of the two axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis<'a> {
    /// How values become places.
    pub scale: Scale,
    /// What the values are, with their unit.
    pub title: &'a str,
}

/// How values become places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equally wide. The axis begins at zero.
    Linear,
    /// Equal ratios are equally wide.
    Log,
}

impl<'a> Plot<'a> {
    /// Takes the body of a `plot` block apart.
    ///
    /// # Errors
    /// What is missing, as a message for the author.
    pub fn parse(body: &'a str) -> Result<Self, String> {
        let (caption, rest) =
            field(body, "caption:").ok_or("a plot without a caption")?;
        let (alternative, rest) =
            field(rest, "alt:").ok_or("a plot without a text alternative")?;
        let (data, rest) = field(rest, "data:").ok_or("a plot without data")?;
        let (file, table) = data
            .split_once('.')
            .ok_or_else(|| format!("`{data}` isn't a file and a table"))?;
        let (x, rest) = field(rest, "x:").ok_or("a plot without an x axis")?;
        let (y, rest) = field(rest, "y:").ok_or("a plot without a y axis")?;
        if let Some(line) = rest.lines().find(|line| !line.trim().is_empty()) {
            return Err(format!("`{line}` isn't known in a plot"));
        }
        Ok(Self {
            caption,
            alternative,
            file,
            table,
            x: Axis::parse(x)?,
            y: Axis::parse(y)?,
        })
    }

    /// Reads the table that the plot shows from the project at `root`. A table that
    /// isn't there, or is wrong, is for the check to report.
    #[must_use]
    pub fn read(&self, root: &Path) -> Option<(Origin, Table)> {
        let path = root.join(DATA).join(format!("{}.toml", self.file));
        let text = fs::read_to_string(path).ok()?;
        let mut tables = table::all(&text).ok()?.into_iter();
        let table = tables.find(|table| table.name == self.table)?;
        Some((Origin::parse(&text)?, table.content.ok()?))
    }

    /// What keeps the plot from being drawn with these numbers.
    ///
    /// # Errors
    /// The number that has no place on its axis, as a message for the author.
    pub fn fits(&self, table: &Table) -> Result<(), String> {
        for number in &table.x {
            self.x.shows("x", number)?;
        }
        for number in table.series.iter().flat_map(|series| series.numbers()) {
            self.y.shows("y", number)?;
        }
        Ok(())
    }

    /// The plot as an HTML block that Markdown passes on unchanged but for the
    /// caption and the table of numbers.
    #[must_use]
    pub fn to_html(
        &self,
        id: Option<&str>,
        origin: &Origin,
        table: &Table,
    ) -> String {
        let id = id.map(|id| format!(" id=\"figure-{id}\""));
        let label = escape(self.alternative);
        format!(
            "<figure class=\"plot\"{}>\n{}\n{}\n<figcaption>\n\n{}\n\n</figcaption>\n\
             <details>\n<summary>The numbers</summary>\n\n{}\n{}\n</details>\n</figure>",
            id.unwrap_or_default(),
            drawing::chart(self, table, &label),
            legend(table),
            self.caption,
            self.numbers(table),
            measured(origin),
        )
    }

    /// The table beneath, in Markdown.
    fn numbers(&self, table: &Table) -> String {
        let mut text = format!("| {} |", cell(self.x.title));
        for series in &table.series {
            // Writing to a String can't fail.
            let _ = write!(text, " {} |", cell(&series.name));
        }
        let columns = "--:|".repeat(table.series.len());
        let _ = write!(text, "\n|--:|{columns}\n");
        for (row, x) in table.x.iter().enumerate() {
            let _ = write!(text, "| {} |", grouped(&x.written));
            for series in &table.series {
                let _ = write!(text, " {} |", series.cell(row));
            }
            text.push('\n');
        }
        text
    }
}

impl<'a> Axis<'a> {
    fn parse(text: &'a str) -> Result<Self, String> {
        let (scale, title) = text
            .split_once(", ")
            .ok_or_else(|| format!("`{text}` isn't a scale and a title"))?;
        let scale = match scale {
            "linear" => Scale::Linear,
            "log" => Scale::Log,
            _ => return Err(format!("`{scale}` is neither `linear` nor `log`")),
        };
        Ok(Self { scale, title })
    }

    fn shows(&self, axis: &str, number: &Number) -> Result<(), String> {
        let value = number.value.unwrap_or(1.0);
        match self.scale {
            Scale::Log if value <= 0.0 => Err(format!(
                "{} has no place on the logarithmic {axis} axis",
                number.written
            )),
            Scale::Linear if value < 0.0 => Err(format!(
                "{} has no place on the {axis} axis, which begins at 0",
                number.written
            )),
            _ => Ok(()),
        }
    }
}

/// Which line is which.
fn legend(table: &Table) -> String {
    let series = table.series.iter().enumerate().map(|(number, series)| {
        format!("<li>{} {}</li>", drawing::key(number), escape(&series.name))
    });
    format!(
        "<ul class=\"key\" aria-hidden=\"true\">{}</ul>",
        series.collect::<String>()
    )
}

/// Where the numbers are from. As HTML, so that the two hyphens of an option stay two;
/// and a word joiner keeps them on one line.
fn measured(origin: &Origin) -> String {
    let Origin {
        machine,
        command,
        date,
    } = origin;
    format!(
        "<p class=\"measured\">Measured on {}, {}: {}.</p>",
        escape(machine),
        escape(date),
        escape(command).replace("--", "-\u{2060}-")
    )
}

/// The text of a cell of a Markdown table.
fn cell(text: &str) -> String {
    escape(text).replace('|', "\\|")
}

/// `12345.6` is `12,345.6`.
fn grouped(number: &str) -> String {
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}
