//! `getrlimit(2)` and `setrlimit(2)`, for the number of descriptors.

use std::ffi::{c_int, c_ulong};
use std::io;

pub(crate) const RLIMIT_NOFILE: c_int =
    if cfg!(target_os = "linux") { 7 } else { 8 };

/// `struct rlimit`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) soft: c_ulong,
    pub(crate) hard: c_ulong,
}

// SAFETY: the declarations agree with the manual pages. Any number is allowed for the
// resource, and each call reads or writes one structure.
unsafe extern "C" {
    safe fn getrlimit(resource: c_int, limit: &mut Limit) -> c_int;
    safe fn setrlimit(resource: c_int, limit: &Limit) -> c_int;
}

/// How many descriptors this process may have.
pub(crate) fn descriptor_limit() -> io::Result<Limit> {
    let mut limit = Limit { soft: 0, hard: 0 };
    match getrlimit(RLIMIT_NOFILE, &mut limit) {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(limit),
    }
}

/// Sets it.
pub(crate) fn set_descriptor_limit(limit: &Limit) -> io::Result<()> {
    match setrlimit(RLIMIT_NOFILE, limit) {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
