//! Figures as the book keeps them: a file of its data, from which it draws plots, and
//! the numbers that its pages quote.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use echo_server::clock::utc;

use crate::statistics::Spread;

/// A file in `book/data`.
#[derive(Debug, Clone)]
pub struct Data {
    /// What it was measured on.
    pub machine: String,
    /// By which command, and how often.
    pub command: String,
    /// When: `2026-11-21`.
    pub date: String,
    /// The numbers that pages quote, with their units, by their keys.
    pub values: BTreeMap<String, String>,
    /// What plots are drawn from.
    pub tables: Vec<Table>,
}

/// What one plot is drawn from.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its key in the file.
    pub name: String,
    /// What was given.
    pub x: Vec<usize>,
    /// What came of it: a line of the plot for each.
    pub series: Vec<Series>,
}

/// One line of a plot.
#[derive(Debug, Clone)]
pub struct Series {
    /// What the legend says.
    pub name: String,
    /// One for each `x`; `None` where nothing could be measured.
    pub points: Vec<Option<Spread>>,
}

impl Data {
    /// Writes the file `STEM.toml`, and fills its numbers into the pages of the chapter
    /// whose `folder` is named, of those in `book/src`.
    ///
    /// # Errors
    /// What the system says of the files.
    pub fn save(&self, stem: &str, folder: &str) -> io::Result<()> {
        let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book");
        let file = book.join("data").join(format!("{stem}.toml"));
        fs::write(file, self.to_string())?;
        for entry in fs::read_dir(book.join("src").join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let page = fs::read_to_string(&path)?;
                let filled = fill_in(&page, stem, &self.values);
                if filled != page {
                    fs::write(&path, filled)?;
                }
            }
        }
        println!("\nwritten: book/data/{stem}.toml, and its numbers in the pages");
        Ok(())
    }
}

/// Today, as [`Data::date`] has it.
#[must_use]
pub fn today() -> String {
    utc(SystemTime::now()).chars().take(10).collect()
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "machine = {:?}", self.machine)?;
        writeln!(f, "command = {:?}", self.command)?;
        writeln!(f, "date = {:?}", self.date)?;
        writeln!(f, "\n[values]")?;
        for (key, value) in &self.values {
            writeln!(f, "{key} = {value:?}")?;
        }
        for table in &self.tables {
            writeln!(f, "\n[tables.{}]\nx = {:?}", table.name, table.x)?;
            for series in &table.series {
                writeln!(f, "\n[[tables.{}.series]]", table.name)?;
                writeln!(f, "name = {:?}", series.name)?;
                writeln!(f, "y = {}", series.list(|spread| spread.median))?;
                writeln!(f, "low = {}", series.list(|spread| spread.low))?;
                writeln!(f, "high = {}", series.list(|spread| spread.high))?;
            }
        }
        Ok(())
    }
}

impl Series {
    fn list(&self, part: impl Fn(&Spread) -> f64) -> String {
        let numbers = self.points.iter().map(|point| {
            point.as_ref().map_or_else(
                || "nan".to_owned(),
                |spread| three_digits(part(spread)),
            )
        });
        format!("[{}]", numbers.collect::<Vec<_>>().join(", "))
    }
}

/// With as many digits as a measurement deserves, as TOML writes a number.
fn three_digits(number: f64) -> String {
    let whole = number.abs().log10().floor().max(0.0);
    let digits = (2.0 - whole).max(0.0) as usize;
    format!("{number:.digits$}")
}

/// A page with the numbers put in that are quoted from the file of this `stem`, as
/// `<data value="STEM.KEY">NUMBER</data>`. One that the file doesn't have stays.
///
/// ```
/// use std::collections::BTreeMap;
/// use load::data::fill_in;
///
/// let values = BTreeMap::from([("idle".to_owned(), "3 ms".to_owned())]);
/// let page = r#"It took <data value="speed.idle">9 ms</data>."#;
/// assert_eq!(
///     fill_in(page, "speed", &values),
///     r#"It took <data value="speed.idle">3 ms</data>."#
/// );
/// ```
#[must_use]
pub fn fill_in(
    page: &str,
    stem: &str,
    values: &BTreeMap<String, String>,
) -> String {
    let opening = format!("<data value=\"{stem}.");
    let mut parts = page.split(opening.as_str());
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        filled.push_str(&opening);
        match part.split_once("\">").and_then(|(key, rest)| {
            let (_old, rest) = rest.split_once("</data>")?;
            Some((key, values.get(key)?, rest))
        }) {
            Some((key, value, rest)) => {
                filled.push_str(&format!("{key}\">{value}</data>{rest}"));
            }
            None => filled.push_str(part),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(median: f64) -> Option<Spread> {
        Some(Spread {
            low: median / 2.0,
            median,
            high: median * 2.0,
        })
    }

    #[test]
    fn the_file_has_its_origin_the_values_and_the_tables() {
        let data = Data {
            machine: "a laptop".into(),
            command: "cargo bench".into(),
            date: "2026-11-21".into(),
            values: BTreeMap::from([("idle".into(), "3 ms".into())]),
            tables: vec![Table {
                name: "rate".into(),
                x: vec![1, 10],
                series: vec![Series {
                    name: "mio".into(),
                    points: vec![spread(1.0), None],
                }],
            }],
        };
        assert_eq!(
            data.to_string(),
            "machine = \"a laptop\"\ncommand = \"cargo bench\"\n\
             date = \"2026-11-21\"\n\n[values]\nidle = \"3 ms\"\n\n\
             [tables.rate]\nx = [1, 10]\n\n[[tables.rate.series]]\n\
             name = \"mio\"\ny = [1.00, nan]\nlow = [0.50, nan]\n\
             high = [2.00, nan]\n"
        );
    }

    #[test]
    fn a_number_has_three_digits_at_most() {
        let numbers = [0.123, 1.234, 12.34, 123.4, 1234.0];
        assert_eq!(
            numbers.map(three_digits),
            ["0.12", "1.23", "12.3", "123", "1234"]
        );
    }

    #[test]
    fn what_the_file_does_not_have_stays_as_it_is() {
        let values = BTreeMap::from([("idle".to_owned(), "3 ms".to_owned())]);
        for page in [
            "<data value=\"speed.other\">9 ms</data>",
            "<data value=\"growth.idle\">9 ms</data>",
            "<data value=\"speed.idle\">9 ms",
            "",
        ] {
            assert_eq!(fill_in(page, "speed", &values), page);
        }
    }
}
