//! A hundred messages over a link that loses, doubles and reorders, and the same
//! hundred over TCP.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc;
use std::time::Duration;

use crate::link::Conditions;
use crate::loopback::connected_pair;
use crate::relay::Relay;

/// How many messages are sent: as many as make a percentage easy to read, and few
/// enough that no buffer overflows.
pub const MESSAGES: u32 = 100;

/// What the experiment's link does: far worse than any that people would use.
pub const BAD: Conditions = Conditions {
    loss: 30,
    duplicate: 10,
    reorder: 10,
    delay: Duration::ZERO,
};

/// How long a datagram is waited for that the relay has passed on, which over
/// loopback takes no time: only a system without memory loses it.
const PATIENCE: Duration = Duration::from_secs(5);

/// What became of numbered messages.
///
/// ```
/// use tcp_vs_udp::loss::Arrivals;
///
/// let arrivals = Arrivals::of(5, &[0, 3, 1, 1]);
/// assert_eq!(arrivals.lost, 2); // 2 and 4
/// assert_eq!(arrivals.twice, 1); // 1
/// assert_eq!(arrivals.out_of_order, 1); // 1, after 3
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrivals {
    /// How many were sent.
    pub sent: usize,
    /// How many never came.
    pub lost: usize,
    /// How many came more than once.
    pub twice: usize,
    /// How many came for the first time after one that was sent later.
    pub out_of_order: usize,
}

impl Arrivals {
    /// Counts what became of the messages from 0 to `sent`, of which `numbers`
    /// came, in this order.
    #[must_use]
    pub fn of(sent: u32, numbers: &[u32]) -> Self {
        let came = |number: &u32| numbers.iter().filter(|&n| n == number).count();
        let earlier = |place: usize| numbers.get(..place).unwrap_or_default();
        let is_late = |&(place, number): &(usize, &u32)| {
            let earlier = earlier(place);
            !earlier.contains(number) && earlier.iter().any(|n| n > number)
        };
        Self {
            sent: sent as usize,
            lost: (0..sent).filter(|number| came(number) == 0).count(),
            twice: (0..sent).filter(|number| came(number) > 1).count(),
            out_of_order: numbers.iter().enumerate().filter(is_late).count(),
        }
    }
}

/// Sends the messages as a datagram each through a [relay](crate::relay), and
/// returns what became of them. The same `seed` has the same outcome.
///
/// # Errors
/// What the system says of the sockets.
// ANCHOR: over-udp
pub fn over_udp(conditions: Conditions, seed: u64) -> io::Result<Arrivals> {
    let server = UdpSocket::bind("127.0.0.1:0")?;
    server.set_read_timeout(Some(PATIENCE))?;
    let (sender, events) = mpsc::channel();
    let report = move |event| sender.send(event).unwrap_or_default();
    let to: SocketAddr = server.local_addr()?;
    let relay = Relay::start("127.0.0.1:0", to, conditions, seed, report)?;

    let client = UdpSocket::bind("127.0.0.1:0")?;
    client.connect(relay.local_addr())?;
    let mut numbers = Vec::new();
    for number in 0..MESSAGES {
        client.send(&number.to_be_bytes())?;
    }
    for event in events.iter().take(MESSAGES as usize) {
        for _ in 0..event.fate.copies() {
            let mut message = [0; 4];
            server.recv(&mut message)?;
            numbers.push(u32::from_be_bytes(message));
        }
    }
    Ok(Arrivals::of(MESSAGES, &numbers))
}
// ANCHOR_END: over-udp

/// Writes the same messages into a TCP connection, and returns what came out at the
/// other end.
///
/// # Errors
/// What the system says of the connection.
pub fn over_tcp() -> io::Result<Arrivals> {
    let (mut near, mut far) = connected_pair()?;
    for number in 0..MESSAGES {
        near.write_all(&number.to_be_bytes())?;
    }
    drop(near); // so that there is an end of file
    let mut bytes = Vec::new();
    far.read_to_end(&mut bytes)?;
    let (numbers, _) = bytes.as_chunks();
    let numbers: Vec<u32> = numbers
        .iter()
        .map(|&bytes| u32::from_be_bytes(bytes))
        .collect();
    Ok(Arrivals::of(MESSAGES, &numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_neither_a_message_nor_late() {
        let arrivals = Arrivals::of(5, &[0, 2, 1, 1, 1, 3, 0]);
        let expected = Arrivals {
            sent: 5,
            lost: 1,
            twice: 2,
            out_of_order: 1,
        };
        assert_eq!(arrivals, expected);
    }
}
