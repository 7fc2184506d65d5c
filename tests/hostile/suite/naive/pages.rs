//! Servers of HTTP, as one writes them for one's own browser.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{Naive, accept, listen};
use crate::suite::pages::{CHANGED, SMALL_FILE};
use crate::suite::protocol::Protocol;

/// Believes everything, passes every error on, has the patience of a friend, and keeps
/// what it reads until it has read all of it.
pub const CARELESS_PAGES: Naive = Naive {
    name: "careless-pages",
    protocol: Protocol::Files,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let stream = accept(&listener)?;
            let mut reader = BufReader::new(&stream);
            while let Some(_request) = read_request(&mut reader)? {
                // To see that it's there.
                File::open("/proc/self/exe")?;
                (&stream).write_all(&answer())?;
            }
        }
    },
};

/// Knows that clients come and go and are silent, counts on it that those who speak
/// come to an end, and answers whatever is a little like a request.
pub const PATIENT_PAGES: Naive = Naive {
    name: "patient-pages",
    protocol: Protocol::Files,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let stream = accept(&listener)?;
            stream.set_read_timeout(Some(Duration::from_secs(1)))?;
            let _ = converse(&stream);
        }
    },
};

/// Has 64 threads, each of which keeps its client as long as that likes.
pub const HOSPITABLE_PAGES: Naive = Naive {
    name: "hospitable-pages",
    protocol: Protocol::Files,
    at_once: 64,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        thread::scope(|scope| {
            for _ in 0..64 {
                scope.spawn(|| {
                    while let Ok(stream) = accept(&listener) {
                        let _ = converse(&stream);
                    }
                });
            }
        });
        Ok(())
    },
};

/// Never lets its clients wait: it reads on while a thread of its own sends the
/// answers, from a queue that has room for all of them.
pub const HOARDING_PAGES: Naive = Naive {
    name: "hoarding-pages",
    protocol: Protocol::Files,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let stream = accept(&listener)?;
            let mut output = stream.try_clone()?;
            let (queue, answers) = mpsc::channel::<Vec<u8>>();
            thread::spawn(move || {
                answers
                    .iter()
                    .all(|answer| output.write_all(&answer).is_ok())
            });
            let mut reader = BufReader::new(&stream);
            while let Ok(Some(_)) = read_request(&mut reader) {
                let _ = queue.send(answer());
            }
        }
    },
};

fn converse(mut stream: &TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    while read_request(&mut reader)?.is_some() {
        stream.write_all(&answer())?;
    }
    Ok(())
}

/// A request's lines and its body, if it isn't the end of file.
fn read_request(
    reader: &mut impl BufRead,
) -> io::Result<Option<(Vec<String>, Vec<u8>)>> {
    let lines = read_lines(reader)?;
    if lines.is_empty() {
        return Ok(None);
    }
    let value = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name));
    let mut body = Vec::new();
    if value("Transfer-Encoding: chunked").is_some() {
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let size = line.split(';').next().unwrap_or("").trim();
            let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
            if size == 0 {
                break;
            }
            let read = reader.by_ref().take(size).read_to_end(&mut body)?;
            if read as u64 != size {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            reader.read_line(&mut line)?;
        }
        read_lines(reader)?;
    } else if let Some(length) = value("Content-Length: ") {
        body = vec![0; length.parse().unwrap_or(0)];
        reader.read_exact(&mut body)?;
    }
    Ok(Some((lines, body)))
}

/// Up to an empty line, or the end of file.
fn read_lines(reader: &mut impl BufRead) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end() {
            "" => return Ok(lines),
            line => lines.push(line.to_owned()),
        }
    }
}

/// Whatever was asked.
fn answer() -> Vec<u8> {
    let (_, changed) = CHANGED;
    let (_, body) = SMALL_FILE;
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {}\r\nDate: {changed}\r\nLast-Modified: {changed}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}
