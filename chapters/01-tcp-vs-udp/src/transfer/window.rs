//! A sliding window: several frames on their way at once.

use std::time::Duration;

use super::outgoing::{Outgoing, Parts, Sent, Step};
use super::patience::Patience;

/// A sender with up to `window` frames on their way that are not acknowledged.
///
/// If one is lost, it and all behind it are sent again (*go back N*), since the
/// receiver takes no frame too early. With a window of 1, it is stop-and-wait.
#[derive(Debug)]
// ANCHOR: window
pub struct WindowSender {
    parts: Parts,
    patience: Patience,
    window: u32,
    /// The oldest frame that isn't acknowledged: all before it are.
    oldest: u32,
    /// The next frame to send.
    next: u32,
    /// All before this one were sent at least once.
    unsent: u32,
    /// How often the oldest was sent, and until when it is waited for.
    tries: u32,
    until: Duration,
    sent: Sent,
}
// ANCHOR_END: window

impl WindowSender {
    /// Has yet to send the first frame. A window of 0 is one of 1.
    #[must_use]
    pub fn new(parts: Parts, patience: Patience, window: u32) -> Self {
        Self {
            parts,
            patience,
            window: window.max(1),
            oldest: 0,
            next: 0,
            unsent: 0,
            tries: 0,
            until: Duration::ZERO,
            sent: Sent::default(),
        }
    }
}

impl Outgoing for WindowSender {
    // ANCHOR: poll
    fn poll(&mut self, now: Duration) -> Step {
        if self.oldest == self.parts.count() {
            return Step::Finished;
        }
        let is_waiting = self.next > self.oldest;
        if is_waiting && now >= self.until {
            self.next = self.oldest; // go back
        }
        let end = self
            .oldest
            .saturating_add(self.window)
            .min(self.parts.count());
        if self.next < end {
            self.send(now)
        } else {
            Step::WaitUntil(self.until)
        }
    }
    // ANCHOR_END: poll

    // ANCHOR: receive
    fn receive(&mut self, now: Duration, datagram: &[u8]) {
        let Some(acknowledged) = self.parts.acknowledged(datagram) else {
            return;
        };
        if !(self.oldest..self.unsent).contains(&acknowledged) {
            self.sent.nothing_new = self.sent.nothing_new.saturating_add(1);
            return;
        }
        self.oldest = acknowledged.saturating_add(1);
        self.next = self.next.max(self.oldest);
        // The oldest is now another one, which was sent once or not at all.
        self.tries = u32::from(self.next > self.oldest);
        let wait = self.patience.after(1).unwrap_or_default();
        self.until = now.saturating_add(wait);
    }
    // ANCHOR_END: receive

    fn sent(&self) -> Sent {
        self.sent
    }
}

