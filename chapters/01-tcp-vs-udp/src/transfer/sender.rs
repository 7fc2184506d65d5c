//! Stop-and-wait, the side that sends: one frame at a time.

use std::time::Duration;

use super::outgoing::{Outgoing, Parts, Sent, Step};
use super::patience::Patience;

/// A sender that waits for the acknowledgement of a frame before it sends the
/// next.
///
/// ```
/// use std::time::Duration;
/// use tcp_vs_udp::transfer::outgoing::{Outgoing, Parts, Step};
/// use tcp_vs_udp::transfer::patience::Patience;
/// use tcp_vs_udp::transfer::sender::Sender;
///
/// let parts = Parts::new(7, b"hello".to_vec())?;
/// let mut sender = Sender::new(parts, Patience::default());
/// let begin = Duration::ZERO;
/// let Step::Send(first) = sender.poll(begin) else { panic!() };
/// let Step::WaitUntil(timeout) = sender.poll(begin) else { panic!() };
/// // Nobody answers, so the same frame is sent again.
/// assert_eq!(sender.poll(timeout), Step::Send(first));
/// # Ok::<(), tcp_vs_udp::transfer::outgoing::TooLarge>(())
/// ```
#[derive(Debug)]
pub struct Sender {
    parts: Parts,
    patience: Patience,
    state: State,
    sent: Sent,
}

// ANCHOR: state
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A frame is to be sent, after so many times before.
    ToSend { number: u32, tries: u32 },
    /// A frame was sent so many times, and its acknowledgement may come until
    /// then.
    Waiting {
        number: u32,
        tries: u32,
        until: Duration,
    },
    /// The last frame was acknowledged.
    Finished,
    /// A frame wasn't, however often it was sent.
    GivenUp,
}
// ANCHOR_END: state

impl Sender {
    /// Has yet to send the first frame.
    #[must_use]
    pub fn new(parts: Parts, patience: Patience) -> Self {
        Self {
            parts,
            patience,
            state: State::ToSend {
                number: 0,
                tries: 0,
            },
            sent: Sent::default(),
        }
    }
}

impl Outgoing for Sender {
    // ANCHOR: poll
    fn poll(&mut self, now: Duration) -> Step {
        match self.state {
            State::Waiting { until, .. } if now < until => Step::WaitUntil(until),
            State::ToSend { number, tries }
            | State::Waiting { number, tries, .. } => {
                self.send(now, number, tries.saturating_add(1))
            }
            State::Finished => Step::Finished,
            State::GivenUp => Step::GivenUp,
        }
    }
    // ANCHOR_END: poll

    // ANCHOR: receive
    fn receive(&mut self, _now: Duration, datagram: &[u8]) {
        let Some(acknowledged) = self.parts.acknowledged(datagram) else {
            return;
        };
        match self.state {
            State::Waiting { number, .. } if number == acknowledged => {
                let next = number.saturating_add(1);
                self.state = if next == self.parts.count() {
                    State::Finished
                } else {
                    State::ToSend {
                        number: next,
                        tries: 0,
                    }
                };
            }
            _ => self.sent.nothing_new = self.sent.nothing_new.saturating_add(1),
        }
    }
    // ANCHOR_END: receive

    fn sent(&self) -> Sent {
        self.sent
    }
}

impl Sender {
    // ANCHOR: send
    fn send(&mut self, now: Duration, number: u32, tries: u32) -> Step {
        let Some(wait) = self.patience.after(tries) else {
            self.state = State::GivenUp;
            return Step::GivenUp;
        };
        let until = now.saturating_add(wait);
        self.state = State::Waiting {
            number,
            tries,
            until,
        };
        self.sent.count(tries == 1);
        Step::Send(self.parts.frame(number))
    }
    // ANCHOR_END: send
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::frame::{Frame, LARGEST_PAYLOAD};
    use crate::transfer::patience::{FIRST_WAIT, TRIES};

    /// Has two frames to send.
    fn sender() -> Sender {
        let parts = Parts::new(7, vec![0; LARGEST_PAYLOAD + 1]).unwrap();
        Sender::new(parts, Patience::default())
    }

    fn acknowledgement(transfer: u64, number: u32) -> Vec<u8> {
        Frame::Acknowledgement { transfer, number }.encode()
    }

    #[test]
    fn one_frame_is_on_its_way_at_a_time() {
        let (mut sender, now) = (sender(), Duration::ZERO);
        assert_eq!(sender.poll(now), Step::Send(sender.parts.frame(0)));
        assert_eq!(sender.poll(now), Step::WaitUntil(FIRST_WAIT));
        sender.receive(now, &acknowledgement(7, 0));
        assert_eq!(sender.poll(now), Step::Send(sender.parts.frame(1)));
        sender.receive(now, &acknowledgement(7, 1));
        assert_eq!(sender.poll(now), Step::Finished);
        assert_eq!(
            sender.sent(),
            Sent {
                frames: 2,
                again: 0,
                nothing_new: 0
            }
        );
    }

    #[test]
    fn what_does_not_acknowledge_this_frame_changes_nothing() {
        let (mut sender, now) = (sender(), Duration::ZERO);
        sender.poll(now);
        sender.receive(now, &acknowledgement(7, 0));
        sender.poll(now);
        let frame = sender.parts.frame(1);
        let (late, early, old) = ((7, 0), (7, 2), (6, 1));
        for (transfer, number) in [late, early, old] {
            sender.receive(now, &acknowledgement(transfer, number));
        }
        for datagram in [&b""[..], b"hello", &frame] {
            sender.receive(now, datagram);
        }
        assert_eq!(sender.poll(now), Step::WaitUntil(FIRST_WAIT));
        assert_eq!(sender.sent().nothing_new, 2);
    }

    #[test]
    fn each_wait_is_longer_and_their_number_is_bounded() {
        let (mut sender, mut now) = (sender(), Duration::ZERO);
        let mut waits = Vec::new();
        for _ in 0..TRIES {
            assert!(matches!(sender.poll(now), Step::Send(_)));
            let Step::WaitUntil(until) = sender.poll(now) else {
                panic!("it doesn't wait");
            };
            waits.push((until - now).as_millis());
            now = until;
        }
        assert_eq!(sender.poll(now), Step::GivenUp);
        assert_eq!(waits[..5], [200, 400, 800, 1600, 1600]);
    }

    #[test]
    fn each_frame_begins_with_new_patience() {
        let mut sender = sender();
        sender.poll(Duration::ZERO);
        sender.poll(FIRST_WAIT);
        sender.receive(FIRST_WAIT, &acknowledgement(7, 0));
        sender.poll(FIRST_WAIT);
        assert_eq!(sender.poll(FIRST_WAIT), Step::WaitUntil(FIRST_WAIT * 2));
    }
}
