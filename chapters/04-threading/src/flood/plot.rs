//! Numbers as bars of text.

use std::fmt;

/// The longest bar, so that a line still fits on a phone.
const WIDTH: u64 = 40;

/// A bar for each row, the longest for the greatest number.
#[derive(Debug)]
pub struct Plot<'a> {
    /// What stands in front of each bar, and how long it is.
    pub rows: &'a [(u64, u64)],
}

impl fmt::Display for Plot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = self.rows.iter().map(|&(_, number)| number).max();
        for &(name, number) in self.rows {
            let length = number
                .saturating_mul(WIDTH)
                .div_ceil(most.unwrap_or_default().max(1));
            let bar: String = (0..length).map(|_| '█').collect();
            writeln!(f, "{name:>9}  {bar}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_numbers_say() {
        let rows = [(0, 10), (50, 20), (100, 40), (296, 0)];
        let plot = Plot { rows: &rows }.to_string();
        let lengths: Vec<usize> =
            plot.lines().map(|line| line.matches('█').count()).collect();
        assert_eq!(lengths, [10, 20, 40, 0]);
        assert!(plot.starts_with("        0  █"));
    }

    #[test]
    fn nothing_but_zeros_is_no_bar_at_all() {
        assert_eq!(Plot { rows: &[(1, 0)] }.to_string(), "        1  \n");
        assert_eq!(Plot { rows: &[] }.to_string(), "");
    }
}
