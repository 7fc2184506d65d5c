//! Asks each as long as something is left for it, and no longer.

use std::io::{self, ErrorKind, Write};
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
        selector.register(stream, Interest::Write, message)?;
    }
    let mut events = Events::default();
    let mut told = 0;
    while !selector.is_empty() && Instant::now() < deadline {
        selector.select(&mut events, Some(deadline))?;
        for event in &events {
            let Some((stream, left)) = selector.get_mut(event.key) else {
                continue;
            };
            let mut stream = *stream;
            match stream.write(left) {
                Ok(length) => *left = &left[length..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(_) => {
                    selector.unregister(event.key);
                    continue;
                }
            }
            if left.is_empty() {
                selector.unregister(event.key);
                told += 1;
            }
        }
    }
    Ok(told)
}
