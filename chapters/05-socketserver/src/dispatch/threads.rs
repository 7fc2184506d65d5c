//! A thread for each request.

use std::io;
use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::room::Room;
use super::{Dispatch, Dispatcher};
use crate::kind::Kind;
use crate::request::Request;
use crate::service::Service;

/// 64: so many slow clients have to come before the next one waits, and their stacks
/// reserve no more than 128 MiB of addresses.
const MAX_THREADS: usize = 64;

/// Each request has a thread of its own.
// ANCHOR: policy
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadPerRequest {
    /// How many there may be at a time, from 1 to
    /// [`MOST_PLACES`](threading::places::MOST_PLACES). What comes on top waits in
    /// the system.
    pub max_threads: usize,
    /// Whether the server, when it is dropped, waits for those that are underway.
    pub join_on_close: bool,
}
// ANCHOR_END: policy

impl Default for ThreadPerRequest {
    /// 64 threads at most, which are waited for.
    fn default() -> Self {
        Self {
            max_threads: MAX_THREADS,
            join_on_close: true,
        }
    }
}

impl<K: Kind> Dispatch<K> for ThreadPerRequest {
    fn start(self) -> io::Result<Box<dyn Dispatcher<K>>> {
        Ok(Box::new(Threads {
            room: Room::new(self.max_threads)?,
            threads: Vec::new(),
            join_on_close: self.join_on_close,
        }))
    }
}

#[derive(Debug)]
struct Threads {
    room: Room,
    threads: Vec<JoinHandle<()>>,
    join_on_close: bool,
}

// ANCHOR: threads
impl<K: Kind> Dispatcher<K> for Threads {
    fn room(&mut self) -> io::Result<Option<BorrowedFd<'_>>> {
        self.room.wait_for()
    }

    fn process_request(
        &mut self,
        request: Request<K>,
        service: &Arc<Service<K>>,
    ) -> io::Result<()> {
        let place = self.room.take();
        let service = Arc::clone(service);
        let thread = thread::Builder::new().name(request.peer_name());
        let thread = thread.spawn(move || {
            service.finish_request(request);
            drop(place);
        })?;
        self.threads.retain(|thread| !thread.is_finished());
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if self.join_on_close {
            for thread in self.threads.drain(..) {
                // Whatever panics there is caught there.
                let _ = thread.join();
            }
        }
    }
}
// ANCHOR_END: threads

#[cfg(test)]
mod tests {
    use tcp_vs_udp::loopback::connected_pair;

    use echo_server::limits::Limits;

    use super::*;
    use crate::hooks::NoHooks;
    use crate::kind::{Connection, Tcp};
    use crate::shutdown::ShutdownHandle;

    #[test]
    fn threads_that_are_done_are_not_kept() {
        let shutdown = ShutdownHandle::new().unwrap();
        let run = Box::new(|_: &Service<Tcp>, _: &mut Request<Tcp>| {});
        let service =
            Arc::new(Service::new(run, Box::new(NoHooks), shutdown.clone()));
        let mut threads = Threads {
            room: Room::new(1).unwrap(),
            threads: Vec::new(),
            join_on_close: true,
        };
        for _ in 0..100 {
            let (near, far) = connected_pair().unwrap();
            let address = near.local_addr().unwrap();
            let connection = Connection::new(near, Limits::default()).unwrap();
            let taken = (connection, far.local_addr().unwrap());
            drop(far); // so that nothing is waited for when the request is closed
            let request = Request::new(taken, address, shutdown.clone());
            threads.process_request(request, &service).unwrap();
            assert_eq!(threads.threads.len(), 1);
            while !threads.threads.iter().all(JoinHandle::is_finished) {
                thread::yield_now();
            }
        }
    }
}
