//! The book as it is read, while the next one takes its place.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};

use http_server::files::Files;
use http_server::{Application, Failure, Request, Response, Status};

/// What is served: files, of which nobody opens one while they change places.
// ANCHOR: shelf
pub struct Shelf {
    folder: PathBuf,
    state: RwLock<State>,
}

enum State {
    /// The first book is still being built.
    Empty,
    /// There is one to read.
    Stocked(Files),
    /// No book takes another's place any more.
    Closed,
}
// ANCHOR_END: shelf

/// How many seconds a browser waits before it asks again for a book that isn't built.
const AGAIN: &str = "2";

impl Shelf {
    /// A shelf for the book in `folder`, which needn't be there yet.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            state: RwLock::new(State::Empty),
        }
    }

    /// Lets `exchange` put another book into the folder, and opens it. Nobody is
    /// answered meanwhile; files that were opened before are read to their ends.
    ///
    /// # Errors
    /// Those of `exchange`, or the folder can't be opened.
    // ANCHOR: exchange
    pub fn exchange(
        &self,
        exchange: impl FnOnce() -> io::Result<()>,
    ) -> io::Result<()> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*state, State::Closed) {
            exchange()?;
            *state = State::Stocked(Files::new(&self.folder)?);
        }
        Ok(())
    }
    // ANCHOR_END: exchange

    /// Waits for the exchange that is under way, and allows no other: the process can
    /// end without leaving the folder without a book.
    pub fn close(&self) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = State::Closed;
    }
}

// ANCHOR: respond
impl Application for Shelf {
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        match &*state {
            State::Stocked(files) => {
                let mut response = files.respond(request)?;
                // A browser that has a page asks whether it has changed.
                response.headers.set("Cache-Control", "no-cache");
                Ok(response)
            }
            State::Empty => {
                let text = "The book is being built.\n";
                Ok(Response::new(Status::SERVICE_UNAVAILABLE)
                    .with_body("text/plain; charset=utf-8", text)
                    .with_header("Retry-After", AGAIN)
                    .with_header("Refresh", AGAIN))
            }
            State::Closed => {
                let text = "the book's server ends";
                Err(Failure::new(Status::SERVICE_UNAVAILABLE, text))
            }
        }
    }
}
// ANCHOR_END: respond

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
