//! The chat room over real sockets.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use echo_server::limits::DRAIN_LIMIT;
use echo_server::lines::LINE_LIMIT;
use socket_api::socket::{Domain, Socket, Type};
use threading::capped::{Event, Settings};
use threading::chat::conversation::SEND_BUFFER;
use threading::chat::pace::{BURST, INTERVAL};
use threading::chat::server::{QUEUE_LENGTH, Server, usual_settings};
use threading::stop::Stop;

use crate::{MORE_THAN_BUFFERS_TAKE, within_limit};

/// A chat room in a thread of its own, closed when the test ends.
struct Open {
    address: SocketAddr,
    stop: Stop,
    events: Receiver<Event>,
    serving: Option<JoinHandle<()>>,
}

fn open(settings: Settings, queue_length: usize) -> Open {
    let server = Server::bind("127.0.0.1:0", settings, queue_length).unwrap();
    let address = server.local_addr().unwrap();
    let stop = Stop::new().unwrap();
    let its_stop = stop.clone();
    let (sender, events) = mpsc::channel();
    let serving = Some(thread::spawn(move || {
        let report = |event| sender.send(event).unwrap_or(());
        server.serve(&its_stop, report).unwrap();
    }));
    Open {
        address,
        stop,
        events,
        serving,
    }
}

fn open_as_usual() -> Open {
    open(usual_settings(), QUEUE_LENGTH)
}

impl Open {
    /// Somebody who was asked for a name.
    fn connect(&self) -> Guest {
        let guest = Guest {
            lines: BufReader::new(TcpStream::connect(self.address).unwrap()),
        };
        guest.hears(&["What is your name?"])
    }

    fn join(&self, name: &str) -> Guest {
        let guest = self.connect();
        guest.says(name);
        guest.hears_something_like(&format!("* Hello, {name}."))
    }

    /// Waits until the server says so of a guest.
    fn says_of(&self, guest: SocketAddr, what: &str) {
        let line = format!("{guest} {what}");
        while !self.events.recv().unwrap().to_string().starts_with(&line) {}
    }

    /// Waits until all threads have ended.
    fn closes(mut self) {
        self.stop.request();
        self.serving.take().unwrap().join().unwrap();
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.stop.request();
    }
}

struct Guest {
    lines: BufReader<TcpStream>,
}

impl Guest {
    fn address(&self) -> SocketAddr {
        self.lines.get_ref().local_addr().unwrap()
    }

    fn sends(&self, bytes: &[u8]) {
        self.lines.get_ref().write_all(bytes).unwrap();
    }

    fn says(&self, line: &str) {
        self.sends(format!("{line}\n").as_bytes());
    }

    fn next(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }

    fn hears(mut self, expected: &[&str]) -> Self {
        for &line in expected {
            assert_eq!(self.next(), format!("{line}\n"));
        }
        self
    }

    fn hears_something_like(mut self, beginning: &str) -> Self {
        let line = self.next();
        assert!(line.starts_with(beginning), "{line}");
        self
    }

    /// It succeeds only if somebody reads it, and fails if the connection is reset.
    fn says_more_than_buffers_take(&self) {
        self.sends(&vec![b'x'; MORE_THAN_BUFFERS_TAKE]);
    }

    fn hears_the_end(mut self) {
        assert_eq!(self.next(), "");
    }

    fn resets(self) {
        let linger =
            Socket::of(self.lines.get_ref()).set_linger(Some(Duration::ZERO));
        linger.unwrap();
    }
}

