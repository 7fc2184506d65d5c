//! Whatever is done to a selector, in whatever order, it agrees with a model of a few
//! lines: random operations on real socket pairs, on every backend.

use std::collections::{HashMap, HashSet};
use std::env;
use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use selector::{Backend, Events, Interest, Key, Selector, Waker};
use tcp_vs_udp::random::Random;

/// So many runs, each with other operations, unless the variable `SEED`
/// asks for one of them.
const RUNS: u64 = 20;
const OPERATIONS: u32 = 600;
/// No more sources than this at a time, so that events find no room now and then.
const MOST: usize = 12;

#[test]
fn whatever_is_done_in_whatever_order_agrees_with_a_model() {
    fn case<B: Backend>() {
        let wanted = env::var("SEED").ok().map(|seed| seed.parse().unwrap());
        for seed in wanted.map_or(0..RUNS, |seed: u64| seed..seed + 1) {
            let seed = Seed(seed);
            let mut world = World::<B>::new(seed.0);
            for _ in 0..OPERATIONS {
                world.do_something();
            }
        }
    }
    on_every_backend!(case);
}

/// A connection as the model sees it.
struct Model {
    source: Arc<UnixStream>,
    interest: Option<Interest>,
    /// Our data for it.
    data: u64,
    /// Whether its readiness was cleared.
    edge: Edge,
    /// The other end, until it's closed.
    peer: Option<UnixStream>,
    /// There is something to read, or the end of file.
    has_input: bool,
    /// There is no room to write.
    is_full: bool,
}

/// Whether a source has to be told while it's ready.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// Always: by the level.
    None,
    /// Once more, since something has come.
    Ahead,
    /// It may be, and needn't.
    Told,
}

impl Model {
    /// Something has come, or room, which is told to those who wait for that.
    fn has_news(&mut self, is_waited_for: fn(Interest) -> bool) {
        if self.edge == Edge::Told && self.interest.is_some_and(is_waited_for) {
            self.edge = Edge::Ahead;
        }
    }

    /// What an event has to say: readable, writable.
    fn readiness(&self) -> (bool, bool) {
        let is_over = self.peer.is_none();
        let asks =
            |includes: fn(Interest) -> bool| self.interest.is_some_and(includes);
        (
            asks(Interest::includes_read) && (self.has_input || is_over),
            asks(Interest::includes_write) && (!self.is_full || is_over),
        )
    }

    fn is_ready(&self) -> bool {
        self.readiness() != (false, false)
    }

    fn has_to_be_told(&self) -> bool {
        self.is_ready() && self.edge != Edge::Told
    }
}

struct World<B> {
    random: Random,
    selector: Selector<Arc<UnixStream>, u64, B>,
    waker: Waker,
    is_woken: bool,
    models: HashMap<Key, Model>,
    /// Keys of what was unregistered.
    stale: HashSet<Key>,
}

/// Says, if a run fails, how to have it again.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("this run again: SEED={}", self.0);
        }
    }
}

impl<B: Backend> World<B> {
    fn new(seed: u64) -> Self {
        let mut selector = Selector::new().unwrap();
        Self {
            random: Random::new(seed),
            waker: selector.waker().unwrap(),
            selector,
            is_woken: false,
            models: HashMap::new(),
            stale: HashSet::new(),
        }
    }

    // ANCHOR: operation
    fn do_something(&mut self) {
        match self.below(18) {
            0 | 1 => self.register(),
            2 | 3 => self.modify(),
            4 => self.pause(),
            5 => self.unregister(),
            6 => self.use_a_stale_key(),
            7 => self.wake(),
            8 => self.peer_sends(),
            9 => self.peer_ends(),
            10 => self.peer_closes(),
            11 => self.fill(),
            12 => self.drain(),
            13 | 14 => self.clear_ready(),
            15 => self.select_through_a_small_window(),
            _ => self.select(),
        }
        self.agree();
    }
    // ANCHOR_END: operation

    fn register(&mut self) {
        if self.models.len() == MOST {
            return;
        }
        let (source, peer) = UnixStream::pair().unwrap();
        source.set_nonblocking(true).unwrap();
        peer.set_nonblocking(true).unwrap();
        let (source, data) = (Arc::new(source), self.random.next_number());
        let interest = self.any_interest();
        let key = self
            .selector
            .register(source.clone(), interest, data)
            .unwrap();
        assert!(!self.stale.contains(&key), "a key is given once");
        let model = Model {
            source: source.clone(),
            interest: Some(interest),
            data,
            peer: Some(peer),
            edge: Edge::None,
            has_input: false,
            is_full: false,
        };
        assert!(self.models.insert(key, model).is_none());

        let twice = self.selector.register(source, interest, 0).unwrap_err();
        assert_eq!(twice.kind(), ErrorKind::AlreadyExists);
    }

