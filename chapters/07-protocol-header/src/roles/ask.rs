//! The role that searches for what a person types.

use std::io;

use app_protocol::client::{Client, TIMEOUT};
use app_protocol::{DEFAULT_ADDRESS, Limits, request};
use echo_server::lines::{LINE_LIMIT, LineError, read_line};
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

use super::client::{failure, plainly};

/// Searches for each line of standard input, over one connection, until its end.
pub(super) fn search(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let mut client = Client::connect(&*address, Limits::default(), TIMEOUT)
        .map_err(|error| failure(format!("connect to {address}"), error))?;
    let mut input = io::stdin().lock();
    loop {
        let line = match read_line(&mut input, LINE_LIMIT) {
            Ok(Some(line)) | Err(LineError::Unfinished { line }) => line,
            Ok(None) => return Ok(()),
            Err(error) => {
                Err(io::Error::from(error)).tried("read what is typed")?
            }
        };
        let request = request::search(&String::from_utf8_lossy(&line));
        let answer = client.ask(&request).and_then(|answer| plainly(&answer));
        say(answer.map_err(|error| {
            failure(format!("get an answer from {address}"), error)
        })?)?;
    }
}
