//! What the command does.

mod calls;
mod case;
mod codec;
mod comparison;
mod memory;
mod options;
mod ours;
mod pieces;
mod save;
mod theirs;

use std::hint::black_box;
use std::io;
use std::time::Duration;

use load::machine;
use load::statistics::Spread;

use case::{Case, Kind, READ, Task};
use comparison::Comparison;
use options::{HELP, Options};
use save::Results;

/// The processor that all of it runs on.
const PROCESSOR: u32 = 1;

/// How long a contender works in its turn: thousands of messages, and short enough that
/// the machine is the same for all that have theirs in a round.
const TURN: Duration = Duration::from_millis(20);
const QUICK_TURN: Duration = Duration::from_micros(100);

/// 16 MiB: as much as a content may have unless told otherwise.
const KEPT: usize = app_protocol::CONTENT_LIMIT;

/// 64 MiB are long enough to be measured less often.
const MOST_LONG_ROUNDS: usize = 5;

const KINDS: [Kind; 4] = [
    Kind::Search,
    Kind::Json(16 * 1024),
    Kind::Binary(16 * 1024),
    Kind::Binary(1024 * 1024),
];

/// As much as one reads, as much as a packet brings, and the least there is.
const PIECES: [usize; 3] = [READ, 1460, 1];

/// Does what the command's arguments say.
pub(crate) fn run() -> io::Result<()> {
    match options::parse()? {
        Some(options) => measure(options),
        None => {
            println!("{HELP}");
            Ok(())
        }
    }
}

fn measure(options: Options) -> io::Result<()> {
    if !machine::pin(PROCESSOR) {
        println!("not pinned: it needs two processors, and `taskset`");
    }
    println!("{}", machine::describe());
    let memory = memory::of_a_long_message()?;
    // From then on glibc keeps what is given back, as in a process that has had large
    // messages, instead of asking the system for it again and again.
    drop(black_box(vec![1_u8; KEPT]));
    let (rounds, turn) = match options.quick {
        true => (1, QUICK_TURN),
        false => (options.rounds, TURN),
    };
    let decode = PIECES.map(|piece| Task::Decode { piece });
    let tasks = decode.into_iter().chain([Task::Encode]);
    let mut comparisons = Vec::new();
    for task in tasks {
        for kind in KINDS {
            let case = Case::new(kind, task)?;
            let comparison = Comparison::measure(case, rounds, turn)?;
            print(&comparison);
            comparisons.push(comparison);
        }
    }
    let results = Results {
        rounds,
        comparisons,
        per_byte: pieces::compare(rounds)?,
        memory,
        calls: calls::of_a_message(&request()?, rounds, turn)?,
        linearity: pieces::linearity(rounds.min(MOST_LONG_ROUNDS), options.quick)?,
    };
    print_pieces(&results);
    if options.save {
        save::save(&results)?;
    }
    Ok(())
}

/// One request of a client, as it is on the wire.
fn request() -> io::Result<Vec<u8>> {
    let case = Case::new(Kind::Search, Task::Encode)?;
    let length = case.bytes.len().checked_div(case.count).unwrap_or(0);
    Ok(case.bytes.get(..length).unwrap_or_default().to_vec())
}

fn print(comparison: &Comparison) {
    println!("\n{}", comparison.case);
    for (contender, time, ratio) in comparison.rows() {
        let (name, time) = (contender.name, time.median * 1e6);
        println!("{name:<24}{time:>12.3} µs  {}", with_quartiles(ratio));
    }
}

fn print_pieces(results: &Results) {
    if let Some([least, median, most]) = results.over_all() {
        println!("\nall cases: {median:.2} ({least:.2}–{most:.2})");
    }
    println!("\nbytes a piece: ns a byte, and for a decoder that begins again");
    let [ours, again] = results.per_byte;
    for ((size, ours), again) in pieces::SIZES.iter().zip(ours).zip(again) {
        if let (Some(ours), Some(again)) = (ours, again) {
            println!("{size:>8}{:>12.2}{:>12.2}", ours.median, again.median);
        }
    }
    let [requests, content] = results.linearity;
    println!("\none byte at a time beside all at once");
    println!("short requests: {}", with_quartiles(requests));
    println!("one content:    {}", with_quartiles(content));
    if let Some(calls) = results.calls {
        let time = calls.median * 1e6;
        println!("\na write and a read of a short request: {time:.2} µs");
    }
    println!("\n64 MiB of content take {} bytes at most", results.memory);
}

fn with_quartiles(Spread { low, median, high }: Spread) -> String {
    format!("{median:.2} ({low:.2}–{high:.2})")
}
