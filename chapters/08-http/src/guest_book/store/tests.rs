#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that can't go on has failed"
)]

use std::collections::HashSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::{env, process};

use super::file::Medium;
use super::*;

/// A file name of this test alone, which is removed at its end.
struct Name(PathBuf);

impl Name {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("guest-book-{}-{number}", process::id());
        Self(env::temp_dir().join(name))
    }

    fn open(&self) -> Store {
        let (store, torn) = Store::open(&self.0).unwrap();
        assert_eq!(torn, 0);
        store
    }

    fn error(&self) -> String {
        Store::open(&self.0).expect_err("it's opened").to_string()
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn draft(text: &str) -> Draft {
    Draft::new("Ada", text).unwrap()
}

fn messages(store: &Store) -> Vec<String> {
    let entries = store.after(0, usize::MAX);
    entries.iter().map(|entry| entry.message.clone()).collect()
}

/// A file with these messages, and its bytes.
fn written(messages: &[&str]) -> (Name, Vec<u8>) {
    let name = Name::new();
    let store = name.open();
    for text in messages {
        store.add(draft(text)).unwrap();
    }
    let bytes = fs::read(&name.0).unwrap();
    (name, bytes)
}

#[test]
fn what_was_added_is_there_when_the_file_is_opened_again() {
    let (name, _) = written(&["one", "two"]);
    let store = name.open();
    assert_eq!(messages(&store), ["one", "two"]);
    assert_eq!(store.add(draft("three")).unwrap().id, 3);
    drop(store);
    assert_eq!(messages(&name.open()), ["one", "two", "three"]);
}

#[test]
fn entries_are_found_by_their_numbers() {
    let store = Store::in_memory();
    for text in ["one", "two", "three", "four"] {
        store.add(draft(text)).unwrap();
    }
    let ids = |entries: Vec<Arc<Entry>>| -> Vec<u64> {
        entries.iter().map(|entry| entry.id).collect()
    };
    assert_eq!(ids(store.after(0, 2)), [1, 2]);
    assert_eq!(ids(store.after(2, 9)), [3, 4]);
    assert_eq!(ids(store.after(u64::MAX, 9)), [0; 0]);
    assert_eq!(ids(store.before(u64::MAX, 2)), [4, 3]);
    assert_eq!(ids(store.before(3, 9)), [2, 1]);
    assert_eq!(ids(store.before(0, 9)), [0; 0]);
    assert_eq!(store.get(2).unwrap().message, "two");
    assert_eq!(store.get(0), None);
    assert_eq!(store.get(5), None);
}

#[test]
fn a_file_that_ends_anywhere_loses_its_last_line_at_the_most() {
    let (name, bytes) = written(&["one", "two"]);
    let first = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in 0..=bytes.len() {
        fs::write(&name.0, &bytes[..length]).unwrap();
        let (store, torn) = Store::open(&name.0).unwrap();
        let (count, whole) = match length {
            _ if length < first => (0, 0),
            _ if length < bytes.len() => (1, first),
            _ => (2, length),
        };
        assert_eq!(messages(&store), ["one", "two"][..count], "{length}");
        assert_eq!(torn, (length - whole) as u64);
        // And what is added then stands on a line of its own.
        store.add(draft("three")).unwrap();
        drop(store);
        assert_eq!(messages(&name.open())[count..], ["three"], "{length}");
    }
}

#[test]
fn a_last_line_that_was_never_whole_is_cut_off() {
    let (name, bytes) = written(&["one"]);
    for tail in [&b"\0\0\0\0"[..], b"0", b"00000000 {}", b"00000000 {\0\n"] {
        fs::write(&name.0, [&bytes, tail].concat()).unwrap();
        let (store, torn) = Store::open(&name.0).unwrap();
        assert_eq!((messages(&store).len(), torn), (1, tail.len() as u64));
        drop(store);
        assert_eq!(fs::read(&name.0).unwrap(), bytes);
    }
}

#[test]
fn no_file_of_anybody_elses_loses_a_byte() {
    let name = Name::new();
    for file in ["My diary", "My diary\n", "ssh-ed25519 AAAA me\n", "\n"] {
        fs::write(&name.0, file).unwrap();
        assert_eq!(name.error(), "line 1 is broken");
        assert_eq!(fs::read_to_string(&name.0).unwrap(), file);
    }
}

#[test]
fn a_last_line_that_was_whole_is_told_and_not_cut_off() {
    let (name, mut bytes) = written(&["one", "two"]);
    let at = bytes.len() - 4;
    bytes[at] ^= 1;
    fs::write(&name.0, &bytes).unwrap();
    assert_eq!(name.error(), "line 2 is broken");
    assert_eq!(fs::read(&name.0).unwrap(), bytes);
}

#[test]
fn a_broken_line_in_the_middle_is_told_and_nothing_is_changed() {
    let (name, bytes) = written(&["one", "two", "three"]);
    let lines: Vec<_> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let mut changed = bytes.clone();
    changed[lines[0].len() + 20] ^= 1;
    for (file, error) in [
        (changed, "line 2 is broken"),
        // As if its writer had died, but others have come behind it.
        ([b"00000000 {\0\n", &*bytes].concat(), "line 1 is broken"),
        ([b"\n", &*bytes].concat(), "line 1 is broken"),
        ([lines[1], lines[0], lines[2]].concat(), "line 2 is broken"),
        ([lines[0], lines[0]].concat(), "line 2 is broken"),
        (b"x".repeat(line::LINE_LIMIT + 1), "line 1 is broken"),
    ] {
        fs::write(&name.0, &file).unwrap();
        assert_eq!(name.error(), error);
        assert_eq!(fs::read(&name.0).unwrap(), file);
    }
    // The way out, which is also that of who is in the book and doesn't want to be.
    fs::write(&name.0, [lines[0], lines[2]].concat()).unwrap();
    let store = name.open();
    assert_eq!(messages(&store), ["one", "three"]);
    assert_eq!(store.get(3).unwrap().message, "three");
    assert_eq!(store.get(2), None);
    assert_eq!(store.add(draft("four")).unwrap().id, 4);
}

#[test]
fn what_is_no_file_is_no_book() {
    let error = Store::open("/dev/null".as_ref()).unwrap_err().to_string();
    assert_eq!(error, "it is no regular file");
}

#[test]
fn a_second_store_is_told_that_the_file_is_taken() {
    let (name, _) = written(&["one"]);
    let store = name.open();
    assert_eq!(name.error(), "another process has it open");
    drop(store);
    name.open();
}

#[test]
fn many_threads_add_and_none_loses_an_entry() {
    const THREADS: u64 = 8;
    const EACH: u64 = 25;
    let name = Name::new();
    let store = name.open();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let store = &store;
            scope.spawn(move || {
                for number in 0..EACH {
                    let text = format!("{thread} {number}");
                    let added = store.add(draft(&text)).unwrap();
                    // Whoever is told sees it.
                    assert_eq!(store.get(added.id).unwrap().message, text);
                }
            });
        }
    });
    let expected: HashSet<_> = (0..THREADS)
        .flat_map(|thread| (0..EACH).map(move |n| format!("{thread} {n}")))
        .collect();
    drop(store);
    let store = name.open();
    let ids: Vec<_> = store.after(0, 1000).iter().map(|e| e.id).collect();
    assert_eq!(ids, (1..=THREADS * EACH).collect::<Vec<_>>());
    assert_eq!(
        messages(&store).into_iter().collect::<HashSet<_>>(),
        expected
    );
}

