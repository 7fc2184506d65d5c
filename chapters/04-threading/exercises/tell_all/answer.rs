//! A line for everybody, and nobody waits.
//!
//! Put `line` into the queue of each of the members. Whoever has gone, or has no room
//! for it, is a member no more: its queue ends there. Nobody waits for anybody, and
//! the members go on even if a thread has panicked while it had them locked.
//!
//! Try your answer: `cargo test -p chapter4 --test exercises tell_all`

use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex};

/// A line, and the queue of one who is to hear it.
pub type Line = Arc<str>;
pub type Members = Mutex<Vec<SyncSender<Line>>>;

/// Tells all `members`, and strikes off those who can't be told.
pub fn tell_all(members: &Members, line: &Line) {
    for member in members.lock().unwrap().iter() {
        let _ = member.send(Arc::clone(line));
    }
}
