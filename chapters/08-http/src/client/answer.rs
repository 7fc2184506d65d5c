//! A response whose body is still to be read.

use std::io::Write;

use super::Options;
use super::connection::Connection;
use super::error::Error;
use super::url::Url;
use crate::body::{BodyDecoder, Piece};
use crate::framing::BodyLength;
use crate::{Limits, ResponseHead};

/// A response, with its body still to be read.
#[derive(Debug)]
pub struct Answer {
    /// Where it came from, after all redirects.
    pub url: Url,
    /// What came first.
    pub head: ResponseHead,
    connection: Connection,
    length: BodyLength,
    limits: Limits,
    max_bytes: u64,
}

impl Answer {
    pub(super) fn new(
        url: Url,
        head: ResponseHead,
        connection: Connection,
        options: &Options,
    ) -> Result<Self, Error> {
        let length = BodyLength::of_response(&options.method, &head)?;
        Ok(Self {
            url,
            head,
            connection,
            length,
            limits: options.limits,
            max_bytes: options.max_bytes,
        })
    }

    /// Writes the body to `output` while it comes, and returns how many bytes it has. One
    /// that is too long by what it says of itself isn't begun.
    ///
    /// # Errors
    /// See [`Error`]. What has been written before is only a part of it.
    // ANCHOR: copy-to
    pub fn copy_to(mut self, output: &mut impl Write) -> Result<u64, Error> {
        let limit = self.max_bytes;
        if matches!(self.length, BodyLength::Known(length) if length > limit) {
            return Err(Error::TooLong { limit });
        }
        let mut decoder = BodyDecoder::with_limits(self.length, self.limits);
        let mut got = 0_u64;
        loop {
            let mut bytes = self.connection.unused();
            let before = bytes.len();
            let piece = decoder.feed(&mut bytes)?;
            let used = before.saturating_sub(bytes.len());
            match piece {
                Piece::Data(data) => {
                    got = got.saturating_add(data.len() as u64);
                    if got > limit {
                        return Err(Error::TooLong { limit });
                    }
                    output.write_all(data).map_err(Error::Output)?;
                    self.connection.used(used);
                }
                Piece::NeedMore => match self.connection.read_more() {
                    Ok(true) => {}
                    Ok(false) if decoder.finish().is_ok() => return Ok(got),
                    Ok(false) | Err(Error::Closed) => {
                        return Err(self.cut_off(got));
                    }
                    Err(error) => return Err(error),
                },
                Piece::End => return Ok(got),
            }
        }
    }
    // ANCHOR_END: copy-to

    fn cut_off(&self, got: u64) -> Error {
        let length = match self.length {
            BodyLength::Known(length) => Some(length),
            _ => None,
        };
        Error::CutOff { got, length }
    }
}
