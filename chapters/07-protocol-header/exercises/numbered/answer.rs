//! Answers that come in any order.
//!
//! Give each request a number, in a header field `id` (in
//! `request.header.others`) that no other has, and send all of them. The server
//! copies the field into the answer, and sends each answer when it has it. Return the
//! answers in the order of the requests.
//!
//! An answer without a number, with one that you haven't given, or to what has been
//! answered already is an error of the kind `InvalidData`, and the end before the last
//! answer one of the kind `UnexpectedEof`. Errors of the connection are returned.
//!
//! Try your answer: `cargo test -p chapter7 --test exercises numbered`

use std::io::{self, ErrorKind};

use app_protocol::Message;
use app_protocol::stream::MessageStream;
use echo_server::limits::LimitedStream;

/// The answers to `requests`, in their order, in whichever order they come.
pub fn numbered(
    stream: &mut MessageStream<LimitedStream>,
    requests: &[Message],
) -> io::Result<Vec<Message>> {
    stream.write_messages(requests)?;
    let mut answers = Vec::new();
    for _ in requests {
        let answer = stream.read_message().map_err(io::Error::other)?;
        answers.push(answer.ok_or(ErrorKind::UnexpectedEof)?);
    }
    Ok(answers)
}
