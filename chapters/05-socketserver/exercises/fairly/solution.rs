//! Gives the place back by dropping it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many of each address are inside.
type Inside = Mutex<HashMap<IpAddr, usize>>;

/// Calls `handle`, unless `most` calls for the same address are still running.
pub fn fairly(
    inside: &Inside,
    peer: IpAddr,
    most: usize,
    handle: &dyn Fn(),
) -> bool {
    let Some(_place) = Place::take(inside, peer, most) else {
        return false;
    };
    handle();
    true
}

/// A place among those of one address.
struct Place<'a> {
    inside: &'a Inside,
    peer: IpAddr,
}

impl<'a> Place<'a> {
    fn take(inside: &'a Inside, peer: IpAddr, most: usize) -> Option<Self> {
        let mut counts = lock(inside);
        let before = counts.get(&peer).copied().unwrap_or(0);
        if before >= most {
            return None;
        }
        counts.insert(peer, before + 1);
        Some(Self { inside, peer })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut counts = lock(self.inside);
        match counts.get_mut(&self.peer) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.peer)),
        }
    }
}

/// Numbers are whole whoever has panicked meanwhile.
fn lock(inside: &Inside) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}
