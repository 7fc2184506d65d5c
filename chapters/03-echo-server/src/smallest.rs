//! A server and a client that could not be shorter, each a whole program in one
//! function.
//!
//! The server leaves after its first client. The client reads once and takes
//! what it gets for the whole answer, which [`exchange`](crate::exchange) mends.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

/// Listens on `address`, sends back what the first client sends, and returns
/// when that client has closed.
///
/// # Errors
/// The address can't be had, or the connection breaks.
#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: server
pub fn server(address: &str) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);

    let (mut stream, peer) = listener.accept()?;
    println!("{peer} connected");

    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        stream.write_all(&buffer[..length])?;
    }
    println!("{peer} closed");
    Ok(())
}
// ANCHOR_END: server

/// Sends `text` to the server at `address` and prints what one read returns.
///
/// # Errors
/// There is no server at the address, or the connection breaks.
#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: client
pub fn client(address: &str, text: &str) -> io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(text.as_bytes())?;

    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer)?;
    println!("{}", String::from_utf8_lossy(&buffer[..length]));
    Ok(())
}
// ANCHOR_END: client
