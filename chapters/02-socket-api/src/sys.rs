//! The system's calls that `std` has no function for, and the only unsafe code of
//! the chapter.
//!
//! Each is declared as its manual page has it, and has a safe function around it
//! that is sound with any value. A descriptor is an [`OwnedFd`] or a [`BorrowedFd`],
//! never a bare number: both are made to be passed to C as they are, and `None`
//! stands for the -1 of a call that has failed.
//!
//! 1. here: the calls of a socket, from `socket` to `connect`, and its options;
//! 2. [`address`]: what an address looks like in memory;
//! 3. [`poll`](mod@poll): waiting;
//! 4. [`signal`]: the one signal handler;
//! 5. [`posix`] and [`platform`]: the numbers, on all systems and on this one.

#![allow(unsafe_code, reason = "the calls of the system are declared here")]

mod address;
#[cfg_attr(target_os = "linux", path = "sys/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "sys/bsd.rs")]
mod platform;
mod poll;
mod posix;
mod signal;

use std::ffi::c_int;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{BorrowedFd, OwnedFd};

use address::Address;
pub(crate) use platform::{AF_INET6, EINPROGRESS};
pub(crate) use poll::poll;
pub use posix::PollFd;
use posix::SockLen;
pub(crate) use posix::{AF_INET, SOCK_DGRAM, SOCK_STREAM};
pub(crate) use signal::{interrupt_thread, write_on_interrupt};

