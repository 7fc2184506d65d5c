use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use selector::timers::Timers;
use selector::{DefaultSelector, Events, Interest};

pub fn first_silent(streams: &[TcpStream], limit: Duration) -> io::Result<usize> {
    let mut selector = DefaultSelector::new()?;
    let mut timers = Timers::new(limit);
    let begin = Instant::now();
    for (number, stream) in streams.iter().enumerate() {
        let key = selector.register(stream, Interest::Read, number)?;
        timers.start(key, begin);
    }
    let mut events = Events::default();
    let mut buffer = [0; 4096];
    loop {
        selector.select(&mut events, timers.next_due())?;
        let now = Instant::now();
        for event in &events {
            let Some((stream, _number)) = selector.get(event.key) else {
                continue;
            };
            let mut stream: &TcpStream = stream;
            match stream.read(&mut buffer) {
                Ok(1..) => timers.start(event.key, now),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                // It has nothing more to say, and would be ready forever.
                Ok(0) | Err(_) => selector.pause(event.key)?,
            }
        }
        if let Some(key) = timers.pop_due(now)
            && let Some((_stream, &number)) = selector.get(key)
        {
            return Ok(number);
        }
    }
}
