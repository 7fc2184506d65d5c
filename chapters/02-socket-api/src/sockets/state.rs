//! The states of a socket, under the names that `ss` prints.

use std::fmt;

/// Where a socket is in its life: the states of RFC 9293, section 3.3.2, and of
/// sockets without a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It waits for connections.
    Listen,
    /// It has asked for a connection.
    SynSent,
    /// It has been asked for one, and has answered.
    SynReceived,
    /// It is connected.
    Established,
    /// It has closed, and its FIN isn't acknowledged yet.
    FinWait1,
    /// It has closed, and its peer hasn't yet.
    FinWait2,
    /// Its peer has closed, and its own program hasn't yet.
    CloseWait,
    /// Both have closed at the same time.
    Closing,
    /// Both have closed, and its own FIN isn't acknowledged yet.
    LastAck,
    /// It closed first, and remembers the connection for a while.
    TimeWait,
    /// It has no peer.
    Unconnected,
}

impl State {
    /// The state behind a number of `/proc/net/tcp` or `/proc/net/udp`. They are
    /// numbered in the kernel's `include/net/tcp_states.h`.
    #[must_use]
    // ANCHOR: numbers
    pub fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            0x01 => Self::Established,
            0x02 => Self::SynSent,
            0x03 | 0x0c => Self::SynReceived,
            0x04 => Self::FinWait1,
            0x05 => Self::FinWait2,
            0x06 => Self::TimeWait,
            0x07 => Self::Unconnected,
            0x08 => Self::CloseWait,
            0x09 => Self::LastAck,
            0x0a => Self::Listen,
            0x0b => Self::Closing,
            _ => return None,
        })
    }
    // ANCHOR_END: numbers
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Listen => "LISTEN",
            Self::SynSent => "SYN-SENT",
            Self::SynReceived => "SYN-RECV",
            Self::Established => "ESTAB",
            Self::FinWait1 => "FIN-WAIT-1",
            Self::FinWait2 => "FIN-WAIT-2",
            Self::CloseWait => "CLOSE-WAIT",
            Self::Closing => "CLOSING",
            Self::LastAck => "LAST-ACK",
            Self::TimeWait => "TIME-WAIT",
            Self::Unconnected => "UNCONN",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_that_the_tables_have_is_a_state() {
        let names: Vec<String> = (1..=0x0c)
            .map(|number| State::from_number(number).unwrap().to_string())
            .collect();
        assert_eq!(
            names,
            [
                "ESTAB",
                "SYN-SENT",
                "SYN-RECV",
                "FIN-WAIT-1",
                "FIN-WAIT-2",
                "TIME-WAIT",
                "UNCONN",
                "CLOSE-WAIT",
                "LAST-ACK",
                "LISTEN",
                "CLOSING",
                "SYN-RECV",
            ]
        );
        assert_eq!(State::from_number(0), None);
        assert_eq!(State::from_number(0x0d), None);
    }
}
