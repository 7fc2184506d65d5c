//! What is answered to the bytes of one connection. It does no I/O: what to read, what
//! to write, and when, is chapter 6's part.

use std::borrow::Cow;
use std::mem;
use std::sync::Arc;

use echo_server::ending::Ending;
use selector::server::protocol::{Needs, Protocol};

use crate::service::{self, Refreshed, Service};
use crate::{Decoder, Error, Limits, Message};

// ANCHOR: turn
/// 16 KiB of answers, a hundred or so of the usual size, are enough for one turn. Then
/// it's the others' turn, even if this peer has sent a thousand requests at once.
const TURN: usize = 16 * 1024;
// ANCHOR_END: turn

/// One conversation in messages: from what a peer sends to what it is sent.
///
/// ```
/// use std::sync::Arc;
/// use app_protocol::dictionary::Dictionary;
/// use app_protocol::server::messages::Messages;
/// use app_protocol::service::Service;
/// use app_protocol::{Limits, Message};
/// use selector::server::protocol::Protocol;
///
/// let service = Arc::new(Service::new(Dictionary::built_in()));
/// let mut messages = Messages::new(service, Limits::default(), |_| {});
/// let mut request = Vec::new();
/// Message::binary("text/plain", b"hello".to_vec()).encode(&mut request)?;
/// let (last, others) = request.split_last().unwrap();
///
/// assert_eq!(messages.answer(others), []);
/// let answer = messages.answer(&[*last]);
/// assert!(answer.ends_with(b"First 10 bytes of request: hello"));
/// # Ok::<(), app_protocol::Error>(())
/// ```
#[derive(Debug, Clone)]
// ANCHOR: messages
pub struct Messages {
    shared: Arc<Shared>,
    state: State,
    /// How many of the peer's bytes were decoded, and how many of them answered.
    decoded: u64,
    answered: u64,
    /// So many bytes have to be taken in time.
    due: u64,
}

#[derive(Debug, Clone)]
enum State {
    /// All that came was answered.
    Between,
    /// A part of the next message has come.
    Amid(Box<Decoder>),
    /// There are more requests than are answered in a turn: these bytes.
    Ahead(Box<[u8]>),
    /// What comes now has no meaning any more.
    Over(Ending),
}
// ANCHOR_END: messages

/// What all conversations have in common.
#[derive(Debug)]
struct Shared {
    service: Arc<Service>,
    limits: Limits,
    tell: fn(Refreshed),
}

/// What a peer has to do in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: duty
pub enum Duty {
    /// To send the rest of a message.
    Send {
        /// The one behind so many bytes.
        behind: u64,
    },
    /// To take what was there for it when its time began.
    Take {
        /// So many bytes of answers, from the first of all.
        up_to: u64,
    },
}
// ANCHOR_END: duty

impl Messages {
    /// A conversation in which nothing was said yet. Messages beyond `limits` are
    /// refused, the others answered by `service`; when its dictionary has changed, that
    /// is told.
    #[must_use]
    pub fn new(service: Arc<Service>, limits: Limits, tell: fn(Refreshed)) -> Self {
        Self {
            shared: Arc::new(Shared {
                service,
                limits,
                tell,
            }),
            state: State::Between,
            decoded: 0,
            answered: 0,
            due: 0,
        }
    }

    /// Answers the messages that `bytes` have come to the end of, as many as are good
    /// for one turn.
    // ANCHOR: go-on
    fn go_on(
        &mut self,
        mut decoder: Box<Decoder>,
        mut bytes: &[u8],
        answers: &mut Vec<u8>,
    ) -> State {
        while answers.len() < TURN {
            let before = bytes.len();
            let decoded = decoder.feed(&mut bytes);
            self.count(before.saturating_sub(bytes.len()));
            let answered = match decoded {
                Ok(Some(request)) => self.answer_one(&request, answers),
                Ok(None) if decoder.is_between_messages() => return State::Between,
                Ok(None) => return State::Amid(decoder),
                Err(error) => Err(error),
            };
            if let Err(error) = answered {
                return refuse(&error, Ending::Refused, answers);
            }
        }
        match bytes {
            [] => State::Between,
            bytes => State::Ahead(bytes.into()),
        }
    }

    fn answer_one(
        &mut self,
        request: &Message,
        answers: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.answered = self.decoded;
        self.shared.service.answer(request).encode(answers)
    }
    // ANCHOR_END: go-on

    fn count(&mut self, decoded: usize) {
        self.decoded = self.decoded.saturating_add(decoded as u64);
    }
}

/// Says why there is no answer, and ends the conversation.
// ANCHOR: refuse
fn refuse(error: &Error, ending: Ending, answers: &mut Vec<u8>) -> State {
    // Its header is a short one of ours, so there is nothing that could fail.
    let _ = service::refusal(error).encode(answers);
    State::Over(ending)
}
// ANCHOR_END: refuse

impl Protocol for Messages {
    type Duty = Duty;

    // ANCHOR: answer
    fn answer<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        if let Some(refreshed) = self.shared.service.refresh() {
            (self.shared.tell)(refreshed);
        }
        let decoder = || Box::new(Decoder::new(self.shared.limits));
        let mut answers = Vec::new();
        self.state = match mem::replace(&mut self.state, State::Between) {
            State::Between => self.go_on(decoder(), bytes, &mut answers),
            State::Amid(decoder) => self.go_on(decoder, bytes, &mut answers),
            State::Ahead(held) => self.go_on(decoder(), &held, &mut answers),
            over @ State::Over(_) => over,
        };
        Cow::Owned(answers)
    }
    // ANCHOR_END: answer

    // ANCHOR: needs
    fn needs(&self) -> Needs {
        match self.state {
            State::Between | State::Amid(_) => Needs::Bytes,
            State::Ahead(_) => Needs::Turn,
            State::Over(ending) => Needs::Nothing(ending),
        }
    }
    // ANCHOR_END: needs

    // ANCHOR: end
    fn end(&mut self) -> Vec<u8> {
        let mut last_words = Vec::new();
        if let State::Amid(decoder) = &self.state
            && let Err(error) = decoder.finish()
        {
            self.state = refuse(&error, Ending::CutOff, &mut last_words);
        }
        last_words
    }
    // ANCHOR_END: end

    fn answered(&self, _sent: u64) -> u64 {
        self.answered
    }

    // ANCHOR: when-due
    fn duty(&mut self, sent: u64, unsent: usize) -> Option<Duty> {
        if unsent > 0 {
            if self.due <= sent {
                self.due = sent.saturating_add(unsent as u64);
            }
            return Some(Duty::Take { up_to: self.due });
        }
        match self.state {
            State::Amid(_) => Some(Duty::Send {
                behind: self.answered,
            }),
            _ => None,
        }
    }
    // ANCHOR_END: when-due
}
