//! The measured tables in a file of data:
//!
//! ```toml
//! machine = "a laptop with two cores, Linux 6.18"
//! command = "cargo run --release -p chapter6 -- growth, seven times"
//! date = "2026-11-21"
//!
//! [tables.neighbours]
//! x = [10, 100, 1000]
//!
//! [[tables.neighbours.series]]
//! name = "select"
//! y = [1.5, 4.20, nan]   # what couldn't be measured
//! low = [1.4, 4.1, nan]  # the spread, if it's known
//! high = [1.7, 4.4, nan]
//! ```

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::grouped;
use crate::toml_spans::{entries, get_str};

/// As many lines as can be told apart.
pub const MAX_SERIES: usize = 6;

/// Where numbers are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What they were measured on.
    pub machine: String,
    /// By which command, and how often.
    pub command: String,
    /// When.
    pub date: String,
}

impl Origin {
    /// The origin that stands at the top of a file of data.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let data = DeTable::parse(text).ok()?.into_inner();
        let own = |key| get_str(&data, &[key]).map(|(value, _)| value.to_owned());
        Some(Self {
            machine: own("machine")?,
            command: own("command")?,
            date: own("date")?,
        })
    }
}

/// Measured numbers: one column that was given, and some that came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What was given, in order.
    pub x: Vec<Number>,
    /// What came of it, in the order of the legend.
    pub series: Vec<Series>,
}

/// A column of measured numbers, as long as the table's `x`.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What was measured.
    pub name: String,
    /// The middle of the measured values.
    pub y: Vec<Number>,
    /// The least and the most of them, if the table tells.
    pub spread: Option<(Vec<Number>, Vec<Number>)>,
}

/// A number as it was written: `4.20` keeps its zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Its text.
    pub written: String,
    /// Its value; none for `nan`, which stands for what couldn't be measured.
    pub value: Option<f64>,
}

impl Series {
    /// Every number of the column.
    pub fn numbers(&self) -> impl Iterator<Item = &Number> {
        let spread = self
            .spread
            .iter()
            .flat_map(|(low, high)| low.iter().chain(high));
        self.y.iter().chain(spread)
    }

    /// A row's number, with its spread, as text.
    #[must_use]
    pub fn cell(&self, row: usize) -> String {
        let text = |numbers: &[Number]| grouped(&numbers[row].written);
        match &self.spread {
            _ if self.y[row].value.is_none() => "–".to_owned(),
            None => text(&self.y),
            Some((low, high)) => {
                format!("{} ({}–{})", text(&self.y), text(low), text(high))
            }
        }
    }
}

/// A table of a file.
#[derive(Debug)]
pub struct Named {
    /// The name behind `tables.`.
    pub name: String,
    /// Where the name stands.
    pub span: Range<usize>,
    /// The table, or what is wrong with it.
    pub content: Result<Table, Wrong>,
}

/// Something wrong in a file of data, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// As a message for the author.
    pub message: String,
    /// The bytes of the file.
    pub span: Range<usize>,
}

impl Wrong {
    fn at(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span,
        }
    }
}

/// The tables of a file of data.
///
/// # Errors
/// A file that isn't TOML.
pub fn all(text: &str) -> Result<Vec<Named>, toml::de::Error> {
    let data = DeTable::parse(text)?.into_inner();
    let tables = entries(&data, &["tables"]);
    Ok(tables
        .map(|(name, span, value)| Named {
            name: name.to_owned(),
            content: table(value, &span),
            span,
        })
        .collect())
}

fn table(value: &DeValue<'_>, span: &Range<usize>) -> Result<Table, Wrong> {
    let x = column(value, "x", span)?;
    if x.iter().any(|number| number.value.is_none()) {
        return Err(Wrong::at(span.clone(), "a value in `x` that is no number"));
    }
    let series = value
        .get("series")
        .and_then(|series| series.get_ref().as_array())
        .filter(|series| (1..=MAX_SERIES).contains(&series.len()))
        .ok_or_else(|| {
            let message = format!("a table needs 1 to {MAX_SERIES} series");
            Wrong::at(span.clone(), message)
        })?;
    let series = series.iter().map(|one| self::series(one, x.len()));
    Ok(Table {
        series: series.collect::<Result<_, _>>()?,
        x,
    })
}

fn series(value: &Spanned<DeValue<'_>>, rows: usize) -> Result<Series, Wrong> {
    let (span, value) = (value.span(), value.get_ref());
    let name = value.get("name").and_then(|name| name.get_ref().as_str());
    let name =
        name.ok_or_else(|| Wrong::at(span.clone(), "a series without a name"))?;
    let aligned = |key| {
        let column = column(value, key, &span)?;
        if column.len() == rows {
            return Ok(column);
        }
        let message = format!(
            "{} numbers in `{key}` of `{name}`, for {rows} in `x`",
            column.len()
        );
        Err(Wrong::at(
            value.get(key).map_or(span.clone(), Spanned::span),
            message,
        ))
    };
    let y = aligned("y")?;
    if y.iter().all(|number| number.value.is_none()) {
        return Err(Wrong::at(span, format!("`{name}` has no number")));
    }
    let spread = match (value.get("low"), value.get("high")) {
        (None, None) => None,
        _ => Some((aligned("low")?, aligned("high")?)),
    };
    Ok(Series {
        name: name.to_owned(),
        y,
        spread,
    })
}

/// The numbers of a column.
fn column(
    of: &DeValue<'_>,
    key: &str,
    span: &Range<usize>,
) -> Result<Vec<Number>, Wrong> {
    let missing = || Wrong::at(span.clone(), format!("no numbers in `{key}`"));
    let column = of.get(key).ok_or_else(missing)?;
    let values = column.get_ref().as_array().ok_or_else(missing)?;
    if values.is_empty() {
        return Err(missing());
    }
    values
        .iter()
        .map(|value| {
            number(value.get_ref()).ok_or_else(|| {
                Wrong::at(
                    value.span(),
                    format!("a value in `{key}` that is no number"),
                )
            })
        })
        .collect()
}

fn number(value: &DeValue<'_>) -> Option<Number> {
    let written = match value {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => return None,
    };
    let value: f64 = written.parse().ok()?;
    (value.is_nan() || value.is_finite()).then(|| Number {
        written: written.to_owned(),
        value: value.is_finite().then_some(value),
    })
}
