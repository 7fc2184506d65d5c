//! Every number and layout that the chapters' `sys` modules declare, compared with
//! those that the C headers have on the system for which this is compiled.
//!
//! A wrong number is as good as a right one to the compiler, and to the system it
//! means something else. So a wrong one doesn't compile here:
//!
//! ```compile_fail,E0080
//! ffi::same! { 3 => libc::AF_INET, }
//! ```
//!
//! ```
//! ffi::same! { 2 => libc::AF_INET, }
//! ```
//!
//! For another system, `cargo check -p ffi --target aarch64-apple-darwin` is enough.
//! That no number is forgotten, `tests/complete.rs` looks after.

#![cfg(unix)]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the chapters' code is here to be compared, not called"
)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a panic in a constant is an error of the compiler"
)]

#[path = "../../../chapters/06-selector/src/sys/limit.rs"]
#[allow(unsafe_code, reason = "its calls are declared beside its numbers")]
mod limit;
#[path = "../../../chapters/02-socket-api/src/errors/names.rs"]
mod names;
#[cfg(target_os = "linux")]
#[path = "../../../chapters/02-socket-api/src/sys/linux.rs"]
mod platform;
#[cfg(not(target_os = "linux"))]
#[path = "../../../chapters/02-socket-api/src/sys/bsd.rs"]
mod platform;
#[path = "../../../chapters/02-socket-api/src/sys/posix.rs"]
mod posix;

use std::ffi::c_int;
use std::mem::offset_of;
use std::os::fd::{BorrowedFd, OwnedFd};

/// Fails to compile if a number of ours isn't C's.
#[macro_export]
macro_rules! same {
    ($($ours:expr => $theirs:expr,)*) => {$(
        const _: () = assert!(
            $ours as i128 == $theirs as i128,
            concat!(stringify!($ours), " isn't ", stringify!($theirs)),
        );
    )*};
}

/// Fails to compile if a type of ours isn't C's.
macro_rules! same_type {
    ($($ours:ty => $theirs:ty,)*) => {$(
        const _: fn($ours) -> $theirs = |value| value;
    )*};
}

/// Fails to compile if a structure of ours has another size or alignment than C's.
macro_rules! same_size {
    ($($ours:ty => $theirs:ty,)*) => {$(
        same! {
            size_of::<$ours>() => size_of::<$theirs>(),
            align_of::<$ours>() => align_of::<$theirs>(),
        }
    )*};
}

same_type! {
    platform::Count => libc::nfds_t,
    posix::SockLen => libc::socklen_t,
    std::os::unix::thread::RawPthread => libc::pthread_t,
}

// A borrowed descriptor is passed as its number, and what returns a number or -1 is
// declared to return a descriptor or `None`.
same_size! {
    BorrowedFd<'_> => c_int,
    Option<OwnedFd> => c_int,
}
#[allow(unsafe_code, reason = "the compiler alone knows how `None` is stored")]
const _: () = assert!(
    // SAFETY: they have the same size, and any number is a `c_int`.
    unsafe { std::mem::transmute::<Option<OwnedFd>, c_int>(None) } == -1,
    "None isn't -1"
);

same! {
    posix::AF_INET => libc::AF_INET,
    platform::AF_INET6 => libc::AF_INET6,

    posix::SOCK_STREAM => libc::SOCK_STREAM,
    posix::SOCK_DGRAM => libc::SOCK_DGRAM,

    posix::F_GETFL => libc::F_GETFL,
    posix::F_SETFL => libc::F_SETFL,
    platform::O_NONBLOCK => libc::O_NONBLOCK,
    platform::EINPROGRESS => libc::EINPROGRESS,
    posix::ESRCH => libc::ESRCH,

    platform::SOL_SOCKET => libc::SOL_SOCKET,
    platform::SO_ERROR => libc::SO_ERROR,
    platform::SO_KEEPALIVE => libc::SO_KEEPALIVE,
    platform::SO_RCVBUF => libc::SO_RCVBUF,
    platform::SO_REUSEADDR => libc::SO_REUSEADDR,
    platform::SO_REUSEPORT => libc::SO_REUSEPORT,
    platform::SO_SNDBUF => libc::SO_SNDBUF,

    posix::IPPROTO_IPV6 => libc::IPPROTO_IPV6,
    platform::IPV6_V6ONLY => libc::IPV6_V6ONLY,

    posix::IPPROTO_TCP => libc::IPPROTO_TCP,
    platform::TCP_KEEPCNT => libc::TCP_KEEPCNT,
    platform::TCP_KEEPINTVL => libc::TCP_KEEPINTVL,

    posix::POLLERR => libc::POLLERR,
    posix::POLLHUP => libc::POLLHUP,
    posix::POLLIN => libc::POLLIN,
    posix::POLLNVAL => libc::POLLNVAL,
    posix::POLLOUT => libc::POLLOUT,

    posix::SIGINT => libc::SIGINT,
    platform::SIGUSR1 => libc::SIGUSR1,
    platform::SA_RESETHAND => libc::SA_RESETHAND,
    platform::SA_RESTART => libc::SA_RESTART,
}

#[cfg(target_os = "linux")]
same! {
    platform::TCP_USER_TIMEOUT => libc::TCP_USER_TIMEOUT,
}

