//! Many transfers at once, and the bounds on what strangers may ask of us.

use std::net::SocketAddr;
use std::time::Duration;

use super::event::{Event, Ignored};
use super::frame::{Frame, Part};
use super::receiver::{Receiver, Taken};

/// How many transfers are received at once: each may keep 512 KiB, so that all of
/// them keep 4 MiB. Another has to try again until one of them is over.
pub const MOST_TRANSFERS: usize = 8;

/// How many finished transfers are remembered, four a second. If there are more,
/// the oldest is forgotten.
pub const MOST_FINISHED: usize = 256;

/// How long a finished transfer is remembered, so that its last frame is
/// acknowledged again and not taken for a new transfer: longer than a sender with
/// the patience of ours goes on trying, which is 22 s, or 55.5 s at the most.
// ANCHOR: linger
pub const LINGER: Duration = Duration::from_secs(60);
// ANCHOR_END: linger

/// What a sender is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long it may send nothing new.
    pub silence: Duration,
    /// How long a transfer may take.
    pub transfer: Duration,
}

impl Default for Limits {
    /// 30 s of silence, more than our sender's patience, and five minutes, so that
    /// the largest transfer arrives at 2 KB/s.
    fn default() -> Self {
        Self {
            silence: Duration::from_secs(30),
            transfer: Duration::from_secs(300),
        }
    }
}

/// All transfers that are known, received and finished.
///
/// ```
/// use std::time::Duration;
/// use tcp_vs_udp::transfer::frame::{Frame, Part};
/// use tcp_vs_udp::transfer::event::Event;
/// use tcp_vs_udp::transfer::inbox::{Inbox, Limits};
///
/// let mut inbox = Inbox::new(Limits::default());
/// let peer = "127.0.0.1:40112".parse().unwrap();
/// let part = Part { number: 0, last: true, payload: b"hello" };
/// let hello = Frame::Data { transfer: 7, part };
///
/// let outcome = inbox.receive(Duration::ZERO, peer, &hello.encode());
/// assert!(matches!(outcome.event, Some(Event::Finished { .. })));
/// // The same datagram again is answered again, and nothing else comes of it.
/// let again = inbox.receive(Duration::ZERO, peer, &hello.encode());
/// assert!(again.answer.is_some() && again.event.is_none());
/// ```
#[derive(Debug)]
pub struct Inbox {
    limits: Limits,
    transfers: Vec<Transfer>,
}

#[derive(Debug)]
struct Transfer {
    peer: SocketAddr,
    name: u64,
    receiver: Receiver,
    /// Frames that came again, or too early.
    not_expected: u64,
    /// When it has to be over.
    deadline: Duration,
    /// When it is over if nothing new comes, or forgotten if it is finished.
    until: Duration,
}

/// What comes of a datagram.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The datagram to send back, which is never longer than the one that came.
    pub answer: Option<Vec<u8>>,
    /// What there is to tell.
    pub event: Option<Event>,
}

