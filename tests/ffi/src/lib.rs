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

#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "the calls stand beside the numbers")]
#[path = "../../../chapters/06-selector/src/sys/epoll.rs"]
mod epoll;
#[path = "../../../chapters/06-selector/src/sys/fd_set.rs"]
mod fd_set;
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
#[path = "../../../chapters/06-selector/src/sys/kevent.rs"]
mod kevent;
#[allow(unsafe_code, reason = "the calls stand beside the numbers")]
#[path = "../../../chapters/06-selector/src/sys/limit.rs"]
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
#[path = "../../../chapters/06-selector/src/sys/time.rs"]
mod time;

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

/// Fails to compile if a structure of ours has another size or alignment than C's, or
/// a field of it another place or size. (A gap behind a field would hide its size.)
macro_rules! same_fields {
    ($($ours:ty => $theirs:ty { $($our:ident => $their:ident,)* })*) => {$(
        same_size! { $ours => $theirs, }
        same! {$(
            offset_of!($ours, $our) => offset_of!($theirs, $their),
            size_of_field(|one: $ours| one.$our) =>
                size_of_field(|one: $theirs| one.$their),
        )*}
    )*};
}

const fn size_of_field<T, Field>(_get: fn(T) -> Field) -> usize {
    size_of::<Field>()
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
    platform::SignalSet => libc::sigset_t,
}
same_fields! {
    posix::PollFd<'static> => libc::pollfd {
        descriptor => fd,
        events => events,
        returned => revents,
    }
    platform::SignalAction => libc::sigaction {
        handler => sa_sigaction,
        mask => sa_mask,
        flags => sa_flags,
    }
}
#[cfg(target_os = "linux")]
same_fields! {
    platform::SignalAction => libc::sigaction {
        restorer => sa_restorer,
    }
}

same! {
    limit::RLIMIT_NOFILE => libc::RLIMIT_NOFILE,
}
same_fields! {
    limit::Limit => libc::rlimit {
        soft => rlim_cur,
        hard => rlim_max,
    }
}

#[cfg(target_os = "linux")]
same! {
    epoll::EPOLLIN => libc::EPOLLIN,
    epoll::EPOLLPRI => libc::EPOLLPRI,
    epoll::EPOLLOUT => libc::EPOLLOUT,
    epoll::EPOLLERR => libc::EPOLLERR,
    epoll::EPOLLHUP => libc::EPOLLHUP,
    epoll::EPOLLRDHUP => libc::EPOLLRDHUP,
    epoll::EPOLLET => libc::EPOLLET as u32,
    epoll::EPOLL_CLOEXEC => libc::EPOLL_CLOEXEC,
    epoll::EPOLL_CTL_ADD => libc::EPOLL_CTL_ADD,
    epoll::EPOLL_CTL_DEL => libc::EPOLL_CTL_DEL,
    epoll::EPOLL_CTL_MOD => libc::EPOLL_CTL_MOD,
}
#[cfg(target_os = "linux")]
same_fields! {
    epoll::EpollEvent => libc::epoll_event {
        events => events,
        data => u64,
    }
}

#[cfg(any(target_os = "macos", target_os = "freebsd"))]
same! {
    kevent::EVFILT_READ => libc::EVFILT_READ,
    kevent::EVFILT_WRITE => libc::EVFILT_WRITE,
    kevent::EV_ADD => libc::EV_ADD,
    kevent::EV_DELETE => libc::EV_DELETE,
    kevent::EV_RECEIPT => libc::EV_RECEIPT,
    kevent::EV_ERROR => libc::EV_ERROR,
    kevent::EV_EOF => libc::EV_EOF,
}
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
same_fields! {
    kevent::Kevent => libc::kevent {
        ident => ident,
        filter => filter,
        flags => flags,
        fflags => fflags,
        data => data,
        udata => udata,
    }
    time::TimeSpec => libc::timespec {
        seconds => tv_sec,
        nanoseconds => tv_nsec,
    }
}
#[cfg(target_os = "freebsd")]
same_fields! {
    kevent::Kevent => libc::kevent {
        ext => ext,
    }
}

same! {
    fd_set::FD_SETSIZE => libc::FD_SETSIZE,
}
// In `libc`, its field is private; the test below looks at each bit.
same_fields! {
    fd_set::FdSet => libc::fd_set {}
}
same! {
    offset_of!(fd_set::FdSet, words) => 0,
}
same_fields! {
    time::TimeVal => libc::timeval {
        seconds => tv_sec,
        microseconds => tv_usec,
    }
}

/// Which bit of a set is whose, C says in a macro, which `libc` has as a function.
#[test]
#[allow(unsafe_code, reason = "`libc`'s functions are unsafe")]
fn each_descriptor_has_the_bit_that_c_gives_it() {
    for descriptor in 0..fd_set::FD_SETSIZE {
        let mut ours = fd_set::FdSet::default();
        ours.insert(descriptor);
        // SAFETY: the two have the same size, and any bits are a set.
        let theirs: libc::fd_set = unsafe { std::mem::transmute(ours) };
        for other in 0..fd_set::FD_SETSIZE {
            // SAFETY: the descriptor is below `FD_SETSIZE`.
            let is_set =
                unsafe { libc::FD_ISSET(other as c_int, &raw const theirs) };
            assert_eq!(is_set, other == descriptor, "{descriptor} and {other}");
        }
    }
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
