//! A thread for each server, none of which is waited for.

use std::io::{self, BufReader, Write};
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
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
    let (sender, answers) = mpsc::channel();
    for &server in servers {
        let (sender, question) = (sender.clone(), question.to_owned());
        let spawned = thread::Builder::new().spawn(move || {
            if let Ok(answer) = ask(server, &question, patience) {
                // Whoever has the first doesn't want the second.
                let _ = sender.send(answer);
            }
        });
        if spawned.is_err() {
            break; // those who are asked may do
        }
    }
    drop(sender);
    answers.recv().ok()
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
