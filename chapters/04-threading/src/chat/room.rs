//! The room: who is in it, and what each has still to be told. There are no sockets
//! here, and nothing waits but [`Inbox::next`].

use std::fmt;
use std::mem;
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use echo_server::ending::Ending;

use crate::chat::name::Name;
use crate::chat::parting::Parting;

/// What is said, with its line break. It is in memory once, in however many queues.
pub type Line = Arc<str>;

/// Everybody who is there. All threads of a server share one.
#[derive(Debug)]
// ANCHOR: room
pub struct Room {
    queue_length: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    /// In the order in which they came.
    Open(Vec<Member>),
    Closed,
}

#[derive(Debug)]
struct Member {
    name: Name,
    queue: SyncSender<Line>,
    parting: Slot,
}

/// How a member left, empty as long as it's there. No two members share one, so it
/// also says which is which: a name may be given to another one later.
type Slot = Arc<OnceLock<Parting>>;
// ANCHOR_END: room

/// A member's right to speak. Dropping it leaves the room.
#[derive(Debug)]
pub struct Membership<'a> {
    seat: Seat<'a>,
}

/// What a member is to be told.
#[derive(Debug)]
pub struct Inbox<'a> {
    lines: Receiver<Line>,
    seat: Seat<'a>,
}

/// What a member's two threads both know.
#[derive(Debug, Clone)]
struct Seat<'a> {
    room: &'a Room,
    name: Name,
    parting: Slot,
}

/// Why somebody can't come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinError {
    /// Somebody there is called so, or nearly so: ask for another name.
    Taken,
    /// The room is closed.
    Closed,
}

impl Room {
    /// An empty room, in which so many lines wait for a member at most; 0 counts as
    /// 1, since there has to be room for the welcome.
    #[must_use]
    pub fn new(queue_length: usize) -> Self {
        Self {
            queue_length: queue_length.max(1),
            state: Mutex::new(State::Open(Vec::new())),
        }
    }

    /// Lets somebody in, and tells the others. Its inbox begins with a welcome.
    ///
    /// ```
    /// use echo_server::ending::Ending;
    /// use threading::chat::name::Name;
    /// use threading::chat::parting::Parting;
    /// use threading::chat::room::Room;
    ///
    /// let room = Room::new(8);
    /// let (_ann, to_ann) = room.join(Name::parse(b"Ann")?)?;
    /// let (bob, to_bob) = room.join(Name::parse(b"Bob")?)?;
    /// bob.say("hello");
    /// drop(bob);
    ///
    /// assert_eq!(&*to_ann.next().unwrap(), "* Hello, Ann. You are the first.\n");
    /// assert_eq!(&*to_ann.next().unwrap(), "* Bob has joined\n");
    /// assert_eq!(&*to_ann.next().unwrap(), "Bob: hello\n");
    /// assert_eq!(&*to_ann.next().unwrap(), "* Bob is gone\n");
    ///
    /// assert_eq!(&*to_bob.next().unwrap(), "* Hello, Bob. Here you meet Ann.\n");
    /// assert_eq!(to_bob.next(), Err(Parting::Ended(Ending::Reset)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The name is taken, or the room is closed.
    pub fn join(
        &self,
        name: Name,
    ) -> Result<(Membership<'_>, Inbox<'_>), JoinError> {
        let mut state = self.lock();
        let State::Open(members) = &mut *state else {
            return Err(JoinError::Closed);
        };
        if members.iter().any(|member| member.name.is_like(&name)) {
            return Err(JoinError::Taken);
        }
        tell(members, &format!("* {name} has joined\n").into(), None);
        let (queue, lines) = mpsc::sync_channel(self.queue_length);
        // An empty queue has room for a line.
        let _ = queue.try_send(welcome(&name, members));
        let parting = Slot::default();
        members.push(Member {
            name: name.clone(),
            queue,
            parting: Arc::clone(&parting),
        });
        let room = self;
        let seat = Seat {
            room,
            name,
            parting,
        };
        let membership = Membership { seat: seat.clone() };
        Ok((membership, Inbox { lines, seat }))
    }

    /// Sends everybody away, and lets nobody in any more.
    pub fn close(&self) {
        let state = mem::replace(&mut *self.lock(), State::Closed);
        if let State::Open(members) = state {
            for member in members {
                member.part(Parting::Closed);
            }
        }
    }

    // ANCHOR: lock
    /// A thread that panicked while it had the lock can't have left the list half
    /// changed: each change is one call of `Vec`'s.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    // ANCHOR_END: lock
}

