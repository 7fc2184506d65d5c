//! TCP's state machine (RFC 9293, section 3.3.2 and figure 5), without anything
//! else: what happens to a connection, and what its system sends.

use crate::state::State;

/// What can happen to one end of a connection.
// ANCHOR: event
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// The program calls `listen`.
    PassiveOpen,
    /// The program calls `connect`.
    ActiveOpen,
    /// The program has nothing more to send.
    Close,
    /// A segment has come.
    Receive(Segment),
    /// 2 MSL have passed.
    TimeIsOver,
}

/// A segment, of which only the flags matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Segment {
    /// "My bytes are numbered from here."
    Syn,
    /// The same, and an acknowledgement of the peer's SYN.
    SynAck,
    /// "I have what you have sent", a SYN or FIN included.
    Ack,
    /// "No more from me."
    Fin,
    /// "There is no such connection."
    Rst,
}
// ANCHOR_END: event

/// The state after `event`, and the segment that goes out; `None` if nothing
/// happens: the call is an error, or the segment is ignored.
// ANCHOR: next
#[must_use]
pub fn next(state: State, event: Event) -> Option<(State, Option<Segment>)> {
    use Event::{ActiveOpen, Close, PassiveOpen, Receive, TimeIsOver};
    use Segment::{Ack, Fin, Rst, Syn, SynAck};
    use State::*;

    Some(match (state, event) {
        (Closed, PassiveOpen) => (Listen, None),
        (Closed, ActiveOpen) => (SynSent, Some(Syn)),

        (Listen, Receive(Syn)) => (SynReceived, Some(SynAck)),
        (SynSent, Receive(SynAck)) => (Established, Some(Ack)),
        (SynReceived, Receive(Ack)) => (Established, None),
        // Both have called `connect`, each to the other.
        (SynSent, Receive(Syn)) => (SynReceived, Some(SynAck)),
        (SynReceived, Receive(SynAck)) => (Established, None),

        (Established | SynReceived, Close) => (FinWait1, Some(Fin)),
        (FinWait1, Receive(Ack)) => (FinWait2, None),
        (FinWait2, Receive(Fin)) => (TimeWait, Some(Ack)),
        (TimeWait, TimeIsOver) => (Closed, None),
        // Our last ACK was lost.
        (TimeWait, Receive(Fin)) => (TimeWait, Some(Ack)),

        (Established, Receive(Fin)) => (CloseWait, Some(Ack)),
        (CloseWait, Close) => (LastAck, Some(Fin)),
        (LastAck, Receive(Ack)) => (Closed, None),

        // Both have closed before they heard of each other.
        (FinWait1, Receive(Fin)) => (Closing, Some(Ack)),
        (Closing, Receive(Ack)) => (TimeWait, None),

        (Listen | SynSent, Close) => (Closed, None),
        (Closed | Listen, Receive(Rst)) => return None,
        (_, Receive(Rst)) => (Closed, None),
        (Closed, Receive(_)) => (Closed, Some(Rst)),
        _ => return None,
    })
}
// ANCHOR_END: next

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet, VecDeque};

    use super::*;

    /// Two ends, what is under way to each of them, and what their programs will
    /// still call.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    struct Pair {
        states: [State; 2],
        under_way: [VecDeque<Segment>; 2],
        calls: [Vec<Event>; 2],
    }

    impl Pair {
        fn new(calls: [&[Event]; 2]) -> Self {
            Self {
                states: [State::Closed; 2],
                under_way: Default::default(),
                calls: calls.map(<[Event]>::to_vec),
            }
        }

        /// What can be next: a call, a segment that arrives, or time that is over.
        fn successors(&self) -> Vec<Self> {
            let mut successors = Vec::new();
            for end in [0, 1] {
                let mut called = self.clone();
                if !called.calls[end].is_empty() {
                    let call = called.calls[end].remove(0);
                    successors.push(called.then(end, call));
                }
                let mut received = self.clone();
                if let Some(segment) = received.under_way[end].pop_front() {
                    let event = Event::Receive(segment);
                    successors.push(received.then(end, event));
                }
                if self.states[end] == State::TimeWait {
                    successors.push(self.clone().then(end, Event::TimeIsOver));
                }
            }
            successors
        }

        fn then(mut self, end: usize, event: Event) -> Self {
            if let Some((state, segment)) = next(self.states[end], event) {
                self.states[end] = state;
                self.under_way[usize::from(end == 0)].extend(segment);
            }
            self
        }
    }

    /// All states that an end is ever in, if things happen in whatever order.
    fn reached(calls: [&[Event]; 2]) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut seen = HashSet::new();
        let mut open = vec![Pair::new(calls)];
        while let Some(pair) = open.pop() {
            if !seen.insert(pair.clone()) {
                continue;
            }
            reached.extend(pair.states.map(|state| state.to_string()));
            let successors = pair.successors();
            if successors.is_empty() {
                assert_eq!(pair.states, [State::Closed; 2], "stuck: {pair:?}");
            }
            open.extend(successors);
        }
        reached
    }

    #[test]
    fn two_ends_always_come_to_agree_that_it_is_over() {
        let client = [Event::ActiveOpen, Event::Close];
        let server = [Event::PassiveOpen, Event::Close];
        let mut states = reached([&client, &server]);
        states.append(&mut reached([&client, &client]));
        assert_eq!(states.len(), 11, "{states:?}");
    }

    #[test]
    fn each_end_goes_the_way_of_the_figures() {
        use Event::{ActiveOpen, Close, PassiveOpen, Receive, TimeIsOver};
        use Segment::{Ack, Fin, Rst, Syn, SynAck};
        use State::*;

        let first_to_close = [
            (ActiveOpen, SynSent, Some(Syn)),
            (Receive(SynAck), Established, Some(Ack)),
            (Close, FinWait1, Some(Fin)),
            (Receive(Ack), FinWait2, None),
            (Receive(Fin), TimeWait, Some(Ack)),
            (Receive(Fin), TimeWait, Some(Ack)),
            (TimeIsOver, Closed, None),
        ];
        let second_to_close = [
            (PassiveOpen, Listen, None),
            (Receive(Syn), SynReceived, Some(SynAck)),
            (Receive(Ack), Established, None),
            (Receive(Fin), CloseWait, Some(Ack)),
            (Close, LastAck, Some(Fin)),
            (Receive(Ack), Closed, None),
        ];
        let both_at_once = [
            (ActiveOpen, SynSent, Some(Syn)),
            (Receive(Syn), SynReceived, Some(SynAck)),
            (Receive(SynAck), Established, None),
            (Close, FinWait1, Some(Fin)),
            (Receive(Fin), Closing, Some(Ack)),
            (Receive(Ack), TimeWait, None),
        ];
        let in_a_hurry = [
            (PassiveOpen, Listen, None),
            (Receive(Syn), SynReceived, Some(SynAck)),
            (Close, FinWait1, Some(Fin)),
        ];
        let refused = [
            (Receive(Syn), Closed, Some(Rst)),
            (ActiveOpen, SynSent, Some(Syn)),
            (Receive(Rst), Closed, None),
        ];
        let never_begun = [
            (ActiveOpen, SynSent, Some(Syn)),
            (Close, Closed, None),
            (PassiveOpen, Listen, None),
            (Close, Closed, None),
        ];
        for way in [
            &first_to_close[..],
            &second_to_close,
            &both_at_once,
            &in_a_hurry,
            &refused,
            &never_begun,
        ] {
            let mut state = Closed;
            for &(event, then, sent) in way {
                let after = next(state, event);
                assert_eq!(after, Some((then, sent)), "{state} {event:?}");
                state = then;
            }
        }
    }

    #[test]
    fn a_reset_is_never_answered() {
        for number in 1..=11 {
            let state = State::from_linux(number).unwrap();
            let after = next(state, Event::Receive(Segment::Rst));
            assert!(after.is_none_or(|(_, sent)| sent.is_none()));
        }
    }

    #[test]
    fn a_reset_that_is_for_no_connection_is_ignored() {
        for state in [State::Closed, State::Listen] {
            assert_eq!(next(state, Event::Receive(Segment::Rst)), None);
        }
    }
}
