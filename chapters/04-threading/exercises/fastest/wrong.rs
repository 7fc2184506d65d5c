//! Threads that borrow the question.

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
    thread::scope(|scope| {
        for &server in servers {
            let sender = sender.clone();
            scope.spawn(move || {
                if let Ok(answer) = ask(server, question, patience) {
                    let _ = sender.send(answer);
                }
            });
        }
        drop(sender);
        answers.recv().ok()
    })
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
