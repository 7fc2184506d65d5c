//! What bounds a server: places, patience, and its end.

use std::io::{self, ErrorKind};
use std::os::fd::AsFd;
use std::time::Instant;

use echo_server::server::Event as Conversation;
use socket_api::wait::{PollFd, poll};

use super::door::Door;
use super::protocol::Protocol;
use super::{Backend, Event, Key, Ready, Server, Settings, Source};
use crate::Interest;

/// The listener and the stop are registered too.
const OTHER_SOURCES: usize = 2;

/// How far a server has come.
#[derive(Debug)]
// ANCHOR: phase
pub(super) enum Phase {
    /// Whoever comes is accepted, or waits.
    Serving(Door),
    /// Nobody is accepted any more, and those who are left have until then.
    Ending { until: Instant },
}
// ANCHOR_END: phase

impl Phase {
    pub(super) const fn serving(settings: Settings) -> Self {
        Self::Serving(Door::new(settings.connections))
    }
}

impl<B: Backend, P: Protocol + Clone> Server<B, P> {
    /// When there is something to do although nothing is ready.
    // ANCHOR: next-deadline
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let of_the_phase = match &self.phase {
            Phase::Serving(door) => door.next_look(),
            Phase::Ending { until } => Some(*until),
        };
        let deadlines = [self.patience.next_end(), of_the_phase];
        deadlines.into_iter().flatten().min()
    }
    // ANCHOR_END: next-deadline

    /// What is to be done at the end of each turn.
    // ANCHOR: keep-to-limits
    pub(super) fn keep_to_limits(
        &mut self,
        now: Instant,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        while let Some(key) = self.patience.pop_silent(now) {
            // Perhaps it has spoken meanwhile, and others were served first.
            self.look_at(key, now, &mut report)?;
            if self.patience.is_silent(key) {
                self.time_out(key, &mut report)?;
            }
        }
        while let Some(key) = self.patience.pop_late(now) {
            let duty = self.duty(key);
            self.look_at(key, now, &mut report)?;
            if self.duty(key) == duty {
                self.time_out(key, &mut report)?;
            }
        }
        while let Some(key) = self.patience.pop_lingering(now) {
            self.close(key, Ok(()), &mut report)?;
        }
        match self.phase {
            Phase::Serving(_) => self.move_the_door(now),
            Phase::Ending { until } if until <= now => self.cut_off(report),
            Phase::Ending { .. } => Ok(()),
        }
    }
    // ANCHOR_END: keep-to-limits

    /// Whether a stop has come, and everybody has gone.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Ending { .. }) && self.clients() == 0
    }

    /// Serves a client out of turn, if its socket is ready. It has to be asked: a system
    /// that says there is no room takes a little all the same, and that would look as
    /// if the peer had taken something.
    fn look_at(
        &mut self,
        key: Key,
        now: Instant,
        report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some((source, _)) = self.selector.get(key) else {
            return Ok(());
        };
        let mut looked = [PollFd::new(source.as_fd(), Interest::ReadOrWrite)];
        poll(&mut looked, Some(now))?;
        let [looked] = looked;
        let ready = Ready {
            readable: looked.can_read(),
            writable: looked.can_write(),
            ..Ready::of_anything(key)
        };
        self.serve_client(ready, now, report)
    }

    fn duty(&mut self, key: Key) -> Option<P::Duty> {
        match self.selector.get_mut(key) {
            Some((_, Some(client))) => client.connection.duty(),
            _ => None,
        }
    }

    /// Whoever has only to leave has kept nobody waiting.
    fn time_out(
        &mut self,
        key: Key,
        report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let ended = match self.selector.get(key) {
            Some((_, Some(client))) if client.connection.is_leaving() => Ok(()),
            _ => Err(ErrorKind::TimedOut.into()),
        };
        self.close(key, ended, report)
    }

    /// Waits for connections if there is a place for one, and if not, doesn't.
    // ANCHOR: move-the-door
    fn move_the_door(&mut self, now: Instant) -> io::Result<()> {
        let inside = self.clients();
        let Phase::Serving(door) = &mut self.phase else {
            return Ok(());
        };
        match door.is_open(inside, now) {
            true => self.selector.modify(self.listener, Interest::Read),
            false => self.selector.pause(self.listener),
        }
    }
    // ANCHOR_END: move-the-door

    fn clients(&self) -> usize {
        match self.phase {
            Phase::Serving(_) => self.selector.len().saturating_sub(OTHER_SOURCES),
            Phase::Ending { .. } => self.selector.len(),
        }
    }

    pub(super) fn came_in(&mut self, key: Key, now: Instant) {
        self.patience.renew(key, now);
        if self.duty(key).is_some() {
            self.patience.expect(key, now);
        }
        if let Phase::Serving(door) = &mut self.phase {
            door.accepted();
        }
    }

    /// The system lacks something that `accept` needs. It's told once.
    pub(super) fn refused(
        &mut self,
        error: io::Error,
        now: Instant,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let is_news = match &mut self.phase {
            Phase::Serving(door) => door.refused(now),
            Phase::Ending { .. } => false,
        };
        match is_news {
            true => report(Conversation::NotAccepted(error).into()),
            false => Ok(()),
        }
    }

    /// Accepts nobody any more, answers what has come, and tells each client that
    /// this is the end.
    // ANCHOR: stop
    pub(super) fn stop(
        &mut self,
        stop: Key,
        now: Instant,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        report(Event::Stopping {
            connections: self.clients(),
        })?;
        self.selector.unregister(self.listener); // and closes it
        self.selector.unregister(stop);
        let until = now.checked_add(self.settings.grace).unwrap_or(now);
        self.phase = Phase::Ending { until };
        for key in self.everybody() {
            let went_on = self.go_on(Ready::of_anything(key), now);
            if let Some((Source::Client(stream), Some(client))) =
                self.selector.get_mut(key)
            {
                client.connection.finish(&mut &*stream);
                if client.connection.is_leaving() {
                    self.patience.say_farewell(key, now);
                }
            }
            self.wait_or_close(key, went_on, &mut report)?;
        }
        Ok(())
    }
    // ANCHOR_END: stop

    /// Closes what is left when the grace is over.
    fn cut_off(
        &mut self,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        report(Event::TimeIsOver {
            connections: self.clients(),
        })?;
        for key in self.everybody() {
            self.time_out(key, &mut report)?;
        }
        Ok(())
    }

    fn everybody(&self) -> Vec<Key> {
        let is_client = |source: &Source| matches!(source, Source::Client(_));
        let all = self.selector.iter();
        all.filter(|(_, source, _)| is_client(source))
            .map(|(key, ..)| key)
            .collect()
    }
}
