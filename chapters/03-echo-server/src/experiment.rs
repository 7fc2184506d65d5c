//! What the system does, shown by running it.
//!
//! Each experiment but [`flood`] runs over loopback in this process, so that it
//! takes one command and comes out the same every time.

pub mod datagrams;
pub mod endings;
pub mod flood;
pub mod hang_up;
pub mod one_read;
pub mod part_write;
pub mod small_writes;
pub mod to_many;

use std::io;

/// One row of an experiment's table: what was done, and what the call returned.
#[must_use]
pub fn row(what: &str, result: &io::Result<usize>) -> String {
    match result {
        Ok(length) => format!("{what:<30} Ok({length})"),
        Err(error) => format!("{what:<30} {:?}: {error}", error.kind()),
    }
}
