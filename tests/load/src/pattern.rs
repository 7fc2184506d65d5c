//! Bytes that can be told from any others.

use tcp_vs_udp::random::Random;

/// The largest message.
pub const LARGEST: usize = 64 * 1024;

/// How many places there are where a message can begin. Two messages of the same
/// conversation that follow each other, and those of two neighbours, differ.
const BEGINNINGS: u64 = 64 * 1024;

/// Random bytes, of which each message is a part. So nothing is copied to say one,
/// and nothing is kept to recognise its answer.
#[derive(Debug)]
pub struct Pattern {
    bytes: Vec<u8>,
}

impl Default for Pattern {
    fn default() -> Self {
        let mut random = Random::new(6);
        let length = (BEGINNINGS as usize).saturating_add(LARGEST);
        let bytes = (0..length).map(|_| random.next_number().to_le_bytes()[0]);
        Self {
            bytes: bytes.collect(),
        }
    }
}

impl Pattern {
    /// The message with this `number` in the conversation of this `client`, of `size`
    /// bytes: at most [`LARGEST`].
    ///
    /// ```
    /// use load::pattern::Pattern;
    ///
    /// let pattern = Pattern::default();
    /// assert_eq!(pattern.message(7, 1, 64).len(), 64);
    /// assert_ne!(pattern.message(7, 1, 64), pattern.message(7, 2, 64));
    /// assert_ne!(pattern.message(7, 1, 64), pattern.message(8, 1, 64));
    /// ```
    #[must_use]
    pub fn message(&self, client: u32, number: u32, size: usize) -> &[u8] {
        let seed = (u64::from(client) << 32) | u64::from(number);
        let begin = Random::new(seed).next_number() % BEGINNINGS;
        let rest = self.bytes.get(begin as usize..).unwrap_or_default();
        rest.get(..size).unwrap_or(rest)
    }

    /// What follows in a stream without end after `position` bytes.
    #[must_use]
    pub fn stream(&self, position: u64) -> &[u8] {
        let begin = position
            .checked_rem(self.bytes.len() as u64)
            .unwrap_or_default();
        self.bytes.get(begin as usize..).unwrap_or_default()
    }
}
