//! Several servers know the answer, and one of them may be slow, or silent.
//!
//! Ask all of them at the same time, and return the line that comes first. The
//! others aren't waited for. `None` is the answer if none of them gives one.
//!
//! Try your answer: `cargo test -p chapter4 --test exercises fastest`

use std::io::{self, BufReader, Write};
use std::net::SocketAddr;
use std::time::Duration;

use echo_server::client::connect;
use echo_server::lines::{LINE_LIMIT, LineError, read_line};

/// The first answer to `question` that comes from one of the servers, whichever.
/// None of them is waited for longer than `patience` at each step.
pub fn fastest(
    servers: &[SocketAddr],
    question: &str,
    patience: Duration,
) -> Option<String> {
    servers
        .iter()
        .find_map(|&server| ask(server, question, patience).ok())
}

/// Asks one server, and returns the line that it answers.
fn ask(
    server: SocketAddr,
    question: &str,
    patience: Duration,
) -> Result<String, LineError> {
    let stream = connect(server, patience)?;
    (&stream).write_all(format!("{question}\n").as_bytes())?;
    let answer = read_line(&mut BufReader::new(&stream), LINE_LIMIT)?;
    let answer = answer.ok_or(io::Error::from(io::ErrorKind::UnexpectedEof))?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
