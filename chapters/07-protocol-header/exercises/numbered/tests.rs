//! What is asked of `numbered`.

use std::io::{self, ErrorKind};
use std::thread;

use app_protocol::json::Value;
use app_protocol::stream::{MESSAGE_TIME, MessageStream};
use app_protocol::{Limits, Message};
use echo_server::limits::{self, LimitedStream};
use tcp_vs_udp::loopback::connected_pair;

use crate::cases::Case;

type Stream = MessageStream<LimitedStream>;

pub type Numbered = fn(&mut Stream, &[Message]) -> io::Result<Vec<Message>>;

/// What the server says when it has read all requests.
#[derive(Debug, Clone, Copy)]
enum Say {
    /// The answer to the request at this place.
    To(usize),
    /// The same without its number.
    Unnumbered(usize),
    /// An answer with a number that no request has.
    ToNobody,
}

use Say::{To, ToNobody, Unnumbered};

pub const CASES: &[Case<Numbered>] = &[
    Case {
        name: "three answers, in order",
        check: |numbered| expect(numbered, &[To(0), To(1), To(2)], Ok(())),
    },
    Case {
        name: "the last answer first",
        check: |numbered| expect(numbered, &[To(2), To(0), To(1)], Ok(())),
    },
    Case {
        name: "no request",
        check: |numbered| expect(numbered, &[], Ok(())),
    },
    Case {
        name: "an answer without a number",
        check: |numbered| {
            let said = &[To(1), Unnumbered(0)];
            expect(numbered, said, Err(ErrorKind::InvalidData))
        },
    },
    Case {
        name: "an answer to nobody",
        check: |numbered| {
            let said = &[ToNobody, To(0)];
            expect(numbered, said, Err(ErrorKind::InvalidData))
        },
    },
    Case {
        name: "the same answer twice",
        check: |numbered| {
            let said = &[To(1), To(1)];
            expect(numbered, said, Err(ErrorKind::InvalidData))
        },
    },
    Case {
        name: "the end before the last answer",
        check: |numbered| {
            let said = &[To(2), To(1)];
            let (answered, _) = converse(numbered, 3, said)?;
            compare(answered, Err(ErrorKind::UnexpectedEof), &[])
        },
    },
];

/// As many requests as something is said of them.
fn expect(
    numbered: Numbered,
    said: &'static [Say],
    expected: Result<(), ErrorKind>,
) -> Result<(), String> {
    let (answered, requests) = converse(numbered, said.len(), said)?;
    compare(answered, expected, &requests)
}

fn compare(
    answered: io::Result<Vec<Message>>,
    expected: Result<(), ErrorKind>,
    requests: &[Message],
) -> Result<(), String> {
    match (answered, expected) {
        (Ok(answers), Ok(())) => {
            let contents = |messages: &[Message]| -> Vec<String> {
                let texts = messages.iter();
                texts.map(|message| text(&message.content)).collect()
            };
            let (answers, requests) = (contents(&answers), contents(requests));
            match answers == requests {
                true => Ok(()),
                false => Err(format!("expected {requests:?}, and got {answers:?}")),
            }
        }
        (Err(error), Err(kind)) if error.kind() == kind => Ok(()),
        (Ok(answers), Err(kind)) => Err(format!(
            "expected the error \"{kind}\", and it returns {} answers",
            answers.len()
        )),
        (Err(error), Ok(())) => Err(format!("expected the answers, got: {error}")),
        (Err(error), Err(kind)) => {
            Err(format!("expected the error \"{kind}\", got: {error}"))
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Makes so many requests of a server that says `said`, and returns them too. An
/// answer has the content of its request.
fn converse(
    numbered: Numbered,
    count: usize,
    said: &'static [Say],
) -> Result<(io::Result<Vec<Message>>, Vec<Message>), String> {
    let requests: Vec<Message> = (0..count)
        .map(|number| {
            let content = format!("request {number}").into_bytes();
            Message::binary("text/plain", content)
        })
        .collect();
    let (near, far) = connected_pair().unwrap();
    let [mut near, mut far] = [near, far].map(|stream| {
        let stream = LimitedStream::new(stream, limits::Limits::default());
        MessageStream::new(stream.unwrap(), Limits::default(), MESSAGE_TIME)
    });
    let server = thread::spawn(move || serve(&mut far, count, said));
    let answered = numbered(&mut near, &requests);
    drop(near);
    server.join().unwrap()?;
    Ok((answered, requests))
}

fn serve(far: &mut Stream, count: usize, said: &[Say]) -> Result<(), String> {
    let mut heard = Vec::new();
    while heard.len() < count {
        let request = far.read_message().map_err(|error| error.to_string())?;
        heard.push(request.ok_or("not all requests are sent")?);
    }
    heard.sort_by(|one, other| one.content.cmp(&other.content));
    let ids: Vec<&Value> = heard.iter().filter_map(id).collect();
    if ids.len() < count {
        return Err("a request has no `id`".to_owned());
    }
    if (1..ids.len()).any(|at| ids[..at].contains(&ids[at])) {
        return Err("two requests have the same `id`".to_owned());
    }
    for say in said {
        let answer = match *say {
            To(place) => heard[place].clone(),
            Unnumbered(place) => {
                let mut answer = heard[place].clone();
                answer.header.others.clear();
                answer
            }
            ToNobody => {
                let mut answer = heard[0].clone();
                let id = ("id".to_owned(), Value::from(1_000_000_007));
                answer.header.others = vec![id];
                answer
            }
        };
        // Whoever has found an error may have gone.
        let _ = far.write_message(&answer);
    }
    Ok(())
}

fn id(message: &Message) -> Option<&Value<'static>> {
    let mut others = message.header.others.iter();
    let (_, id) = others.find(|(name, _)| name == "id")?;
    Some(id)
}
