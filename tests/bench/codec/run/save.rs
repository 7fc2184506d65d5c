//! The figures for the book: `book/data/codec.toml`, and the numbers in its pages.

use std::collections::BTreeMap;
use std::io;

use load::data::{Data, Series, Table, today};
use load::machine;
use load::statistics::Spread;

use super::case::{Kind, READ, Task};
use super::comparison::Comparison;
use super::pieces::{PerByte, SIZES};

/// The name of the file, and what its numbers are quoted by.
const STEM: &str = "codec";

/// The contender whose ratios are quoted in all cases.
const OURS: &str = "ours";

/// The cases in which those of others are.
const BESIDE: [(&str, &str); 2] =
    [("decode_search", "value"), ("decode_large", "read_first")];

/// The cases whose times are.
const TIMED: [&str; 2] = ["decode_search", "encode_search"];

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) rounds: usize,
    pub(crate) comparisons: Vec<Comparison>,
    /// Of the decoder, and of one that begins again with each piece.
    pub(crate) per_byte: [PerByte; 2],
    /// What a message with 64 MiB takes at its highest, in bytes.
    pub(crate) memory: usize,
    /// What the system takes for a short request, in seconds.
    pub(crate) calls: Option<Spread>,
    /// Of requests, and of one long content.
    pub(crate) linearity: [Spread; 2],
}

impl Results {
    /// What the cases' ratios have at the least, in the middle and at the most.
    pub(crate) fn over_all(&self) -> Option<[f64; 3]> {
        let ratios = self.comparisons.iter().filter_map(Comparison::ratio);
        let ratios: Vec<f64> = ratios.map(|ratio| ratio.median).collect();
        Some([
            ratios.iter().copied().reduce(f64::min)?,
            Spread::of(ratios.iter().copied())?.median,
            ratios.iter().copied().reduce(f64::max)?,
        ])
    }
}

/// Writes the file, and fills the numbers into the pages that quote them.
pub(crate) fn save(results: &Results) -> io::Result<()> {
    data(results).save(STEM, "07-protocol-header")
}

fn data(results: &Results) -> Data {
    let mut values = BTreeMap::new();
    for comparison in &results.comparisons {
        let case = &comparison.case;
        let key = key(case.kind, case.task);
        for (contender, time, ratio) in comparison.rows() {
            let what = contender.key;
            if what == OURS || BESIDE.contains(&(key.as_str(), what)) {
                values.insert(format!("{key}_{what}"), with_quartiles(ratio));
            }
            if what == OURS && TIMED.contains(&key.as_str()) {
                values.insert(format!("{key}_time"), microseconds(time));
            }
        }
    }
    if let Some([least, median, most]) = results.over_all() {
        let all = format!("{median:.2} ({least:.2} to {most:.2})");
        values.insert("all".into(), all);
    }
    if let Some(calls) = results.calls {
        values.insert("calls_time".into(), microseconds(calls));
    }
    let mebibytes = results.memory as f64 / (1024.0 * 1024.0);
    values.insert("memory".into(), format!("{mebibytes:.1} MiB"));
    let [requests, content] = results.linearity;
    values.insert("linear_requests".into(), with_quartiles(requests));
    values.insert("linear_content".into(), with_quartiles(content));
    let [ours, again] = results.per_byte;
    let series = |name: &str, points: PerByte| Series {
        name: name.into(),
        points: points.into(),
    };
    Data {
        machine: machine::describe(),
        command: format!(
            "cargo bench -p bench --bench codec -- --save --rounds {}; the median of the \
             ratios within a round, and their quartiles",
            results.rounds
        ),
        date: today(),
        values,
        tables: vec![Table {
            name: "pieces".into(),
            x: SIZES.into(),
            series: vec![
                series("the decoder", ours),
                series("begins again", again),
            ],
        }],
    }
}

fn key(kind: Kind, task: Task) -> String {
    let kind = match kind {
        Kind::Search => "search",
        Kind::Json(_) => "json",
        Kind::Binary(16_384) => "binary",
        Kind::Binary(_) => "large",
    };
    match task {
        Task::Decode { piece: READ } => format!("decode_{kind}"),
        Task::Decode { piece } => format!("decode_{kind}_by_{piece}"),
        Task::Encode => format!("encode_{kind}"),
    }
}

fn microseconds(time: Spread) -> String {
    let microseconds = time.median * 1e6;
    match microseconds < 10.0 {
        true => format!("{microseconds:.2} µs"),
        false => format!("{microseconds:.0} µs"),
    }
}

fn with_quartiles(ratio: Spread) -> String {
    let Spread { low, median, high } = ratio;
    format!("{median:.2} ({low:.2} to {high:.2})")
}
