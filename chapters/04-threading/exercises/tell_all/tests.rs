//! What is asked of `tell_all`.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex};

use crate::cases::Case;

pub type Line = Arc<str>;

pub type Members = Mutex<Vec<SyncSender<Line>>>;

pub type TellAll = fn(&Members, &Line);

pub const CASES: &[Case<TellAll>] = &[
    Case {
        name: "two who listen",
        check: |tell_all| {
            let (members, inboxes) = members(&[4, 4]);
            say(tell_all, &members, &["one", "two"]);
            hears("the first", &inboxes[0], "one, two")?;
            hears("the second", &inboxes[1], "one, two")
        },
    },
    Case {
        name: "one who has gone",
        check: |tell_all| {
            let (members, mut inboxes) = members(&[4, 4]);
            drop(inboxes.remove(0));
            say(tell_all, &members, &["one"]);
            hears("the other", &inboxes[0], "one")?;
            are(&members, 1)
        },
    },
    Case {
        name: "one who doesn't listen",
        check: |tell_all| {
            let (members, inboxes) = members(&[1, 4]);
            say(tell_all, &members, &["one", "two", "three"]);
            hears("the other", &inboxes[1], "one, two, three")
        },
    },
    Case {
        name: "one who listens again when it's too late",
        check: |tell_all| {
            let (members, inboxes) = members(&[1, 4]);
            say(tell_all, &members, &["one", "two"]);
            hears("the slow one", &inboxes[0], "one")?;
            say(tell_all, &members, &["three"]);
            hears("the slow one, later,", &inboxes[0], "")?;
            are(&members, 1)
        },
    },
    Case {
        name: "two beside each other who don't listen",
        check: |tell_all| {
            let (members, inboxes) = members(&[1, 1, 4]);
            say(tell_all, &members, &["one", "two"]);
            hears("the other", &inboxes[2], "one, two")?;
            are(&members, 1)
        },
    },
    Case {
        name: "a thread that panicked",
        check: |tell_all| {
            let (members, inboxes) = members(&[4]);
            let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
                let _locked = members.lock();
                // As `panic!`, but without a word on the terminal.
                panic::resume_unwind(Box::new("in the middle of something"));
            }));
            assert!(panicked.is_err());
            say(tell_all, &members, &["one"]);
            hears("the member", &inboxes[0], "one")
        },
    },
];

/// Members whose queues have so much room.
fn members(room: &[usize]) -> (Members, Vec<Receiver<Line>>) {
    let queues = room.iter().map(|&length| mpsc::sync_channel(length));
    let (queues, inboxes) = queues.unzip();
    (Mutex::new(queues), inboxes)
}

fn say(tell_all: TellAll, members: &Members, lines: &[&str]) {
    for &line in lines {
        tell_all(members, &line.into());
    }
}

/// What is in an inbox now.
fn hears(who: &str, inbox: &Receiver<Line>, expected: &str) -> Result<(), String> {
    let heard = inbox.try_iter().collect::<Vec<_>>().join(", ");
    match heard == expected {
        true => Ok(()),
        false => Err(format!(
            "{who} should hear \"{expected}\", and hears \"{heard}\""
        )),
    }
}

fn are(members: &Members, expected: usize) -> Result<(), String> {
    match members.lock().unwrap().len() {
        there if there == expected => Ok(()),
        there => Err(format!(
            "{expected} should be in the list afterwards, and there are {there}"
        )),
    }
}
