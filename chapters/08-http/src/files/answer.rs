//! What is answered when there is a file: all of it, a part, or that it has not
//! changed.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::time::SystemTime;

use crate::application::{Body, Failure, Response};
use crate::conditional::{self, Decision, Validators};
use crate::date;
use crate::head::RequestHead;
use crate::media_type;
use crate::method::Method;
use crate::range::{self, Selection};
use crate::status::Status;

/// 64 KiB: what has no more is read at once, so that it can leave with the head in one
/// write. A larger file is read while it is sent.
const SMALL: u64 = 64 * 1024;

/// A file that is there to be given out.
#[derive(Debug)]
pub(super) struct Found<'a> {
    name: &'a str,
    file: File,
    length: u64,
    validators: Validators,
}

impl<'a> Found<'a> {
    /// `file`, of this name.
    pub(super) fn new(
        name: &'a str,
        file: File,
        metadata: &Metadata,
    ) -> io::Result<Self> {
        let (length, modified) = (metadata.len(), metadata.modified()?);
        Ok(Self {
            name,
            file,
            length,
            validators: Validators::of(length, modified, SystemTime::now()),
        })
    }

    /// What GET or HEAD gets.
    // ANCHOR: answer
    pub(super) fn answer(self, head: &RequestHead) -> Result<Response, Failure> {
        match conditional::decide(&head.headers, &self.validators) {
            Decision::Answer => {}
            Decision::NotModified => return Ok(self.response(Status::NOT_MODIFIED)),
            Decision::Failed => return Err(changed()),
        }
        match self.selection(head) {
            Selection::Whole => {
                let (response, count) = (self.described(Status::OK), self.length);
                self.send(head, response, 0, count)
            }
            Selection::Part(part) => {
                let (first, last) = (*part.start(), *part.end());
                let range = format!("bytes {first}-{last}/{}", self.length);
                let response = self
                    .described(Status::PARTIAL_CONTENT)
                    .with_header("Content-Range", range);
                let count = last.saturating_sub(first).saturating_add(1);
                self.send(head, response, first, count)
            }
            Selection::Unsatisfiable => Err(self.has_no_such_part()),
        }
    }
    // ANCHOR_END: answer

    /// The part that is asked for. Only GET has parts (RFC 9110, section 14.2).
    fn selection(&self, head: &RequestHead) -> Selection {
        let mut values = head.headers.get_all("Range");
        match (&head.method, values.next(), values.next()) {
            (Method::Get, Some(value), None)
                if conditional::part_fits(&head.headers, &self.validators) =>
            {
                range::select(value, self.length)
            }
            _ => Selection::Whole,
        }
    }

    /// What is said with 200, 206 and 304 alike. The name of a file stays the same when
    /// its content changes, so `no-cache`: keep it, and ask each time whether it is
    /// still right.
    fn response(&self, status: Status) -> Response {
        Response::new(status)
            .with_header("ETag", self.validators.entity_tag.to_string())
            .with_header("Cache-Control", "no-cache")
    }

    /// The same with what is said of content.
    fn described(&self, status: Status) -> Response {
        let last_modified = date::format(self.validators.last_modified);
        self.response(status)
            .with_header("Last-Modified", last_modified)
            .with_header("Accept-Ranges", "bytes")
            .with_header("Content-Type", media_type::of(self.name))
            .with_header("X-Content-Type-Options", "nosniff")
    }

    /// The response with so many bytes of the file, from the `first`. If it grows
    /// meanwhile, that isn't seen; if it shrinks, a stream ends too early, and the
    /// server has to break off.
    // ANCHOR: send
    fn send(
        mut self,
        head: &RequestHead,
        mut response: Response,
        first: u64,
        count: u64,
    ) -> Result<Response, Failure> {
        if first > 0 {
            self.file.seek(SeekFrom::Start(first))?;
        }
        let mut source = self.file.take(count);
        response.body = if head.method == Method::Get && count <= SMALL {
            let capacity = usize::try_from(count).unwrap_or_default();
            let mut bytes = Vec::with_capacity(capacity);
            source.read_to_end(&mut bytes)?;
            if source.limit() > 0 {
                return Err(super::failure(ErrorKind::ResourceBusy.into()));
            }
            Body::Bytes(bytes)
        } else {
            // Of HEAD's, the server says the length, and reads nothing.
            Body::Stream {
                source: Box::new(source),
                length: Some(count),
            }
        };
        Ok(response)
    }
    // ANCHOR_END: send

    fn has_no_such_part(&self) -> Failure {
        let length = self.length;
        let text = format!("the file has {length} bytes");
        let mut failure = Failure::new(Status::RANGE_NOT_SATISFIABLE, text);
        let range = format!("bytes */{length}");
        failure.headers.set("Content-Range", range);
        failure
    }
}

fn changed() -> Failure {
    let text = "the file isn't as you want it to be";
    Failure::new(Status::PRECONDITION_FAILED, text)
}
