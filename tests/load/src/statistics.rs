//! What many measurements say together.

use std::time::Duration;

/// A quarter of the values lie below `low`, a half below `median`, and a quarter above
/// `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The lower quartile.
    pub low: f64,
    /// The middle.
    pub median: f64,
    /// The upper quartile.
    pub high: f64,
}

impl Spread {
    /// That of some values, in any order; `None` if there are none.
    ///
    /// ```
    /// use load::statistics::Spread;
    ///
    /// let spread = Spread::of([5.0, 1.0, 4.0, 2.0, 3.0]).unwrap();
    /// assert_eq!((spread.low, spread.median, spread.high), (2.0, 3.0, 4.0));
    /// ```
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_unstable_by(f64::total_cmp);
        Some(Self {
            low: quantile(&values, 0.25)?,
            median: quantile(&values, 0.5)?,
            high: quantile(&values, 0.75)?,
        })
    }

    /// That of how many times as much each of one's values is as the reference's in the
    /// same round. It isn't the ratio of their medians: rounds differ more than servers.
    ///
    /// ```
    /// use load::statistics::Spread;
    ///
    /// let ratios = Spread::of_ratios([20.0, 6.0, 300.0], [10.0, 3.0, 100.0]).unwrap();
    /// assert_eq!((ratios.low, ratios.median, ratios.high), (2.0, 2.0, 2.5));
    /// ```
    #[must_use]
    pub fn of_ratios(
        own: impl IntoIterator<Item = f64>,
        reference: impl IntoIterator<Item = f64>,
    ) -> Option<Self> {
        let rounds = own.into_iter().zip(reference);
        Self::of(rounds.map(|(own, reference)| own / reference))
    }
}

/// The value below which this `part` (0 to 1) of the `sorted` ones lie, between two
/// of them if need be; `None` if there are none.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * sorted.len().checked_sub(1)? as f64;
    let below = *sorted.get(place.floor() as usize)?;
    let above = *sorted.get(place.ceil() as usize)?;
    Some(below + (above - below) * place.fract())
}

/// How long each answer took.
#[derive(Debug, Clone, Default)]
pub struct Latencies {
    nanoseconds: Vec<u64>,
}

impl Latencies {
    /// Notes one.
    pub fn push(&mut self, latency: Duration) {
        let nanoseconds = latency.as_nanos().try_into().unwrap_or(u64::MAX);
        self.nanoseconds.push(nanoseconds);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nanoseconds.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nanoseconds.is_empty()
    }

    /// The time within which this many `in_thousand` of the answers came: 500 is the
    /// median, 999 all but the slowest of a thousand. Zero if there are none.
    ///
    /// ```
    /// use std::time::Duration;
    /// use load::statistics::Latencies;
    ///
    /// let mut latencies = Latencies::default();
    /// (1..=100).for_each(|n| latencies.push(Duration::from_micros(n)));
    /// assert_eq!(latencies.within(500), Duration::from_micros(50));
    /// assert_eq!(latencies.within(990), Duration::from_micros(99));
    /// assert_eq!(latencies.within(999), Duration::from_micros(100));
    /// ```
    pub fn within(&mut self, in_thousand: usize) -> Duration {
        let count = self.nanoseconds.len().saturating_mul(in_thousand);
        let index = count.div_ceil(1000).saturating_sub(1);
        if index >= self.nanoseconds.len() {
            return Duration::ZERO;
        }
        let (_, nanoseconds, _) = self.nanoseconds.select_nth_unstable(index);
        Duration::from_nanos(*nanoseconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quartile_between_two_values_is_between_them() {
        let spread = Spread::of([4.0, 1.0, 2.0, 3.0]).unwrap();
        assert_eq!(
            spread,
            Spread {
                low: 1.75,
                median: 2.5,
                high: 3.25
            },
        );
        assert_eq!(Spread::of([7.0]).unwrap().high, 7.0);
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn no_answer_took_no_time() {
        assert_eq!(Latencies::default().within(500), Duration::ZERO);
    }
}
