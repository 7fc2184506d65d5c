//! Into how many packets does the system cut a datagram?

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind};

use crate::loopback::{PATIENCE, datagram_pair};

/// Lengths on both sides of what fits into one packet of 1500 bytes, and the
/// largest.
const LENGTHS: [usize; 4] = [1472, 1473, 4000, 65_507];

/// What became of a datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// How many bytes were sent …
    pub sent: usize,
    /// … in how many packets …
    pub packets: u64,
    /// … and how many of them arrived as one datagram.
    pub arrived: usize,
}

/// Sends datagrams of several lengths over loopback, and asks the system how many
/// packets it made of each.
///
/// # Errors
/// A datagram doesn't arrive, or the system isn't Linux, which counts fragments in
/// `/proc/net/snmp` (proc_net(5)).
pub fn observe() -> io::Result<Vec<Cut>> {
    let (near, far) = datagram_pair()?;
    far.set_read_timeout(Some(PATIENCE))?;
    let mut buffer = vec![0; 65_536];
    let mut seen = Vec::new();
    for length in LENGTHS {
        let before = fragments_made()?;
        let sent = near.send(&vec![b'x'; length])?;
        let arrived = far.recv(&mut buffer)?;
        let fragments = fragments_made()?.saturating_sub(before);
        seen.push(Cut {
            sent,
            packets: fragments.max(1), // 0 if it wasn't cut
            arrived,
        });
    }
    Ok(seen)
}

/// How many fragments the system has made since it was started.
fn fragments_made() -> io::Result<u64> {
    counter(&fs::read_to_string("/proc/net/snmp")?, "Ip", "FragCreates")
        .ok_or_else(|| ErrorKind::InvalidData.into())
}

/// A counter in a list in which two lines belong together, the first with names
/// and the second with numbers.
fn counter(list: &str, protocol: &str, name: &str) -> Option<u64> {
    let mut lines = list
        .lines()
        .filter_map(|line| line.strip_prefix(protocol)?.strip_prefix(':'));
    let (names, numbers) = (lines.next()?, lines.next()?);
    let mut pairs = names.split_whitespace().zip(numbers.split_whitespace());
    pairs.find(|(known, _)| *known == name)?.1.parse().ok()
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            sent,
            packets,
            arrived,
        } = self;
        let packets = match packets {
            1 => "1 packet".to_owned(),
            more => format!("{more} packets"),
        };
        write!(f, "{sent:>5} bytes in {packets:<10}  {arrived:>5} arrived")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_found_by_its_protocol_and_name() {
        let list = "Ip: Forwarding FragCreates\nIp: 2 7\n\
                    IpExt: FragCreates\nIpExt: 9\nUdp: FragCreates X\nUdp: 8\n";
        assert_eq!(counter(list, "Ip", "FragCreates"), Some(7));
        assert_eq!(counter(list, "Udp", "FragCreates"), Some(8));
        assert_eq!(counter(list, "Udp", "X"), None);
        assert_eq!(counter(list, "Tcp", "FragCreates"), None);
        assert_eq!(counter("Ip: A\n", "Ip", "A"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_loopback_carries_whole_is_not_cut() {
        for cut in observe().unwrap() {
            assert_eq!((cut.packets, cut.arrived), (1, cut.sent));
        }
    }
}
