//! The roles that show what a selector takes care of.

use std::time::Duration;

use selector::elsewhere;
use selector::mistaken::mistaken;
use selector::rounding::{self, AWAY, DEADLINES, Rounding};
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

const TRIED: &str = "run the experiment";

/// Brings an event to somebody who has left.
pub(super) fn mistake(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let mistaken = mistaken().tried(TRIED)?;
    let whose = |name: Option<&str>| match name {
        Some(name) => format!("is brought to {name}"),
        None => "finds nobody".to_owned(),
    };
    say("a call tells of two messages, from Ada and from Ben")?;
    say("Ada's has Ben's connection closed, and then Cleo connects")?;
    say(format_args!(
        "Ben's, by the number  {}",
        whose(mistaken.by_number)
    ))?;
    Ok(say(format_args!(
        "Ben's, by the key     {}",
        whose(mistaken.by_key)
    ))?)
}

/// Waits for deadlines in both ways, and counts the calls.
pub(super) fn round(words: Words) -> Result<(), Stopped> {
    /// From here on the count says nothing but that it is large.
    const MANY: u32 = 200;
    words.finish()?;
    say(format_args!("{DEADLINES} deadlines, each {AWAY:?} away"))?;
    let table = [
        ("rounded down", Rounding::Down),
        ("rounded up", Rounding::Up),
    ];
    for (name, rounding) in table {
        match rounding::calls(rounding).tried(TRIED)? {
            MANY.. => say(format_args!("{name:<14}hundreds of calls"))?,
            few => say(format_args!("{name:<14}{few} calls"))?,
        }
    }
    Ok(())
}

/// Has another thread find an answer, and tells how long it lay there.
pub(super) fn answer_elsewhere(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    for (name, wakes) in [("without a waker", false), ("with a waker", true)] {
        let delay: Duration = elsewhere::delay(wakes).tried(TRIED)?;
        say(format_args!("{name:<17}seen after {delay:.1?}"))?;
    }
    Ok(())
}
