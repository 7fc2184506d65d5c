//! A reader, told by the level or by the edge.

use selector::edges::{Calls, Habit, Sent, Trigger, count, watch};
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

/// What the peer sends: more than one read takes, a little more, and a last word.
const SENDINGS: [Sent; 3] = [
    Sent {
        bytes: 10,
        end: false,
    },
    Sent {
        bytes: 1,
        end: false,
    },
    Sent {
        bytes: 3,
        end: true,
    },
];

/// How many messages are read to count the calls.
const MESSAGES: usize = 100;

/// Prints what the reader is told and what it reads.
pub(super) fn watch_a_reader(mut words: Words) -> Result<(), Stopped> {
    let trigger = match words.choice("--trigger", &["level", "edge"])? {
        Some("edge") => Trigger::Edge,
        _ => Trigger::Level,
    };
    let habits = ["once", "until-short", "until-would-block"];
    let habit = match words.choice("--read", &habits)? {
        Some("until-short") => Habit::UntilShort,
        Some("until-would-block") => Habit::UntilWouldBlock,
        _ => Habit::OneRead,
    };
    words.finish()?;
    for step in watch(trigger, habit, &SENDINGS).tried("watch a socket")? {
        say(step)?;
    }
    let calls = count(trigger, habit, MESSAGES).tried("watch a socket")?;
    let Calls { waits, reads } = calls;
    say(format_args!(
        "{MESSAGES} short messages: {waits} waits, {reads} reads"
    ))?;
    Ok(())
}
