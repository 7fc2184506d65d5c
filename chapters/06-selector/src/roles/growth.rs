//! What the backends cost as connections grow.

use selector::growth::{NEIGHBOURS, tables};
use tcp_vs_udp::command::{Failure, Stopped, Words, say};

/// Measures the backends, and prints a table, or the book's data.
pub(super) fn measure(mut words: Words) -> Result<(), Stopped> {
    let as_data = words.flag("--data");
    let mut neighbours = Vec::new();
    while let Some(word) = words.text() {
        let number = word.parse().ok();
        neighbours.push(number.ok_or(format!("{word} is not a number"))?);
    }
    words.finish()?;
    if neighbours.is_empty() {
        neighbours = NEIGHBOURS.to_vec();
    }
    let tables = tables(&neighbours).map_err(|error| {
        Failure::new("measure the backends", error)
            .with_hint("fewer neighbours take fewer descriptors: growth 10 100")
    })?;
    for table in tables {
        match as_data {
            true => say(table.data())?,
            false => say(format_args!("{}\n{table}\n", table.name))?,
        }
    }
    Ok(())
}
