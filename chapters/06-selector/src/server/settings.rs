//! How a server is to be.

use crate::Interest;

/// What a server is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// When it asks whether a connection can be written to.
    pub write_interest: WriteInterest,
}

/// When a server asks whether a connection can be written to.
// ANCHOR: write-interest
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WriteInterest {
    /// Only while there is something to write.
    #[default]
    WhileOwing,
    /// Always. The answer is yes nearly always, so the server never waits: this is for
    /// the experiment that shows it.
    Always,
}

impl WriteInterest {
    /// What is waited for by a connection that needs `interest`.
    pub(super) fn and(self, interest: Interest) -> Interest {
        match (self, interest) {
            (Self::Always, Interest::Read) => Interest::ReadOrWrite,
            _ => interest,
        }
    }
}
// ANCHOR_END: write-interest
