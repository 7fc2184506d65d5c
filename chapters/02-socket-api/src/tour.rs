//! The life of a connection, call by call: each is made, and told with what it was
//! given and what it returned.
//!
//! Server and client take turns in one thread. Neither may wait for what only the
//! other can do, so `poll` goes before each call that might.

use std::fmt::Display;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use crate::socket::{Connecting, Domain, Socket, Type};
use crate::wait::{Interest, PollFd, poll};

/// How long to wait for what comes over loopback: at once, as a rule.
const LIMIT: Duration = Duration::from_secs(5);

/// Takes the tour, and writes a line for each call to `out`.
///
/// # Errors
/// A call has failed, or `out` can't be written.
pub fn run(out: &mut dyn Write) -> io::Result<()> {
    let (listener, address) = listen(out)?;
    let mut client = connect(out, address)?;
    let mut server = accept(out, &listener)?;

    write(out, "client", &mut client, "hello")?;
    read(out, "server", &mut server)?;
    write(out, "server", &mut server, "how do you do?")?;
    read(out, "client", &mut client)?;

    client.shutdown(Shutdown::Write)?;
    tell(out, "client", "shutdown(write)", "done")?;
    read(out, "server", &mut server)?;
    drop(server);
    tell(out, "server", "close()", "done")?;
    read(out, "client", &mut client)?;
    drop(client);
    tell(out, "client", "close()", "done")
}

fn listen(out: &mut dyn Write) -> io::Result<(Socket, SocketAddr)> {
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));

    let socket = Socket::new(Domain::IPV4, Type::STREAM)?;
    tell(out, "server", "socket(IPv4, stream)", "a socket")?;
    socket.set_reuse_address(true)?;
    tell(out, "server", "setsockopt(SO_REUSEADDR, 1)", "done")?;
    socket.bind(any_port)?;
    tell(out, "server", format_args!("bind({any_port})"), "done")?;
    let address = socket.local_addr()?;
    tell(out, "server", "getsockname()", address)?;
    socket.listen(1)?;
    tell(out, "server", "listen(1)", "done")?;
    Ok((socket, address))
}

fn connect(out: &mut dyn Write, address: SocketAddr) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM)?;
    tell(out, "client", "socket(IPv4, stream)", "a socket")?;
    socket.set_nonblocking(true)?;
    tell(out, "client", "fcntl(O_NONBLOCK)", "done")?;
    let connecting = match socket.start_connect(address)? {
        Connecting::Done => "done",
        Connecting::Underway => "EINPROGRESS: it is underway",
    };
    tell(
        out,
        "client",
        format_args!("connect({address})"),
        connecting,
    )?;
    wait_for(out, "client", &socket, Interest::Write)?;
    match socket.take_error()? {
        None => tell(out, "client", "getsockopt(SO_ERROR)", "0: no error")?,
        Some(error) => return Err(error),
    }
    Ok(socket.into())
}

fn accept(out: &mut dyn Write, listener: &Socket) -> io::Result<TcpStream> {
    wait_for(out, "server", listener, Interest::Read)?;
    let (socket, peer) = listener.accept()?;
    let accepted = format_args!("a socket, connected to {peer}");
    tell(out, "server", "accept()", accepted)?;
    Ok(socket.into())
}

fn write(
    out: &mut dyn Write,
    who: &str,
    stream: &mut TcpStream,
    text: &str,
) -> io::Result<()> {
    let length = stream.write(text.as_bytes())?;
    tell(out, who, format_args!("write({text:?})"), length)
}

fn read(out: &mut dyn Write, who: &str, stream: &mut TcpStream) -> io::Result<()> {
    wait_for(out, who, stream, Interest::Read)?;
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer)?;
    let text = String::from_utf8_lossy(buffer.get(..length).unwrap_or_default());
    match length {
        0 => tell(out, who, "read()", "0: end of file"),
        _ => tell(out, who, "read()", format_args!("{length}: {text:?}")),
    }
}

fn wait_for(
    out: &mut dyn Write,
    who: &str,
    socket: &impl AsFd,
    interest: Interest,
) -> io::Result<()> {
    let mut entries = [PollFd::new(socket.as_fd(), interest)];
    match poll(&mut entries, Instant::now().checked_add(LIMIT))? {
        0 => Err(ErrorKind::TimedOut.into()),
        _ => tell(out, who, format_args!("poll({interest:?})"), "ready"),
    }
}

fn tell(
    out: &mut dyn Write,
    who: &str,
    call: impl Display,
    returned: impl Display,
) -> io::Result<()> {
    // Padding is for texts: what is formatted piece by piece ignores it.
    let call = call.to_string();
    writeln!(out, "{who}  {call:<28}  {returned}")
}
