//! Gives the place back when `handle` returns, and only then.

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
    let before = inside.lock().unwrap().get(&peer).copied().unwrap_or(0);
    if before >= most {
        return false;
    }
    inside.lock().unwrap().insert(peer, before + 1);
    handle();
    let mut inside = inside.lock().unwrap();
    match inside.get_mut(&peer) {
        Some(count) if *count > 1 => *count -= 1,
        _ => drop(inside.remove(&peer)),
    }
    true
}
