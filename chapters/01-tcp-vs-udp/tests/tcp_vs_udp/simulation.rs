//! Transfers over two links of the model, in virtual time: no socket, no clock.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tcp_vs_udp::link::{Conditions, Link};
use tcp_vs_udp::transfer::event::Event;
use tcp_vs_udp::transfer::inbox::{Inbox, Limits};
use tcp_vs_udp::transfer::outgoing::{Outgoing, Step};

/// Many times more steps than the longest transfer of these tests takes: beyond,
/// it hangs.
const STEPS: usize = 100_000;

/// Both directions of a link, and a receiver at its end.
pub struct Simulation {
    pub now: Duration,
    there: Link,
    back: Link,
    inbox: Inbox,
    /// What the receiver has finished.
    pub delivered: Vec<Vec<u8>>,
}

impl Simulation {
    pub fn new(conditions: Conditions, seed: u64) -> Self {
        Self {
            now: Duration::ZERO,
            there: Link::new(conditions, seed),
            back: Link::new(conditions, !seed),
            inbox: Inbox::new(Limits::default()),
            delivered: Vec::new(),
        }
    }

    /// Lets a sender send until it has finished (true) or given up.
    pub fn run(&mut self, sender: &mut dyn Outgoing) -> bool {
        for _ in 0..STEPS {
            match sender.poll(self.now) {
                Step::Send(frame) => {
                    self.there.send(self.now, frame);
                }
                Step::WaitUntil(until) => {
                    let events = [self.there.next_event(), self.back.next_event()];
                    let next = events.into_iter().flatten().min();
                    self.now =
                        self.now.max(next.map_or(until, |next| next.min(until)));
                    self.receive();
                    while let Some(datagram) = self.back.poll(self.now) {
                        sender.receive(self.now, &datagram);
                    }
                }
                Step::Finished => return true,
                Step::GivenUp => return false,
            }
        }
        panic!("no end after {STEPS} steps");
    }

    fn receive(&mut self) {
        while self.inbox.expire(self.now).is_some() {}
        while let Some(datagram) = self.there.poll(self.now) {
            let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 40112));
            let outcome = self.inbox.receive(self.now, peer, &datagram);
            if let Some(answer) = outcome.answer {
                self.back.send(self.now, answer);
            }
            if let Some(Event::Finished { bytes, .. }) = outcome.event {
                self.delivered.push(bytes);
            }
        }
    }

    /// Lets everything arrive that is still on its way.
    pub fn drain(&mut self) {
        while let Some(next) = self.there.next_event() {
            self.now = self.now.max(next);
            self.receive();
        }
    }
}
