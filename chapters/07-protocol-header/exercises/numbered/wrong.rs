//! Puts the answers in order when all have come.

use std::io::{self, ErrorKind};

use app_protocol::Message;
use app_protocol::json::Value;
use app_protocol::stream::MessageStream;
use echo_server::limits::LimitedStream;

/// The answers to `requests`, in their order, in whichever order they come.
pub fn numbered(
    stream: &mut MessageStream<LimitedStream>,
    requests: &[Message],
) -> io::Result<Vec<Message>> {
    let mut numbered = requests.to_vec();
    for (number, request) in numbered.iter_mut().enumerate() {
        let id = ("id".to_owned(), Value::from(number as u64));
        request.header.others.push(id);
    }
    stream.write_messages(&numbered)?;

    let mut answers = Vec::new();
    for _ in requests {
        let answer = stream.read_message().map_err(io::Error::other)?;
        let answer = answer.ok_or(ErrorKind::UnexpectedEof)?;
        match number(&answer) {
            Some(number) if number < requests.len() => {
                answers.push((number, answer));
            }
            _ => return Err(ErrorKind::InvalidData.into()),
        }
    }
    answers.sort_by_key(|(number, _)| *number);
    Ok(answers.into_iter().map(|(_, answer)| answer).collect())
}

fn number(answer: &Message) -> Option<usize> {
    let mut others = answer.header.others.iter();
    let (_, id) = others.find(|(name, _)| name == "id")?;
    id.as_number()?.as_u64()?.try_into().ok()
}
