//! The figures for the book: `book/data/speed.toml`, and the numbers in its pages.

use std::collections::BTreeMap;
use std::io;

use load::data::{Data, Series, Table, today};
use load::machine;
use load::statistics::Spread;

use super::case::{Case, Figures, LARGE, SMALL};
use super::comparison::{Column, Comparison, in_each_case};
use super::idle::Idle;

/// The name of the file, and what its numbers are quoted by.
const STEM: &str = "speed";

/// The lines of the plots beside the reference: as many as can be told apart.
const BESIDE: [&str; 6] = [
    OURS,
    "selector poll",
    "tokio",
    "a thread each",
    "Python selectors",
    "asyncio",
];

/// The lines of the plot in which the reference has one too.
const WITH_REFERENCE: [&str; 6] = [
    OURS,
    "mio",
    "tokio",
    "a thread each",
    "Python selectors",
    "asyncio",
];

/// The rows of the page's table.
const TABLED: [&str; 10] = [
    "mio",
    OURS,
    "selector poll",
    "tokio",
    "tokio threads",
    "a thread each",
    "socketserver",
    "Python selectors",
    "asyncio",
    "Python threads",
];

/// Chapter 6's server.
const OURS: &str = "selector";

/// Whose processor time is quoted, of those that were idle.
const IDLE: [&str; 2] = [OURS, "always write"];

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) rounds: usize,
    /// The servers, beside the reference.
    pub(crate) servers: Vec<Comparison>,
    /// The variants, beside the plain one.
    pub(crate) choices: Vec<Comparison>,
    pub(crate) idle: Vec<Idle>,
}

/// Writes the file, and fills the numbers into the pages that quote them.
pub(crate) fn save(results: &Results) -> io::Result<()> {
    data(results).save(STEM, "06-selector")
}

fn data(results: &Results) -> Data {
    let mut values = BTreeMap::new();
    choices(results, &mut values);
    servers(results, &mut values);
    for one in results.idle.iter().filter(|one| IDLE.contains(&one.name)) {
        let cpu = format!("{:.2} s", one.cpu.as_secs_f64());
        values.insert(format!("idle_{}", key(one.name)), cpu);
    }
    Data {
        machine: machine::describe(),
        command: format!(
            "cargo bench -p bench -- --save --rounds {}; the median of the ratios within \
             a round, and their quartiles",
            results.rounds
        ),
        date: today(),
        values,
        tables: tables(results),
    }
}

/// What each choice costs beside the plain one.
fn choices(results: &Results, values: &mut BTreeMap<String, String>) {
    for comparison in &results.choices {
        for column in &comparison.columns {
            let name = key(column.design.name);
            let size = match comparison.case {
                Case::PingPong { size: LARGE, .. } => "large_",
                _ => "",
            };
            if let Some(calls) = column.median(|figures| figures.calls) {
                values.insert(format!("calls_{size}{name}"), format!("{calls:.2}"));
            }
            let cpu = comparison.ratio(column, |figures| figures.cpu);
            let plain = comparison.columns.first();
            if let (Some(cpu), false) =
                (cpu, plain.is_some_and(|plain| std::ptr::eq(plain, column)))
            {
                let spread = format!("{:.2} to {:.2}", cpu.low, cpu.high);
                values.insert(format!("cpu_{name}"), format!("{:.2}", cpu.median));
                values.insert(format!("cpu_{name}_spread"), spread);
            }
        }
    }
}

