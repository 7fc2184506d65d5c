//! The text that a client sends: a file, or the one that comes with the program.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::time::{Duration, Instant};

use echo_server::send_book::{BOOK, Sent};
use tcp_vs_udp::command::{Failure, Tried, write_line};

/// Something to send.
pub(super) struct Text {
    pub(super) name: String,
    /// In bytes; 0 if it can't be told, as for a pipe.
    pub(super) length: u64,
    pub(super) reader: Box<dyn BufRead>,
}

impl Text {
    /// Opens `file`, or takes the text that comes with the program.
    pub(super) fn open(file: Option<String>) -> Result<Self, Failure> {
        let Some(name) = file else {
            return Ok(Self {
                name: "the book".to_owned(),
                length: BOOK.len() as u64,
                reader: Box::new(BOOK.as_bytes()),
            });
        };
        let read = format_args!("read {name}");
        let file = File::open(&name).tried(read)?;
        let metadata = file.metadata().tried(read)?;
        if metadata.is_dir() {
            // Opening it worked; reading it would fail when the server waits.
            return Err(ErrorKind::IsADirectory.into()).tried(read);
        }
        Ok(Self {
            length: metadata.len(),
            reader: Box::new(BufReader::new(file)),
            name,
        })
    }
}

/// Progress is shown at each fifth of the text …
const FIFTHS: u64 = 5;

/// … and after this long without a word.
const QUIET: Duration = Duration::from_secs(5);

/// Says how far a text has come.
pub(super) struct Progress {
    length: u64,
    fifths: u64,
    last: Instant,
}

impl Progress {
    pub(super) fn new(length: u64) -> Self {
        Self {
            length,
            fifths: 0,
            last: Instant::now(),
        }
    }

    /// Prints a line if one is due. Should it fail, so will the last line, whose
    /// failure is reported.
    pub(super) fn show(&mut self, sent: Sent) {
        let of_length =
            |parts: u64| sent.bytes.saturating_mul(parts).checked_div(self.length);
        let fifths = of_length(FIFTHS).unwrap_or_default();
        if fifths == self.fifths && self.last.elapsed() < QUIET {
            return;
        }
        self.fifths = fifths;
        self.last = Instant::now();
        let _ = match of_length(100) {
            Some(percent) => {
                // The last line may have got a line break that the text lacks.
                let percent = percent.min(100);
                write_line(format_args!("{percent:>3} %  line {}", sent.lines))
            }
            None => write_line(format_args!("line {}", sent.lines)),
        };
    }
}
