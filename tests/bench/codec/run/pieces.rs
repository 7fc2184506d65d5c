//! The same bytes, cut smaller and smaller.

use std::io;
use std::mem;
use std::time::Instant;

use app_protocol::pieces::BeginsAgain;
use app_protocol::{Decoder, Error, Limits, Message};
use load::statistics::Spread;

use super::case::{BINARY_TYPE, Case, Kind, READ, Task};

/// Into pieces of how many bytes a message is cut.
pub(crate) const SIZES: [usize; 9] =
    [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536];

/// What the message has, of which a decoder that begins again has to take some thousand
/// times as much.
const CONTENT: usize = READ;

/// 64 MiB: more than any processor keeps near.
const MUCH: usize = 64 * 1024 * 1024;

/// What one decoder takes for each byte, in nanoseconds, by the size of the pieces.
pub(crate) type PerByte = [Option<Spread>; SIZES.len()];

/// What the decoder takes, and one that begins again with each piece.
pub(crate) fn compare(rounds: usize) -> io::Result<[PerByte; 2]> {
    let mut bytes = Vec::new();
    let message = Message::binary(BINARY_TYPE, vec![b'x'; CONTENT]);
    message.encode(&mut bytes).map_err(io::Error::other)?;

    let mut both = [[None; SIZES.len()]; 2];
    let [ours, again] = &mut both;
    for ((size, ours), again) in SIZES.into_iter().zip(ours).zip(again) {
        let mut times = [const { Vec::new() }; 2];
        let [of_ours, of_again] = &mut times;
        for _ in 0..rounds {
            let mut decoder = Decoder::new(Limits::default());
            of_ours.push(per_byte(&bytes, size, CONTENT, |piece| {
                decoder.feed(piece)
            })?);
            let mut decoder = BeginsAgain::new(Limits::default());
            of_again.push(per_byte(&bytes, size, CONTENT, |piece| {
                decoder.feed(mem::take(piece))
            })?);
        }
        let [of_ours, of_again] = times;
        (*ours, *again) = (Spread::of(of_ours), Spread::of(of_again));
    }
    Ok(both)
}

/// How many times as long 64 MiB take in pieces of one byte as in one: as short
/// requests, and as the content of one message.
pub(crate) fn linearity(rounds: usize, quick: bool) -> io::Result<[Spread; 2]> {
    let size = if quick { READ } else { MUCH };
    let one = Case::new(Kind::Search, Task::Encode)?;
    let count = size.checked_div(one.bytes.len()).unwrap_or(1).max(1);
    let requests = one.bytes.repeat(count);
    let mut content = Vec::new();
    Message::binary(BINARY_TYPE, vec![b'x'; size])
        .encode(&mut content)
        .map_err(io::Error::other)?;

    let mut ratios = [const { Vec::new() }; 2];
    let [of_requests, of_content] = &mut ratios;
    let requests_content = one.content.len().saturating_mul(one.count);
    let requests_content = requests_content.saturating_mul(count);
    for _ in 0..rounds {
        of_requests.push(ratio(&requests, requests_content)?);
        of_content.push(ratio(&content, size)?);
    }
    let [of_requests, of_content] = ratios;
    match (Spread::of(of_requests), Spread::of(of_content)) {
        (Some(requests), Some(content)) => Ok([requests, content]),
        _ => Err(io::Error::other("there were no rounds")),
    }
}

fn ratio(bytes: &[u8], content: usize) -> io::Result<f64> {
    let limits = Limits {
        content: MUCH,
        ..Limits::default()
    };
    let time = |size| {
        let mut decoder = Decoder::new(limits);
        per_byte(bytes, size, content, |piece| decoder.feed(piece))
    };
    Ok(time(1)? / time(bytes.len())?)
}

/// Decodes the bytes in pieces of this size, and returns how many nanoseconds each byte
/// took. All messages together have so much content.
fn per_byte(
    bytes: &[u8],
    size: usize,
    content: usize,
    mut feed: impl FnMut(&mut &[u8]) -> Result<Option<Message>, Error>,
) -> io::Result<f64> {
    let mut came = 0_usize;
    let begin = Instant::now();
    for mut piece in bytes.chunks(size) {
        while !piece.is_empty() {
            if let Some(message) = feed(&mut piece).map_err(io::Error::other)? {
                came = came.saturating_add(message.content.len());
            }
        }
    }
    let taken = begin.elapsed();
    match came == content {
        true => Ok(taken.as_nanos() as f64 / bytes.len() as f64),
        false => Err(io::Error::other("not all of the content has come")),
    }
}
