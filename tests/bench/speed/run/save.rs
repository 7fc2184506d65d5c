//! The figures for the book: `book/data/speed.toml`, and the numbers in its pages.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use echo_server::clock::utc;
use load::data::{Data, Series, Table, fill_in};
use load::statistics::Spread;

use super::case::{Case, Figures, LARGE, SMALL};
use super::comparison::{Column, Comparison};
use super::idle::Idle;
use super::machine;

/// The name of the file, and what its numbers are quoted by.
const STEM: &str = "speed";

/// The lines of the plots: as many as can be told apart.
const PLOTTED: [&str; 6] = [
    "selector",
    "selector poll",
    "tokio",
    "a thread each",
    "Python selectors",
    "asyncio",
];

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
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book");
    let data = data(results);
    fs::write(
        book.join("data").join(format!("{STEM}.toml")),
        data.to_string(),
    )?;
    let folder = book.join("src/06-selector");
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let page = fs::read_to_string(&path)?;
            let filled = fill_in(&page, STEM, &data.values);
            if filled != page {
                fs::write(&path, filled)?;
            }
        }
    }
    println!("\nwritten: book/data/{STEM}.toml, and its numbers in the pages");
    Ok(())
}

fn data(results: &Results) -> Data {
    let mut values = BTreeMap::new();
    choices(results, &mut values);
    servers(results, &mut values);
    for one in &results.idle {
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
        date: utc(SystemTime::now()).chars().take(10).collect(),
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
    for comparison in &results.servers {
        let Some(name) = table_column(comparison.case) else {
            continue;
        };
        for column in &comparison.columns {
            if let Some(ratio) = comparison.ratio(column, |figures| figures.rate) {
                let key = format!("{name}_{}", key(column.design.name));
                values.insert(key, format!("{:.2}", ratio.median));
            }
        }
    }
    for column in results.servers.iter().flat_map(|one| &one.columns) {
        if let Some(memory) = column.median(|figures| figures.memory) {
            let key = format!("memory_{}", key(column.design.name));
            values.insert(key, bytes(memory));
        }
    }
}

/// What the column of the page's table is called in the data.
fn table_column(case: Case) -> Option<&'static str> {
    match case {
        Case::PingPong {
            clients: 100,
            size: LARGE,
        } => Some("large"),
        Case::Sparse => Some("sparse"),
        Case::Visits => Some("visits"),
        Case::Bulk => Some("bulk"),
        Case::PingPong { .. } => None,
    }
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
    let table =
        |name: &str, point: &dyn Fn(&Comparison, &Column) -> Option<Spread>| {
            let points = |server: &str| {
                let each = small.iter().map(|(_, comparison)| {
                    point(comparison, comparison.column(server)?)
                });
                each.collect()
            };
            Table {
                name: name.into(),
                x: small.iter().map(|(clients, _)| *clients).collect(),
                series: PLOTTED
                    .map(|server| Series {
                        name: server.into(),
                        points: points(server),
                    })
                    .into(),
            }
        };
    let p99 = |figures: &Figures| figures.latency.map(|[_, p99, _]| p99 / 1000.0);
    vec![
        table("rate", &|comparison, column| {
            comparison.ratio(column, |figures| figures.rate)
        }),
        table("cpu", &|comparison, column| {
            comparison.ratio(column, |figures| figures.cpu)
        }),
        table("p99", &|_, column| column.spread(p99)),
    ]
}

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
