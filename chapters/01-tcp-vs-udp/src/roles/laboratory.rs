//! The roles that try something out and print what they saw.

use std::io;

use tcp_vs_udp::DEFAULT_ADDRESS;
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say};
use tcp_vs_udp::laboratory::cost::Cost;
use tcp_vs_udp::laboratory::{
    self, Row, Table, anyone, boundaries, cost, size, truncation,
};

const EXPERIMENT: &str = "run the experiment";

pub(crate) fn all(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    Ok(say(laboratory::observe().tried(EXPERIMENT)?.table())?)
}

pub(crate) fn boundaries(mut words: Words) -> Result<(), Stopped> {
    let messages = words.texts()?;
    words.finish()?;
    let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
    let seen = boundaries::observe(&messages).tried(EXPERIMENT)?;
    Ok(tabulate([seen.row()])?)
}

pub(crate) fn truncation(mut words: Words) -> Result<(), Stopped> {
    let room = words.number("--buffer", 1..=boundaries::MOST_BYTES)?;
    let message = words
        .text()
        .ok_or("truncation needs a TEXT to send".to_owned())?;
    words.finish()?;
    let seen = truncation::observe(&message, room.unwrap_or(truncation::ROOM));
    Ok(tabulate([seen.tried(EXPERIMENT)?.row()])?)
}

pub(crate) fn anyone(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let seen = anyone::observe(&address).tried(EXPERIMENT)?;
    tabulate(seen.rows())?;
    Ok(say(format_args!(
        "UDP without connect: {}",
        seen.unconnected
    ))?)
}

/// 100 MB, the longest message that is sent on request: it is in memory as it was
/// sent, and once more as it arrives.
const MOST: usize = 100_000_000;

pub(crate) fn size(mut words: Words) -> Result<(), Stopped> {
    let much = words.number("--bytes", 0..=MOST)?;
    words.finish()?;
    let seen = size::observe(much.unwrap_or(size::MUCH)).tried(EXPERIMENT)?;
    Ok(tabulate(seen.rows())?)
}

/// How many questions of each kind are one round.
const QUESTIONS: u32 = 1000;

pub(crate) fn cost(mut words: Words) -> Result<(), Stopped> {
    let rounds = words.number("--rounds", 1..=1000)?;
    words.finish()?;
    let Some(rounds) = rounds else {
        let seen = cost::observe(QUESTIONS).tried(EXPERIMENT)?;
        return Ok(tabulate(seen.rows())?);
    };
    let seen: io::Result<Vec<Cost>> =
        (0..rounds).map(|_| cost::observe(QUESTIONS)).collect();
    let seen = seen.tried(EXPERIMENT)?;
    say(
        "how many times as long TCP took, in the rounds where that was least and most",
    )?;
    for (what, ratio) in [
        ("on a new socket", Cost::ratio_new as fn(&Cost) -> f64),
        ("on the same again", Cost::ratio_kept),
    ] {
        let ratios = seen.iter().map(ratio);
        let least = ratios.clone().fold(f64::INFINITY, f64::min);
        let most = ratios.fold(0.0, f64::max);
        say(format_args!("{what:<19}{least:.1}  {most:.1}"))?;
    }
    Ok(())
}

fn tabulate(rows: impl IntoIterator<Item = Row>) -> Result<(), Failure> {
    let mut table = Table::default();
    table.extend(rows);
    say(table)
}
