//! What TCP and UDP promise, tried out over loopback, one experiment in each file.
//!
//! Each experiment does the same over both transports and returns what it saw.
//! The table is made of that and of nothing else.

pub mod anyone;
pub mod boundaries;
pub mod cost;
pub mod size;
mod table;
pub mod truncation;

use std::io::{self, ErrorKind};
use std::time::Duration;

pub use table::{Row, Table};

/// Long enough to be sure that nothing comes over loopback, short enough to wait
/// for.
pub const PATIENCE: Duration = Duration::from_millis(200);

/// Requests of each kind in the table: enough to make an average, and few enough
/// that the laboratory closes within two seconds.
const REQUESTS: u32 = 100;

/// Runs all experiments, which takes about a second.
///
/// # Errors
/// What an experiment couldn't begin without, such as a port, can't be had.
// ANCHOR: run
pub fn run() -> io::Result<Table> {
    let boundaries = boundaries::observe(&["one", "two", "three"])?;
    let truncation = truncation::observe("hello world", truncation::ROOM)?;
    let anyone = anyone::observe(anyone::NOBODY)?;
    let size = size::observe(size::MUCH)?;
    let cost = cost::observe(REQUESTS)?;

    let mut table = Table::default();
    table.extend([boundaries.row(), truncation.row()]);
    table.extend(anyone.rows());
    table.extend(size.rows());
    table.extend(cost.rows());
    Ok(table)
}
// ANCHOR_END: run

/// What a call returned that counts bytes.
fn told(returned: &io::Result<usize>) -> String {
    match returned {
        Ok(length) => format!("{length} bytes"),
        Err(error) => in_short(error),
    }
}

/// What the system says, without the number that it has for it.
fn in_short(error: &io::Error) -> String {
    if is_timeout(error) {
        return format!("nothing within {PATIENCE:?}");
    }
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

/// Pieces as `"one" "two"`, and what is no text as `\u{fffd}`.
fn quoted(pieces: &[Vec<u8>]) -> String {
    let pieces: Vec<String> = pieces
        .iter()
        .map(|piece| format!("{:?}", String::from_utf8_lossy(piece)))
        .collect();
    pieces.join(" ")
}

/// Whether a read has come to the end of its timeout, which Unix and Windows call
/// by different names.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_in_the_words_of_the_system() {
        let error = io::Error::other("Broken pipe (os error 32)");
        assert_eq!(told(&Err(error)), "Broken pipe");
        assert_eq!(told(&Err(io::Error::other("odd"))), "odd");
        assert_eq!(told(&Ok(5)), "5 bytes");
        for timeout in [ErrorKind::WouldBlock, ErrorKind::TimedOut] {
            assert_eq!(told(&Err(timeout.into())), "nothing within 200ms");
        }
    }

    #[test]
    fn pieces_can_be_told_apart_whatever_they_are() {
        let pieces = [b"one".to_vec(), vec![], b"a\" \"b".to_vec(), vec![0xff]];
        assert_eq!(quoted(&pieces), "\"one\" \"\" \"a\\\" \\\"b\" \"\u{fffd}\"");
        assert_eq!(quoted(&[]), "");
    }
}
