//! The numbers and layouts that Linux, macOS and FreeBSD have in common.
//!
//! `tests/ffi` compares each with the C headers' on each of the systems.

use std::ffi::{c_int, c_short};
use std::os::fd::BorrowedFd;

/// The length of an address or of an option's value.
pub(crate) type SockLen = u32;

pub(crate) const AF_INET: c_int = 2;

pub(crate) const SOCK_STREAM: c_int = 1;
pub(crate) const SOCK_DGRAM: c_int = 2;

pub(crate) const IPPROTO_TCP: c_int = 6;
pub(crate) const IPPROTO_IPV6: c_int = 41;

#[cfg(target_os = "macos")]
pub(crate) const F_SETFD: c_int = 2;
pub(crate) const F_GETFL: c_int = 3;
pub(crate) const F_SETFL: c_int = 4;
#[cfg(target_os = "macos")]
pub(crate) const FD_CLOEXEC: c_int = 1;

pub(crate) const POLLIN: c_short = 0x01;
pub(crate) const POLLOUT: c_short = 0x04;
pub(crate) const POLLERR: c_short = 0x08;
pub(crate) const POLLHUP: c_short = 0x10;
pub(crate) const POLLNVAL: c_short = 0x20;

/// A `struct pollfd`: a descriptor, what we would like to do with it, and what the
/// system says to that.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct PollFd<'fd> {
    pub(crate) descriptor: BorrowedFd<'fd>,
    pub(crate) events: c_short,
    pub(crate) returned: c_short,
}

pub(crate) const SIGINT: c_int = 2;

pub(crate) const ESRCH: c_int = 3;

/// The layout of `sockaddr_in`, in bytes from its beginning. The family comes first
/// ([`super::platform`] has its form).
pub(crate) mod sockaddr_in {
    pub(crate) const PORT: usize = 2;
    pub(crate) const ADDRESS: usize = 4;
    pub(crate) const SIZE: usize = 16;
}

/// The layout of `sockaddr_in6`.
pub(crate) mod sockaddr_in6 {
    pub(crate) const PORT: usize = 2;
    pub(crate) const FLOW_INFORMATION: usize = 4;
    pub(crate) const ADDRESS: usize = 8;
    pub(crate) const SCOPE: usize = 24;
    pub(crate) const SIZE: usize = 28;
}
