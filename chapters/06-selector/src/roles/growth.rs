//! What the backends cost as connections grow.

use selector::growth::{NEIGHBOURS, ROUNDS, data, tables};
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
    let tables = tables(&neighbours, ROUNDS).map_err(|error| {
        Failure::new("measure the backends", error)
            .with_hint("fewer neighbours take fewer descriptors: growth 10 100")
    })?;
    if as_data {
        say(data(&tables))?;
        return Ok(());
    }
    let [one, crowd] = tables;
    say(format_args!(
        "idle neighbours, and one that is ready\n{one}"
    ))?;
    say(format_args!("\nper event, if a hundred are ready\n{crowd}"))?;
    Ok(())
}
