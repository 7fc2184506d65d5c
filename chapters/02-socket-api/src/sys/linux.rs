//! Linux's numbers and layouts, as on x86-64, ARM and RISC-V. (MIPS, SPARC and a few
//! older processors have others; `tests/ffi` doesn't compile there.)

use std::ffi::{c_int, c_ulong};

pub(crate) const AF_INET6: c_int = 10;

pub(crate) const SOCK_CLOEXEC: c_int = 0o2_000_000;
pub(crate) const O_NONBLOCK: c_int = 0o4000;

pub(crate) const SOL_SOCKET: c_int = 1;
pub(crate) const SO_REUSEADDR: c_int = 2;
pub(crate) const SO_ERROR: c_int = 4;
pub(crate) const SO_SNDBUF: c_int = 7;
pub(crate) const SO_RCVBUF: c_int = 8;
pub(crate) const SO_KEEPALIVE: c_int = 9;
pub(crate) const SO_LINGER: c_int = 13;
pub(crate) const SO_REUSEPORT: c_int = 15;

pub(crate) const IPV6_V6ONLY: c_int = 26;

pub(crate) const TCP_KEEPIDLE: c_int = 4;
pub(crate) const TCP_KEEPINTVL: c_int = 5;
pub(crate) const TCP_KEEPCNT: c_int = 6;
pub(crate) const TCP_USER_TIMEOUT: c_int = 18;

pub(crate) const EINPROGRESS: c_int = 115;

pub(crate) const SIGUSR1: c_int = 10;
pub(crate) const SA_RESTART: c_int = 0x1000_0000;
pub(crate) const SA_RESETHAND: c_int = 0x8000_0000_u32 as c_int;

/// How many descriptors are polled.
pub(crate) type Count = c_ulong;

/// `sigset_t`, of which all bits are 0 in an empty set.
pub(crate) type SignalSet = [c_ulong; 1024 / c_ulong::BITS as usize];

/// `struct sigaction`.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct SignalAction {
    pub(crate) handler: extern "C" fn(c_int),
    pub(crate) mask: SignalSet,
    pub(crate) flags: c_int,
    /// Filled in by the C library.
    pub(crate) restorer: Option<extern "C" fn()>,
}

impl SignalAction {
    pub(crate) const fn new(handler: extern "C" fn(c_int), flags: c_int) -> Self {
        Self {
            handler,
            mask: [0; _],
            flags,
            restorer: None,
        }
    }
}

/// How an address begins: with its family. Its length isn't in it.
pub(crate) fn head(family: c_int, _length: usize) -> [u8; 2] {
    (family as u16).to_ne_bytes()
}

/// The family of an address that begins so.
pub(crate) fn family(head: [u8; 2]) -> c_int {
    u16::from_ne_bytes(head).into()
}
