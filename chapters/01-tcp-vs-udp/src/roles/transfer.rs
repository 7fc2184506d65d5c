//! The roles around the link that loses, and what gets through it.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tcp_vs_udp::DEFAULT_ADDRESS;
use tcp_vs_udp::checksum::cksum;
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say, say_ready};
use tcp_vs_udp::link::Conditions;
use tcp_vs_udp::loss::{self, Arrivals};
use tcp_vs_udp::one_in_flight::{self, WINDOWS};
use tcp_vs_udp::relay::Relay;
use tcp_vs_udp::transfer::event::Event;
use tcp_vs_udp::transfer::inbox::Limits;
use tcp_vs_udp::transfer::outgoing::{LARGEST_TRANSFER, Outgoing, Parts, Sent};
use tcp_vs_udp::transfer::patience::{FIRST_WAIT, LONGEST_FIRST_WAIT, Patience};
use tcp_vs_udp::transfer::sender::Sender;
use tcp_vs_udp::transfer::server::Server;
use tcp_vs_udp::transfer::socket;

/// What the seed is unless given.
const SEED: u64 = 1;

/// A link with a longer delay would only show that our sender's patience ends.
const MOST_DELAY: u64 = 1000;

/// Of how many datagrams the relay tells: more are a stream that nobody reads.
const TOLD: usize = 200;

/// Where the relay receives, and its clients send to, unless told otherwise: the
/// receiver has the chapter's own address.
const RELAY_ADDRESS: &str = "127.0.0.1:20011";

/// What is sent unless a file is named: what `seq 1000` prints.
fn numbers() -> Vec<u8> {
    let lines = (1..=1000).map(|number| format!("{number}\n"));
    lines.collect::<String>().into_bytes()
}

pub(crate) fn loss(mut words: Words) -> Result<(), Stopped> {
    let seed = seed(&mut words)?;
    let conditions = conditions(&mut words, loss::BAD)?;
    words.finish()?;
    let experiment = "run the experiment";
    let udp = loss::over_udp(conditions, seed).tried(experiment)?;
    let tcp = loss::over_tcp().tried(experiment)?;
    say("      sent  lost  twice  out of order")?;
    for (name, arrivals) in [("UDP", udp), ("TCP", tcp)] {
        let Arrivals {
            sent,
            lost,
            twice,
            out_of_order,
        } = arrivals;
        say(format_args!(
            "{name}  {sent:>5} {lost:>5} {twice:>6} {out_of_order:>13}"
        ))?;
    }
    Ok(())
}

pub(crate) fn relay(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(RELAY_ADDRESS)?;
    let server = words.host_and_port("--to", DEFAULT_ADDRESS)?;
    let is_quiet = words.flag("--quiet");
    let seed = seed(&mut words)?;
    let conditions = conditions(&mut words, Conditions::default())?;
    words.finish()?;
    let (sender, events) = mpsc::channel();
    // What isn't told isn't kept for it, however slowly our lines are read.
    let mut told = 0..if is_quiet { 0 } else { TOLD.saturating_add(1) };
    let report = move |event| {
        if told.next().is_some() {
            sender.send(event).unwrap_or_default();
        }
    };
    let relay = Relay::start(&address, &server, conditions, seed, report)
        .tried(format_args!("relay from {address} to {server}"))?;
    say_ready(relay.local_addr())?;
    for (told, event) in events.iter().enumerate() {
        match told {
            0..TOLD => say(event)?,
            _ => say("and so on, without a word")?,
        }
    }
    Ok(())
}

pub(crate) fn receiver(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let output = words.file("--output")?;
    let default = Limits::default();
    let limits = Limits {
        silence: words.seconds("--timeout")?.unwrap_or(default.silence),
        transfer: words.seconds("--deadline")?.unwrap_or(default.transfer),
    };
    words.finish()?;
    let server = Server::bind(&address, limits)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = server.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    server.serve(|event| {
        if let (Some(file), Event::Finished { bytes, .. }) = (&output, &event) {
            fs::write(file, bytes).tried(format_args!("write {file}"))?;
        }
        say(event)
    })?;
    Ok(())
}

