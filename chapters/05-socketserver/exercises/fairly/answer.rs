//! A cap for each address, so that no single client takes all places.
//!
//! A server calls `fairly` for each connection, from a thread of its own. `inside`
//! tells how many of each address are being handled right now; all those threads
//! share it. If fewer than `most` of `peer`'s are, call `handle`, which may take
//! long, and return `true` when it is done. Otherwise return `false` at once.
//!
//! A server runs for months and meets many addresses. Those of whom nobody is
//! inside mustn't stay in the map.
//!
//! Try your answer: `cargo test -p chapter5 --test exercises fairly`

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// Calls `handle`, unless `most` calls for the same address are still running.
pub fn fairly(
    inside: &Mutex<HashMap<IpAddr, usize>>,
    peer: IpAddr,
    most: usize,
    handle: &dyn Fn(),
) -> bool {
    let mut inside = inside.lock().unwrap();
    let count = inside.entry(peer).or_default();
    if *count >= most {
        return false;
    }
    *count += 1;
    handle();
    true
}
