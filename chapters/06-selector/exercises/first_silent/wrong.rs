use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use selector::{DefaultSelector, Events, Interest};

pub fn first_silent(streams: &[TcpStream], limit: Duration) -> io::Result<usize> {
    let mut selector = DefaultSelector::new()?;
    for (number, stream) in streams.iter().enumerate() {
        selector.register(stream, Interest::Read, (number, Instant::now()))?;
    }
    let mut events = Events::default();
    let mut buffer = [0; 4096];
    loop {
        selector.select(&mut events, Instant::now().checked_add(limit))?;
        if events.is_empty() {
            let first = selector.iter().min_by_key(|(_, _, (_, heard))| *heard);
            return Ok(first.map_or(0, |(_, _, (number, _))| *number));
        }
        for event in &events {
            let Some((stream, (_, heard))) = selector.get_mut(event.key) else {
                continue;
            };
            let mut stream: &TcpStream = stream;
            match stream.read(&mut buffer) {
                Ok(1..) => *heard = Instant::now(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Ok(0) | Err(_) => selector.pause(event.key)?,
            }
        }
    }
}