    fn modify(&mut self) {
        let interest = self.any_interest();
        if let Some(key) = self.any_key() {
            self.selector.modify(key, interest).unwrap();
            self.model(key).interest = Some(interest);
            self.model(key).edge = Edge::None;

            let data = self.random.next_number();
            *self.selector.get_mut(key).unwrap().1 = data;
            self.model(key).data = data;
        }
    }

    fn pause(&mut self) {
        if let Some(key) = self.any_key() {
            self.selector.pause(key).unwrap();
            self.model(key).interest = None;
            self.model(key).edge = Edge::None;
        }
    }

    fn unregister(&mut self) {
        if let Some(key) = self.any_key() {
            let model = self.models.remove(&key).unwrap();
            let (source, data) = self.selector.unregister(key).unwrap();
            assert!(Arc::ptr_eq(&source, &model.source));
            assert_eq!(data, model.data);
            self.stale.insert(key);
        }
    }

    fn use_a_stale_key(&mut self) {
        let stale = sorted(self.stale.iter());
        if stale.is_empty() {
            return;
        }
        let key = stale[self.below(stale.len())];
        assert!(self.selector.get(key).is_none());
        assert!(self.selector.get_mut(key).is_none());
        assert!(self.selector.unregister(key).is_none());
        let modified = self.selector.modify(key, Interest::Read).unwrap_err();
        assert_eq!(modified.kind(), ErrorKind::NotFound);
        let paused = self.selector.pause(key).unwrap_err();
        assert_eq!(paused.kind(), ErrorKind::NotFound);
        let cleared = self.selector.clear_ready(key).unwrap_err();
        assert_eq!(cleared.kind(), ErrorKind::NotFound);
    }

    fn wake(&mut self) {
        self.waker.wake().unwrap();
        self.is_woken = true;
    }

    fn peer_sends(&mut self) {
        if let Some(key) = self.any_key() {
            let model = self.model(key);
            let sent = model.peer.as_ref().map(|mut peer| peer.write(b"hello"));
            if matches!(sent, Some(Ok(_))) {
                model.has_input = true;
                model.has_news(Interest::includes_read);
            }
        }
    }

    fn peer_ends(&mut self) {
        if let Some(key) = self.any_key() {
            let model = self.model(key);
            if let Some(peer) = &model.peer {
                peer.shutdown(Shutdown::Write).unwrap();
                model.has_input = true;
                model.has_news(Interest::includes_read);
            }
        }
    }

    /// By `shutdown`, since closing isn't enough if another test starts a program just
    /// now, which has copies of all descriptors until it begins. For the same reason
    /// the peer first takes what it was sent: with the copy, that would stay in its way.
    fn peer_closes(&mut self) {
        if let Some(key) = self.any_key()
            && let Some(mut peer) = self.model(key).peer.take()
        {
            while peer.read(&mut [0; 8192]).is_ok_and(|length| length > 0) {}
            peer.shutdown(Shutdown::Both).unwrap();
            self.model(key).has_news(|_either| true);
        }
    }

    /// Writes until there is no room.
    fn fill(&mut self) {
        if let Some(key) = self.any_key() {
            self.fill_source(key);
        }
    }

    fn fill_source(&mut self, key: Key) {
        let model = self.model(key);
        if model.peer.is_some() {
            while (&*model.source).write(&[0; 8192]).is_ok() {}
            model.is_full = true;
        }
    }

    /// Both ends take what there is.
    fn drain(&mut self) {
        if let Some(key) = self.any_key() {
            self.drain_source(key);
        }
    }

    /// All is taken that the source is ready for, but for an end, which can't be. Now
    /// and then something comes before the selector hears of it.
    fn clear_ready(&mut self) {
        let Some(key) = self.any_key() else { return };
        self.drain_source(key);
        let has_room = self
            .model(key)
            .interest
            .is_some_and(Interest::includes_write);
        if has_room {
            self.fill_source(key);
        }
        if self.below(3) == 0 {
            self.peer_sends();
        }
        self.selector.clear_ready(key).unwrap();
        let model = self.model(key);
        if model.interest.is_some() {
            // What is ready now has to be told.
            model.edge = Edge::Ahead;
        }
    }

    fn drain_source(&mut self, key: Key) {
        let model = self.model(key);
        if let Some(mut peer) = model.peer.as_ref() {
            while peer.read(&mut [0; 8192]).is_ok_and(|length| length > 0) {}
            if model.is_full {
                model.is_full = false;
                model.has_news(Interest::includes_write);
            }
        }
        let ended = loop {
            match (&*model.source).read(&mut [0; 8192]) {
                Ok(0) => break true,
                Ok(_) => {}
                Err(error) => break error.kind() != ErrorKind::WouldBlock,
            }
        };
        model.has_input = ended;
    }