#[cfg(not(target_os = "macos"))]
same! {
    platform::SOCK_CLOEXEC => libc::SOCK_CLOEXEC,
    platform::SO_LINGER => libc::SO_LINGER,
    platform::TCP_KEEPIDLE => libc::TCP_KEEPIDLE,
}

#[cfg(target_os = "macos")]
same! {
    posix::FD_CLOEXEC => libc::FD_CLOEXEC,
    posix::F_SETFD => libc::F_SETFD,
    platform::SO_LINGER => libc::SO_LINGER_SEC,
    platform::SO_NOSIGPIPE => libc::SO_NOSIGPIPE,
    platform::TCP_KEEPIDLE => libc::TCP_KEEPALIVE,
}

// What `SO_LINGER` takes is two numbers, in this order.
same_size! {
    [c_int; 2] => libc::linger,
}
same! {
    0 => offset_of!(libc::linger, l_onoff),
    size_of::<c_int>() => offset_of!(libc::linger, l_linger),
}

same! {
    posix::sockaddr_in::SIZE => size_of::<libc::sockaddr_in>(),
    posix::sockaddr_in::PORT => offset_of!(libc::sockaddr_in, sin_port),
    posix::sockaddr_in::ADDRESS => offset_of!(libc::sockaddr_in, sin_addr),

    posix::sockaddr_in6::SIZE => size_of::<libc::sockaddr_in6>(),
    posix::sockaddr_in6::PORT => offset_of!(libc::sockaddr_in6, sin6_port),
    posix::sockaddr_in6::FLOW_INFORMATION =>
        offset_of!(libc::sockaddr_in6, sin6_flowinfo),
    posix::sockaddr_in6::ADDRESS => offset_of!(libc::sockaddr_in6, sin6_addr),
    posix::sockaddr_in6::SCOPE => offset_of!(libc::sockaddr_in6, sin6_scope_id),
}

// How `platform::head` begins an address.
#[cfg(target_os = "linux")]
same! {
    0 => offset_of!(libc::sockaddr_in, sin_family),
    0 => offset_of!(libc::sockaddr_in6, sin6_family),
    2 => size_of::<libc::sa_family_t>(),
}
#[cfg(not(target_os = "linux"))]
same! {
    0 => offset_of!(libc::sockaddr_in, sin_len),
    1 => offset_of!(libc::sockaddr_in, sin_family),
    0 => offset_of!(libc::sockaddr_in6, sin6_len),
    1 => offset_of!(libc::sockaddr_in6, sin6_family),
    1 => size_of::<libc::sa_family_t>(),
}

same_size! {
    posix::PollFd<'_> => libc::pollfd,
    platform::SignalAction => libc::sigaction,
    platform::SignalSet => libc::sigset_t,
}
same! {
    offset_of!(posix::PollFd<'_>, descriptor) => offset_of!(libc::pollfd, fd),
    offset_of!(posix::PollFd<'_>, events) => offset_of!(libc::pollfd, events),
    offset_of!(posix::PollFd<'_>, returned) => offset_of!(libc::pollfd, revents),

    offset_of!(platform::SignalAction, handler) =>
        offset_of!(libc::sigaction, sa_sigaction),
    offset_of!(platform::SignalAction, mask) => offset_of!(libc::sigaction, sa_mask),
    offset_of!(platform::SignalAction, flags) => offset_of!(libc::sigaction, sa_flags),
}
#[cfg(target_os = "linux")]
same! {
    offset_of!(platform::SignalAction, restorer) =>
        offset_of!(libc::sigaction, sa_restorer),
}

same! {
    limit::RLIMIT_NOFILE => libc::RLIMIT_NOFILE,
}
same_size! {
    limit::Limit => libc::rlimit,
}
same! {
    offset_of!(limit::Limit, soft) => offset_of!(libc::rlimit, rlim_cur),
    offset_of!(limit::Limit, hard) => offset_of!(libc::rlimit, rlim_max),
}

/// Fails to compile if the errors with names aren't these, with C's numbers.
macro_rules! same_errors {
    ($($name:ident,)*) => {
        const _: () = {
            let ours = names::NAMED;
            let theirs = [$((stringify!($name), libc::$name),)*];
            assert!(ours.len() == theirs.len(), "an error is compared with nothing");
            let mut index = 0;
            while index < ours.len() {
                let (name, number) = theirs[index];
                assert!(is_same(ours[index].errno, name), "another error stands here");
                assert!(ours[index].number() == number, "C has another number");
                index += 1;
            }
        };
    };
}

same_errors! {
    EPERM, EINTR, EAGAIN, EACCES, EINVAL, ENFILE, EMFILE, EPIPE, EDESTADDRREQ,
    EMSGSIZE, EADDRINUSE, EADDRNOTAVAIL, ENETDOWN, ENETUNREACH, ECONNABORTED,
    ECONNRESET, ENOTCONN, ETIMEDOUT, ECONNREFUSED, EHOSTUNREACH, EINPROGRESS,
}

const fn is_same(ours: &str, theirs: &str) -> bool {
    let (ours, theirs) = (ours.as_bytes(), theirs.as_bytes());
    let mut index = 0;
    while index < ours.len() && index < theirs.len() {
        if ours[index] != theirs[index] {
            return false;
        }
        index += 1;
    }
    ours.len() == theirs.len()
}
