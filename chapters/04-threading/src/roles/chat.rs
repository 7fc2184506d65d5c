//! The chat room, and what it is built for.

use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say};
use threading::DEFAULT_ADDRESS;
use threading::chat::server::{QUEUE_LENGTH, Server, usual_settings};
use threading::slow_reader::{Design, say_all};

use super::serving::{settings, until_ctrl_c};

/// A longer queue than this is as good as one without end.
const LONGEST_QUEUE: usize = 10_000;

/// Lets people talk to each other until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let settings = settings(&mut words, usual_settings())?;
    let queue_length = words.number("--queue", 1..=LONGEST_QUEUE)?;
    let queue_length = queue_length.unwrap_or(QUEUE_LENGTH);
    words.finish()?;
    let server = Server::bind(&address, settings, queue_length)
        .map_err(|error| Failure::not_bound(&address, error))?;
    until_ctrl_c(server.local_addr(), |stop, report| {
        server.serve(stop, report)
    })
}

/// Says where the lines wait for somebody who doesn't read.
pub(super) fn say_to_a_slow_reader(mut words: Words) -> Result<(), Stopped> {
    let number = match words.flag("--exact") {
        true => |number: usize| number.to_string(),
        false => magnitude,
    };
    words.finish()?;
    say(row("of 20000 lines wait", "in the systems", "in the queue"))?;
    for (design, name) in [
        (Design::Unbounded, "no limit"),
        (Design::Bounded, "a queue of 64"),
        (Design::BoundedInSystemToo, "and 64 KiB in our system"),
    ] {
        let waiting = say_all(design).tried("run the experiment")?;
        let (in_systems, in_queue) = (waiting.in_systems, waiting.in_queue);
        say(row(name, &number(in_systems), &number(in_queue)))?;
    }
    Ok(())
}

fn row(what: &str, in_systems: &str, in_queue: &str) -> String {
    format!("{what:<26}{in_systems:>16}{in_queue:>18}")
}

/// The exact number differs from run to run; its size doesn't.
fn magnitude(number: usize) -> String {
    let power = 10_usize.saturating_pow(number.checked_ilog10().unwrap_or(0));
    match power {
        ..100 => number.to_string(),
        _ => format!("{power} to {}", power.saturating_mul(10)),
    }
}
