//! When a socket is ready: what `poll` says of one in each of its states, and what
//! the call says that is made then.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use socket_api::wait::{Interest, PollFd, poll, wait};
use tcp_vs_udp::loopback::{PATIENCE, connected_pair};

/// What is read or written at a time.
const PART: usize = 64 * 1024;

/// A socket in one of its states. Its text is one line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What has happened to it.
    pub state: &'static str,
    /// Whether `poll` says that it can be read from.
    pub can_read: bool,
    /// Whether `poll` says that it can be written to.
    pub can_write: bool,
    /// A call that is made then, whatever `poll` says.
    pub call: Call,
    /// What that returns.
    pub result: Result<usize, ErrorKind>,
}

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `read`.
    Read,
    /// `write`.
    Write,
}

/// Brings connections into one state after another, and asks.
///
/// # Errors
/// What the system says of the connections.
pub fn table() -> io::Result<Vec<Row>> {
    let mut rows = readings()?;
    rows.extend(writings()?);
    rows.extend(endings()?);
    Ok(rows)
}

// ANCHOR: readings
fn readings() -> io::Result<Vec<Row>> {
    let (near, mut far) = pair()?;
    let mut rows = vec![row("nothing has come", &near, Call::Read)?];

    far.write_all(b"hello")?;
    arrives(&near)?;
    rows.push(row("five bytes have come", &near, Call::Read)?);

    far.write_all(b"hello")?;
    arrives(&near)?;
    let same = near.try_clone()?;
    rows.push(row_after("another was faster", &near, Call::Read, || {
        let _ = Call::Read.make(&same);
    })?);
    Ok(rows)
}
// ANCHOR_END: readings

fn writings() -> io::Result<Vec<Row>> {
    let (mut near, mut far) = pair()?;
    let mut part = vec![0; PART];
    // The systems move it from one buffer to the other meanwhile.
    while near.write(&part).is_ok()
        || is_writable(&near, PATIENCE)?
        || near.write(&part).is_ok()
    {}
    let mut rows = vec![row("all buffers are full", &near, Call::Write)?];

    far.read_exact(&mut [0])?;
    rows.push(row("the peer has read a byte", &near, Call::Write)?);

    while !is_writable(&near, Duration::ZERO)? {
        // The rest may still be on its way, and then there is nothing to read.
        let _ = far.read(&mut part);
    }
    rows.push(row("the peer has read a lot", &near, Call::Write)?);
    Ok(rows)
}

fn endings() -> io::Result<Vec<Row>> {
    let (near, far) = pair()?;
    far.shutdown(Shutdown::Write)?;
    arrives(&near)?;
    let mut rows = vec![row("the peer has ended its side", &near, Call::Read)?];

    let (mut near, far) = pair()?;
    near.write_all(b"hello")?;
    arrives(&far)?;
    drop(far); // with something unread, which is a reset
    arrives(&near)?;
    rows.push(row("the peer has reset", &near, Call::Read)?);
    Ok(rows)
}

/// What `poll` says of a socket in this state, and then a call.
fn row(state: &'static str, socket: &TcpStream, call: Call) -> io::Result<Row> {
    row_after(state, socket, call, || ())
}

/// The same, where something happens between the two.
fn row_after(
    state: &'static str,
    socket: &TcpStream,
    call: Call,
    meanwhile: impl FnOnce(),
) -> io::Result<Row> {
    let mut entries = [PollFd::new(socket.as_fd(), Interest::ReadOrWrite)];
    poll(&mut entries, Some(Instant::now()))?;
    let [entry] = entries;
    meanwhile();
    Ok(Row {
        state,
        can_read: entry.can_read(),
        can_write: entry.can_write(),
        call,
        result: call.make(socket).map_err(|error| error.kind()),
    })
}

impl Call {
    fn make(self, mut socket: &TcpStream) -> io::Result<usize> {
        match self {
            Self::Read => socket.read(&mut vec![0; PART]),
            Self::Write => socket.write(&vec![0; PART]),
        }
    }
}

/// Two ends that don't wait.
fn pair() -> io::Result<(TcpStream, TcpStream)> {
    let (near, far) = connected_pair()?;
    near.set_nonblocking(true)?;
    far.set_nonblocking(true)?;
    Ok((near, far))
}

/// Waits until there is something to read.
fn arrives(socket: &TcpStream) -> io::Result<()> {
    wait(&[socket.as_fd()], None).map(drop)
}

/// Whether there is room within `patience`.
fn is_writable(socket: &TcpStream, patience: Duration) -> io::Result<bool> {
    let deadline = Instant::now().checked_add(patience);
    let mut entries = [PollFd::new(socket.as_fd(), Interest::Write)];
    Ok(poll(&mut entries, deadline)? > 0)
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yes_or_no = |can| if can { "yes" } else { "no" };
        let (can_read, can_write) = (self.can_read, self.can_write);
        write!(
            f,
            "{:<29}{:<6}{:<7}{}: ",
            self.state,
            yes_or_no(can_read),
            yes_or_no(can_write),
            self.call
        )?;
        match (self.call, self.result) {
            (Call::Read, Ok(0)) => f.write_str("the end of file"),
            (Call::Read, Ok(length)) => write!(f, "{length} bytes"),
            // How many, is for the system to say.
            (Call::Write, Ok(_)) => f.write_str("some bytes"),
            (_, Err(ErrorKind::WouldBlock)) => f.write_str("would wait"),
            (_, Err(kind)) => kind.fmt(f),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
        })
    }
}
