//! A server that answers when the client has said everything, and a client that
//! says so.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

use crate::ending::Ending;

/// 80 bytes: twice as long as the longest answer.
const ANSWER_LIMIT: u64 = 80;

/// A running sum over bytes, Adler-32 (RFC 1950, section 8.2). It tells whether
/// anything was changed by accident; against intent it is no protection.
///
/// ```
/// use echo_server::checksum::Adler32;
///
/// let mut sum = Adler32::default();
/// sum.update(b"Wiki");
/// sum.update(b"pedia");
/// assert_eq!(sum.value(), 0x11E6_0398);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Adler32 {
    bytes: u32,
    sums: u32,
}

/// The largest prime number below 2^16.
const MODULUS: u32 = 65_521;

impl Default for Adler32 {
    fn default() -> Self {
        Self { bytes: 1, sums: 0 }
    }
}

impl Adler32 {
    /// Adds what comes next.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "both sums stay below 65,521 and the byte below 256"
    )]
    // ANCHOR: update
    pub fn update(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.bytes = (self.bytes + u32::from(byte)) % MODULUS;
            self.sums = (self.sums + self.bytes) % MODULUS;
        }
    }
    // ANCHOR_END: update

    /// The sum of everything so far.
    #[must_use]
    pub fn value(self) -> u32 {
        self.sums << 16 | self.bytes
    }
}

/// What the server says of a whole message.
#[derive(Debug, Default, Clone, Copy)]
pub struct Summary {
    /// Bytes that came.
    pub length: u64,
    /// Their sum.
    pub checksum: Adler32,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let checksum = self.checksum.value();
        write!(f, "{} bytes, Adler-32 {checksum:08x}", self.length)
    }
}

/// Passes on what is read from `source`, and sums it up on the way.
struct Summing<R> {
    source: R,
    summary: Summary,
}

impl<R: Read> Summing<R> {
    fn new(source: R) -> Self {
        let summary = Summary::default();
        Self { source, summary }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: summing
impl<R: Read> Read for Summing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        self.summary.checksum.update(&buffer[..length]);
        self.summary.length = self.summary.length.saturating_add(length as u64);
        Ok(length)
    }
}
// ANCHOR_END: summing

/// Answers with length and checksum of all that comes before the end of file.
///
/// # Errors
/// What the system says of reading and writing;
/// [`Ending::of`] tells what that means.
// ANCHOR: service
pub fn answer_with_checksum(
    stream: &mut (impl Read + Write),
    answered: &mut u64,
) -> io::Result<Ending> {
    let mut summing = Summing::new(&mut *stream);
    io::copy(&mut summing, &mut io::sink())?;
    let summary = summing.summary;
    stream.write_all(format!("{summary}\n").as_bytes())?;
    *answered = summary.length;
    Ok(Ending::EndOfFile)
}
// ANCHOR_END: service

/// Sends everything in `source`, ends our side, and returns the server's answer,
/// with what it should be.
///
/// # Errors
/// What the system says of reading `source`, and of the connection; an answer that
/// is no text ([`InvalidData`](io::ErrorKind::InvalidData)). Of a longer answer
/// than any that is right, only the beginning is returned.
// ANCHOR: send-all
pub fn send_all(
    stream: &mut TcpStream,
    source: &mut impl Read,
) -> io::Result<(String, Summary)> {
    let mut summing = Summing::new(source);
    io::copy(&mut summing, stream)?;
    // It fails if the connection is gone, and the read says how it went.
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = String::new();
    stream.take(ANSWER_LIMIT).read_to_string(&mut answer)?;
    Ok((answer, summing.summary))
}
// ANCHOR_END: send-all