impl WindowSender {
    fn send(&mut self, now: Duration) -> Step {
        if self.next == self.oldest {
            self.tries = self.tries.saturating_add(1);
            let Some(wait) = self.patience.after(self.tries) else {
                return Step::GivenUp;
            };
            self.until = now.saturating_add(wait);
        }
        self.sent.count(self.next == self.unsent);
        let frame = self.parts.frame(self.next);
        self.next = self.next.saturating_add(1);
        self.unsent = self.unsent.max(self.next);
        Step::Send(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::frame::{Frame, LARGEST_PAYLOAD};
    use crate::transfer::patience::{FIRST_WAIT, TRIES};

    const START: Duration = Duration::ZERO;

    /// Has ten frames to send, four at a time.
    fn sender() -> WindowSender {
        let parts = Parts::new(7, vec![0; 10 * LARGEST_PAYLOAD]).unwrap();
        WindowSender::new(parts, Patience::default(), 4)
    }

    /// The numbers of the frames that it sends without waiting.
    fn burst(sender: &mut WindowSender, now: Duration) -> Vec<u32> {
        let mut numbers = Vec::new();
        while let Step::Send(frame) = sender.poll(now) {
            let Ok(Frame::Data { part, .. }) = Frame::decode(&frame) else {
                panic!("no data");
            };
            numbers.push(part.number);
        }
        numbers
    }

    fn acknowledge(sender: &mut WindowSender, now: Duration, number: u32) {
        let frame = Frame::Acknowledgement {
            transfer: 7,
            number,
        };
        sender.receive(now, &frame.encode());
    }

    #[test]
    fn an_acknowledgement_moves_the_window() {
        let mut sender = sender();
        assert_eq!(burst(&mut sender, START), [0, 1, 2, 3]);
        acknowledge(&mut sender, START, 0);
        assert_eq!(burst(&mut sender, START), [4]);
        acknowledge(&mut sender, START, 3); // and so 1 and 2
        assert_eq!(burst(&mut sender, START), [5, 6, 7]);
        acknowledge(&mut sender, START, 7);
        assert_eq!(burst(&mut sender, START), [8, 9]);
        acknowledge(&mut sender, START, 9);
        assert_eq!(sender.poll(START), Step::Finished);
        assert_eq!(sender.sent().frames, 10);
    }

    #[test]
    fn after_a_loss_it_goes_back() {
        let mut sender = sender();
        burst(&mut sender, START);
        acknowledge(&mut sender, START, 1);
        assert_eq!(burst(&mut sender, START), [4, 5]);
        assert_eq!(burst(&mut sender, FIRST_WAIT), [2, 3, 4, 5]);
        // An answer to what was sent before may still come.
        acknowledge(&mut sender, FIRST_WAIT, 4);
        assert_eq!(burst(&mut sender, FIRST_WAIT), [6, 7, 8]);
        assert_eq!(
            sender.sent(),
            Sent {
                frames: 9,
                again: 4,
                nothing_new: 0
            }
        );
    }

    #[test]
    fn an_answer_to_what_was_sent_before_it_went_back_counts() {
        let mut sender = sender();
        burst(&mut sender, START);
        let Step::Send(_) = sender.poll(FIRST_WAIT) else {
            panic!("it doesn't go back");
        };
        acknowledge(&mut sender, FIRST_WAIT, 2);
        assert_eq!(burst(&mut sender, FIRST_WAIT), [3, 4, 5, 6]);
        assert_eq!(
            sender.sent(),
            Sent {
                frames: 7,
                again: 2,
                nothing_new: 0
            }
        );
    }

    #[test]
    fn each_acknowledgement_lets_the_wait_begin_anew() {
        let (mut sender, later) = (sender(), FIRST_WAIT / 2);
        burst(&mut sender, START);
        acknowledge(&mut sender, later, 0);
        burst(&mut sender, later);
        assert_eq!(sender.poll(later), Step::WaitUntil(later + FIRST_WAIT));
    }

    #[test]
    fn that_the_oldest_was_sent_behind_another_is_its_first_try() {
        let mut sender = sender();
        assert_eq!(burst(&mut sender, START), [0, 1, 2, 3]);
        acknowledge(&mut sender, START, 0);
        let (mut now, mut sendings) = (START, 1);
        loop {
            match sender.poll(now) {
                Step::Send(_) => sendings += usize::from(sender.next == 2),
                Step::WaitUntil(until) => now = until,
                Step::GivenUp => break,
                Step::Finished => panic!("the second was never acknowledged"),
            }
        }
        assert_eq!(sendings, TRIES as usize);
    }

    #[test]
    fn what_was_not_sent_cannot_be_acknowledged() {
        let mut sender = sender();
        burst(&mut sender, START);
        acknowledge(&mut sender, START, 4);
        assert_eq!(sender.poll(START), Step::WaitUntil(FIRST_WAIT));
        assert_eq!(sender.sent().nothing_new, 1);
    }

    #[test]
    fn it_gives_up_when_the_oldest_was_sent_too_often() {
        let (mut sender, mut now) = (sender(), START);
        for _ in 0..TRIES {
            assert_eq!(burst(&mut sender, now), [0, 1, 2, 3]);
            now = sender.until;
        }
        assert_eq!(sender.poll(now), Step::GivenUp);
        assert_eq!(sender.poll(now), Step::GivenUp);
    }

    #[test]
    fn a_window_of_1_is_stop_and_wait() {
        let parts = Parts::new(7, vec![0; 2 * LARGEST_PAYLOAD]).unwrap();
        let mut sender = WindowSender::new(parts, Patience::default(), 0);
        assert_eq!(burst(&mut sender, START), [0]);
        acknowledge(&mut sender, START, 0);
        assert_eq!(burst(&mut sender, START), [1]);
    }
}