/// What each server reaches beside the reference.
fn servers(results: &Results, values: &mut BTreeMap<String, String>) {
    let mut insert = |what: &str, server: &str, value: Option<String>| {
        if let Some(value) = value {
            values.insert(format!("{what}_{}", key(server)), value);
        }
    };
    let rate = |figures: &Figures| figures.rate;
    for comparison in &results.servers {
        for server in TABLED {
            let ratio = || {
                let reference = comparison.columns.first()?;
                let reference = reference.design.name;
                if server == reference {
                    return None; // the page says 1
                }
                let ratio = comparison.ratio_between(server, reference, rate)?;
                Some(with_spread(ratio))
            };
            let column = comparison.column(server);
            match comparison.case {
                Case::PingPong {
                    clients: 10_000,
                    size: SMALL,
                } => {
                    let memory = column.and_then(|one| one.median(|f| f.memory));
                    insert("memory", server, memory.map(bytes));
                }
                Case::PingPong {
                    clients: 100,
                    size: LARGE,
                } => insert("large", server, ratio()),
                Case::Sparse => insert("sparse", server, ratio()),
                Case::Visits => insert("visits", server, ratio()),
                Case::Bulk => insert("bulk", server, ratio()),
                Case::PingPong { .. } => {}
            }
        }
        if let Case::PingPong {
            clients: clients @ (100 | 1000),
            size: SMALL,
        } = comparison.case
        {
            for (name, server) in
                [("threads", "a thread each"), ("unlimited", "no limits")]
            {
                let ratio = comparison.ratio_between(server, OURS, rate);
                insert(name, &clients.to_string(), ratio.map(with_spread));
            }
        }
    }
    let all = |reference, figure: &dyn Fn(&Figures) -> f64| {
        over_all(&in_each_case(&results.servers, OURS, reference, figure))
    };
    insert("rate", "beside_mio", all("mio", &rate));
    insert("rate", "beside_tokio", all("tokio", &rate));
    insert("cpu", "beside_mio", all("mio", &|figures| figures.cpu));
    let mut p99: Vec<f64> = results
        .servers
        .iter()
        .filter_map(|one| {
            let p99 = |figures: &Figures| p99(figures).unwrap_or(f64::NAN);
            one.ratio_to_less(OURS, ["mio", "tokio"], p99)
        })
        .map(|ratio| ratio.median)
        .filter(|ratio| ratio.is_finite())
        .collect();
    p99.sort_unstable_by(f64::total_cmp);
    insert("p99", "beside_the_better", over_all(&p99));
}

fn with_spread(ratio: Spread) -> String {
    let Spread { low, median, high } = ratio;
    format!("{median:.2} ({low:.2} to {high:.2})")
}

/// What the cases have, which are in order, in the middle and at both ends.
fn over_all(cases: &[f64]) -> Option<String> {
    let median = Spread::of(cases.iter().copied())?.median;
    let [least, most] = [cases.first()?, cases.last()?];
    Some(format!("{median:.2} ({least:.2} to {most:.2})"))
}

fn tables(results: &Results) -> Vec<Table> {
    let small: Vec<(usize, &Comparison)> = results
        .servers
        .iter()
        .filter_map(|comparison| match comparison.case {
            Case::PingPong {
                clients,
                size: SMALL,
            } => Some((clients, comparison)),
            _ => None,
        })
        .collect();
    let table = |name: &str, servers: [&str; 6], point: &Point| Table {
        name: name.into(),
        x: small.iter().map(|(clients, _)| *clients).collect(),
        series: servers
            .map(|server| Series {
                name: server.into(),
                points: small
                    .iter()
                    .map(|(_, one)| point(one, one.column(server)?))
                    .collect(),
            })
            .into(),
    };
    vec![
        table("rate", BESIDE, &|all, one| all.ratio(one, |f| f.rate)),
        table("cpu", BESIDE, &|all, one| all.ratio(one, |f| f.cpu)),
        table("p99", WITH_REFERENCE, &|_, one| one.spread(p99)),
    ]
}

/// In milliseconds.
fn p99(figures: &Figures) -> Option<f64> {
    figures.latency.map(|[_, p99, _]| p99 / 1000.0)
}

/// What a plot shows of one server in one case.
type Point = dyn Fn(&Comparison, &Column) -> Option<Spread>;

/// The name in a key of the data.
fn key(name: &str) -> String {
    name.to_lowercase().replace([' ', ','], "_")
}

fn bytes(bytes: f64) -> String {
    match bytes < 1024.0 {
        true => format!("{bytes:.0} bytes"),
        false => format!("{:.1} KiB", bytes / 1024.0),
    }
}
