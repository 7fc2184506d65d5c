//! What the command does.

mod case;
mod comparison;
mod idle;
mod options;
mod progress;
mod report;
mod save;
mod servers;

use std::io;
use std::time::Duration;

use load::machine;
use selector::descriptors::make_room;

use case::{Case, LARGE, Pace, SMALL};
use comparison::Comparison;
use options::{Command, HELP, Options};
use progress::Progress;
use save::Results;
use servers::{BUFFERS, CHOICES, CLIENTS_CPU, DESIGNS, Design};

/// Long enough that a server answers some thousand times, and short enough that the
/// machine is the same for all that have their turn in a round.
const PACE: Pace = Pace {
    warm_up: Duration::from_millis(100),
    window: Duration::from_millis(400),
};
const QUICK_PACE: Pace = Pace {
    warm_up: Duration::from_millis(5),
    window: Duration::from_millis(10),
};

/// With how many connections each size of message is tried.
const CLIENTS: [usize; 5] = [1, 10, 100, 1000, 10_000];
const QUICK_CLIENTS: [usize; 2] = [1, 100];

/// With how many the choices are.
const CHOICE_CLIENTS: usize = 100;

/// How many clients are idle, and how long.
const IDLE: (usize, Duration) = (1000, Duration::from_secs(10));
const QUICK_IDLE: (usize, Duration) = (50, Duration::from_millis(50));

/// Does what the command's arguments say.
pub(crate) fn run() -> io::Result<()> {
    match options::parse()? {
        Command::Serve(name) => servers::serve(&name),
        Command::Help => {
            println!("{HELP}");
            for design in servers::all() {
                println!("  {}", design.name);
            }
            Ok(())
        }
        Command::Measure(options) => measure(&options),
    }
}

/// A case, and the servers that take turns in it.
type Turns = (Case, Vec<Design>);

fn measure(options: &Options) -> io::Result<()> {
    let pin = machine::pin(CLIENTS_CPU);
    println!("{}", machine::describe());
    if !pin {
        println!("not pinned: it needs two processors, and `taskset`");
    }
    let can_save = pin && machine::has("python3") && machine::has("perf");
    if options.save && !can_save {
        let needs = "--save needs two processors, `taskset`, `python3` and `perf`";
        return Err(io::Error::new(io::ErrorKind::Unsupported, needs));
    }
    let (pace, counts, idle, rounds) = match options.quick {
        true => (QUICK_PACE, &QUICK_CLIENTS[..], QUICK_IDLE, 1),
        false => (PACE, &CLIENTS[..], IDLE, options.rounds),
    };
    let designs = chosen(options, &DESIGNS);
    let servers = possible(server_cases(counts), &designs)?;
    let choice = |size| Case::PingPong {
        clients: CHOICE_CLIENTS,
        size,
    };
    let mut choices = possible([choice(SMALL)], &chosen(options, &CHOICES))?;
    choices.extend(possible([choice(LARGE)], &chosen(options, &BUFFERS))?);

    let mut progress = Progress::new(pace);
    for (case, designs) in servers.iter().chain(&choices) {
        progress.expect(*case, designs.len().saturating_mul(rounds));
    }
    let mut compare = |all: Vec<Turns>| -> io::Result<Vec<Comparison>> {
        let each = all.into_iter().map(|(case, designs)| {
            let comparison = Comparison::measure(
                case,
                &designs,
                rounds,
                pin,
                pace,
                &mut progress,
            )?;
            report::print(&comparison);
            Ok(comparison)
        });
        each.collect()
    };
    let servers = compare(servers)?;
    report::print_summary(&servers);
    println!("\nEach choice made otherwise, on a small server:");
    let choices = compare(choices)?;

    let mut watched = designs;
    watched.extend(chosen(options, &CHOICES));
    let (clients, time) = idle;
    let idle = idle::watch(&watched, clients, time, pin)?;
    report::print_idle(&idle);
    if options.save {
        save::save(&Results {
            rounds,
            servers,
            choices,
            idle,
        })?;
    }
    Ok(())
}

/// Those that are asked for, and can be had here.
fn chosen(options: &Options, designs: &[Design]) -> Vec<Design> {
    let has_python = machine::has("python3");
    let wanted = |design: &&Design| {
        options.only.is_empty()
            || options.only.iter().any(|name| name == design.name)
    };
    let here = |design: &&Design| {
        let here = has_python || !design.is_python();
        if !here {
            println!("left out: {}, for want of `python3`", design.name);
        }
        here
    };
    let chosen = designs.iter().filter(wanted).filter(here);
    chosen.copied().collect()
}

fn server_cases(counts: &[usize]) -> Vec<Case> {
    let mut cases = Vec::new();
    for size in [SMALL, LARGE] {
        let each = counts.iter();
        cases.extend(each.map(|&clients| Case::PingPong { clients, size }));
    }
    cases.extend([Case::Sparse, Case::Visits, Case::Bulk]);
    cases
}

/// The cases that the system allows, each with the servers that can have so many
/// clients.
fn possible(
    cases: impl IntoIterator<Item = Case>,
    designs: &[Design],
) -> io::Result<Vec<Turns>> {
    let mut possible = Vec::new();
    for case in cases {
        let able = designs.iter().filter(|one| one.most >= case.clients());
        let able: Vec<Design> = able.copied().collect();
        // A server's process is allowed as many descriptors as ours.
        let room = make_room(case.clients())?;
        if case.clients() > room {
            println!("left out: {case}, since `ulimit -Hn` leaves {room}");
        } else if !able.is_empty() {
            possible.push((case, able));
        }
    }
    Ok(possible)
}
