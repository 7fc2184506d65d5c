//! A fixed number of threads, and a queue.

use std::io::{self, ErrorKind};
use std::os::fd::BorrowedFd;
use std::sync::Arc;

use threading::pool;

use super::room::Room;
use super::{Dispatch, Dispatcher};
use crate::kind::Kind;
use crate::request::Request;
use crate::service::Service;

/// 8: enough that one slow client is no matter, few enough to be there before they
/// are needed.
const WORKERS: usize = 8;

/// 64: requests that are taken, and wait. A longer queue would only make those at its
/// end wait longer.
const QUEUE_LENGTH: usize = 64;

/// A fixed number of threads, which take the requests from a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// How many threads there are, at least 1.
    pub workers: usize,
    /// How many requests may wait for one, at least 1. What comes on top waits in
    /// the system.
    pub queue_length: usize,
}

impl Default for Pool {
    /// 8 threads, for which 64 requests may wait.
    fn default() -> Self {
        Self {
            workers: WORKERS,
            queue_length: QUEUE_LENGTH,
        }
    }
}

impl<K: Kind> Dispatch<K> for Pool {
    fn start(self) -> io::Result<Box<dyn Dispatcher<K>>> {
        let requests = self.workers.checked_add(self.queue_length);
        Ok(Box::new(Workers {
            room: Room::new(requests.ok_or(ErrorKind::InvalidInput)?)?,
            pool: pool::Pool::new(self.workers, self.queue_length)?,
        }))
    }
}

#[derive(Debug)]
struct Workers {
    room: Room,
    /// Dropped with the server, it waits until the queue is empty.
    pool: pool::Pool,
}

// ANCHOR: workers
impl<K: Kind> Dispatcher<K> for Workers {
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
        // With a place for each worker and each in the queue, this waits no longer
        // than an idle worker takes to wake up.
        self.pool.execute(move || {
            service.finish_request(request);
            drop(place);
        });
        Ok(())
    }
}
// ANCHOR_END: workers
