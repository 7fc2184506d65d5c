//! What is asked of `count`.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};

use tcp_vs_udp::loopback::connected_pair;

use crate::cases::Case;

pub type Count = fn(&mut Peer) -> io::Result<u64>;

pub const CASES: &[Case<Count>] = &[
    Case {
        name: "a message in one piece",
        check: |count| compare(count, Peer::new(&[b"hello"])),
    },
    Case {
        name: "no message at all",
        check: |count| compare(count, Peer::new(&[])),
    },
    Case {
        name: "a message in three pieces",
        check: |count| compare(count, Peer::new(&[b"hel", b"lo, ", b"you"])),
    },
    Case {
        name: "more than a buffer holds",
        check: |count| compare(count, Peer::new(&[&[b'a'; 20_000], b"hello"])),
    },
    Case {
        name: "a signal before each piece",
        check: |count| {
            let mut peer = Peer::new(&[b"hel", b"lo"]);
            peer.interrupts = true;
            compare(count, peer)
        },
    },
];

fn compare(count: Count, mut peer: Peer) -> Result<(), String> {
    let sent: u64 = peer.pieces.iter().map(|piece| piece.len() as u64).sum();
    match count(&mut peer) {
        Ok(counted) if counted == sent => Ok(()),
        Ok(counted) => Err(format!(
            "the peer sends {sent} bytes, and `count` returns {counted}"
        )),
        Err(error) => Err(format!("`count` returns an error: {error}")),
    }
}

/// A connection whose far end sends a piece whenever the near end is about to
/// read. So each read finds one piece, on every machine.
pub struct Peer {
    near: TcpStream,
    far: TcpStream,
    pieces: Vec<&'static [u8]>,
    sent: usize,
    /// Whether a signal arrives before each piece.
    interrupts: bool,
    was_interrupted: bool,
}

impl Peer {
    fn new(pieces: &[&'static [u8]]) -> Self {
        let (near, far) = connected_pair().unwrap();
        Self {
            near,
            far,
            pieces: pieces.to_vec(),
            sent: 0,
            interrupts: false,
            was_interrupted: false,
        }
    }
}

impl Read for Peer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.was_interrupted = self.interrupts && !self.was_interrupted;
        if self.was_interrupted {
            return Err(ErrorKind::Interrupted.into());
        }
        if let Some(piece) = self.pieces.get(self.sent) {
            self.far.write_all(piece)?;
            self.sent += 1;
        } else {
            self.far.shutdown(Shutdown::Write)?;
        }
        self.near.read(buffer)
    }
}