// ANCHOR: calls
// SAFETY: the declarations agree with the manual pages. Those marked `safe` take
// numbers, of which any is allowed, and a descriptor that is open while borrowed.
unsafe extern "C" {
    safe fn socket(domain: c_int, kind: c_int, protocol: c_int) -> Option<OwnedFd>;
    fn bind(socket: BorrowedFd<'_>, address: *const u8, length: SockLen) -> c_int;
    safe fn listen(socket: BorrowedFd<'_>, backlog: c_int) -> c_int;
    fn connect(
        socket: BorrowedFd<'_>,
        address: *const u8,
        length: SockLen,
    ) -> c_int;
}
// ANCHOR_END: calls

// SAFETY: as above. All of them write where they are told, so none is marked `safe`.
unsafe extern "C" {
    #[cfg(not(target_os = "macos"))]
    fn accept4(
        listener: BorrowedFd<'_>,
        address: *mut u8,
        length: *mut SockLen,
        flags: c_int,
    ) -> Option<OwnedFd>;
    #[cfg(target_os = "macos")]
    fn accept(
        listener: BorrowedFd<'_>,
        address: *mut u8,
        length: *mut SockLen,
    ) -> Option<OwnedFd>;
    fn getsockname(
        socket: BorrowedFd<'_>,
        address: *mut u8,
        length: *mut SockLen,
    ) -> c_int;
    fn setsockopt(
        socket: BorrowedFd<'_>,
        level: c_int,
        name: c_int,
        value: *const u8,
        length: SockLen,
    ) -> c_int;
    fn getsockopt(
        socket: BorrowedFd<'_>,
        level: c_int,
        name: c_int,
        value: *mut u8,
        length: *mut SockLen,
    ) -> c_int;
    // With the dots, as in C: Apple's processors look for what stands in their
    // place where they don't look for an ordinary argument.
    fn fcntl(descriptor: BorrowedFd<'_>, command: c_int, ...) -> c_int;
}

/// `socket(2)`. No program that this one starts inherits the descriptor.
// ANCHOR: new-socket
pub(crate) fn new_socket(domain: c_int, kind: c_int) -> io::Result<OwnedFd> {
    #[cfg(not(target_os = "macos"))]
    let kind = kind | platform::SOCK_CLOEXEC;
    let socket = socket(domain, kind, 0).ok_or_else(io::Error::last_os_error)?;
    #[cfg(target_os = "macos")]
    prepare(&socket)?;
    Ok(socket)
}
// ANCHOR_END: new-socket

/// `bind(2)`.
// ANCHOR: bind
pub(crate) fn bind_to(socket: BorrowedFd<'_>, to: SocketAddr) -> io::Result<()> {
    let address = Address::from(to);
    // SAFETY: the address is as many bytes as its length says.
    check(unsafe { bind(socket, address.as_ptr(), address.length()) })
}
// ANCHOR_END: bind

/// `listen(2)`.
pub(crate) fn listen_on(socket: BorrowedFd<'_>, backlog: c_int) -> io::Result<()> {
    check(listen(socket, backlog))
}

/// `connect(2)`.
pub(crate) fn connect_to(socket: BorrowedFd<'_>, to: SocketAddr) -> io::Result<()> {
    let address = Address::from(to);
    // SAFETY: the address is as many bytes as its length says.
    check(unsafe { connect(socket, address.as_ptr(), address.length()) })
}

/// `accept(2)`: the connection, and the address of its other end.
pub(crate) fn accept_from(
    listener: BorrowedFd<'_>,
) -> io::Result<(OwnedFd, SocketAddr)> {
    let mut peer = Address::unknown();
    let mut length = Address::CAPACITY;
    let address = peer.as_mut_ptr();
    #[cfg(not(target_os = "macos"))]
    // SAFETY: at most `length` bytes are written, which the address has.
    let accepted =
        unsafe { accept4(listener, address, &mut length, platform::SOCK_CLOEXEC) };
    #[cfg(target_os = "macos")]
    // SAFETY: at most `length` bytes are written, which the address has.
    let accepted = unsafe { accept(listener, address, &mut length) };
    let socket = accepted.ok_or_else(io::Error::last_os_error)?;
    #[cfg(target_os = "macos")]
    // Of a connection that was reset before we took it, nothing can be set.
    prepare(&socket).map_err(|_| io::ErrorKind::ConnectionAborted)?;
    Ok((socket, peer.decode(length)?))
}

/// What other systems do by a flag: the descriptor isn't inherited. And writing to a
/// connection that is gone is an error, which here needs an option, not a signal
/// that ends the program.
#[cfg(target_os = "macos")]
fn prepare(socket: &OwnedFd) -> io::Result<()> {
    use std::os::fd::AsFd;

    // SAFETY: this command takes one number and changes the descriptor's flags.
    check(unsafe { fcntl(socket.as_fd(), posix::F_SETFD, posix::FD_CLOEXEC) })?;
    set_option(socket.as_fd(), SocketOption::NoSigPipe, [1])
}

/// `getsockname(2)`: the address of this end.
pub(crate) fn local_address(socket: BorrowedFd<'_>) -> io::Result<SocketAddr> {
    let mut address = Address::unknown();
    let mut length = Address::CAPACITY;
    // SAFETY: at most `length` bytes are written, which the address has.
    check(unsafe { getsockname(socket, address.as_mut_ptr(), &mut length) })?;
    address.decode(length)
}

/// Sets or clears `O_NONBLOCK`, and leaves the other flags as they are.
pub(crate) fn set_nonblocking(
    descriptor: BorrowedFd<'_>,
    nonblocking: bool,
) -> io::Result<()> {
    // SAFETY: this command takes no argument and changes nothing.
    let flags = unsafe { fcntl(descriptor, posix::F_GETFL) };
    check(flags)?;
    let flags = match nonblocking {
        true => flags | platform::O_NONBLOCK,
        false => flags & !platform::O_NONBLOCK,
    };
    // SAFETY: this command takes one number and changes the descriptor's flags.
    check(unsafe { fcntl(descriptor, posix::F_SETFL, flags) })
}

/// The options that [`set_option`] and [`get_option`] know. (Not any number will
/// do: there are options whose value is an address that the system writes to.)
#[derive(Debug, Clone, Copy)]
pub(crate) enum SocketOption {
    ReuseAddress,
    ReusePort,
    OnlyV6,
    Linger,
    KeepAlive,
    KeepAliveIdle,
    KeepAliveInterval,
    KeepAliveCount,
    SendBuffer,
    ReceiveBuffer,
    PendingError,
    #[cfg(target_os = "linux")]
    UserTimeout,
    #[cfg(target_os = "macos")]
    NoSigPipe,
}

impl SocketOption {
    /// The layer that the option belongs to, and its number there.
    fn level_and_name(self) -> (c_int, c_int) {
        use platform as here;
        match self {
            Self::ReuseAddress => (here::SOL_SOCKET, here::SO_REUSEADDR),
            Self::ReusePort => (here::SOL_SOCKET, here::SO_REUSEPORT),
            Self::OnlyV6 => (posix::IPPROTO_IPV6, here::IPV6_V6ONLY),
            Self::Linger => (here::SOL_SOCKET, here::SO_LINGER),
            Self::KeepAlive => (here::SOL_SOCKET, here::SO_KEEPALIVE),
            Self::KeepAliveIdle => (posix::IPPROTO_TCP, here::TCP_KEEPIDLE),
            Self::KeepAliveInterval => (posix::IPPROTO_TCP, here::TCP_KEEPINTVL),
            Self::KeepAliveCount => (posix::IPPROTO_TCP, here::TCP_KEEPCNT),
            Self::SendBuffer => (here::SOL_SOCKET, here::SO_SNDBUF),
            Self::ReceiveBuffer => (here::SOL_SOCKET, here::SO_RCVBUF),
            Self::PendingError => (here::SOL_SOCKET, here::SO_ERROR),
            #[cfg(target_os = "linux")]
            Self::UserTimeout => (posix::IPPROTO_TCP, here::TCP_USER_TIMEOUT),
            #[cfg(target_os = "macos")]
            Self::NoSigPipe => (here::SOL_SOCKET, here::SO_NOSIGPIPE),
        }
    }
}

/// `setsockopt(2)`. The value is one number, or two for [`SocketOption::Linger`];
/// fewer are refused by the system, and what is too much is passed over.
// ANCHOR: set-option
pub(crate) fn set_option<const N: usize>(
    socket: BorrowedFd<'_>,
    option: SocketOption,
    value: [c_int; N],
) -> io::Result<()> {
    let (level, name) = option.level_and_name();
    let (pointer, length) = (value.as_ptr().cast(), size_of_val(&value));
    let length = SockLen::try_from(length).map_err(io::Error::other)?;
    // SAFETY: the value is as many bytes as its length says.
    check(unsafe { setsockopt(socket, level, name, pointer, length) })
}
// ANCHOR_END: set-option

/// `getsockopt(2)`, with as many numbers as [`set_option`] takes.
pub(crate) fn get_option<const N: usize>(
    socket: BorrowedFd<'_>,
    option: SocketOption,
) -> io::Result<[c_int; N]> {
    let (level, name) = option.level_and_name();
    let mut value = [0; N];
    let (pointer, length) = (value.as_mut_ptr().cast(), size_of_val(&value));
    let mut length = SockLen::try_from(length).map_err(io::Error::other)?;
    // SAFETY: at most `length` bytes are written, which the value has, and any
    // bytes are numbers.
    check(unsafe { getsockopt(socket, level, name, pointer, &mut length) })?;
    Ok(value)
}

/// What a call has returned: -1 is a failure, whose number the system keeps until
/// the next call.
// ANCHOR: check
fn check(returned: c_int) -> io::Result<()> {
    match returned {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
// ANCHOR_END: check
