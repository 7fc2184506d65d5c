//! TCP beside UDP.

use std::fmt;

/// What was done, and what came of it over each transport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What was done.
    pub what: String,
    /// What came of it over TCP.
    pub tcp: String,
    /// What came of it over UDP.
    pub udp: String,
}

impl Row {
    /// A row of three texts.
    pub fn new(
        what: impl Into<String>,
        tcp: impl Into<String>,
        udp: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            tcp: tcp.into(),
            udp: udp.into(),
        }
    }
}

/// Rows, one below the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table(Vec<Row>);

impl Table {
    /// The rows, from top to bottom.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.0
    }
}

impl Extend<Row> for Table {
    fn extend<I: IntoIterator<Item = Row>>(&mut self, rows: I) {
        self.0.extend(rows);
    }
}

/// In columns as wide as their longest cell, under a line that says whose they
/// are.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(rows) = self;
        let longest = |cell: fn(&Row) -> &String| {
            let lengths = rows.iter().map(|row| cell(row).chars().count());
            lengths.max().unwrap_or(0)
        };
        let what = longest(|row| &row.what);
        let tcp = longest(|row| &row.tcp);
        write!(f, "{:what$}  {:tcp$}  UDP", "", "TCP")?;
        for row in rows {
            let udp = row.udp.trim_end();
            write!(f, "\n{:what$}  {:tcp$}  {udp}", row.what, row.tcp)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_longest_cell() {
        let mut table = Table::default();
        assert_eq!(table.to_string(), "  TCP  UDP");
        table.extend([
            Row::new("longest", "a", "b "),
            Row::new("x", "äußerst", "c"),
        ]);
        assert_eq!(
            table.to_string(),
            "         TCP      UDP\n\
             longest  a        b\n\
             x        äußerst  c"
        );
    }
}