impl Membership<'_> {
    /// Says a line to everybody else, and returns whether the speaker is still in
    /// the room. One who isn't, isn't heard.
    // ANCHOR: say
    pub fn say(&self, text: &str) -> bool {
        let seat = &self.seat;
        let line = format!("{}: {text}\n", seat.name).into();
        if let State::Open(members) = &mut *seat.room.lock()
            && seat.parting.get().is_none()
        {
            tell(members, &line, Some(&seat.parting));
        }
        seat.parting.get().is_none()
    }
    // ANCHOR_END: say

    /// Leaves the room, and tells the others. Returns how the member really left:
    /// the room may have been faster, or the thread that reads the inbox.
    pub fn leave(self, parting: Parting) -> Parting {
        self.seat.leave(parting)
    }
}

impl Drop for Membership<'_> {
    fn drop(&mut self) {
        self.seat.leave(Parting::Ended(Ending::Reset));
    }
}

impl Inbox<'_> {
    /// Waits for the next line. When there are no more, and only then, it returns
    /// how the member left.
    ///
    /// # Errors
    /// The member isn't in the room any more.
    pub fn next(&self) -> Result<Line, Parting> {
        let left = || self.parting().unwrap_or(Parting::Closed);
        self.lines.recv().map_err(|_| left())
    }

    /// How the member left, if it did. There may be lines that it wasn't told yet.
    #[must_use]
    pub fn parting(&self) -> Option<Parting> {
        self.seat.parting.get().copied()
    }

    /// Leaves the room, since nothing more can be told to the member.
    pub fn give_up(&self, parting: Parting) {
        self.seat.leave(parting);
    }
}

impl Seat<'_> {
    fn leave(&self, parting: Parting) -> Parting {
        if let State::Open(members) = &mut *self.room.lock()
            && let Some(at) = members
                .iter()
                .position(|member| Arc::ptr_eq(&member.parting, &self.parting))
        {
            members.remove(at).part(parting);
            tell(members, &parting.notice(&self.name).into(), None);
        }
        self.parting.get().copied().unwrap_or(parting)
    }
}

impl Member {
    /// Ends the queue, behind the lines that are in it.
    fn part(self, parting: Parting) {
        // It's empty: whoever has parted is no member.
        let _ = self.parting.set(parting);
    }
}

/// Puts a line into the queue of each but the speaker, and never waits. Whose queue
/// is full has to go, and the others are told that too.
// ANCHOR: tell
fn tell(members: &mut Vec<Member>, line: &Line, speaker: Option<&Slot>) {
    let mut slow = send(members, line, speaker);
    while let Some(member) = slow.pop() {
        let notice = Parting::TooSlow.notice(&member.name).into();
        member.part(Parting::TooSlow);
        slow.extend(send(members, &notice, None));
    }
}

/// Takes those who have no room for the line out of the list, and returns them.
fn send(
    members: &mut Vec<Member>,
    line: &Line,
    speaker: Option<&Slot>,
) -> Vec<Member> {
    let has_no_room = |member: &mut Member| {
        let is_speaker =
            speaker.is_some_and(|slot| Arc::ptr_eq(slot, &member.parting));
        !is_speaker
            && matches!(
                member.queue.try_send(Arc::clone(line)),
                Err(TrySendError::Full(_))
            )
    };
    members.extract_if(.., has_no_room).collect()
}
// ANCHOR_END: tell

fn welcome(name: &Name, others: &[Member]) -> Line {
    let others: Vec<_> = others.iter().map(|other| other.name.as_str()).collect();
    match others.as_slice() {
        [] => format!("* Hello, {name}. You are the first.\n"),
        others => {
            format!("* Hello, {name}. Here you meet {}.\n", others.join(", "))
        }
    }
    .into()
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Taken => "somebody has that name already",
            Self::Closed => "the room is closed",
        })
    }
}

impl std::error::Error for JoinError {}

#[cfg(test)]
mod tests {
    use std::panic::{self, AssertUnwindSafe};

    use super::*;

    #[test]
    fn a_panic_under_the_lock_is_not_the_end_of_the_room() {
        let room = Room::new(8);
        let (ann, to_ann) = room.join(Name::parse(b"Ann").unwrap()).unwrap();
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
            let _locked = room.lock();
            panic!("a bug, for the test");
        }));
        assert!(panicked.is_err() && room.state.is_poisoned());
        let (bob, _to_bob) = room.join(Name::parse(b"Bob").unwrap()).unwrap();
        bob.say("still there?");
        assert_eq!(
            &*to_ann.next().unwrap(),
            "* Hello, Ann. You are the first.\n"
        );
        assert_eq!(&*to_ann.next().unwrap(), "* Bob has joined\n");
        assert_eq!(&*to_ann.next().unwrap(), "Bob: still there?\n");
        drop(ann);
    }
}
