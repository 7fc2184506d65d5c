//! Servers that take turns, and what that says of each beside the first.

use std::io;

use load::statistics::Spread;

use super::case::{Case, Figures, Pace};
use super::progress::Progress;
use super::servers::Design;

/// What was seen of some servers, in rounds in which each had its turn.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) case: Case,
    /// The first is what the others are compared with.
    pub(crate) columns: Vec<Column>,
}

/// What was seen of one server, round by round.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) design: Design,
    rounds: Vec<Figures>,
}

impl Comparison {
    /// Measures each of `designs` in each of `rounds`. Each round begins with the next
    /// of them, so that none always follows the same one.
    pub(crate) fn measure(
        case: Case,
        designs: &[Design],
        rounds: usize,
        pin: bool,
        pace: Pace,
        progress: &mut Progress,
    ) -> io::Result<Self> {
        let mut columns: Vec<Column> = designs
            .iter()
            .map(|&design| Column {
                design,
                rounds: Vec::with_capacity(rounds),
            })
            .collect();
        for round in 0..rounds {
            let count = columns.len();
            for turn in 0..count {
                let next = turn.saturating_add(round).checked_rem(count);
                let Some(column) = next.and_then(|next| columns.get_mut(next))
                else {
                    continue;
                };
                let name = column.design.name;
                progress.begin(&format!("{case}: {name}"));
                let server = column.design.start(pin)?;
                let figures = case.measure(&server, pace).map_err(|error| {
                    io::Error::other(format!("{case}: {name}: {error}"))
                })?;
                column.rounds.push(figures);
                progress.end(case);
            }
        }
        Ok(Self { case, columns })
    }

    /// The server of this name, if it was measured.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.design.name == name)
    }

    /// How many times as much of a figure a server has as the first in the same round.
    pub(crate) fn ratio(
        &self,
        column: &Column,
        figure: impl Fn(&Figures) -> f64,
    ) -> Option<Spread> {
        column.ratio_to(self.columns.first()?, figure)
    }

    /// The same beside another server, both by their names.
    pub(crate) fn ratio_between(
        &self,
        server: &str,
        reference: &str,
        figure: impl Fn(&Figures) -> f64,
    ) -> Option<Spread> {
        self.column(server)?
            .ratio_to(self.column(reference)?, figure)
    }

    /// The same beside whichever of two has less of it in the same round.
    pub(crate) fn ratio_to_less(
        &self,
        server: &str,
        [one, other]: [&str; 2],
        figure: impl Fn(&Figures) -> f64,
    ) -> Option<Spread> {
        let own = self.column(server)?.rounds.iter().map(&figure);
        let one = self.column(one)?.rounds.iter().map(&figure);
        let other = self.column(other)?.rounds.iter().map(&figure);
        Spread::of_ratios(own, one.zip(other).map(|(one, other)| one.min(other)))
    }
}

/// In each case that both have, the median of what one server has beside another, from
/// the least to the most.
pub(crate) fn in_each_case(
    comparisons: &[Comparison],
    server: &str,
    reference: &str,
    figure: impl Fn(&Figures) -> f64,
) -> Vec<f64> {
    let each = comparisons.iter().filter_map(|comparison| {
        comparison.ratio_between(server, reference, &figure)
    });
    // Not every case has every figure.
    let medians = each.map(|ratio| ratio.median).filter(|one| one.is_finite());
    let mut medians: Vec<f64> = medians.collect();
    medians.sort_unstable_by(f64::total_cmp);
    medians
}

impl Column {
    fn ratio_to(
        &self,
        reference: &Self,
        figure: impl Fn(&Figures) -> f64,
    ) -> Option<Spread> {
        let [own, reference] = [&self.rounds, &reference.rounds];
        Spread::of_ratios(own.iter().map(&figure), reference.iter().map(&figure))
    }

    /// A figure that each round has, or `None` if none of them has it.
    pub(crate) fn spread(
        &self,
        figure: impl Fn(&Figures) -> Option<f64>,
    ) -> Option<Spread> {
        Spread::of(self.rounds.iter().filter_map(figure))
    }

    pub(crate) fn median(
        &self,
        figure: impl Fn(&Figures) -> Option<f64>,
    ) -> Option<f64> {
        self.spread(figure).map(|spread| spread.median)
    }
}
