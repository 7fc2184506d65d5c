//! What the command does.

mod case;
mod codec;
mod comparison;
mod options;
mod ours;
mod theirs;

use std::io;
use std::time::Duration;

use load::machine;

use case::{Case, Kind, READ, Task};
use comparison::Comparison;
use options::{HELP, Options};

/// The processor that all of it runs on.
const PROCESSOR: u32 = 1;

/// How long a contender works in its turn: thousands of messages, and short enough that
/// the machine is the same for all that have theirs in a round.
const TURN: Duration = Duration::from_millis(20);
const QUICK_TURN: Duration = Duration::from_micros(100);

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
    let all = comparisons.iter().filter_map(Comparison::ratio);
    if let Some(all) = load::statistics::Spread::of(all.map(|ratio| ratio.median)) {
        println!("\nall cases: {:.2}", all.median);
    }
    Ok(())
}

fn print(comparison: &Comparison) {
    println!("\n{}", comparison.case);
    for (name, time, ratio) in comparison.rows() {
        println!(
            "{name:<24}{:>12.3} µs  {:.2} ({:.2}–{:.2})",
            time.median * 1e6,
            ratio.median,
            ratio.low,
            ratio.high
        );
    }
}
