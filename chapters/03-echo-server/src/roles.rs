//! What each role does: it calls the library and prints what comes of it.

mod clients;
mod flood;
mod servers;
mod text;
mod to_many;

use std::fmt::Display;
use std::io;

use echo_server::checksum::answer_with_checksum;
use echo_server::demonstration;
use echo_server::echo::echo;
use echo_server::experiment::{
    self, datagrams, endings, hang_up, one_read, part_write, small_writes,
};
use echo_server::time_server::stamp_lines;
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        None => demonstrate(words),

        Some("server") => servers::serve(words, echo),
        Some("time-server") => servers::serve(words, stamp_lines),
        Some("checksum-server") => servers::serve(words, answer_with_checksum),
        Some("udp-server") => servers::serve_datagrams(words),
        Some("smallest-server") => servers::serve_one(words),

        Some("client") => clients::converse(words),
        Some("send-book") => clients::send_book(words),
        Some("interactive") => clients::interact(words),
        Some("checksum-client") => clients::send_and_compare(words),
        Some("udp-client") => clients::send_datagrams(words),
        Some("smallest-client") => clients::read_once(words),

        Some("broadcast-listener") => to_many::listen_to_everybody(words),
        Some("broadcast-sender") => to_many::send_to_everybody(words),
        Some("group-listener") => to_many::listen_to_group(words),
        Some("group-sender") => to_many::send_to_group(words),

        Some("flood") => flood::flood(words),
        Some("flood-in-turns") => flood::flood_in_turns(words),
        Some("flood-two-threads") => flood::flood_by_two_threads(words),
        Some("one-read") => tell(words, one_read::one_read),
        Some("part-write") => tell(words, part_write::part_write),
        Some("small-writes") => tell(words, small_writes::small_writes),
        Some("endings") => tabulate(words, endings::table),
        Some("hang-up") => tabulate(words, hang_up::table),
        Some("datagrams") => tabulate(words, datagrams::table),
        Some("to-many") => tabulate(words, experiment::to_many::table),

        Some(other) => Err(format!("there is no role {other}").into()),
    }
}

fn demonstrate(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    demonstration::run(&mut io::stdout()).tried("run the demonstration")?;
    Ok(())
}

/// Prints what an experiment has to say.
fn tell<T: Display>(
    words: Words,
    experiment: impl FnOnce() -> io::Result<T>,
) -> Result<(), Stopped> {
    words.finish()?;
    say(experiment().tried("run the experiment")?)?;
    Ok(())
}

/// Prints a table of calls, and of what they returned.
fn tabulate<const ROWS: usize>(
    words: Words,
    table: impl FnOnce() -> [(&'static str, io::Result<usize>); ROWS],
) -> Result<(), Stopped> {
    words.finish()?;
    for (what, result) in table() {
        say(experiment::row(what, &result))?;
    }
    Ok(())
}
