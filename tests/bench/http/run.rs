//! What the command does.

mod case;
#[path = "../speed/run/comparison.rs"]
#[allow(dead_code, reason = "the benchmark `speed` compares in more ways")]
mod comparison;
mod options;
#[path = "../speed/run/progress.rs"]
mod progress;
mod report;
mod save;
mod servers;
mod site;

use std::io;
use std::time::Duration;

use load::machine;
use selector::descriptors::make_room;

use case::{Case, Pace, What};
use comparison::Comparison;
use options::{Command, HELP, Options};
use progress::Progress;
use servers::{CLIENTS_CPU, DESIGNS, Design};
use site::Site;

/// Long enough that a pool's 64 workers have had each of 1,000 clients.
const PACE: Pace = Pace {
    warm_up: Duration::from_millis(200),
    window: Duration::from_millis(1000),
};
const QUICK_PACE: Pace = Pace {
    warm_up: Duration::from_millis(10),
    window: Duration::from_millis(30),
};

/// With how many connections the small page is asked for.
const CLIENTS: [usize; 4] = [1, 10, 100, 1000];
const QUICK_CLIENTS: [usize; 2] = [1, 100];

/// Does what the command's arguments say.
pub(crate) fn run() -> io::Result<()> {
    match options::parse()? {
        Command::Serve(name, folder) => servers::serve(&name, &folder),
        Command::Help => {
            println!("{HELP}");
            for design in DESIGNS {
                println!("  {}", design.name);
            }
            Ok(())
        }
        Command::Measure(options) => measure(&options),
    }
}

fn measure(options: &Options) -> io::Result<()> {
    let pin = machine::pin(CLIENTS_CPU);
    println!("{}", machine::describe());
    if !pin {
        println!("not pinned: it needs two processors, and `taskset`");
    }
    let has_python = machine::has("python3");
    if options.save && !(pin && has_python && machine::has("perf")) {
        let needs = "--save needs two processors, `taskset`, `python3` and `perf`";
        return Err(io::Error::new(io::ErrorKind::Unsupported, needs));
    }
    let (pace, counts, rounds) = match options.quick {
        true => (QUICK_PACE, &QUICK_CLIENTS[..], 1),
        false => (PACE, &CLIENTS[..], options.rounds),
    };
    let site = Site::make()?;
    let designs: Vec<Design> = DESIGNS
        .into_iter()
        .filter(|design| has_python || !design.is_python())
        .map(|design| design.serving(site.folder()))
        .collect();

    let mut progress = Progress::new(pace);
    let cases: Vec<Case> = cases(counts).collect();
    for &case in &cases {
        progress.expect(case, designs.len().saturating_mul(rounds));
    }
    let mut comparisons = Vec::new();
    for case in cases {
        let room = make_room(case.clients())?;
        if case.clients() > room {
            println!("left out: {case}, since `ulimit -Hn` leaves {room}");
            continue;
        }
        let comparison =
            Comparison::measure(case, &designs, rounds, pin, pace, &mut progress)?;
        report::print(&comparison);
        comparisons.push(comparison);
    }
    if options.save {
        save::save(&comparisons, rounds)?;
    }
    Ok(())
}

fn cases(counts: &[usize]) -> impl Iterator<Item = Case> {
    let small = counts.iter().map(|&clients| Case {
        clients,
        what: What::Page,
    });
    let others = [
        (100, What::Picture),
        (10, What::Large),
        (100, What::NotModified),
        (16, What::Visit),
    ];
    small.chain(others.map(|(clients, what)| Case { clients, what }))
}
