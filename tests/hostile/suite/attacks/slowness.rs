//! Peers that take their time.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::thread;
use std::time::Instant;

use crate::suite::attacks::endings::fill;
use crate::suite::failure::{Failure, Symptom};
use crate::suite::servers::TIMEOUT;
use crate::suite::target::{PATIENCE, Peer, Target};

/// Says nothing and never leaves, like a machine whose cable was cut.
pub fn silence(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    target.has_accepted(&peer)?;
    target.idles()?;
    target.serves_a_polite_client()?;
    target.reports(&peer, "timed out")
}

/// Sends byte after byte, each in good time, and never comes to an end.
pub fn slowloris(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    begin_message(target, &peer)?;
    let hung_up = thread::scope(|scope| {
        let dripping = scope.spawn(|| drip(&peer, b"x"));
        target.serves_a_polite_client()?;
        Ok(dripping.join().unwrap())
    })?;
    if !hung_up {
        let seen = format!("it still reads after {PATIENCE:?}");
        return Err(target.fails(Symptom::NotClosed, seen));
    }
    target.reports(&peer, "timed out")
}

/// Sends what has to stand in front of bytes that are to have no end.
pub fn begin_message(target: &Target, peer: &Peer) -> Result<(), Failure> {
    let sent = (&peer.stream).write_all(&target.protocol.endless_message());
    sent.map_err(|error| target.does_not_serve(error))
}

/// Sends this again and again, slowly. Whether the server hung up.
pub fn drip(peer: &Peer, byte: &[u8]) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        if (&peer.stream).write_all(byte).is_err() {
            return true;
        }
        // Far less than a server waits for one read, so that only a deadline for
        // the whole conversation ends it.
        thread::sleep(TIMEOUT / 4);
    }
    false
}

/// Asks and asks, and takes its answers, so that there is always something to read
/// and room to write.
pub fn talks_without_pause(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    let message = target.protocol.large_message();
    let hung_up = thread::scope(|scope| {
        scope.spawn(|| while (&peer.stream).write_all(&message).is_ok() {});
        let taking = scope.spawn(|| take(&peer));
        let served = target.serves_a_polite_client();
        let hung_up = taking.join().unwrap();
        let _ = peer.stream.shutdown(Shutdown::Both);
        served.map(|()| hung_up)
    })?;
    if !hung_up {
        let seen = format!("it still answers after {PATIENCE:?}");
        return Err(target.fails(Symptom::NotClosed, seen));
    }
    target.reports(&peer, "timed out")
}

/// Whether the server hung up.
fn take(peer: &Peer) -> bool {
    let begin = Instant::now();
    let mut buffer = vec![0; 64 * 1024];
    let mut hung_up = false;
    while !hung_up && begin.elapsed() < PATIENCE {
        hung_up = !matches!((&peer.stream).read(&mut buffer), Ok(1..));
    }
    hung_up
}

/// Asks and asks, and takes no answer.
pub fn never_reads(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    fill(target, &peer)?;
    target.serves_a_polite_client()?;
    target.reports(&peer, "timed out")
}
