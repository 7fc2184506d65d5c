//! The numbers and layouts of macOS and FreeBSD, which have a common ancestor and
//! differ where it says so.

#[cfg(not(any(target_os = "macos", target_os = "freebsd")))]
compile_error!(
    "this system's numbers aren't known here: give them a file like linux.rs, \
     and compare them with the C headers in tests/ffi"
);

use std::ffi::{c_int, c_uint};

const MACOS: bool = cfg!(target_os = "macos");

pub(crate) const AF_INET6: c_int = if MACOS { 30 } else { 28 };

#[cfg(target_os = "freebsd")]
pub(crate) const SOCK_CLOEXEC: c_int = 0x1000_0000;
pub(crate) const O_NONBLOCK: c_int = 0x4;

pub(crate) const SOL_SOCKET: c_int = 0xffff;
pub(crate) const SO_REUSEADDR: c_int = 0x4;
pub(crate) const SO_KEEPALIVE: c_int = 0x8;
/// On macOS `SO_LINGER_SEC`: its `SO_LINGER` counts hundredths of a second.
pub(crate) const SO_LINGER: c_int = if MACOS { 0x1080 } else { 0x80 };
pub(crate) const SO_REUSEPORT: c_int = 0x200;
pub(crate) const SO_SNDBUF: c_int = 0x1001;
pub(crate) const SO_RCVBUF: c_int = 0x1002;
pub(crate) const SO_ERROR: c_int = 0x1007;
#[cfg(target_os = "macos")]
pub(crate) const SO_NOSIGPIPE: c_int = 0x1022;

pub(crate) const IPV6_V6ONLY: c_int = 27;

/// On macOS it's called `TCP_KEEPALIVE`.
pub(crate) const TCP_KEEPIDLE: c_int = if MACOS { 0x10 } else { 256 };
pub(crate) const TCP_KEEPINTVL: c_int = if MACOS { 0x101 } else { 512 };
pub(crate) const TCP_KEEPCNT: c_int = if MACOS { 0x102 } else { 1024 };

pub(crate) const EINPROGRESS: c_int = 36;

pub(crate) const SIGUSR1: c_int = 30;
pub(crate) const SA_RESTART: c_int = 0x2;
pub(crate) const SA_RESETHAND: c_int = 0x4;

/// How many descriptors are polled.
pub(crate) type Count = c_uint;

/// `sigset_t`, of which all bits are 0 in an empty set.
pub(crate) type SignalSet = [u32; if MACOS { 1 } else { 4 }];

/// `struct sigaction`.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct SignalAction {
    pub(crate) handler: extern "C" fn(c_int),
    #[cfg(target_os = "macos")]
    pub(crate) mask: SignalSet,
    pub(crate) flags: c_int,
    #[cfg(target_os = "freebsd")]
    pub(crate) mask: SignalSet,
}

impl SignalAction {
    pub(crate) const fn new(handler: extern "C" fn(c_int), flags: c_int) -> Self {
        Self {
            handler,
            mask: [0; _],
            flags,
        }
    }
}

/// How an address begins: with its length and its family, a byte each.
pub(crate) fn head(family: c_int, length: usize) -> [u8; 2] {
    [length as u8, family as u8]
}

/// The family of an address that begins so.
pub(crate) fn family([_length, family]: [u8; 2]) -> c_int {
    family.into()
}
