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

use crate::loopback::{NOBODY, PATIENCE};
use crate::loss::{self, Arrivals};
use anyone::Anyone;
use boundaries::Boundaries;
use cost::Cost;
use size::Size;
pub use table::{Row, Table};
use truncation::Truncation;

/// Questions of each kind in the table: enough to make an average, and few enough
/// that the laboratory closes within two seconds.
const QUESTIONS: u32 = 100;

/// Any would do, and each shows other numbers.
const SEED: u64 = 1;

/// What was seen in all experiments.
#[derive(Debug)]
pub struct Seen {
    /// What the reads returned of three messages.
    pub boundaries: Boundaries,
    /// What they returned of a message that was longer than the buffer.
    pub truncation: Truncation,
    /// What the calls returned when nobody was there.
    pub anyone: Anyone,
    /// What became of long messages.
    pub size: Size,
    /// What became of many messages, over a bad link where there is one.
    pub loss: Loss,
    /// How long questions took.
    pub cost: Cost,
}

/// Runs all experiments, which takes about a second.
///
/// # Errors
/// What an experiment can't begin without, such as a port, can't be had.
// ANCHOR: observe
pub fn observe() -> io::Result<Seen> {
    Ok(Seen {
        boundaries: boundaries::observe(&["one", "two", "three"])?,
        truncation: truncation::observe("hello world", truncation::ROOM)?,
        anyone: anyone::observe(NOBODY)?,
        size: size::observe(size::MUCH)?,
        loss: Loss {
            tcp: loss::over_tcp()?,
            udp: loss::over_udp(loss::BAD, SEED)?,
        },
        cost: cost::observe(QUESTIONS)?,
    })
}
// ANCHOR_END: observe

impl Seen {
    /// All of it, TCP beside UDP.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut table = Table::default();
        table.extend([self.boundaries.row(), self.truncation.row()]);
        table.extend(self.anyone.rows());
        table.extend(self.size.rows());
        table.extend([self.loss.row()]);
        table.extend(self.cost.rows());
        table
    }
}

/// What became of the same messages, over a connection and over a bad link.
#[derive(Debug)]
pub struct Loss {
    /// Over TCP, on loopback.
    pub tcp: Arrivals,
    /// Over UDP, through a relay that loses, doubles and reorders.
    pub udp: Arrivals,
}

impl Loss {
    fn row(&self) -> Row {
        let count = |arrivals: &Arrivals| {
            format!(
                "{} lost, {} twice, {} late",
                arrivals.lost, arrivals.twice, arrivals.out_of_order
            )
        };
        Row::new(
            format!("{} messages (UDP: bad link)", self.udp.sent),
            count(&self.tcp),
            count(&self.udp),
        )
    }
}

/// What a call returned that counts bytes.
fn told(returned: &io::Result<usize>) -> String {
    match returned {
        Ok(length) => bytes(*length),
        Err(error) => in_short(error),
    }
}

fn bytes(count: usize) -> String {
    match count {
        1 => "1 byte".to_owned(),
        _ => format!("{count} bytes"),
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
    use std::time::Duration;

    use super::*;

    fn pieces(texts: &[&str]) -> Vec<Vec<u8>> {
        texts.iter().map(|&text| text.into()).collect()
    }

    fn unlike(trial: usize) -> Size {
        Size(vec![size::Trial {
            size: trial,
            tcp: Ok(trial),
            udp: Err(io::Error::other(trial.to_string())),
        }])
    }

    fn arrivals(lost: usize) -> Arrivals {
        Arrivals {
            sent: lost,
            lost,
            twice: lost,
            out_of_order: lost,
        }
    }

    /// Everything that can be seen, in two ways that have nothing in common.
    fn two_unlike() -> [Seen; 2] {
        let exchange = |length| anyone::Exchange {
            sent: Ok(length),
            received: Ok(length),
        };
        let refused = || anyone::Attempt::NotConnected(ErrorKind::NotFound.into());
        let one = Seen {
            boundaries: Boundaries {
                sent: pieces(&["a"]),
                tcp: pieces(&["b"]),
                udp: pieces(&["c"]),
            },
            truncation: Truncation {
                message: "a".into(),
                room: 1,
                tcp: pieces(&["b"]),
                udp: pieces(&[]),
            },
            anyone: Anyone {
                address: "a".into(),
                tcp: refused(),
                udp: anyone::Attempt::Connected(exchange(1)),
                unconnected: exchange(1),
            },
            size: unlike(1),
            loss: Loss {
                tcp: arrivals(1),
                udp: arrivals(2),
            },
            cost: Cost {
                tcp_new: Duration::from_secs(1),
                udp_new: Duration::from_secs(2),
                tcp_kept: Duration::from_secs(3),
                udp_kept: Duration::from_secs(4),
            },
        };
        let other = Seen {
            boundaries: Boundaries {
                sent: pieces(&["d"]),
                tcp: pieces(&["e"]),
                udp: pieces(&["f"]),
            },
            truncation: Truncation {
                message: "abc".into(),
                room: 1,
                tcp: pieces(&["e"]),
                udp: pieces(&["f"]),
            },
            anyone: Anyone {
                address: "b".into(),
                tcp: anyone::Attempt::Connected(exchange(2)),
                udp: refused(),
                unconnected: exchange(2),
            },
            size: unlike(2),
            loss: Loss {
                tcp: arrivals(3),
                udp: arrivals(4),
            },
            cost: Cost {
                tcp_new: Duration::from_secs(5),
                udp_new: Duration::from_secs(6),
                tcp_kept: Duration::from_secs(7),
                udp_kept: Duration::from_secs(8),
            },
        };
        [one, other]
    }

    #[test]
    fn no_cell_of_the_table_says_the_same_whatever_was_seen() {
        let [one, other] = two_unlike().map(|seen| seen.table());
        assert_eq!(one.rows().len(), other.rows().len());
        for (one, other) in one.rows().iter().zip(other.rows()) {
            assert_ne!(one.tcp, other.tcp, "{}", one.what);
            assert_ne!(one.udp, other.udp, "{}", one.what);
        }
    }

    #[test]
    fn both_columns_are_made_in_the_same_way() {
        let [mut seen, _] = two_unlike();
        let before = seen.table();
        std::mem::swap(&mut seen.boundaries.tcp, &mut seen.boundaries.udp);
        std::mem::swap(&mut seen.truncation.tcp, &mut seen.truncation.udp);
        std::mem::swap(&mut seen.anyone.tcp, &mut seen.anyone.udp);
        for trial in &mut seen.size.0 {
            std::mem::swap(&mut trial.tcp, &mut trial.udp);
        }
        std::mem::swap(&mut seen.loss.tcp, &mut seen.loss.udp);
        std::mem::swap(&mut seen.cost.tcp_new, &mut seen.cost.udp_new);
        std::mem::swap(&mut seen.cost.tcp_kept, &mut seen.cost.udp_kept);
        for (before, swapped) in before.rows().iter().zip(seen.table().rows()) {
            assert_eq!(before.tcp, swapped.udp);
            assert_eq!(before.udp, swapped.tcp);
        }
    }

    #[test]
    fn an_error_is_told_in_the_words_of_the_system() {
        let error = io::Error::other("Broken pipe (os error 32)");
        assert_eq!(told(&Err(error)), "Broken pipe");
        assert_eq!(told(&Err(io::Error::other("odd"))), "odd");
        assert_eq!(told(&Ok(5)), "5 bytes");
        assert_eq!(told(&Ok(1)), "1 byte");
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
