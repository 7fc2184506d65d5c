//! What differs between the kinds, for a server that echoes, and for its clients.

use std::io::{self, Read, Write};
use std::net::{self, Shutdown, TcpStream, UdpSocket};
use std::os::unix::net as unix;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use socket_api::families::folder::Folder;

use crate::builder::Builder;
use crate::kind::{DatagramKind, StreamKind, Tcp, Udp, UnixDatagram, UnixStream};
use crate::processes::ProcessKind;
use crate::request::Request;
use crate::server::Server;

/// How long a client waits for an answer, which takes some milliseconds, and with a
/// process a few more.
const PATIENCE: Duration = Duration::from_secs(10);

/// A kind of server that can echo, and be asked.
pub trait EchoKind: ProcessKind {
    /// What the kind is called.
    const NAME: &'static str;

    /// What has asked, and can wait for the answer.
    type Client: Send;

    /// A server that isn't there yet, at a port of its own, or at a file in `folder`.
    fn builder(folder: &Folder) -> Builder<Self>;

    /// Sends back what has come.
    ///
    /// # Errors
    /// It can't be received, or not be sent.
    fn echo(request: &mut Request<Self>) -> io::Result<()>;

    /// Sends `text`, and says that this is all. If the client needs a file, that is
    /// made in `folder`.
    ///
    /// # Errors
    /// The server can't be reached.
    fn send(
        address: &Self::Address,
        folder: &Folder,
        text: &[u8],
    ) -> io::Result<Self::Client>;

    /// Receives the answer: of a connection, what comes until its end.
    ///
    /// # Errors
    /// No answer comes.
    fn receive(client: &Self::Client) -> io::Result<Vec<u8>>;
}

// ANCHOR: echo
/// Reads until the client has said all, and says it again.
fn echo_stream<K: StreamKind>(request: &mut Request<K>) -> io::Result<()> {
    let mut text = Vec::new();
    request.take(LONGEST).read_to_end(&mut text)?;
    request.write_all(&text)
}

/// Answers a datagram by the same.
fn echo_datagram<K: DatagramKind>(request: &mut Request<K>) -> io::Result<()> {
    request.reply(request.data())
}
// ANCHOR_END: echo

/// The longest text that is echoed over a connection: more than anybody will type.
const LONGEST: u64 = 64 * 1024;

impl EchoKind for Tcp {
    const NAME: &'static str = "TCP";

    type Client = TcpStream;

    fn builder(_folder: &Folder) -> Builder<Self> {
        Server::builder("127.0.0.1:0")
    }

    fn echo(request: &mut Request<Self>) -> io::Result<()> {
        echo_stream(request)
    }

    fn send(
        address: &net::SocketAddr,
        _folder: &Folder,
        text: &[u8],
    ) -> io::Result<TcpStream> {
        let mut client = TcpStream::connect(address)?;
        client.set_read_timeout(Some(PATIENCE))?;
        client.write_all(text)?;
        client.shutdown(Shutdown::Write)?;
        Ok(client)
    }

    fn receive(client: &TcpStream) -> io::Result<Vec<u8>> {
        to_end(client)
    }
}

impl EchoKind for Udp {
    const NAME: &'static str = "UDP";

    type Client = UdpSocket;

    fn builder(_folder: &Folder) -> Builder<Self> {
        Server::builder("127.0.0.1:0")
    }

    fn echo(request: &mut Request<Self>) -> io::Result<()> {
        echo_datagram(request)
    }

    fn send(
        address: &net::SocketAddr,
        _folder: &Folder,
        text: &[u8],
    ) -> io::Result<UdpSocket> {
        let client = UdpSocket::bind("127.0.0.1:0")?;
        client.set_read_timeout(Some(PATIENCE))?;
        client.connect(address)?;
        client.send(text)?;
        Ok(client)
    }

    fn receive(client: &UdpSocket) -> io::Result<Vec<u8>> {
        one(|buffer| client.recv(buffer))
    }
}

impl EchoKind for UnixStream {
    const NAME: &'static str = "Unix stream";

    type Client = unix::UnixStream;

    fn builder(folder: &Folder) -> Builder<Self> {
        Server::builder(folder.file("server"))
    }

    fn echo(request: &mut Request<Self>) -> io::Result<()> {
        echo_stream(request)
    }

    fn send(
        address: &unix::SocketAddr,
        _folder: &Folder,
        text: &[u8],
    ) -> io::Result<unix::UnixStream> {
        let mut client = unix::UnixStream::connect_addr(address)?;
        client.set_read_timeout(Some(PATIENCE))?;
        client.write_all(text)?;
        client.shutdown(Shutdown::Write)?;
        Ok(client)
    }

    fn receive(client: &unix::UnixStream) -> io::Result<Vec<u8>> {
        to_end(client)
    }
}

impl EchoKind for UnixDatagram {
    const NAME: &'static str = "Unix datagram";

    type Client = unix::UnixDatagram;

    fn builder(folder: &Folder) -> Builder<Self> {
        Server::builder(folder.file("server"))
    }

    fn echo(request: &mut Request<Self>) -> io::Result<()> {
        echo_datagram(request)
    }

    fn send(
        address: &unix::SocketAddr,
        folder: &Folder,
        text: &[u8],
    ) -> io::Result<unix::UnixDatagram> {
        static CLIENTS: AtomicU32 = AtomicU32::new(0);
        // Without a file of its own, it couldn't be answered.
        let number = CLIENTS.fetch_add(1, Ordering::Relaxed);
        let client =
            unix::UnixDatagram::bind(folder.file(format!("client-{number}")))?;
        client.set_read_timeout(Some(PATIENCE))?;
        client.connect_addr(address)?;
        client.send(text)?;
        Ok(client)
    }

    fn receive(client: &unix::UnixDatagram) -> io::Result<Vec<u8>> {
        one(|buffer| client.recv(buffer))
    }
}

fn to_end(mut connection: impl Read) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer)?;
    Ok(answer)
}

/// One datagram.
fn one(
    receive: impl FnOnce(&mut [u8]) -> io::Result<usize>,
) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; usize::from(u16::MAX)];
    let length = receive(&mut buffer)?;
    buffer.truncate(length);
    Ok(buffer)
}
