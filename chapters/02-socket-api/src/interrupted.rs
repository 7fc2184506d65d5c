//! What a signal does to calls that wait: some return, and some go on.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsFd;
use std::thread;
use std::time::{Duration, Instant};

use tcp_vs_udp::loopback::{connected_pair, datagram_pair};

use crate::interrupt::interrupt_thread;
use crate::wait::wait;

/// How many signals a call that goes on is sent. One that returns does so at the first
/// that comes while it waits. (They are counted: on a busy machine, a time may be over
/// before the call has begun.)
const SIGNALS: u32 = 100;

/// How long a thread that sends signals leaves to the one that gets them.
const BETWEEN: Duration = Duration::from_millis(1);

/// For how long `wait` waits.
const DURATION: Duration = Duration::from_millis(100);

/// Each call, and what it returned.
///
/// # Errors
/// There is no port or no descriptor left.
pub fn table() -> io::Result<Vec<(&'static str, io::Result<&'static str>)>> {
    let (mut near, mut far) = connected_pair()?;
    let read = interrupt(move || near.read(&mut [0]), || far.write_all(b"!"))?;

    let (mut near, mut far) = connected_pair()?;
    let read_exact =
        interrupt(move || near.read_exact(&mut [0]), || far.write_all(b"!"))?;

    let (near, far) = datagram_pair()?;
    let recv = interrupt(move || near.recv(&mut [0]), || far.send(b"!").map(drop))?;

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let accept = interrupt(
        move || listener.accept(),
        || TcpStream::connect(address).map(drop),
    )?;

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let deadline = Instant::now().checked_add(DURATION);
    let waited = interrupt(move || wait(&[listener.as_fd()], deadline), || Ok(()))?;

    Ok(vec![
        ("read", read.map(|_| "a byte")),
        ("read_exact", read_exact.map(|()| "the byte, when it came")),
        ("recv", recv.map(|_| "a datagram")),
        ("accept", accept.map(|_| "the connection, when it came")),
        ("wait, for 100 ms", waited.map(|_| "nothing, after 100 ms")),
    ])
}

/// Sends signals to a thread that makes the call. If that goes on for all that, `end`
/// has what it waits for happen.
// ANCHOR: interrupt
fn interrupt<T: Send + 'static>(
    call: impl FnOnce() -> io::Result<T> + Send + 'static,
    end: impl FnOnce() -> io::Result<()>,
) -> io::Result<io::Result<T>> {
    let calling = thread::spawn(call);
    for _ in 0..SIGNALS {
        if calling.is_finished() {
            break;
        }
        interrupt_thread(&calling)?;
        thread::sleep(BETWEEN);
    }
    if !calling.is_finished() {
        end()?;
    }
    calling
        .join()
        .map_err(|_| io::Error::other("the call has panicked"))
}
// ANCHOR_END: interrupt