    /// With room for all, exactly what is ready is told, but for those that needn't be;
    /// and a call that has nothing to tell doesn't wait if it isn't to.
    fn select(&mut self) {
        let (ready, expected) = (self.ready(), self.to_be_told());
        let mut events = Events::with_capacity(ready.len() + 1 + self.below(3));
        let is_anything_ready = !expected.is_empty() || self.is_woken;
        // Whoever waits forever for what is there already would hang.
        let waits = is_anything_ready && self.below(2) == 0;
        let deadline = (!waits).then(Instant::now);
        self.selector.select(&mut events, deadline).unwrap();

        assert_eq!(events.woken(), self.is_woken);
        self.is_woken = false;
        let told = self.told(&events);
        assert!(told.is_subset(&ready), "{told:?} of {ready:?}");
        assert!(expected.is_subset(&told), "{expected:?} in {told:?}");
    }

    /// With room for a few, each is told after a while.
    fn select_through_a_small_window(&mut self) {
        let expected = self.ready();
        let capacity = 1 + self.below(3);
        let mut events = Events::with_capacity(capacity);
        let mut missing = self.to_be_told();
        let turns = 2 * (expected.len() + 1).div_ceil(capacity);
        for _ in 0..turns {
            self.selector
                .select(&mut events, Some(Instant::now()))
                .unwrap();
            assert!(events.len() <= capacity);
            assert!(!events.woken() || self.is_woken, "woken by nobody");
            self.is_woken &= !events.woken();
            let told = self.told(&events);
            assert!(told.is_subset(&expected), "{told:?} of {expected:?}");
            missing.retain(|one| !told.contains(one));
        }
        assert!(
            missing.is_empty(),
            "{missing:?} of {expected:?}, in {turns} turns"
        );
        assert!(!self.is_woken, "the waker has its turn too");
    }

    /// What the model expects of a call that has room for it.
    fn ready(&self) -> HashSet<(Key, bool, bool)> {
        let ready = self.models.iter().filter(|(_, model)| model.is_ready());
        ready
            .map(|(key, model)| (*key, model.readiness().0, model.readiness().1))
            .collect()
    }

    /// Those of them that a call must not leave out.
    fn to_be_told(&self) -> HashSet<(Key, bool, bool)> {
        let mut ready = self.ready();
        ready.retain(|(key, ..)| self.models[key].has_to_be_told());
        ready
    }

    fn told(&mut self, events: &Events) -> HashSet<(Key, bool, bool)> {
        for event in events {
            let model = self.model(event.key);
            if model.edge == Edge::Ahead {
                model.edge = Edge::Told;
            }
        }
        let told: HashSet<_> = events
            .iter()
            .map(|event| (event.key, event.is_readable(), event.is_writable()))
            .collect();
        assert_eq!(told.len(), events.len(), "each source once");
        told
    }

    /// What can be asked without a wait.
    fn agree(&self) {
        assert_eq!(self.selector.len(), self.models.len());
        assert_eq!(self.selector.is_empty(), self.models.is_empty());
        let listed: HashSet<Key> =
            self.selector.iter().map(|(key, ..)| key).collect();
        assert_eq!(listed, self.models.keys().copied().collect());
        for (key, model) in &self.models {
            let (source, data) = self.selector.get(*key).unwrap();
            assert!(Arc::ptr_eq(source, &model.source));
            assert_eq!(*data, model.data);
            assert_eq!(self.selector.interest(*key), model.interest);
        }
    }

    fn model(&mut self, key: Key) -> &mut Model {
        self.models.get_mut(&key).unwrap()
    }

    /// A key of a source, if there is one.
    fn any_key(&mut self) -> Option<Key> {
        let keys = sorted(self.models.keys());
        (!keys.is_empty()).then(|| keys[self.below(keys.len())])
    }

    fn any_interest(&mut self) -> Interest {
        [Interest::Read, Interest::Write, Interest::ReadOrWrite][self.below(3)]
    }

    fn below(&mut self, end: usize) -> usize {
        (self.random.next_number() % end as u64) as usize
    }
}

/// The keys in an order that is the same in each run of the same seed.
fn sorted<'k>(keys: impl Iterator<Item = &'k Key>) -> Vec<Key> {
    let mut keys: Vec<Key> = keys.copied().collect();
    keys.sort_by_key(|key| format!("{key:?}"));
    keys
}
