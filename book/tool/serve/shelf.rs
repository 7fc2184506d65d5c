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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::net::{Ipv4Addr, SocketAddr};
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
    use std::thread;
    use std::time::Instant;

    use http_server::{Headers, Method, RequestHead, Version};

    use super::*;

    fn ask(shelf: &Shelf) -> Result<Response, Failure> {
        let mut request = Request {
            head: RequestHead {
                method: Method::Get,
                target: "/page.txt".to_owned(),
                version: Version::Http11,
                headers: Headers::new(),
            },
            body: Vec::new().into(),
            peer: SocketAddr::from((Ipv4Addr::LOCALHOST, 1)),
            deadline: Instant::now(),
            parameters: Vec::new(),
        };
        shelf.respond(&mut request)
    }

    fn book(folder: &Path) {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("page.txt"), "a page").unwrap();
    }

    #[test]
    fn nobody_sees_that_books_change_places() {
        let folder = tempfile::tempdir().unwrap();
        let [read, other, away] =
            ["book", "other", "away"].map(|name| folder.path().join(name));
        book(&read);
        book(&other);
        let shelf = Shelf::new(read.clone());
        shelf.exchange(|| Ok(())).unwrap();
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut answers = 0;
                while !is_over.load(Relaxed) {
                    let status = ask(&shelf).map(|response| response.status);
                    assert_eq!(status.unwrap(), Status::OK, "after {answers}");
                    answers += 1;
                }
            });
            for _ in 0..500 {
                shelf
                    .exchange(|| {
                        fs::rename(&read, &away)?;
                        thread::yield_now();
                        fs::rename(&other, &read)?;
                        fs::rename(&away, &other)
                    })
                    .unwrap();
            }
            is_over.store(true, Relaxed);
            reader.join().unwrap();
        });
    }

    #[test]
    fn a_browser_that_comes_before_the_first_book_is_asked_to_come_again() {
        let response = ask(&Shelf::new("nowhere".into())).unwrap();
        assert_eq!(response.status, Status::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers.get("Refresh"), Some(AGAIN));
    }

    #[test]
    fn a_browser_is_told_to_ask_whether_a_page_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let read = folder.path().join("book");
        book(&read);
        let shelf = Shelf::new(read);
        shelf.exchange(|| Ok(())).unwrap();
        let response = ask(&shelf).unwrap();
        assert_eq!(response.headers.get("Cache-Control"), Some("no-cache"));
        assert!(response.headers.get("ETag").is_some());
    }

    #[test]
    fn a_book_that_cannot_come_leaves_the_one_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let read = folder.path().join("book");
        book(&read);
        let shelf = Shelf::new(read);
        shelf.exchange(|| Ok(())).unwrap();
        let error = shelf.exchange(|| Err(io::ErrorKind::StorageFull.into()));
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(ask(&shelf).unwrap().status, Status::OK);
    }

    #[test]
    fn no_book_comes_to_a_closed_shelf() {
        let shelf = Shelf::new("nowhere".into());
        shelf.close();
        shelf
            .exchange(|| panic!("the process may be ending"))
            .unwrap();
        let failure = ask(&shelf).unwrap_err();
        assert_eq!(failure.status, Status::SERVICE_UNAVAILABLE);
    }
}
