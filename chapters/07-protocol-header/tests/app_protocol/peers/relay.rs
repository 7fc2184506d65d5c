//! Stands between a client and a server, and cuts what they say.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

use app_protocol::{Decoder, Limits};

/// Where messages are cut.
#[derive(Debug, Clone, Copy)]
pub enum Cut {
    /// On the first connection after the first byte, on the second after the second…
    InTwo,
    /// After each byte.
    InBytes,
}

/// Listens for clients and connects each to the server at `upstream`. Each message
/// is sent on when it is whole, in pieces.
pub fn relay(upstream: SocketAddr, cut: Cut) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for (number, client) in (1..).zip(listener.incoming()) {
            let client = client.unwrap();
            let server = TcpStream::connect(upstream).unwrap();
            let (first, then) = match cut {
                Cut::InTwo => (number, usize::MAX),
                Cut::InBytes => (1, 1),
            };
            for (from, to) in [(&client, &server), (&server, &client)] {
                to.set_nodelay(true).unwrap();
                let (from, to) =
                    (from.try_clone().unwrap(), to.try_clone().unwrap());
                thread::spawn(move || pump(from, to, first, then));
            }
        }
    });
    address
}

/// Sends on what comes, a message at a time: so many bytes at first, then so many.
fn pump(mut from: TcpStream, mut to: TcpStream, first: usize, then: usize) {
    let mut decoder = Decoder::new(Limits::default());
    let (mut buffer, mut message) = ([0; 4096], Vec::new());
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        message.extend_from_slice(&buffer[..length]);
        if decoder.feed(&mut &buffer[..length]).unwrap().is_none() {
            continue;
        }
        let (beginning, rest) = message.split_at(first.min(message.len()));
        for piece in std::iter::once(beginning).chain(rest.chunks(then)) {
            if to.write_all(piece).is_err() {
                return; // it has gone, and so will the other
            }
        }
        message.clear();
    }
    let _ = to.shutdown(Shutdown::Write);
}
