//! The states of a TCP connection, and in which of them one is.

use std::fmt;

/// A state of RFC 9293, section 3.3.2.
// ANCHOR: states
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// A listener waits for connections.
    Listen,
    /// We have sent SYN.
    SynSent,
    /// SYN has come, and we have sent SYN and ACK.
    SynReceived,
    /// Data can go both ways.
    Established,
    /// We have sent FIN …
    FinWait1,
    /// … and it has been acknowledged: the peer may still send.
    FinWait2,
    /// The peer has sent FIN: we may still send …
    CloseWait,
    /// … and have sent FIN now too.
    LastAck,
    /// Both have sent FIN at the same time.
    Closing,
    /// We sent FIN first, and wait until everything old has died.
    TimeWait,
    /// There is no connection.
    Closed,
}
// ANCHOR_END: states

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Listen => "LISTEN",
            Self::SynSent => "SYN-SENT",
            Self::SynReceived => "SYN-RECEIVED",
            Self::Established => "ESTABLISHED",
            Self::FinWait1 => "FIN-WAIT-1",
            Self::FinWait2 => "FIN-WAIT-2",
            Self::CloseWait => "CLOSE-WAIT",
            Self::LastAck => "LAST-ACK",
            Self::Closing => "CLOSING",
            Self::TimeWait => "TIME-WAIT",
            Self::Closed => "CLOSED",
        })
    }
}

impl State {
    /// The state behind the number that Linux gives it, from 1 to 12
    /// (`include/net/tcp_states.h`).
    ///
    /// ```
    /// use tcp_vs_udp::state::State;
    ///
    /// assert_eq!(State::from_linux(0x0A), Some(State::Listen));
    /// assert_eq!(State::from_linux(0), None);
    /// ```
    #[must_use]
    // ANCHOR: from-linux
    pub fn from_linux(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Established,
            2 => Self::SynSent,
            3 => Self::SynReceived,
            4 => Self::FinWait1,
            5 => Self::FinWait2,
            6 => Self::TimeWait,
            7 => Self::Closed,
            8 => Self::CloseWait,
            9 => Self::LastAck,
            10 => Self::Listen,
            11 => Self::Closing,
            // A half-open connection, of which RFC 9293 knows nothing more.
            12 => Self::SynReceived,
            _ => return None,
        })
    }
    // ANCHOR_END: from-linux
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_linux() {
        // As `enum` in include/net/tcp_states.h has them, from 1.
        let names = [
            "ESTABLISHED",
            "SYN-SENT",
            "SYN-RECEIVED",
            "FIN-WAIT-1",
            "FIN-WAIT-2",
            "TIME-WAIT",
            "CLOSED",
            "CLOSE-WAIT",
            "LAST-ACK",
            "LISTEN",
            "CLOSING",
            "SYN-RECEIVED",
        ];
        for (number, name) in (1..).zip(names) {
            assert_eq!(State::from_linux(number).unwrap().to_string(), name);
        }
        assert_eq!(State::from_linux(13), None);
    }
}
