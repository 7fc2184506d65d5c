//! What is asked of `documents`.

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;

use socketserver::buffered::{Buffered, Buffers};
use tcp_vs_udp::loopback::connected_pair;

use crate::cases::Case;

pub type Documents = fn(&mut Buffered<TcpStream>) -> io::Result<Vec<Vec<u8>>>;

pub const CASES: &[Case<Documents>] = &[
    Case {
        name: "a peer that waits for go",
        check: |documents| compare(waiting(documents, &[b"one"]), &[b"one"]),
    },
    Case {
        name: "several documents",
        check: |documents| {
            let sent: &[&[u8]] = &[b"one", b"", b"two\nlines"];
            compare(waiting(documents, sent), sent)
        },
    },
    Case {
        name: "no document",
        check: |documents| compare(waiting(documents, &[]), &[]),
    },
    Case {
        name: "a peer that doesn't wait",
        check: |documents| {
            compare(at_once(documents, b"3\none5\nthree"), &[b"one", b"three"])
        },
    },
    Case {
        name: "the end in the middle of a document",
        check: |documents| {
            fails(at_once(documents, b"9\nhalf"), ErrorKind::UnexpectedEof)
        },
    },
    Case {
        name: "a length that is no number",
        check: |documents| {
            fails(at_once(documents, b"-1\nx"), ErrorKind::InvalidData)
        },
    },
    Case {
        name: "a length beyond the limit",
        check: |documents| {
            let lengths = b"18446744073709551615\nx";
            fails(at_once(documents, lengths), ErrorKind::InvalidData)
        },
    },
];

/// What comes of a peer that sends each document when it is told to.
fn waiting(documents: Documents, sent: &[&[u8]]) -> io::Result<Vec<Vec<u8>>> {
    let (near, far) = connected_pair().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            // Whether anybody has taken it all, the result will tell.
            let _ = send_when_told(&far, sent);
            let _ = far.shutdown(Shutdown::Write);
        });
        // Closed when it has returned, so that no peer waits in vain.
        let mut near = Buffered::new(near, Buffers::default());
        documents(&mut near)
    })
}

fn send_when_told(mut far: &TcpStream, documents: &[&[u8]]) -> io::Result<()> {
    let mut answers = BufReader::new(far).lines();
    for document in documents {
        writeln!(far, "{}", document.len())?;
        if answers.next().transpose()?.as_deref() != Some("go") {
            break;
        }
        far.write_all(document)?;
    }
    Ok(())
}

/// What comes of a peer that sends everything, and ends its side.
fn at_once(documents: Documents, all: &[u8]) -> io::Result<Vec<Vec<u8>>> {
    let (near, mut far) = connected_pair().unwrap();
    far.write_all(all).unwrap();
    far.shutdown(Shutdown::Write).unwrap();
    documents(&mut Buffered::new(near, Buffers::default()))
}

fn compare(
    result: io::Result<Vec<Vec<u8>>>,
    expected: &[&[u8]],
) -> Result<(), String> {
    match result {
        Ok(documents) if documents == expected => Ok(()),
        Ok(documents) => Err(format!(
            "the peer sends {}, and `documents` returns {}",
            shown(expected),
            shown(&documents)
        )),
        Err(error) => Err(format!("`documents` returns an error: {error}")),
    }
}

fn shown(documents: &[impl AsRef<[u8]>]) -> String {
    let documents: Vec<String> = documents
        .iter()
        .map(|document| format!("\"{}\"", document.as_ref().escape_ascii()))
        .collect();
    match documents.as_slice() {
        [] => "nothing".to_owned(),
        documents => documents.join(", "),
    }
}

fn fails(
    result: io::Result<Vec<Vec<u8>>>,
    expected: ErrorKind,
) -> Result<(), String> {
    match result {
        Err(error) if error.kind() == expected => Ok(()),
        Err(error) => Err(format!(
            "`documents` returns an error of the kind {:?}: {error}",
            error.kind()
        )),
        Ok(documents) => Err(format!(
            "`documents` returns {} and no error",
            shown(&documents)
        )),
    }
}
