//! The connections that are open, so that somebody else can close them.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// All connections of a server. A thread that waits in `read` or `write` can't be
/// ended from outside, but its connection can, and then both return.
///
/// ```
/// use std::io::Read;
/// use std::sync::Arc;
/// use std::time::Instant;
/// use tcp_vs_udp::loopback::connected_pair;
/// use threading::registry::Registry;
///
/// let registry = Registry::default();
/// let (near, _far) = connected_pair()?;
/// let near = Arc::new(near);
/// let entry = registry.enter(Arc::clone(&near));
///
/// assert_eq!(registry.wait_until_empty(Instant::now()), 1);
/// registry.close_all();
/// assert_eq!(near.as_ref().read(&mut [0])?, 0);
///
/// drop(entry);
/// assert_eq!(registry.len(), 0);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
// ANCHOR: registry
pub struct Registry {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    open: Mutex<Open>,
    /// Told whenever a connection has ended.
    left: Condvar,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    connections: BTreeMap<u64, Arc<TcpStream>>,
}

/// Strikes a connection off the registry when it is dropped.
#[derive(Debug)]
#[must_use = "dropping it strikes the connection off"]
pub struct Entry {
    registry: Arc<Shared>,
    number: u64,
}
// ANCHOR_END: registry

impl Registry {
    /// Writes a connection down, until the entry is dropped.
    pub fn enter(&self, connection: Arc<TcpStream>) -> Entry {
        let mut open = self.shared.open();
        let number = open.next;
        open.next = number.wrapping_add(1);
        open.connections.insert(number, connection);
        Entry {
            registry: Arc::clone(&self.shared),
            number,
        }
    }

    /// How many there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "nobody asks for that")]
    pub fn len(&self) -> usize {
        self.shared.open().connections.len()
    }

    /// Waits until none is left or the deadline has passed, and returns how many
    /// are left.
    // ANCHOR: wait-until-empty
    pub fn wait_until_empty(&self, deadline: Instant) -> usize {
        let left = deadline.saturating_duration_since(Instant::now());
        let some_left = |open: &mut Open| !open.connections.is_empty();
        let open = self.shared.open();
        let waited = self.shared.left.wait_timeout_while(open, left, some_left);
        let (open, _) = waited.unwrap_or_else(PoisonError::into_inner);
        open.connections.len()
    }
    // ANCHOR_END: wait-until-empty

    /// Ends what comes in over all connections. Whoever reads still gets what has come
    /// by now, then the end of file, and can answer: nothing else has changed. (macOS
    /// and FreeBSD throw away what nobody has read by now.)
    pub fn end_input(&self) {
        for connection in self.shared.open().connections.values() {
            // It fails if the peer has reset the connection, which ends it as well.
            let _ = connection.shutdown(Shutdown::Read);
        }
    }

    /// Ends all connections in both directions. They are struck off by those who
    /// have the entries, when their calls have returned.
    // ANCHOR: close-all
    pub fn close_all(&self) {
        for connection in self.shared.open().connections.values() {
            // It fails if the peer has reset the connection, which ends it as well.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
    // ANCHOR_END: close-all
}

impl Shared {
    /// No thread can panic while it has the lock.
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.registry.open().connections.remove(&self.number);
        self.registry.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    use std::io::{Read, Write};
    use std::thread;
    use std::time::Duration;

    use tcp_vs_udp::loopback::connected_pair;

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn what_has_come_is_read_before_the_end_of_the_input() {
        let registry = Registry::default();
        let (near, mut far) = connected_pair().unwrap();
        let near = Arc::new(near);
        let _entry = registry.enter(Arc::clone(&near));
        far.write_all(b"question").unwrap();
        registry.end_input();
        let mut read = Vec::new();
        near.as_ref().read_to_end(&mut read).unwrap();
        assert_eq!(read, b"question");
        near.as_ref().write_all(b"answer").unwrap();
        far.read_exact(&mut [0; 6]).unwrap();
    }

    #[test]
    fn the_last_who_leaves_ends_the_wait() {
        let registry = Registry::default();
        let (near, _far) = connected_pair().unwrap();
        let entry = registry.enter(Arc::new(near));
        let (begin, limit) = (Instant::now(), Duration::from_secs(20));
        thread::spawn(move || {
            // Nobody can tell from outside whether the wait has begun. If it hasn't, there
            // is less to be seen, and nothing that fails.
            thread::sleep(Duration::from_millis(50));
            drop(entry);
        });
        assert_eq!(registry.wait_until_empty(begin + limit), 0);
        assert!(begin.elapsed() < limit);
    }
}
