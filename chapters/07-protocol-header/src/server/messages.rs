//! What is answered to the bytes of one connection. It has no socket: to read and to
//! write, and when, is chapter 6's part.

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
/// let (beginning, end) = request.split_at(20);
///
/// assert!(messages.answer(beginning).is_empty());
/// let answer = messages.answer(end);
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
    // ANCHOR_END: go-on

    fn answer_one(
        &mut self,
        request: &Message,
        answers: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.answered = self.decoded;
        self.shared.service.answer(request).encode(answers)
    }

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

    fn needs(&self) -> Needs {
        match self.state {
            State::Between | State::Amid(_) => Needs::Bytes,
            State::Ahead(_) => Needs::Turn,
            State::Over(ending) => Needs::Nothing(ending),
        }
    }

    fn end(&mut self) -> Vec<u8> {
        let mut last_words = Vec::new();
        if let State::Amid(decoder) = &self.state
            && let Err(error) = decoder.finish()
        {
            self.state = refuse(&error, Ending::CutOff, &mut last_words);
        }
        last_words
    }

    fn answered(&self, _sent: u64) -> u64 {
        self.answered
    }

    // ANCHOR: when-due
    fn duty(&mut self, sent: u64, unsent: usize) -> Option<Duty> {
        let waiting = match self.state {
            // For the next answer too, there has to be room.
            State::Ahead(_) => unsent.max(1),
            _ => unsent,
        };
        if waiting > 0 {
            if self.due <= sent {
                self.due = sent.saturating_add(waiting as u64);
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

#[cfg(test)]
mod tests {
    use selector::server::connection::Connection;

    use super::*;
    use crate::dictionary::Dictionary;
    use crate::request;

    fn messages() -> Messages {
        let service = Arc::new(Service::new(Dictionary::built_in()));
        Messages::new(service, Limits::default(), |_| {})
    }

    fn bytes_of(messages: &[Message]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for message in messages {
            message.encode(&mut bytes).unwrap();
        }
        bytes
    }

    fn searches(number: usize) -> Vec<u8> {
        let searches: Vec<Message> = (0..number)
            .map(|number| request::search(&number.to_string()))
            .collect();
        bytes_of(&searches)
    }

    /// The results in what a server sends.
    fn results(mut bytes: &[u8]) -> Vec<String> {
        let mut decoder = Decoder::new(Limits::default());
        let mut results = Vec::new();
        while let Some(answer) = decoder.feed(&mut bytes).unwrap() {
            let text = String::from_utf8(answer.content).unwrap();
            let text = text.strip_prefix("{\"result\":\"").unwrap();
            results.push(text.strip_suffix("\"}").unwrap().to_owned());
        }
        decoder.finish().unwrap();
        results
    }

    /// What the first so many searches find.
    fn no_matches(number: usize) -> Vec<String> {
        (0..number)
            .map(|number| format!("No match for '{number}'."))
            .collect()
    }

    #[test]
    fn no_cut_makes_a_difference() {
        let requests = searches(3);
        for at in 0..=requests.len() {
            let (left, right) = requests.split_at(at);
            let mut messages = messages();
            let mut answers = messages.answer(left).into_owned();
            answers.extend(&*messages.answer(right));
            assert_eq!(results(&answers), no_matches(3), "cut at {at}");
            assert_eq!(messages.answered(0), requests.len() as u64);
            assert!(messages.end().is_empty());
        }
    }

    #[test]
    fn one_byte_at_a_time_is_enough() {
        let mut messages = messages();
        let mut answers = Vec::new();
        for byte in searches(2).chunks(1) {
            answers.extend(&*messages.answer(byte));
        }
        assert_eq!(results(&answers), no_matches(2));
    }

    #[test]
    fn a_thousand_requests_at_once_take_several_turns() {
        let requests = searches(1000);
        let mut messages = messages();
        let mut answers = messages.answer(&requests).into_owned();
        let mut turns = 1;
        while messages.needs() == Needs::Turn {
            let turn = messages.answer(&[]);
            assert!(turn.len() < TURN + 200, "{}", turn.len());
            answers.extend(&*turn);
            turns += 1;
        }
        assert_eq!(messages.needs(), Needs::Bytes);
        assert_eq!(results(&answers), no_matches(1000));
        assert_eq!(turns, answers.len().div_ceil(TURN));
    }

    #[test]
    fn a_turn_that_ends_with_the_bytes_is_the_last() {
        let mut messages = messages();
        let mut requests = Vec::new();
        let mut answers = 0;
        while answers < TURN {
            requests.extend(searches(1));
            answers += messages.answer(&searches(1)).len();
        }
        messages.answer(&requests);
        assert_eq!(messages.needs(), Needs::Bytes);
    }

    #[test]
    fn what_came_before_a_fault_is_answered_and_nothing_behind_it() {
        let mut bytes = searches(2);
        let answered = bytes.len() as u64;
        bytes.extend(b"\0\x02[]");
        bytes.extend(searches(1));
        let mut messages = messages();
        let answers = messages.answer(&bytes);
        let mut expected = no_matches(2);
        expected.push(format!("Error: {}.", Error::NotAnObject));
        assert_eq!(results(&answers), expected);
        assert_eq!(messages.needs(), Needs::Nothing(Ending::Refused));
        assert_eq!(messages.answered(0), answered);
        assert!(messages.answer(&searches(1)).is_empty());
        assert!(messages.end().is_empty());
    }

    #[test]
    fn the_end_in_the_middle_of_a_message_is_a_truncation() {
        let request = searches(1);
        for length in 1..request.len() {
            let mut messages = messages();
            assert!(messages.answer(&request[..length]).is_empty());
            let last_words = results(&messages.end());
            assert!(last_words[0].starts_with("Error: the end came after"));
            assert_eq!(messages.needs(), Needs::Nothing(Ending::CutOff));
        }
    }

    #[test]
    fn a_message_has_its_time_from_its_first_byte_to_its_last() {
        let request = searches(1);
        let mut messages = messages();
        assert_eq!(messages.duty(0, 0), None, "nobody has to begin");
        messages.answer(&request[..1]);
        let duty = messages.duty(0, 0);
        assert!(matches!(duty, Some(Duty::Send { .. })), "{duty:?}");
        for byte in request[1..request.len() - 1].chunks(1) {
            messages.answer(byte);
            assert_eq!(messages.duty(0, 0), duty, "a byte gives it no more time");
        }
        // Its end, and the beginning of another, which has a time of its own.
        messages.answer(&[&request[request.len() - 1..], &request[..1]].concat());
        let next = messages.duty(100, 0);
        assert!(next.is_some() && next != duty);
        messages.answer(&request[1..]);
        assert_eq!(messages.duty(200, 0), None);
    }

    #[test]
    fn what_waits_has_to_be_taken_in_time_and_what_came_later_has_more() {
        let mut messages = messages();
        let duty = messages.duty(0, 100);
        assert_eq!(duty, Some(Duty::Take { up_to: 100 }));
        assert_eq!(messages.duty(99, 5000), duty, "more waits, less is missing");
        assert_eq!(messages.duty(100, 4999), Some(Duty::Take { up_to: 5099 }));
        assert_eq!(messages.duty(5099, 0), None);
    }

    #[test]
    fn whoever_keeps_us_from_answering_has_to_make_room_in_time() {
        let mut messages = messages();
        messages.answer(&searches(1000));
        let duty = messages.duty(0, TURN);
        assert_eq!(duty, Some(Duty::Take { up_to: TURN as u64 }));
        let room = messages.duty(TURN as u64, 0);
        assert!(room.is_some() && room != duty, "{room:?}");
        assert_eq!(messages.duty(TURN as u64, 0), room);
    }

    #[test]
    fn whoever_has_answers_to_take_gains_nothing_by_sending_more() {
        let mut messages = messages();
        let duty = messages.duty(0, 100);
        for byte in searches(2).chunks(1) {
            messages.answer(byte);
            assert_eq!(messages.duty(0, 100), duty);
        }
    }

    #[test]
    fn a_connection_between_two_messages_is_small() {
        assert!(size_of::<Connection<Messages>>() <= 80);
        let mut messages = messages();
        messages.answer(&searches(3));
        assert!(matches!(messages.state, State::Between), "it holds nothing");
    }
}
