//! What a sender is made of, however it sends.

use std::fmt;
use std::time::Duration;

use super::frame::{Frame, LARGEST_PAYLOAD, Part};

/// 512 KiB: what a receiver keeps in memory for one stranger.
pub const LARGEST_TRANSFER: usize = 512 * 1024;

/// The bytes to transfer, in parts that fit into a frame each.
#[derive(Debug, Clone)]
pub struct Parts {
    transfer: u64,
    bytes: Vec<u8>,
}

/// There are more than [`LARGEST_TRANSFER`] bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// How many there are.
    pub length: usize,
}

impl Parts {
    /// Cuts `bytes` into parts. `transfer` must be another for each transfer of
    /// this sender, and hard to guess, so that nobody else can speak for us.
    ///
    /// # Errors
    /// There are too many bytes.
    pub fn new(transfer: u64, bytes: Vec<u8>) -> Result<Self, TooLarge> {
        let length = bytes.len();
        if length > LARGEST_TRANSFER {
            return Err(TooLarge { length });
        }
        Ok(Self { transfer, bytes })
    }

    /// How many bytes there are.
    #[must_use]
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// How many parts: at least one, since the receiver has to hear of nothing, too.
    #[must_use]
    pub fn count(&self) -> u32 {
        let parts = self.bytes.len().div_ceil(LARGEST_PAYLOAD);
        u32::try_from(parts).unwrap_or(u32::MAX).max(1)
    }

    /// A part as a frame, ready to be sent.
    #[must_use]
    pub fn frame(&self, number: u32) -> Vec<u8> {
        let payload = self.bytes.chunks(LARGEST_PAYLOAD).nth(number as usize);
        let part = Part {
            number,
            last: number.saturating_add(1) == self.count(),
            payload: payload.unwrap_or_default(),
        };
        let transfer = self.transfer;
        Frame::Data { transfer, part }.encode()
    }

    /// The number that a datagram acknowledges, if it does that for this transfer.
    #[must_use]
    pub fn acknowledged(&self, datagram: &[u8]) -> Option<u32> {
        match Frame::decode(datagram) {
            Ok(Frame::Acknowledgement { transfer, number }) => {
                (transfer == self.transfer).then_some(number)
            }
            _ => None,
        }
    }
}

/// What a sender asks of those who have the socket and the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
// ANCHOR: step
pub enum Step {
    /// Send this datagram.
    Send(Vec<u8>),
    /// Wait for a datagram until this time.
    WaitUntil(Duration),
    /// Nothing: everything was acknowledged.
    Finished,
    /// Nothing: a frame was sent as often as is allowed, and not acknowledged.
    GivenUp,
}

/// A sender, without a socket and without a clock.
pub trait Outgoing {
    /// What to do next.
    fn poll(&mut self, now: Duration) -> Step;

    /// Takes a datagram that has come.
    fn receive(&mut self, now: Duration, datagram: &[u8]);

    /// What was sent so far.
    fn sent(&self) -> Sent;
}
// ANCHOR_END: step

/// What a sender has sent.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Frames that were sent for the first time.
    pub frames: u64,
    /// Frames that were sent again.
    pub again: u64,
    /// Acknowledgements that said nothing new.
    pub nothing_new: u64,
}

impl Sent {
    /// Counts a frame.
    pub(super) fn count(&mut self, is_first: bool) {
        let counter = if is_first {
            &mut self.frames
        } else {
            &mut self.again
        };
        *counter = counter.saturating_add(1);
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { length } = self;
        write!(f, "{length} bytes, and {LARGEST_TRANSFER} are the limit")
    }
}

impl std::error::Error for TooLarge {}
