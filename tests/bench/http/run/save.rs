//! The figures for the book: `book/data/http.toml`, and the numbers in its pages.

use std::collections::BTreeMap;
use std::io;

use load::data::{Data, Series, Table, today};
use load::machine;
use load::statistics::Spread;

use super::case::{Case, Figures, What};
use super::comparison::Comparison;
use super::servers::DESIGNS;

/// The name of the file, and what its numbers are quoted by.
const STEM: &str = "http";

/// Chapter 8's server.
const OURS: &str = "chapter 8";

/// Of so many clients, the slowest answers are quoted.
const CROWD: usize = 1000;

/// Writes the file, and fills the numbers into the pages that quote them.
pub(crate) fn save(comparisons: &[Comparison], rounds: usize) -> io::Result<()> {
    let mut values = BTreeMap::new();
    for comparison in comparisons {
        quote(comparison, &mut values);
    }
    let data = Data {
        machine: machine::describe(),
        command: format!(
            "cargo bench -p bench --bench http -- --save --rounds {rounds}; the median \
             of the ratios within a round, and their quartiles"
        ),
        date: today(),
        values,
        tables: vec![table("rate", comparisons, &|figures| figures.rate / 1000.0)],
    };
    data.save(STEM, "08-http")
}

/// The numbers of one case: ours beside hyper's and Python's.
fn quote(comparison: &Comparison, values: &mut BTreeMap<String, String>) {
    let case = case_key(comparison.case);
    let rate: &dyn Fn(&Figures) -> f64 = &|figures| figures.rate;
    let cpu: &dyn Fn(&Figures) -> f64 = &|figures| figures.cpu;
    for (name, reference, figure) in [
        ("rate_{case}_beside_hyper", "hyper", rate),
        ("cpu_{case}_beside_hyper", "hyper", cpu),
        ("rate_{case}_beside_python", "http.server", rate),
    ] {
        if let Some(ratio) = comparison.ratio_between(OURS, reference, figure) {
            values.insert(name.replace("{case}", &case), with_spread(ratio));
        }
    }
    for server in [OURS, "hyper"] {
        let column = comparison.column(server);
        let mut insert = |what: &str, value: Option<String>| {
            if let Some(value) = value {
                values.insert(format!("{what}_{case}_{}", key(server)), value);
            }
        };
        let calls = column.and_then(|one| one.median(|figures| figures.calls));
        insert("calls", calls.map(|calls| format!("{calls:.1}")));
        if comparison.case.clients == CROWD {
            let p99 = column.and_then(|one| one.median(p99));
            insert("p99", p99.map(|time| format!("{time:.0} ms")));
        }
    }
}

/// In milliseconds.
fn p99(figures: &Figures) -> Option<f64> {
    figures.latency.map(|[_, p99, _]| p99 / 1000.0)
}

fn table(
    name: &str,
    comparisons: &[Comparison],
    figure: &dyn Fn(&Figures) -> f64,
) -> Table {
    let pages = || {
        let all = comparisons.iter();
        all.filter(|comparison| comparison.case.what == What::Page)
    };
    let points = |server: &str| {
        let spread = |comparison: &Comparison| {
            let column = comparison.column(server)?;
            column.spread(|figures| Some(figure(figures)))
        };
        pages().map(spread).collect()
    };
    Table {
        name: name.into(),
        x: pages().map(|comparison| comparison.case.clients).collect(),
        series: DESIGNS
            .map(|design| Series {
                name: design.name.into(),
                points: points(design.name),
            })
            .into(),
    }
}

fn case_key(case: Case) -> String {
    match case.what {
        What::Page => format!("page_{}", case.clients),
        What::Picture => "picture".into(),
        What::Large => "large".into(),
        What::NotModified => "not_modified".into(),
        What::Visit => "visit".into(),
    }
}

/// The name in a key of the data.
fn key(name: &str) -> String {
    name.to_lowercase().replace([' ', '.'], "_")
}

fn with_spread(ratio: Spread) -> String {
    let Spread { low, median, high } = ratio;
    format!("{median:.2} ({low:.2} to {high:.2})")
}
