//! How long to wait for an acknowledgement, and how often to send again.

use std::time::Duration;

/// How often a frame is sent at most. If 30 % of all datagrams are lost, so is one
/// of two rounds, there or back; 16 in a row are lost once in 48,000 frames.
pub const TRIES: u32 = 16;

/// A wait is doubled three times at most: 1.6 s if the first is 0.2 s, longer than
/// the way to a satellite and back.
const DOUBLINGS: u32 = 3;

/// 0.2 s, the least that Linux takes for TCP. RFC 6298, section 2, asks those who
/// know nothing of the way for a second.
pub const FIRST_WAIT: Duration = Duration::from_millis(200);

/// 0.5 s, the longest first wait: with it, all tries take 55.5 s, less than the minute
/// for which a receiver remembers a transfer that is finished. Whoever went on for
/// longer might be taken for somebody new.
pub const LONGEST_FIRST_WAIT: Duration = Duration::from_millis(500);

/// How a sender waits.
///
/// ```
/// use std::time::Duration;
/// use tcp_vs_udp::transfer::patience::{Patience, TRIES};
///
/// let patience = Patience::default();
/// assert_eq!(patience.after(1), Some(Duration::from_millis(200)));
/// assert_eq!(patience.after(2), Some(Duration::from_millis(400)));
/// assert_eq!(patience.after(TRIES), Some(Duration::from_millis(1600)));
/// assert_eq!(patience.after(TRIES + 1), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: patience
pub struct Patience {
    first: Duration,
}

impl Patience {
    /// Begins with this wait for each frame.
    #[must_use]
    pub const fn new(first: Duration) -> Self {
        Self { first }
    }

    /// How long to wait after a frame was sent the `tries`th time, if that is
    /// allowed: twice as long each time, as RFC 6298, section 5.5, has it, since
    /// those who send again and again into a network that is full keep it full.
    #[must_use]
    pub fn after(self, tries: u32) -> Option<Duration> {
        let doublings = tries.saturating_sub(1).min(DOUBLINGS);
        let factor = 2_u32.saturating_pow(doublings);
        (tries <= TRIES).then(|| self.first.saturating_mul(factor))
    }
}
// ANCHOR_END: patience

impl Default for Patience {
    fn default() -> Self {
        Self::new(FIRST_WAIT)
    }
}