impl Inbox {
    /// Knows no transfer yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            transfers: Vec::new(),
        }
    }

    /// Takes a datagram.
    pub fn receive(
        &mut self,
        now: Duration,
        peer: SocketAddr,
        datagram: &[u8],
    ) -> Outcome {
        let (name, part) = match Frame::decode(datagram) {
            Ok(Frame::Data { transfer, part }) => (transfer, part),
            Ok(Frame::Acknowledgement { .. }) => {
                return ignored(peer, Ignored::Acknowledgement);
            }
            Err(error) => return ignored(peer, Ignored::NotAFrame(error)),
        };
        let is_known = |known: &Transfer| known.peer == peer && known.name == name;
        let Some(index) = self.transfers.iter().position(is_known) else {
            return match part.number {
                0 => self.begin(now, peer, name, part),
                _ => ignored(peer, Ignored::Unknown),
            };
        };
        // Taken out, and put back behind the others unless it is over.
        let mut known = self.transfers.remove(index);
        let taken = known.receiver.take(part);
        self.put_back(now, known, taken)
    }

    fn begin(
        &mut self,
        now: Duration,
        peer: SocketAddr,
        name: u64,
        part: Part<'_>,
    ) -> Outcome {
        let (receiver, taken) = Receiver::begin(part);
        // One that is over at once needs no room.
        if taken == Taken::Next && self.count(false) >= MOST_TRANSFERS {
            return Outcome {
                answer: None,
                event: Some(Event::Busy { peer }),
            };
        }
        let new = Transfer {
            peer,
            name,
            receiver,
            not_expected: 0,
            deadline: now.saturating_add(self.limits.transfer),
            until: now,
        };
        let began = (taken == Taken::Next).then_some(Event::Began { peer });
        let outcome = self.put_back(now, new, taken);
        Outcome {
            event: outcome.event.or(began),
            ..outcome
        }
    }

    fn put_back(
        &mut self,
        now: Duration,
        mut transfer: Transfer,
        taken: Taken,
    ) -> Outcome {
        let peer = transfer.peer;
        let event = match taken {
            Taken::Next => {
                let silent = now.saturating_add(self.limits.silence);
                transfer.until = silent.min(transfer.deadline);
                None
            }
            Taken::Last(bytes) => {
                transfer.until = now.saturating_add(LINGER);
                self.forget_finished();
                let not_expected = transfer.not_expected;
                Some(Event::Finished {
                    peer,
                    bytes,
                    not_expected,
                })
            }
            Taken::NotExpected => {
                transfer.not_expected = transfer.not_expected.saturating_add(1);
                None
            }
            Taken::TooMuch => {
                let event = Some(Event::TooLarge { peer });
                return Outcome {
                    answer: None,
                    event,
                };
            }
        };
        let answer = Frame::Acknowledgement {
            transfer: transfer.name,
            number: transfer.receiver.newest(),
        };
        self.transfers.push(transfer);
        Outcome {
            answer: Some(answer.encode()),
            event,
        }
    }

    /// Makes room for one more, if there is none.
    fn forget_finished(&mut self) {
        if self.count(true) < MOST_FINISHED {
            return;
        }
        let finished = self.transfers.iter().enumerate();
        let finished = finished.filter(|(_, known)| known.receiver.is_finished());
        if let Some((oldest, _)) = finished.min_by_key(|(_, known)| known.until) {
            self.transfers.remove(oldest);
        }
    }

    fn count(&self, finished: bool) -> usize {
        let is_counted =
            |known: &&Transfer| known.receiver.is_finished() == finished;
        self.transfers.iter().filter(is_counted).count()
    }

    /// Ends a transfer whose time is over, and forgets finished ones. To be called
    /// until it returns `None`.
    pub fn expire(&mut self, now: Duration) -> Option<Event> {
        loop {
            let is_over = |known: &Transfer| known.until <= now;
            let index = self.transfers.iter().position(is_over)?;
            let over = self.transfers.remove(index);
            if !over.receiver.is_finished() {
                let (peer, length) = (over.peer, over.receiver.length());
                return Some(Event::TimedOut { peer, length });
            }
        }
    }

    /// When to call [`expire`](Self::expire), if there is anything to wait for.
    #[must_use]
    pub fn next_event(&self) -> Option<Duration> {
        self.transfers.iter().map(|known| known.until).min()
    }
}

