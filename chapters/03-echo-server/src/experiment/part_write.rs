//! One write to a peer that doesn't read.

use std::fmt;
use std::io::{self, Write};

use tcp_vs_udp::loopback::{PATIENCE, connected_pair};

/// More than the buffers of any system hold.
const OFFERED: usize = 64_000_000;

/// What one write came to.
#[derive(Debug)]
pub struct PartWrite {
    /// Bytes that it took, of the 64,000,000 it was offered.
    pub taken: usize,
}

/// Offers 64,000,000 bytes to a peer that doesn't read.
///
/// # Errors
/// What the system says of the connection, or of the write.
pub fn part_write() -> io::Result<PartWrite> {
    let message = vec![0; OFFERED];
    // ANCHOR: part-write
    let (mut near, _far) = connected_pair()?;
    near.set_write_timeout(Some(PATIENCE))?;
    let taken = near.write(&message)?;
    // ANCHOR_END: part-write
    Ok(PartWrite { taken })
}

impl fmt::Display for PartWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The exact number differs from run to run; its size doesn't.
        let bound =
            10_usize.saturating_pow(self.taken.max(1).ilog10().saturating_add(1));
        write!(
            f,
            "offered {OFFERED} bytes, and one write took fewer than {bound}"
        )
    }
}
