//! An application that gives out the files of a directory, and no others.

mod answer;
mod entry;
mod path;

use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use crate::application::{Application, Failure, Request, Response};
use crate::head::RequestHead;
use crate::method::Method;
use crate::status::Status;

use answer::Found;
use entry::Entry;
use path::{FilePath, not_found};

/// What a directory shows.
const INDEX: &str = "index.html";

/// The files of a directory.
///
/// The directory may be replaced by another at any time: nothing is kept of it.
///
/// ```
/// use http_server::files::Files;
///
/// let files = Files::new("src")?;
/// assert!(Files::new("Cargo.toml").is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// Those of the directory `root`, and of the directories below it.
    ///
    /// # Errors
    /// It is no directory, or can't be looked at.
    pub fn new(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        if !fs::metadata(&root)?.is_dir() {
            return Err(ErrorKind::NotADirectory.into());
        }
        Ok(Self { root })
    }

    /// The file that these names lead to.
    fn open(&self, names: &[String]) -> Result<Entry, Failure> {
        Entry::open(&self.root, names).map_err(failure)
    }
}

impl Application for Files {
    // ANCHOR: respond
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        let head = &request.head;
        if !matches!(head.method, Method::Get | Method::Head) {
            return Err(not_allowed());
        }
        let path = FilePath::parse(head.path())?;
        let mut names = path.names;
        if path.is_directory {
            names.push(INDEX.to_owned());
        }
        match self.open(&names)? {
            Entry::File(file, metadata) => {
                let name = names.last().map_or("", String::as_str);
                Found::new(name, file, &metadata)?.answer(head)
            }
            // `index.html` may be a directory too, and isn't shown then.
            Entry::Directory if path.is_directory => Err(not_found()),
            Entry::Directory => {
                names.push(INDEX.to_owned());
                self.open(&names)?;
                Ok(to_directory(head))
            }
        }
    }
    // ANCHOR_END: respond
}

/// Sends the client from `/a?b` to `/a/?b`, so that links on the page lead where they
/// should.
///
/// The first name in the path isn't empty: `//host/` would be another server.
fn to_directory(head: &RequestHead) -> Response {
    let mut location = format!("{}/", head.path());
    if let Some(query) = head.query() {
        location.push('?');
        location.push_str(query);
    }
    Response::redirect(Status::MOVED_PERMANENTLY, location)
}

fn not_allowed() -> Failure {
    let text = "files can be read, and nothing else";
    let mut failure = Failure::new(Status::METHOD_NOT_ALLOWED, text);
    failure.headers.set("Allow", "GET, HEAD");
    failure
}

/// What is said if a file can't be opened. That it may not be read, the log alone is
/// told.
fn failure(error: io::Error) -> Failure {
    match error.kind() {
        ErrorKind::NotFound
        | ErrorKind::NotADirectory
        | ErrorKind::InvalidFilename => not_found(),
        ErrorKind::PermissionDenied => Failure {
            source: Some(error),
            ..not_found()
        },
        ErrorKind::ResourceBusy => {
            let text = "the file is being changed: ask again";
            Failure::new(Status::SERVICE_UNAVAILABLE, text)
        }
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_a_file_may_not_be_read_is_for_the_log_alone() {
        let nothing = failure(ErrorKind::NotFound.into());
        let closed = failure(ErrorKind::PermissionDenied.into());
        assert_eq!(
            (closed.status, &closed.text),
            (nothing.status, &nothing.text)
        );
        let source = closed.source.map(|error| error.kind());
        assert_eq!(source, Some(ErrorKind::PermissionDenied));
        assert!(nothing.source.is_none());
    }

    #[test]
    fn what_is_not_the_clients_fault_is_not_called_so() {
        let busy = failure(ErrorKind::ResourceBusy.into());
        assert_eq!(busy.status, Status::SERVICE_UNAVAILABLE);
        let broken = failure(ErrorKind::OutOfMemory.into());
        assert_eq!(broken.status, Status::INTERNAL_SERVER_ERROR);
    }
}
