//! Reads that don't get what they asked for.

use std::io::{self, Read, Write};
use std::thread;
use std::time::Duration;

use tcp_vs_udp::loopback::{PATIENCE, connected_pair};

#[cfg(target_os = "linux")]
use crate::endings::gone::Gone;
use crate::interrupt::interrupt_thread;

use super::Provoked;

/// How often the reader is interrupted: the first signals may come before it reads.
const BETWEEN_SIGNALS: Duration = Duration::from_millis(5);

/// Reads where there is nothing to read.
#[must_use]
pub fn provoke() -> Vec<Provoked> {
    #[cfg_attr(not(target_os = "linux"), expect(unused_mut, reason = "a row less"))]
    let mut provoked = vec![
        Provoked::new("read without waiting", read_without_waiting()),
        Provoked::new("read for 0.2 s at most", read_in_time()),
        Provoked::new("read after a reset", read_after_a_reset()),
        Provoked::new("read_exact at the end", read_more_than_there_is()),
        Provoked::new("read when a signal comes", read_interrupted()),
    ];
    #[cfg(target_os = "linux")]
    provoked.push(Provoked::new(
        "read when the system has given up",
        read_after_giving_up(),
    ));
    provoked
}

// ANCHOR: nothing
fn read_without_waiting() -> io::Result<()> {
    let (mut near, _far) = connected_pair()?;
    near.set_nonblocking(true)?;
    near.read(&mut [0; 16]).map(drop)
}

fn read_in_time() -> io::Result<()> {
    let (mut near, _far) = connected_pair()?;
    near.set_read_timeout(Some(PATIENCE))?;
    near.read(&mut [0; 16]).map(drop)
}
// ANCHOR_END: nothing

fn read_after_a_reset() -> io::Result<()> {
    let (mut near, far) = connected_pair()?;
    near.write_all(b"hello")?;
    far.peek(&mut [0; 16])?; // It has arrived, and is never read.
    drop(far);
    near.read(&mut [0; 16]).map(drop)
}

#[cfg(target_os = "linux")]
fn read_after_giving_up() -> io::Result<()> {
    let (mut near, _far) = Gone::GivenUp.make()?;
    near.read(&mut [0; 16]).map(drop)
}

// ANCHOR: unexpected-end
fn read_more_than_there_is() -> io::Result<()> {
    let (mut near, mut far) = connected_pair()?;
    far.write_all(b"hel")?;
    drop(far);
    near.read_exact(&mut [0; 5])
}
// ANCHOR_END: unexpected-end

// ANCHOR: interrupted
fn read_interrupted() -> io::Result<()> {
    let (mut near, _far) = connected_pair()?;
    let reader = thread::spawn(move || near.read(&mut [0; 16]).map(drop));
    while !reader.is_finished() {
        interrupt_thread(&reader)?;
        thread::sleep(BETWEEN_SIGNALS);
    }
    reader.join().unwrap_or(Ok(()))
}
// ANCHOR_END: interrupted
