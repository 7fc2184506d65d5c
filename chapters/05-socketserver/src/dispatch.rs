//! Who does the work: the loop itself, or somebody it is passed on to.

mod pool;
pub(crate) mod room;
mod threads;

use std::io;
use std::os::fd::BorrowedFd;
use std::sync::Arc;

pub use pool::Pool;
pub use threads::ThreadPerRequest;

use crate::kind::Kind;
use crate::request::Request;
use crate::service::Service;

/// A way to pass requests on, as it's told to a [`Builder`](crate::Builder).
// ANCHOR: dispatch
pub trait Dispatch<K: Kind> {
    /// Gets ready what it needs: threads, pipes.
    ///
    /// # Errors
    /// The system has none left.
    fn start(self) -> io::Result<Box<dyn Dispatcher<K>>>;
}

/// What passes requests on while the server runs. When it's dropped, with the server,
/// it waits for the work that is underway, if it was told to.
pub trait Dispatcher<K: Kind>: Send {
    /// `None` if there is room for another request. Otherwise a descriptor that can
    /// be read from as soon as there may be: until then no request is taken.
    ///
    /// # Errors
    /// The system can't tell for lack of memory.
    fn room(&mut self) -> io::Result<Option<BorrowedFd<'_>>> {
        Ok(None)
    }

    /// Has [`finish_request`](Service::finish_request) called, by whomever. It's
    /// called only after [`room`](Self::room) has said that there is some.
    ///
    /// # Errors
    /// There is nobody to do the work. The request is closed then, and so it is after
    /// a panic.
    fn process_request(
        &mut self,
        request: Request<K>,
        service: &Arc<Service<K>>,
    ) -> io::Result<()>;
}
// ANCHOR_END: dispatch

/// The loop does the work itself, one request after another.
#[derive(Debug, Clone, Copy, Default)]
// ANCHOR: inline
pub struct Inline;

impl<K: Kind> Dispatch<K> for Inline {
    fn start(self) -> io::Result<Box<dyn Dispatcher<K>>> {
        Ok(Box::new(self))
    }
}

impl<K: Kind> Dispatcher<K> for Inline {
    fn process_request(
        &mut self,
        request: Request<K>,
        service: &Arc<Service<K>>,
    ) -> io::Result<()> {
        service.finish_request(request);
        Ok(())
    }
}
// ANCHOR_END: inline