#[test]
fn a_room_without_time_for_anybody_is_none() {
    let mut settings = usual_settings();
    settings.limits.silence = Duration::ZERO;
    let server = Server::bind("127.0.0.1:0", settings, QUEUE_LENGTH);
    assert_eq!(server.unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_line_is_heard_by_everybody_else() {
    within_limit(|| {
        let room = open_as_usual();
        let ann = room.join("Ann");
        let bob = room.connect();
        bob.says("Bob");
        let bob = bob.hears(&["* Hello, Bob. Here you meet Ann."]);
        let ann = ann.hears(&["* Bob has joined"]);
        let carl = room.connect();
        carl.says("Carl");
        let carl = carl.hears(&["* Hello, Carl. Here you meet Ann, Bob."]);
        let ann = ann.hears(&["* Carl has joined"]);
        ann.says("hello, you two");
        carl.hears(&["Ann: hello, you two"]).says("hello, Ann");
        bob.hears(&[
            "* Carl has joined",
            "Ann: hello, you two",
            "Carl: hello, Ann",
        ]);
        // Not what she has said herself.
        ann.hears(&["Carl: hello, Ann"]);
    });
}

#[test]
fn a_name_that_is_none_or_taken_is_refused_in_words_and_asked_for_again() {
    within_limit(|| {
        let room = open_as_usual();
        let _ann = room.join("Ann");
        let mut guest = room.connect();
        let too_long = "x".repeat(21);
        for (name, refusal) in [
            ("", "a name has at least one letter"),
            (&too_long, "a name has at most 20 characters"),
            ("A\x1b[2Jnn", "a name is made of letters, digits, - and _"),
            ("Ann: yes", "a name is made of letters, digits, - and _"),
            ("ANN", "somebody has that name already"),
        ] {
            guest.says(name);
            let refused = format!("* Please take another name: {refusal}.");
            guest = guest.hears(&[&refused]);
        }
        guest.says("Anna");
        guest.hears(&["* Hello, Anna. Here you meet Ann."]);
    });
}

#[test]
fn a_name_without_end_is_refused_in_words() {
    within_limit(|| {
        let room = open_as_usual();
        let guest = room.connect();
        guest.sends(&[b'x'; 2 * LINE_LIMIT]);
        let guest = guest.hears(&["error: a line has at most 8192 bytes"]);
        guest.says_more_than_buffers_take();
        guest.hears_the_end();
    });
}

#[test]
fn a_name_that_many_want_at_once_goes_to_one_of_them() {
    within_limit(|| {
        let room = open_as_usual();
        let guests: Vec<Guest> = (0..10).map(|_| room.connect()).collect();
        for guest in &guests {
            guest.says("Ann");
        }
        let answers = guests.into_iter().map(|mut guest| (guest.next(), guest));
        let answers: Vec<_> = answers.collect();
        let hello = |line: &String| line.starts_with("* Hello, Ann.");
        assert_eq!(answers.iter().filter(|(line, _)| hello(line)).count(), 1);
    });
}

#[test]
fn the_others_are_told_how_somebody_left_and_so_is_the_one_if_possible() {
    within_limit(|| {
        let room = open_as_usual();
        let mut ann = room.join("Ann");
        let mut leaves = |what: &str, leave: fn(Guest), reported: &str| {
            let bob = room.join("Bob");
            let address = bob.address();
            leave(bob);
            let mut heard = ann.next();
            assert_eq!(heard, "* Bob has joined\n");
            heard = ann.next();
            assert_eq!(heard, format!("* Bob {what}\n"));
            room.says_of(address, reported);
        };
        let exit = |bob: Guest| {
            bob.says("exit");
            bob.hears(&["* Goodbye."]).hears_the_end();
        };
        leaves("has left", exit, "closed after 9 bytes");
        let end_of_file = |bob: Guest| {
            bob.lines.get_ref().shutdown(Shutdown::Write).unwrap();
            bob.hears(&["* Goodbye."]).hears_the_end();
        };
        leaves("has left", end_of_file, "closed after 4 bytes");
        let in_mid_line = |bob: Guest| {
            bob.sends(b"half a li");
            bob.lines.get_ref().shutdown(Shutdown::Write).unwrap();
            bob.hears(&["* Your last line has no end."]).hears_the_end();
        };
        leaves("was cut off", in_mid_line, "cut off after 4 bytes");
        leaves("is gone", Guest::resets, "reset after 4 bytes");
        let too_long = |bob: Guest| {
            bob.sends(&[b'x'; 2 * LINE_LIMIT]);
            let bob = bob.hears(&["error: a line has at most 8192 bytes"]);
            bob.says_more_than_buffers_take();
            bob.hears_the_end();
        };
        leaves("was sent away", too_long, "refused after 4 bytes");
    });
}

#[test]
fn who_says_nothing_for_too_long_has_to_go() {
    within_limit(|| {
        let mut settings = usual_settings();
        settings.limits.silence = Duration::from_millis(100);
        let room = open(settings, QUEUE_LENGTH);
        let silent = room.join("Silent");
        let address = silent.address();
        let told = "* You have been silent for too long.";
        silent.hears(&[told]).hears_the_end();
        room.says_of(address, "timed out after 7 bytes");
        // Nor does a name have more time.
        let nameless = room.connect();
        nameless.hears(&[told]).hears_the_end();
    });
}

#[test]
fn what_is_no_text_does_no_harm() {
    within_limit(|| {
        let room = open_as_usual();
        let ann = room.join("Ann");
        let bob = room.join("Bob");
        bob.sends(b"\x1b[2J\xff\0\r\n\n");
        ann.hears(&["* Bob has joined", "Bob: \\u{1b}[2J\u{fffd}\\u{0}", "Bob: "]);
    });
}

/// Somebody whose system keeps little of what it doesn't read.
fn connect_with_a_buffer_of(bytes: usize, room: &Open) -> Guest {
    let socket = Socket::new(Domain::of(room.address), Type::STREAM).unwrap();
    socket.set_receive_buffer_size(bytes).unwrap();
    socket.connect(room.address).unwrap();
    let stream = TcpStream::from(socket);
    let lines = BufReader::new(stream);
    Guest { lines }.hears(&["What is your name?"])
}

#[test]
fn who_never_reads_is_sent_away_in_words_and_nobody_waits_for_it() {
    within_limit(|| {
        const QUEUE_LENGTH: usize = 8;
        // What fits into the queue and the buffers on the way, and as much again.
        const ENOUGH: usize = 2 * (QUEUE_LENGTH + 2 * SEND_BUFFER / LINE_LIMIT);
        let room = open(usual_settings(), QUEUE_LENGTH);
        let slow = connect_with_a_buffer_of(1, &room);
        slow.says("Slow");
        let mut slow = slow.hears(&["* Hello, Slow. You are the first."]);
        let mut others: Vec<Guest> = Vec::new();
        for number in 0..=ENOUGH / BURST as usize {
            others.push(room.join(&format!("other{number}")));
            for earlier in &mut others[..number] {
                earlier.next();
            }
        }
        let said = speak_until_slow_has_gone(&mut others);

        // It begins to read, and finds what had room, and why there is no more.
        let address = slow.address();
        let mut heard = (0..others.len() + said).map(|_| slow.next());
        let last = heard.find(|line| line.starts_with("* You "));
        assert_eq!(last.unwrap(), "* You were too slow to read.\n");
        drop(heard);
        assert_eq!(slow.next(), "");
        // It doesn't close its side, and nobody waits for that for long.
        room.says_of(address, "timed out after 5 bytes");
        drop(slow);
    });
}

/// More in the room, each of whom says as much as may be said at once.
fn some_who_speak(number: usize, room: &Open) -> Vec<Guest> {
    let said = format!("{}\n", "x".repeat(LINE_LIMIT - 1)).repeat(BURST as usize);
    let speak = |number| {
        let speaker = room.join(&format!("speaker{number}"));
        let listens = speaker.lines.get_ref().try_clone().unwrap();
        thread::spawn(move || io::copy(&mut &listens, &mut io::sink()));
        speaker.sends(said.as_bytes());
        speaker.lines.get_ref().shutdown(Shutdown::Write).unwrap();
        speaker
    };
    (0..number).map(speak).collect()
}

/// All that is said has room in its queue, so that it's the write that takes too long.
#[test]
fn a_line_that_cannot_be_written_for_ten_seconds_is_the_end() {
    within_limit(|| {
        let room = open(usual_settings(), 1_000);
        let slow = connect_with_a_buffer_of(1, &room);
        slow.says("Slow");
        let slow = slow.hears(&["* Hello, Slow. You are the first."]);
        let _speakers = some_who_speak(4, &room);
        room.says_of(slow.address(), "timed out after 5 bytes");
    });
}

/// It takes each line in time, and could go on like that for ten seconds.
#[test]
fn all_that_one_who_leaves_is_still_told_has_one_limit() {
    within_limit(|| {
        let room = open(usual_settings(), 1_000);
        let slow = connect_with_a_buffer_of(32_768, &room);
        slow.says("Slow");
        let slow = slow.hears(&["* Hello, Slow. You are the first."]);
        let speakers = some_who_speak(12, &room);
        // When they have left, all that they have said is in the queue.
        let events = room.events.iter().map(|event| event.to_string());
        let left = events.filter(|event| event.contains(" closed after "));
        assert_eq!(left.take(speakers.len()).count(), speakers.len());
        let begin = Instant::now();
        slow.says("exit");
        let address = slow.address();
        thread::spawn(move || {
            let mut some = [0; LINE_LIMIT];
            while slow
                .lines
                .get_ref()
                .read(&mut some)
                .is_ok_and(|read| read > 0)
            {
                thread::sleep(Duration::from_millis(50)); // the slow reader's pace
            }
        });
        room.says_of(address, "closed after 10 bytes");
        assert!(begin.elapsed() < 3 * DRAIN_LIMIT);
    });
}

/// Those in the room speak in turn, and all others hear each line, until they hear
/// that `Slow` has gone. Returns how many lines that took.
fn speak_until_slow_has_gone(others: &mut [Guest]) -> usize {
    let text = "x".repeat(LINE_LIMIT - 1);
    let mut said = 0;
    for speaker in 0..others.len() {
        for _ in 0..BURST {
            others[speaker].says(&text);
            said += 1;
            let line = format!("other{speaker}: {text}\n");
            for (number, other) in others.iter_mut().enumerate() {
                if number == speaker {
                    continue;
                }
                match other.next() {
                    heard if heard == line => {}
                    heard if heard == "* Slow was too slow to read\n" => {
                        return said;
                    }
                    heard => panic!("{heard}"),
                }
            }
        }
    }
    panic!("{said} lines were not enough");
}

#[test]
fn who_says_more_than_its_pace_allows_is_heard_at_that_pace() {
    within_limit(|| {
        const MORE: u32 = 5;
        let room = open_as_usual();
        let mut ann = room.join("Ann");
        let bob = room.join("Bob");
        assert_eq!(ann.next(), "* Bob has joined\n");
        let begin = Instant::now();
        bob.sends("much to say\n".repeat((BURST + MORE) as usize).as_bytes());
        for _ in 0..BURST + MORE {
            assert_eq!(ann.next(), "Bob: much to say\n");
        }
        assert!(begin.elapsed() >= INTERVAL * MORE);
    });
}

#[test]
fn who_finds_the_room_full_waits_until_somebody_leaves() {
    within_limit(|| {
        let settings = Settings {
            clients: 1,
            ..usual_settings()
        };
        let room = open(settings, QUEUE_LENGTH);
        let ann = room.join("Ann");
        let next = thread::spawn({
            let stream = TcpStream::connect(room.address).unwrap();
            move || {
                let lines = BufReader::new(stream);
                Guest { lines }.hears(&["What is your name?"])
            }
        });
        ann.says("exit");
        ann.hears(&["* Goodbye."]).hears_the_end();
        next.join().unwrap();
    });
}

#[test]
fn a_room_that_closes_tells_its_members_and_ends_the_others() {
    within_limit(|| {
        let room = open_as_usual();
        let ann = room.join("Ann");
        let nameless = room.connect();
        let late = room.connect();
        late.sends(b"Lat");
        let address = room.address;
        let told = thread::spawn(move || {
            ann.hears(&["* The room closes."]).hears_the_end();
            late.says("e");
            late.hears(&["* The room closes."]).hears_the_end();
            nameless.hears(&["* Goodbye."]).hears_the_end();
        });
        room.closes();
        told.join().unwrap();
        let refused = TcpStream::connect(address).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn one_who_takes_no_leave_does_not_keep_the_room_open() {
    within_limit(|| {
        let settings = Settings {
            grace: Duration::from_millis(100),
            ..usual_settings()
        };
        let room = open(settings, QUEUE_LENGTH);
        // It stays connected, whatever it is told.
        let ann = room.join("Ann");
        let begin = Instant::now();
        room.closes();
        assert!(begin.elapsed() < DRAIN_LIMIT);
        ann.hears(&["* The room closes."]).hears_the_end();
    });
}

/// Said at the pace of one speaker, these lines would take a quarter of an hour.
#[test]
fn who_has_left_is_not_read_to_the_end() {
    within_limit(|| {
        let room = open_as_usual();
        let ann = room.join("Ann");
        let bob = room.join("Bob");
        bob.sends(&[b'\n'; LINE_LIMIT]);
        // The first of them is heard, so all of them have come.
        ann.hears(&["* Bob has joined", "Bob: "]);
        room.closes();
    });
}