fn ignored(peer: SocketAddr, reason: Ignored) -> Outcome {
    Outcome {
        answer: None,
        event: Some(Event::Ignored { peer, reason }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::frame::LARGEST_PAYLOAD;
    use crate::transfer::outgoing::LARGEST_TRANSFER;
    use crate::transfer::patience::{LONGEST_FIRST_WAIT, Patience, TRIES};

    const LIMITS: Limits = Limits {
        silence: Duration::from_secs(3),
        transfer: Duration::from_secs(10),
    };

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn peer() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 40112))
    }

    fn frame(transfer: u64, number: u32, last: bool) -> Vec<u8> {
        let part = Part {
            number,
            last,
            payload: b"hello",
        };
        Frame::Data { transfer, part }.encode()
    }

    fn acknowledgement(transfer: u64, number: u32) -> Option<Vec<u8>> {
        Some(Frame::Acknowledgement { transfer, number }.encode())
    }

    /// With as many transfers under way as there may be.
    fn full_inbox() -> Inbox {
        let mut inbox = Inbox::new(LIMITS);
        for name in 0..MOST_TRANSFERS as u64 {
            let outcome = inbox.receive(at(0), peer(), &frame(name, 0, false));
            assert_eq!(outcome.answer, acknowledgement(name, 0));
        }
        inbox
    }

    #[test]
    fn one_too_many_has_to_wait_until_another_is_over() {
        let mut inbox = full_inbox();
        let late = frame(99, 0, false);
        let outcome = inbox.receive(at(1), peer(), &late);
        assert_eq!(outcome.answer, None);
        assert_eq!(outcome.event, Some(Event::Busy { peer: peer() }));
        assert_eq!(inbox.next_event(), Some(at(3)));
        let timed_out = Event::TimedOut {
            peer: peer(),
            length: 5,
        };
        for _ in 0..MOST_TRANSFERS {
            assert_eq!(inbox.expire(at(3)), Some(timed_out.clone()));
        }
        assert_eq!(inbox.expire(at(3)), None);
        assert!(inbox.receive(at(3), peer(), &late).answer.is_some());
    }

    #[test]
    fn one_that_is_over_at_once_needs_no_room() {
        let outcome = full_inbox().receive(at(1), peer(), &frame(99, 0, true));
        assert_eq!(outcome.answer, acknowledgement(99, 0));
    }

    #[test]
    fn a_sender_that_always_sends_a_little_is_held_to_the_deadline() {
        let mut inbox = Inbox::new(LIMITS);
        for second in 0..10 {
            assert_eq!(inbox.expire(at(second)), None);
            inbox.receive(at(second), peer(), &frame(1, second as u32, false));
        }
        let event = inbox.expire(at(10)).unwrap();
        assert_eq!(
            event,
            Event::TimedOut {
                peer: peer(),
                length: 50
            }
        );
    }

    #[test]
    fn a_transfer_is_told_of_when_it_begins() {
        let mut inbox = Inbox::new(LIMITS);
        let first = inbox.receive(at(0), peer(), &frame(1, 0, false));
        assert_eq!(first.event, Some(Event::Began { peer: peer() }));
        let second = inbox.receive(at(0), peer(), &frame(1, 1, false));
        assert_eq!(second.event, None);
    }

    #[test]
    fn a_transfer_that_gets_too_large_is_forgotten_and_not_answered() {
        let mut inbox = Inbox::new(LIMITS);
        let send = |inbox: &mut Inbox, number| {
            let part = Part {
                number,
                last: false,
                payload: &[b'x'; LARGEST_PAYLOAD],
            };
            let frame = Frame::Data { transfer: 1, part };
            inbox.receive(at(0), peer(), &frame.encode())
        };
        let most = (LARGEST_TRANSFER / LARGEST_PAYLOAD) as u32;
        for number in 0..most {
            assert!(send(&mut inbox, number).answer.is_some());
        }
        let outcome = send(&mut inbox, most);
        assert_eq!(outcome.answer, None);
        assert_eq!(outcome.event, Some(Event::TooLarge { peer: peer() }));
        assert_eq!(inbox.next_event(), None);
    }

    #[test]
    fn the_next_event_is_that_of_whoever_has_been_silent_longest() {
        let mut inbox = Inbox::new(LIMITS);
        for name in [0, 1] {
            inbox.receive(at(name), peer(), &frame(name, 0, false));
        }
        assert_eq!(inbox.next_event(), Some(at(3)));
    }

    #[test]
    fn frames_in_vain_are_counted_until_the_last_has_come() {
        let mut inbox = Inbox::new(LIMITS);
        let mut finished = None;
        // Again, too early, next, and again.
        for (number, last) in [
            (0, false),
            (0, false),
            (2, true),
            (1, false),
            (0, false),
            (2, true),
        ] {
            let outcome = inbox.receive(at(0), peer(), &frame(1, number, last));
            finished = outcome.event;
        }
        let Some(Event::Finished { not_expected, .. }) = finished else {
            panic!("{finished:?}");
        };
        assert_eq!(not_expected, 3);
    }

    #[test]
    fn frames_in_vain_are_no_sign_of_life() {
        let mut inbox = Inbox::new(LIMITS);
        for second in 0..3 {
            inbox.receive(at(second), peer(), &frame(1, 0, false));
        }
        assert!(inbox.expire(at(3)).is_some());
    }

    #[test]
    fn the_last_frame_is_acknowledged_again_for_a_while() {
        let mut inbox = Inbox::new(LIMITS);
        let last = frame(1, 0, true);
        let finished = inbox.receive(at(0), peer(), &last).event.unwrap();
        let line = "127.0.0.1:40112 finished: 5 bytes, cksum 3287646509, frames in vain: 0";
        assert_eq!(finished.to_string(), line);
        let linger = LINGER.as_secs();
        let again = inbox.receive(at(linger - 1), peer(), &last);
        assert_eq!(again.answer, acknowledgement(1, 0));
        assert_eq!(again.event, None);
        // Nobody tells of a transfer that is forgotten …
        assert_eq!(inbox.expire(at(linger)), None);
        // … and a copy that comes even later is taken for a new one.
        let late = inbox.receive(at(linger), peer(), &last);
        assert!(matches!(late.event, Some(Event::Finished { .. })));
    }

    #[test]
    fn finished_transfers_are_remembered_for_longer_than_a_sender_tries() {
        let all_tries = |patience: Patience| -> Duration {
            (1..=TRIES).filter_map(|tries| patience.after(tries)).sum()
        };
        assert!(all_tries(Patience::new(LONGEST_FIRST_WAIT)) < LINGER);
        assert!(all_tries(Patience::default()) < Limits::default().silence);
    }

    #[test]
    fn of_many_finished_transfers_the_oldest_is_forgotten() {
        let mut inbox = Inbox::new(LIMITS);
        for name in 0..=MOST_FINISHED as u64 {
            inbox.receive(at(name), peer(), &frame(name, 0, true));
        }
        assert_eq!(inbox.count(true), MOST_FINISHED);
        let mut is_remembered = |name| {
            let now = at(MOST_FINISHED as u64);
            inbox
                .receive(now, peer(), &frame(name, 0, true))
                .event
                .is_none()
        };
        assert!(is_remembered(1));
        assert!(!is_remembered(0));
    }

    #[test]
    fn the_same_name_from_elsewhere_is_another_transfer() {
        let mut inbox = Inbox::new(LIMITS);
        let other = SocketAddr::from(([127, 0, 0, 1], 40114));
        inbox.receive(at(0), peer(), &frame(1, 0, false));
        let outcome = inbox.receive(at(0), other, &frame(1, 1, true));
        let reason = Ignored::Unknown;
        assert_eq!(
            outcome.event,
            Some(Event::Ignored {
                peer: other,
                reason
            })
        );
    }

    #[test]
    fn what_is_no_part_of_a_transfer_is_not_answered() {
        let mut inbox = Inbox::new(LIMITS);
        let answer = acknowledgement(1, 0).unwrap();
        for datagram in [&answer[..], b"", b"hello", &frame(1, 1, false)] {
            assert_eq!(inbox.receive(at(0), peer(), datagram).answer, None);
        }
        assert_eq!(inbox.next_event(), None);
    }

    #[test]
    fn no_answer_is_longer_than_its_question() {
        let mut inbox = Inbox::new(LIMITS);
        let part = Part {
            number: 0,
            last: true,
            payload: b"",
        };
        let shortest = Frame::Data { transfer: 1, part }.encode();
        let answer = inbox.receive(at(0), peer(), &shortest).answer.unwrap();
        assert!(answer.len() <= shortest.len());
    }
}
