//! What each call returns when the peer is gone, in a table.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;

use super::gone::{Gone, until_broken};
use super::{cell, line};

/// A call, and what it returned in a word.
type Call = fn(&TcpStream) -> String;

/// The calls of a connected socket, each of which is made on a connection of its own.
// ANCHOR: calls
const CALLS: [(&str, Call); 6] = [
    ("read", |mut near| cell(&near.read(&mut [0; 16]))),
    ("peek", |near| cell(&near.peek(&mut [0; 16]))),
    ("write", |mut near| cell(&near.write(b"hello"))),
    ("take_error", |near| match near.take_error() {
        Ok(Some(error)) => format!("{:?}", error.kind()),
        none => cell(&none),
    }),
    ("shutdown", |near| cell(&near.shutdown(Shutdown::Write))),
    ("peer_addr", |near| {
        cell(&near.peer_addr().map(|peer| peer.ip()))
    }),
];
// ANCHOR_END: calls

/// Makes each call on connections that have ended in each way, and returns a table
/// of what they said: the first time, and when they are made once more.
///
/// # Errors
/// The system has no port, descriptor or thread left.
pub fn table() -> io::Result<Vec<String>> {
    let heads = Gone::ALL.iter().map(|gone| gone.name());
    let mut first = vec![line("", heads)];
    let mut again = vec![String::new(), "the same call once more".to_owned()];
    for (name, results) in all_at_once()? {
        first.push(line(name, results.iter().map(|(first, _)| first)));
        again.push(line(name, results.iter().map(|(_, again)| again)));
    }
    first.append(&mut again);
    Ok(first)
}

/// What a call said the first time and the second, on each of the connections.
type Results = Vec<(String, String)>;

/// Side by side, since some of the connections take a second to end.
fn all_at_once() -> io::Result<Vec<(&'static str, Results)>> {
    thread::scope(|scope| {
        let rows = CALLS.map(|(name, call)| (name, scope.spawn(move || row(call))));
        rows.into_iter()
            .map(|(name, row)| {
                let row = row.join().unwrap_or(Err(ErrorKind::Other.into()));
                Ok((name, row?))
            })
            .collect()
    })
}

fn row(call: Call) -> io::Result<Results> {
    Gone::ALL.iter().map(|gone| twice(*gone, call)).collect()
}

fn twice(gone: Gone, call: Call) -> io::Result<(String, String)> {
    let (near, _far) = gone.make()?;
    let first = call(&near);
    if gone == Gone::Closed && first == "Ok(5)" {
        until_broken(&near)?; // What was written is answered with RST.
    }
    Ok((first, call(&near)))
}
