//! Takes readiness for room for everything.

use std::io::{self, Write};
use std::net::TcpStream;
use std::time::Instant;

use selector::{DefaultSelector, Events, Interest};

/// Sends everybody the message, which isn't empty, and returns to how many that was
/// possible until the deadline.
pub fn tell_all(
    streams: &[TcpStream],
    message: &[u8],
    deadline: Instant,
) -> io::Result<usize> {
    let mut selector = DefaultSelector::new()?;
    for stream in streams {
        selector.register(stream, Interest::Write, ())?;
    }
    let mut events = Events::default();
    let mut told = 0;
    while !selector.is_empty() && Instant::now() < deadline {
        selector.select(&mut events, Some(deadline))?;
        for event in &events {
            let Some((mut stream, ())) = selector.unregister(event.key) else {
                continue;
            };
            if stream.write_all(message).is_ok() {
                told += 1;
            }
        }
    }
    Ok(told)
}
