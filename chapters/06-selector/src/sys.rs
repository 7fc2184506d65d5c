//! The system's calls that `std` and chapter 2 have no function for, and the only
//! unsafe code of the chapter.
//!
//! As in chapter 2, each is declared as its manual page has it, and has a safe
//! function around it that is sound with any value; a descriptor is borrowed or
//! owned, never a bare number.

#![allow(unsafe_code, reason = "the calls of the system are declared here")]

#[cfg(target_os = "linux")]
pub(crate) mod epoll;
mod fd_set;
#[cfg(any(target_os = "macos", target_os = "freebsd", test))]
pub(crate) mod kevent;
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
pub(crate) mod kqueue;
mod limit;
pub(crate) mod select;
mod time;

use std::os::fd::{AsRawFd, BorrowedFd};

pub(crate) use limit::{descriptor_limit, set_descriptor_limit};

/// The descriptor's number, to tell it from others.
pub(crate) fn number(descriptor: BorrowedFd<'_>) -> u32 {
    // It is open, and so not negative.
    descriptor.as_raw_fd().cast_unsigned()
}
