//! What becomes of the lines for somebody who never reads.

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread::Builder;

use socket_api::socket::Socket;
use tcp_vs_udp::loopback::{PATIENCE, connected_pair};

use crate::chat::conversation::SEND_BUFFER;
use crate::chat::room::Line;
use crate::chat::server::QUEUE_LENGTH;

/// 20 MB in all: more than any system keeps for a connection by itself.
const OFFERED: usize = 20_000;

/// What one line is, with its break.
const LINE: usize = 1_000;

/// How much may wait for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Design {
    /// Any number of lines.
    Unbounded,
    /// [`QUEUE_LENGTH`] lines, and what the systems take.
    Bounded,
    /// The same, and no more than [`SEND_BUFFER`] bytes in our system.
    BoundedInSystemToo,
}

/// Where lines wait that nobody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// So many are in the buffers of the two systems.
    pub in_systems: usize,
    /// So many are in the queue, or were just taken from it.
    pub in_queue: usize,
}

/// Says 20,000 lines of 1,000 bytes to somebody who never reads, or as many as find
/// room.
///
/// # Errors
/// What the system says of the connection, or of a thread.
pub fn say_all(design: Design) -> io::Result<Waiting> {
    let (near, _far) = connected_pair()?;
    near.set_write_timeout(Some(PATIENCE))?;
    if design == Design::BoundedInSystemToo {
        Socket::of(&near).set_send_buffer_size(SEND_BUFFER)?;
    }
    match design {
        Design::Unbounded => {
            let (queue, inbox) = mpsc::channel();
            say(|line| queue.send(line).is_ok(), inbox, near)
        }
        Design::Bounded | Design::BoundedInSystemToo => {
            let (queue, inbox) = mpsc::sync_channel(QUEUE_LENGTH);
            say(|line| queue.send(line).is_ok(), inbox, near)
        }
    }
}

fn say(
    put: impl Fn(Line) -> bool,
    inbox: Receiver<Line>,
    mut reader: TcpStream,
) -> io::Result<Waiting> {
    let line = Line::from("x".repeat(LINE));
    // It gives up as soon as a write has to wait for long.
    let writer = Builder::new().spawn(move || {
        let written = inbox.iter().map(|line| reader.write_all(line.as_bytes()));
        written.take_while(io::Result::is_ok).count()
    })?;
    let said = (0..OFFERED).take_while(|_| put(Arc::clone(&line))).count();
    let in_systems = writer.join().map_err(|_| io::Error::other("a panic"))?;
    Ok(Waiting {
        in_systems,
        in_queue: said.saturating_sub(in_systems),
    })
}
