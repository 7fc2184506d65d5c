//! Contenders that take turns, and what that says of each beside ours.

use std::io;
use std::time::Duration;

use load::statistics::Spread;
use serde_json::Value;

use super::case::{Case, READ, Task};
use super::codec::measure;
use super::ours::Ours;
use super::theirs::{Fields, Theirs};

/// A codec, and what takes its time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    /// Its name in a key of the data.
    pub(crate) key: &'static str,
    /// Whether it differs from ours in reading alone.
    only_decodes: bool,
    measure: fn(&Case, Duration) -> io::Result<f64>,
}

/// The first is the reference.
pub(crate) const CONTENDERS: [Contender; 4] = [
    Contender {
        name: "serde_json, a struct",
        key: "struct",
        only_decodes: false,
        measure: measure::<Theirs<Fields>>,
    },
    Contender {
        name: "serde_json, a Value",
        key: "value",
        only_decodes: false,
        measure: measure::<Theirs<Value>>,
    },
    Contender {
        name: "ours, read first",
        key: "read_first",
        only_decodes: true,
        measure: measure::<Ours<READ>>,
    },
    Contender {
        name: "ours",
        key: "ours",
        only_decodes: false,
        measure: measure::<Ours<0>>,
    },
];

/// What was seen in one case: of each contender, the seconds that a message took, round
/// by round.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) case: Case,
    rounds: [Vec<f64>; CONTENDERS.len()],
}

impl Comparison {
    /// Each contender has its turn in each round, every time another one first.
    pub(crate) fn measure(
        case: Case,
        rounds: usize,
        turn: Duration,
    ) -> io::Result<Self> {
        let mut seen = [const { Vec::new() }; CONTENDERS.len()];
        for round in 0..rounds {
            let contenders = CONTENDERS.iter().zip(&mut seen);
            let mut contenders: Vec<_> = contenders.collect();
            let first = round.checked_rem(CONTENDERS.len()).unwrap_or(0);
            contenders.rotate_left(first);
            for (contender, seen) in contenders {
                if !(contender.only_decodes && case.task == Task::Encode) {
                    seen.push((contender.measure)(&case, turn)?);
                }
            }
        }
        let rounds = seen;
        Ok(Self { case, rounds })
    }

    /// Of each contender: the time for a message, and how many times as much it
    /// does in a second as the reference in the same round.
    pub(crate) fn rows(
        &self,
    ) -> impl Iterator<Item = (&Contender, Spread, Spread)> {
        let [reference, ..] = &self.rounds;
        CONTENDERS
            .iter()
            .zip(&self.rounds)
            .filter_map(|(one, own)| {
                let time = Spread::of(own.iter().copied())?;
                let ratio = Spread::of_ratios(
                    reference.iter().copied(),
                    own.iter().copied(),
                )?;
                Some((one, time, ratio))
            })
    }

    /// What ours reaches beside the reference.
    pub(crate) fn ratio(&self) -> Option<Spread> {
        self.rows().last().map(|(_, _, ratio)| ratio)
    }
}
