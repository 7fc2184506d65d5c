//! Times that were measured again and again, and what to make of them.

use std::fmt::{self, Write as _};
use std::time::Duration;

/// A time that was measured in several rounds: one in the middle says what is usual,
/// and the two at the ends how much that is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// Half of the rounds took longer.
    pub median: Duration,
    /// The shortest.
    pub least: Duration,
    /// The longest.
    pub most: Duration,
}

impl Spread {
    /// That of these rounds, or `None` if there were none.
    ///
    /// ```
    /// use std::time::Duration;
    /// use selector::measured::Spread;
    ///
    /// let rounds = [3, 9, 4].map(Duration::from_millis);
    /// let spread = Spread::of(rounds.into()).unwrap();
    /// assert_eq!(spread.median, Duration::from_millis(4));
    /// assert_eq!(spread.most, Duration::from_millis(9));
    /// ```
    #[must_use]
    pub fn of(mut rounds: Vec<Duration>) -> Option<Self> {
        rounds.sort_unstable();
        Some(Self {
            median: *rounds.get(rounds.len() / 2)?,
            least: *rounds.first()?,
            most: *rounds.last()?,
        })
    }
}

/// What was measured for several things, each at the same points.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name in the book's data.
    pub name: &'static str,
    /// The points, such as numbers of connections.
    pub points: Vec<usize>,
    /// What was measured, and the rounds at each point: none, where it couldn't be.
    pub series: Vec<(&'static str, Vec<Option<Spread>>)>,
}

impl Table {
    /// The median of a series at a point, if there is one.
    #[must_use]
    pub fn median(&self, series: &str, point: usize) -> Option<Duration> {
        let (_, spreads) = self.series.iter().find(|(name, _)| *name == series)?;
        let mut points = self.points.iter().zip(spreads);
        let (_, spread) = points.find(|(one, _)| **one == point)?;
        Some(spread.as_ref()?.median)
    }

    /// The table as the book's data, in microseconds: `book/data` has it.
    #[must_use]
    pub fn data(&self) -> String {
        let mut text = format!("[tables.{}]\nx = {:?}\n", self.name, self.points);
        for (name, spreads) in &self.series {
            let list = |pick: fn(&Spread) -> Duration| {
                let numbers = spreads.iter().map(|spread| {
                    spread.as_ref().map_or("nan".to_owned(), |spread| {
                        format!("{:.2}", micros(pick(spread)))
                    })
                });
                numbers.collect::<Vec<_>>().join(", ")
            };
            // Writing into a string doesn't fail.
            let _ = write!(
                text,
                "\n[[tables.{}.series]]\nname = \"{name}\"\n\
                 y = [{}]\nlow = [{}]\nhigh = [{}]\n",
                self.name,
                list(|spread| spread.median),
                list(|spread| spread.least),
                list(|spread| spread.most),
            );
        }
        text
    }
}

/// A time as the book writes it.
#[must_use]
pub fn in_words(time: Duration) -> String {
    match micros(time) {
        few @ ..10.0 => format!("{few:.2} µs"),
        few @ ..1_000.0 => format!("{few:.0} µs"),
        many => format!("{:.1} ms", many / 1_000.0),
    }
}

/// How many microseconds these are.
#[must_use]
pub fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// A line for the points, and a line of medians for each series.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<12}", "")?;
        for point in &self.points {
            write!(f, "{point:>10}")?;
        }
        for (name, spreads) in &self.series {
            write!(f, "\n{name:<12}")?;
            for spread in spreads {
                match spread {
                    Some(Spread { median, .. }) => {
                        write!(f, "{:>10}", format!("{median:.1?}"))?;
                    }
                    None => write!(f, "{:>10}", "-")?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let spread =
            |rounds: [u64; 3]| Spread::of(rounds.map(Duration::from_nanos).into());
        Table {
            name: "neighbours",
            points: vec![10, 1000],
            series: vec![
                ("epoll", vec![spread([900, 700, 600]), spread([1, 2, 3])]),
                ("select", vec![spread([1_500, 1_000, 2_000]), None]),
            ],
        }
    }

    #[test]
    fn the_data_are_what_a_plot_reads() {
        assert_eq!(
            table().data(),
            "[tables.neighbours]\n\
             x = [10, 1000]\n\
             \n\
             [[tables.neighbours.series]]\n\
             name = \"epoll\"\n\
             y = [0.70, 0.00]\n\
             low = [0.60, 0.00]\n\
             high = [0.90, 0.00]\n\
             \n\
             [[tables.neighbours.series]]\n\
             name = \"select\"\n\
             y = [1.50, nan]\n\
             low = [1.00, nan]\n\
             high = [2.00, nan]\n"
        );
    }

    #[test]
    fn what_could_not_be_measured_is_a_dash() {
        assert_eq!(
            table().to_string(),
            "                    10      1000\n\
             epoll          700.0ns     2.0ns\n\
             select           1.5µs         -"
        );
    }

    #[test]
    fn a_time_has_the_unit_that_fits() {
        assert_eq!(in_words(Duration::from_nanos(521)), "0.52 µs");
        assert_eq!(in_words(Duration::from_nanos(42_400)), "42 µs");
        assert_eq!(in_words(Duration::from_micros(1_340)), "1.3 ms");
    }

    #[test]
    fn a_median_is_found_by_its_name_and_point() {
        let table = table();
        let median = |series, point| table.median(series, point);
        assert_eq!(median("select", 10), Some(Duration::from_nanos(1_500)));
        assert_eq!(median("select", 1000), None);
        assert_eq!(median("kqueue", 10), None);
    }

    #[test]
    fn no_rounds_are_no_spread() {
        assert_eq!(Spread::of(Vec::new()), None);
    }
}
