//! Keeps those who have taken the line.

use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

/// A line, and the queue of one who is to hear it.
pub type Line = Arc<str>;
pub type Members = Mutex<Vec<SyncSender<Line>>>;

/// Tells all `members`, and strikes off those who can't be told.
pub fn tell_all(members: &Members, line: &Line) {
    let mut members = members.lock().unwrap_or_else(PoisonError::into_inner);
    members.retain(|member| member.try_send(Arc::clone(line)).is_ok());
}
