//! Unix-domain sockets: both ends on one machine, and files for addresses.

use std::io;
use std::os::unix::net::{SocketAddr, UnixDatagram, UnixListener, UnixStream};
use std::path::Path;

use super::folder::Folder;
use super::{Conversation, GREETING, echo};

/// Holds a conversation over a connection.
///
/// # Errors
/// There is no place for a temporary file, or no descriptor left.
// ANCHOR: stream
pub fn stream() -> io::Result<Conversation> {
    let folder = Folder::new()?;
    let listener = UnixListener::bind(folder.file("server"))?;
    let client = UnixStream::connect(folder.file("server"))?;
    let (server, address) = listener.accept()?;
    Ok(Conversation {
        server: name(&client.peer_addr()?),
        client: name(&address),
        echo: echo(client, server)?,
    })
}
// ANCHOR_END: stream

/// Holds a conversation over two sockets that have a file each.
///
/// # Errors
/// There is no place for temporary files, or no descriptor left.
// ANCHOR: datagram
pub fn datagram() -> io::Result<Conversation> {
    let folder = Folder::new()?;
    let server = UnixDatagram::bind(folder.file("server"))?;
    // Without a file of its own, nobody could answer it.
    let client = UnixDatagram::bind(folder.file("client"))?;
    client.connect(folder.file("server"))?;
    client.send(GREETING)?;
    let mut buffer = [0; GREETING.len()];
    let (_, address) = server.recv_from(&mut buffer)?;
    server.send_to_addr(&buffer, &address)?;
    client.recv(&mut buffer)?;
    Ok(Conversation {
        server: name(&client.peer_addr()?),
        client: name(&address),
        echo: String::from_utf8_lossy(&buffer).into_owned(),
    })
}
// ANCHOR_END: datagram

/// Holds a conversation over two sockets that are made together, and need no
/// address.
///
/// # Errors
/// The system has no descriptor left.
// ANCHOR: pair
pub fn pair() -> io::Result<Conversation> {
    let (client, server) = UnixStream::pair()?;
    Ok(Conversation {
        server: name(&client.peer_addr()?),
        client: name(&server.peer_addr()?),
        echo: echo(client, server)?,
    })
}
// ANCHOR_END: pair

/// The last part of a path, or what there is instead of one.
fn name(address: &SocketAddr) -> String {
    match address.as_pathname().and_then(Path::file_name) {
        Some(file) => format!("…/{}", file.display()),
        None => "no name".to_owned(),
    }
}

/// Echoes what the first client sends, and returns how many bytes that were when
/// the client has ended.
///
/// # Errors
/// The connection breaks.
pub fn serve_one(listener: &UnixListener) -> io::Result<u64> {
    let (mut stream, _unnamed) = listener.accept()?;
    let mut reader = stream.try_clone()?;
    io::copy(&mut reader, &mut stream)
}