#[test]
fn a_full_book_takes_no_more_and_is_opened_again() {
    let lines = |count: u64| -> Vec<u8> {
        let entries = (1..=count).map(|id| draft("m").into_entry(id));
        entries.flat_map(|entry| line::encode(&entry)).collect()
    };
    let most = ENTRIES as u64;
    let name = Name::new();
    fs::write(&name.0, lines(most - 1)).unwrap();
    let store = name.open();
    store.add(draft("last")).unwrap();
    let error = store.add(draft("one more")).unwrap_err();
    assert!(matches!(error, AddError::Full), "{error}");
    assert_eq!(Failure::from(error).status, Status::INSUFFICIENT_STORAGE);
    drop(store);
    assert_eq!(messages(&name.open()).len(), ENTRIES);
    fs::write(&name.0, lines(most + 1)).unwrap();
    assert_eq!(name.error(), "there are more than 10000 entries");
}

#[test]
fn numbers_come_to_an_end() {
    let name = Name::new();
    let last = draft("m").into_entry(u64::MAX);
    fs::write(&name.0, line::encode(&last)).unwrap();
    let error = name.open().add(draft("one more")).unwrap_err();
    assert!(matches!(error, AddError::Full), "{error}");
}

/// A disk that fails when it's told to, but for its first calls, and says what it was
/// asked to do.
struct Disk {
    calls: Sender<String>,
    healthy: u32,
    fails: &'static [&'static str],
}

impl Disk {
    fn call(&mut self, name: &'static str, detail: &str) -> io::Result<()> {
        let _ = self.calls.send(format!("{name}{detail}"));
        if self.healthy > 0 {
            self.healthy -= 1;
            return Ok(());
        }
        match self.fails.contains(&name) {
            true => Err(ErrorKind::StorageFull.into()),
            false => Ok(()),
        }
    }
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.call("write", "").map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Medium for Disk {
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.call("cut", &format!(" {length}"))
    }

    fn sync(&mut self) -> io::Result<()> {
        self.call("sync", "")
    }
}

/// What is done to a disk that fails so when two entries are added, and how many are
/// in the book then.
fn done(healthy: u32, fails: &'static [&'static str]) -> (String, usize) {
    let (calls, called) = mpsc::channel();
    let file = Box::new(Disk {
        calls,
        healthy,
        fails,
    });
    let length = 100;
    let store = Store::new(Vec::new(), Place::File { file, length });
    let added = [store.add(draft("one")), store.add(draft("two"))];
    let kept = added.iter().filter(|added| added.is_ok()).count();
    assert_eq!(
        store.after(0, 9).len(),
        kept,
        "who is told, and what is shown"
    );
    drop(store);
    let calls: Vec<_> = called.into_iter().collect();
    (calls.join(", "), kept)
}

#[test]
fn an_entry_is_on_the_disk_before_it_is_told() {
    assert_eq!(done(0, &[]), ("write, sync, write, sync".to_owned(), 2));
}

#[test]
fn what_is_left_of_a_line_is_cut_off_if_the_disk_is_full() {
    let calls = "write, cut 100, write, cut 100";
    assert_eq!(done(0, &["write"]), (calls.to_owned(), 0));
    let first = line::encode(&draft("one").into_entry(1)).len();
    let calls = format!("write, sync, write, cut {}", 100 + first);
    assert_eq!(done(2, &["write"]), (calls, 1), "and nothing of the first");
}

#[test]
fn nothing_is_added_when_nobody_knows_what_the_disk_has() {
    assert_eq!(done(0, &["write", "cut"]), ("write, cut 100".to_owned(), 0));
    assert_eq!(done(0, &["sync"]), ("write, sync".to_owned(), 0));
}
