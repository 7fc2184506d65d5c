//! An application that gives out the files of a directory, and no others.

mod entry;
mod target;

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::application::{Application, Body, Failure, Request, Response};
use crate::conditional::{self, Decision, Validators};
use crate::head::RequestHead;
use crate::media_type;
use crate::method::Method;
use crate::range::{self, Selection};
use crate::status::Status;
use crate::{date, headers::Headers};

use entry::Entry;
use target::Target;

/// What a directory shows.
const INDEX: &str = "index.html";

/// 64 KiB: what has no more is read at once, so that it can leave with the head in one
/// write. A larger file is read while it is sent.
pub const SMALL: u64 = 64 * 1024;

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
// ANCHOR: files
pub struct Files {
    root: PathBuf,
}
// ANCHOR_END: files

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
        let Target {
            mut names,
            is_directory,
        } = Target::parse(head.path())?;
        if is_directory {
            names.push(INDEX.to_owned());
        }
        match self.open(&names)? {
            Entry::File(file, metadata) => {
                let name = names.last().map_or("", String::as_str);
                let modified = metadata.modified()?;
                give(head, name, file, metadata.len(), modified)
            }
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
// ANCHOR: to-directory
fn to_directory(head: &RequestHead) -> Response {
    let mut location = format!("{}/", head.path());
    if let Some(query) = head.query() {
        location.push('?');
        location.push_str(query);
    }
    Response::redirect(Status::MOVED_PERMANENTLY, location)
}
// ANCHOR_END: to-directory

/// The file, a part of it, or what there is to say of it.
// ANCHOR: give
fn give(
    head: &RequestHead,
    name: &str,
    file: File,
    length: u64,
    modified: SystemTime,
) -> Result<Response, Failure> {
    let validators = Validators::of(length, modified, SystemTime::now());
    match conditional::decide(&head.headers, &validators) {
        Decision::Answer => {}
        Decision::NotModified => {
            let mut response = Response::new(Status::NOT_MODIFIED);
            describe(&mut response.headers, &validators);
            return Ok(response);
        }
        Decision::Failed => {
            let text = "the file isn't as you want it to be";
            return Err(Failure::new(Status::PRECONDITION_FAILED, text));
        }
    }
    let mut response = Response::new(Status::OK);
    describe(&mut response.headers, &validators);
    let headers = &mut response.headers;
    headers.append("Last-Modified", date::format(validators.last_modified));
    headers.append("Accept-Ranges", "bytes");
    headers.append("Content-Type", media_type::of(name));
    headers.append("X-Content-Type-Options", "nosniff");

    let (first, count) = match selection(head, &validators, length) {
        Selection::Whole => (0, length),
        Selection::Part(part) => {
            let (first, last) = (part.start(), part.end());
            response.status = Status::PARTIAL_CONTENT;
            headers
                .append("Content-Range", format!("bytes {first}-{last}/{length}"));
            (*first, bytes_in(&part))
        }
        Selection::Unsatisfiable => {
            let text = format!("the file has {length} bytes");
            let mut failure = Failure::new(Status::RANGE_NOT_SATISFIABLE, text);
            failure
                .headers
                .set("Content-Range", format!("bytes */{length}"));
            return Err(failure);
        }
    };
    response.body = match head.method {
        Method::Head => Body::Stream {
            source: Box::new(io::empty()),
            length: Some(count),
        },
        _ => content(file, first, count)?,
    };
    Ok(response)
}
// ANCHOR_END: give

/// What is said with 200, 206 and 304 alike.
fn describe(headers: &mut Headers, validators: &Validators) {
    headers.append("ETag", validators.entity_tag.to_string());
    // Keep it, but ask each time whether it is still right: a file's name stays the
    // same when its content changes.
    headers.append("Cache-Control", "no-cache");
}

/// The part that is asked for. Only GET has parts (RFC 9110, section 14.2).
// ANCHOR: selection
fn selection(
    head: &RequestHead,
    validators: &Validators,
    length: u64,
) -> Selection {
    let mut values = head.headers.get_all("Range");
    match (&head.method, values.next(), values.next()) {
        (Method::Get, Some(value), None)
            if conditional::part_fits(&head.headers, validators) =>
        {
            range::select(value, length)
        }
        _ => Selection::Whole,
    }
}
// ANCHOR_END: selection

fn bytes_in(part: &RangeInclusive<u64>) -> u64 {
    part.end().saturating_sub(*part.start()).saturating_add(1)
}

/// So many bytes of the file. If it grows meanwhile, that isn't seen; if it shrinks, a
/// stream ends too early, and the server has to say so.
// ANCHOR: content
fn content(mut file: File, first: u64, count: u64) -> Result<Body, Failure> {
    if first > 0 {
        file.seek(SeekFrom::Start(first))?;
    }
    let mut source = file.take(count);
    if count > SMALL {
        return Ok(Body::Stream {
            source: Box::new(source),
            length: Some(count),
        });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
    source.read_to_end(&mut bytes)?;
    if source.limit() > 0 {
        return Err(failure(ErrorKind::ResourceBusy.into()));
    }
    Ok(Body::Bytes(bytes))
}
// ANCHOR_END: content

fn not_allowed() -> Failure {
    let text = "files can be read, and nothing else";
    let mut failure = Failure::new(Status::METHOD_NOT_ALLOWED, text);
    failure.headers.set("Allow", "GET, HEAD");
    failure
}

/// What is said if a file can't be opened. That it may not be read, the log alone is
/// told.
// ANCHOR: failure
fn failure(error: io::Error) -> Failure {
    match error.kind() {
        ErrorKind::NotFound
        | ErrorKind::NotADirectory
        | ErrorKind::InvalidFilename => target::not_found(),
        ErrorKind::PermissionDenied => Failure {
            source: Some(error),
            ..target::not_found()
        },
        ErrorKind::ResourceBusy => {
            let text = "the file is being changed: ask again";
            Failure::new(Status::SERVICE_UNAVAILABLE, text)
        }
        _ => error.into(),
    }
}
// ANCHOR_END: failure