pub(crate) fn sender(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let patience = words.seconds("--timeout")?.unwrap_or(FIRST_WAIT);
    if patience > LONGEST_FIRST_WAIT {
        let wrong = format!("sender waits for {LONGEST_FIRST_WAIT:?} at most");
        return Err(wrong.into());
    }
    let bytes = file_or_numbers(&mut words)?;
    words.finish()?;
    Ok(send(&address, Patience::new(patience), bytes)?)
}

/// The receiver, the relay and the sender, in one process.
pub(crate) fn transfer(mut words: Words) -> Result<(), Stopped> {
    let seed = seed(&mut words)?;
    let bad = Conditions {
        loss: loss::BAD.loss,
        ..Conditions::default()
    };
    let conditions = conditions(&mut words, bad)?;
    let bytes = file_or_numbers(&mut words)?;
    words.finish()?;
    let begin = "begin the demonstration";
    let server = Server::bind("127.0.0.1:0", Limits::default()).tried(begin)?;
    let to = server.local_addr().tried(begin)?;
    let relay =
        Relay::start("127.0.0.1:0", to, conditions, seed, |_| {}).tried(begin)?;
    let (sender, events) = mpsc::channel();
    thread::spawn(move || server.serve(|event| sender.send(event)));
    send(&relay.local_addr().to_string(), Patience::default(), bytes)?;
    for event in events {
        say(&event)?;
        if matches!(event, Event::Finished { .. }) {
            break;
        }
    }
    Ok(())
}

pub(crate) fn one_in_flight(mut words: Words) -> Result<(), Stopped> {
    let seed = seed(&mut words)?;
    let link = conditions(&mut words, one_in_flight::LINK)?;
    words.finish()?;
    for window in WINDOWS {
        let measured = one_in_flight::measure(window, link, seed);
        say(measured.tried("run the experiment")?)?;
    }
    Ok(())
}

fn send(address: &str, patience: Patience, bytes: Vec<u8>) -> Result<(), Failure> {
    let tried = format_args!("transfer to {address}");
    let (length, sum) = (bytes.len(), cksum(&bytes));
    let parts = Parts::new(socket::new_name(), bytes);
    let parts = parts.map_err(io::Error::other).tried(tried)?;
    let mut sender = Sender::new(parts, patience);
    let result = socket::send(address, &mut sender);
    let Sent {
        frames,
        again,
        nothing_new,
    } = sender.sent();
    say(format_args!(
        "frames: {frames}, sent again: {again}, answers in vain: {nothing_new}"
    ))?;
    let time = result.map_err(|error| {
        let is_silence = error.kind() == ErrorKind::TimedOut;
        let failure = Failure::new(tried, error);
        match is_silence {
            true => failure.with_hint(SILENCE_HINT),
            false => failure,
        }
    })?;
    say(format_args!(
        "{length} bytes, cksum {sum}, acknowledged after {time:.1?}"
    ))
}

const SILENCE_HINT: &str =
    "is there a receiver? if there is, it may have received all, or a part";

fn seed(words: &mut Words) -> Result<u64, String> {
    Ok(words.number("--seed", 0..=u64::MAX)?.unwrap_or(SEED))
}

fn conditions(
    words: &mut Words,
    default: Conditions,
) -> Result<Conditions, String> {
    let delay = words.number("--delay", 0..=MOST_DELAY)?;
    Ok(Conditions {
        loss: words.number("--loss", 0..=100)?.unwrap_or(default.loss),
        duplicate: words
            .number("--duplicate", 0..=100)?
            .unwrap_or(default.duplicate),
        reorder: words
            .number("--reorder", 0..=100)?
            .unwrap_or(default.reorder),
        delay: delay.map_or(default.delay, Duration::from_millis),
    })
}

/// A file that is too large isn't read to its end.
fn file_or_numbers(words: &mut Words) -> Result<Vec<u8>, Failure> {
    let Some(name) = words.text() else {
        return Ok(numbers());
    };
    let read = format_args!("read {name}");
    let file = File::open(&name).tried(read)?;
    let mut bytes = Vec::new();
    let enough = (LARGEST_TRANSFER as u64).saturating_add(1);
    file.take(enough).read_to_end(&mut bytes).tried(read)?;
    Ok(bytes)
}
