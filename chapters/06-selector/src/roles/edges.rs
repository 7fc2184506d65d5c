//! Level and edge, side by side.

use selector::edges::{Calls, Habit, Sent, Trigger, count, watch};
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

/// More than one read takes.
const MUCH: Sent = Sent {
    bytes: 10,
    end: false,
};
/// A little more.
const MORE: Sent = Sent {
    bytes: 1,
    end: false,
};
/// A last word.
const LAST: Sent = Sent {
    bytes: 3,
    end: true,
};

/// How many messages are read to count the calls.
const MESSAGES: usize = 100;

/// Prints what readers of both kinds, with several habits, are told.
pub(super) fn compare(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    for (trigger, habit, sendings) in [
        (Trigger::Level, Habit::OneRead, [MUCH, MORE].as_slice()),
        (Trigger::Edge, Habit::OneRead, &[MUCH, MORE]),
        (Trigger::Edge, Habit::UntilShort, &[MUCH, LAST]),
        (Trigger::Edge, Habit::UntilWouldBlock, &[MUCH, LAST]),
    ] {
        say(title(trigger, habit))?;
        for step in watch(trigger, habit, sendings).tried("watch a socket")? {
            say(format_args!("    {step}"))?;
        }
    }
    say(format_args!("{MESSAGES} messages, each in one piece:"))?;
    for (trigger, habit) in [
        (Trigger::Level, Habit::OneRead),
        (Trigger::Edge, Habit::UntilWouldBlock),
    ] {
        let Calls { waits, reads } =
            count(trigger, habit, MESSAGES).tried("watch a socket")?;
        let title = title(trigger, habit);
        say(format_args!("    {title:<28} {waits} waits, {reads} reads"))?;
    }
    Ok(())
}

fn title(trigger: Trigger, habit: Habit) -> String {
    let trigger = match trigger {
        Trigger::Level => "level",
        Trigger::Edge => "edge",
    };
    let habit = match habit {
        Habit::OneRead => "one read an event",
        Habit::UntilShort => "until a short read",
        Habit::UntilWouldBlock => "until WouldBlock",
    };
    format!("{trigger}, {habit}")
}
