//! Transfers over bad links: thousands of the model, and some over real sockets.

use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use tcp_vs_udp::link::{Conditions, ROOM};
use tcp_vs_udp::loopback::NOBODY;
use tcp_vs_udp::loss::BAD;
use tcp_vs_udp::one_in_flight;
use tcp_vs_udp::random::Random;
use tcp_vs_udp::relay::Relay;
use tcp_vs_udp::transfer::event::Event;
use tcp_vs_udp::transfer::frame::LARGEST_PAYLOAD;
use tcp_vs_udp::transfer::inbox::Limits;
use tcp_vs_udp::transfer::outgoing::{LARGEST_TRANSFER, Outgoing, Parts};
use tcp_vs_udp::transfer::patience::{Patience, TRIES};
use tcp_vs_udp::transfer::sender::Sender;
use tcp_vs_udp::transfer::server::Server;
use tcp_vs_udp::transfer::socket;
use tcp_vs_udp::transfer::window::WindowSender;

use crate::command::chapter1;
use crate::program::{run, stderr, with_server};
use crate::simulation::Simulation;
use crate::within_limit::within_limit;

/// Some bytes that differ from frame to frame.
fn some_bytes(random: &mut Random, length: usize) -> Vec<u8> {
    let eights = length.div_ceil(8);
    let mut bytes: Vec<u8> = (0..eights)
        .flat_map(|_| random.next_number().to_be_bytes())
        .collect();
    bytes.truncate(length);
    bytes
}

fn below(random: &mut Random, end: u64) -> u64 {
    random.next_number() % end
}

/// Loss, duplication and reordering up to 50 % each, and delays on both sides of
/// what a sender waits for.
fn any_conditions(random: &mut Random) -> Conditions {
    let delays = [0, 1, 40, 99, 101, 400];
    Conditions {
        loss: below(random, 51) as u8,
        duplicate: below(random, 51) as u8,
        reorder: below(random, 51) as u8,
        delay: Duration::from_millis(delays[below(random, 6) as usize]),
    }
}

/// Runs two transfers for each seed, the second right behind the first, so that what
/// is left of the first comes while it is under way. Returns how many failed.
// ANCHOR: never-wrong
fn never_wrong_and_never_endless(
    seeds: std::ops::Range<u64>,
    new_sender: impl Fn(&mut Random, Parts) -> Box<dyn Outgoing>,
) -> usize {
    let mut failed = 0;
    for seed in seeds {
        let random = &mut Random::new(seed);
        let mut link = Simulation::new(any_conditions(random), seed);
        let mut transfers: Vec<Vec<u8>> = Vec::new();
        for name in 0..2 {
            let length = 1 + below(random, 4 * LARGEST_PAYLOAD as u64) as usize;
            let bytes = some_bytes(random, length);
            transfers.push(bytes.clone());
            let parts = Parts::new(name, bytes).unwrap();
            let mut sender = new_sender(random, parts);
            if link.run(&mut *sender) {
                let delivered = link.delivered.contains(&transfers[name as usize]);
                assert!(delivered, "seed {seed}: not what was sent");
            } else {
                let again = sender.sent().again;
                assert!(again + 1 >= TRIES.into(), "seed {seed}: too early");
                failed += 1;
            }
        }
        link.drain();
        for transfer in &link.delivered {
            assert!(transfers.contains(transfer), "seed {seed}: wrong bytes");
        }
        let is_twice =
            link.delivered.len() == 2 && link.delivered[0] == link.delivered[1];
        assert!(link.delivered.len() <= 2 && !is_twice, "seed {seed}: twice");
    }
    failed
}
// ANCHOR_END: never-wrong

#[test]
fn ten_thousand_bad_links_deliver_the_exact_bytes_or_nothing() {
    // Steps are counted, so that there is an end without a clock.
    let failed = never_wrong_and_never_endless(0..10_000, |_, parts| {
        Box::new(Sender::new(parts, Patience::default()))
    });
    // Each seed has two transfers. Some must fail, or the test is too easy.
    assert!((1..2_000).contains(&failed), "{failed} of 20,000 failed");
}

#[test]
fn so_do_ten_thousand_with_a_window() {
    let failed = never_wrong_and_never_endless(0..10_000, |random, parts| {
        let window = 1 + below(random, 8) as u32;
        Box::new(WindowSender::new(parts, Patience::default(), window))
    });
    assert!((1..2_000).contains(&failed), "{failed} of 20,000 failed");
}

#[test]
fn one_bit_for_the_number_takes_an_old_frame_for_a_new_one() {
    // ANCHOR: one-bit
    let received = |mask: u32| {
        let (mut text, mut expected) = (String::new(), 0);
        // The link has held back a copy of the first frame.
        for (number, part) in [(0, "A"), (1, "B"), (0, "A"), (2, "C")] {
            if number & mask == expected & mask {
                text.push_str(part);
                expected += 1;
            }
        }
        text
    };
    assert_eq!(received(1), "ABA"); // one bit: 0 and 2 are the same number
    assert_eq!(received(u32::MAX), "ABC");
    // ANCHOR_END: one-bit
}

struct Running {
    address: SocketAddr,
    events: Receiver<Event>,
}

fn start(limits: Limits) -> Running {
    serve(Server::bind("127.0.0.1:0", limits).unwrap())
}

/// A receiver in a thread of its own, which serves as long as the tests run.
fn serve(server: Server) -> Running {
    let address = server.local_addr().unwrap();
    let (sender, events) = mpsc::channel();
    thread::spawn(move || {
        server.serve(|event| sender.send(event).map_err(io::Error::other))
    });
    Running { address, events }
}

impl Running {
    fn finished(&self) -> Vec<u8> {
        loop {
            match self.events.recv().unwrap() {
                Event::Finished { bytes, .. } => return bytes,
                Event::Began { .. } => {}
                other => panic!("{other}"),
            }
        }
    }
}

fn impatient() -> Patience {
    Patience::new(Duration::from_millis(5))
}

fn parts(bytes: &[u8]) -> Parts {
    Parts::new(socket::new_name(), bytes.to_vec()).unwrap()
}

#[test]
fn a_file_arrives_intact_through_a_relay_that_loses_30_percent() {
    within_limit(|| {
        let receiver = start(Limits::default());
        let relay =
            Relay::start("127.0.0.1:0", receiver.address, BAD, 1, |_| {}).unwrap();
        let file = some_bytes(&mut Random::new(1), 30_000);
        let mut sender = Sender::new(parts(&file), impatient());
        socket::send(relay.local_addr(), &mut sender).unwrap();
        assert!(receiver.finished() == file);
        assert_eq!(sender.sent().frames, 26);
        assert!(sender.sent().again > 0);
    });
}

#[test]
fn so_it_does_with_a_window() {
    within_limit(|| {
        let receiver = start(Limits::default());
        let relay =
            Relay::start("127.0.0.1:0", receiver.address, BAD, 1, |_| {}).unwrap();
        let file = some_bytes(&mut Random::new(1), 30_000);
        let mut sender = WindowSender::new(parts(&file), impatient(), 8);
        socket::send(relay.local_addr(), &mut sender).unwrap();
        assert!(receiver.finished() == file);
    });
}

#[test]
fn nothing_and_the_largest_transfer_arrive() {
    within_limit(|| {
        let receiver = start(Limits::default());
        for length in [0, 1, LARGEST_PAYLOAD, LARGEST_PAYLOAD + 1, LARGEST_TRANSFER]
        {
            let file = vec![b'x'; length];
            let mut sender = Sender::new(parts(&file), Patience::default());
            socket::send(receiver.address, &mut sender).unwrap();
            assert!(receiver.finished() == file);
        }
        let too_large = Parts::new(0, vec![b'x'; LARGEST_TRANSFER + 1]);
        assert_eq!(too_large.unwrap_err().length, LARGEST_TRANSFER + 1);
    });
}

#[test]
fn a_transfer_goes_over_ipv6_too() {
    within_limit(|| {
        let Ok(server) = Server::bind("[::1]:0", Limits::default()) else {
            return; // a machine without IPv6
        };
        let receiver = serve(server);
        let mut sender = Sender::new(parts(b"hello"), Patience::default());
        socket::send(receiver.address, &mut sender).unwrap();
        assert_eq!(receiver.finished(), b"hello");
    });
}

#[test]
fn a_sender_that_falls_silent_is_noticed_though_nothing_comes() {
    within_limit(|| {
        let limits = Limits {
            silence: Duration::from_millis(10),
            ..Limits::default()
        };
        let receiver = start(limits);
        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        let first = parts(&[b'x'; LARGEST_PAYLOAD + 1]).frame(0);
        sender.send_to(&first, receiver.address).unwrap();
        let peer = sender.local_addr().unwrap();
        let event = receiver.events.recv().unwrap();
        assert_eq!(event, Event::Began { peer });
        let length = LARGEST_PAYLOAD;
        let event = receiver.events.recv().unwrap();
        assert_eq!(event, Event::TimedOut { peer, length });
    });
}

#[test]
fn a_sender_that_nobody_answers_gives_up() {
    within_limit(|| {
        let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
        let patience = Patience::new(Duration::from_millis(1));
        let mut sender = Sender::new(parts(b"hello"), patience);
        let error = socket::send(silent.local_addr().unwrap(), &mut sender);
        assert_eq!(error.unwrap_err().kind(), ErrorKind::TimedOut);
    });
}

/// In virtual time, what the chapter measures in real time: how long a hundred
/// frames take over a link of 10 ms, and how many are sent again.
fn hundred_frames(window: u32, loss: u8, seed: u64) -> (u128, u64) {
    let delay = Duration::from_millis(10);
    let conditions = Conditions {
        loss,
        delay,
        ..Conditions::default()
    };
    let mut link = Simulation::new(conditions, seed);
    let bytes = vec![b'x'; one_in_flight::FRAMES * LARGEST_PAYLOAD];
    let mut sender = WindowSender::new(parts(&bytes), Patience::default(), window);
    assert!(link.run(&mut sender));
    (link.now.as_millis(), sender.sent().again)
}

#[test]
fn a_window_divides_the_number_of_round_trips() {
    // ANCHOR: round-trips
    for (window, milliseconds) in [(1, 2000), (4, 500), (16, 140), (64, 40)] {
        let again = 0;
        assert_eq!(hundred_frames(window, 0, 1), (milliseconds, again));
    }
    // ANCHOR_END: round-trips
}

#[test]
fn a_window_is_faster_than_a_hundred_round_trips() {
    within_limit(|| {
        let round_trips = one_in_flight::LINK.delay * 2 * 100;
        let measured = one_in_flight::measure(64, one_in_flight::LINK, 1);
        assert!(measured.unwrap().time < round_trips);
    });
}

#[test]
fn the_receiver_stores_what_came_last_in_a_file() {
    let name = format!("chapter1-received-{}", std::process::id());
    let file = env::temp_dir().join(name);
    let arguments = ["receiver", "--address", "127.0.0.1:0", "--output"];
    let mut receiver = chapter1(&arguments);
    receiver.arg(&file);
    let stored = file.clone();
    with_server(receiver, move |address, next_line| {
        for text in [&b"first"[..], b"last"] {
            let mut sender = Sender::new(parts(text), Patience::default());
            socket::send(address, &mut sender).unwrap();
            assert!(next_line().contains(" finished: "));
            assert_eq!(fs::read(&stored).unwrap(), text);
        }
    });
    fs::remove_file(file).unwrap();
}

#[test]
fn what_is_too_large_to_transfer_is_said() {
    let name = format!("chapter1-too-large-{}", std::process::id());
    let file = env::temp_dir().join(name);
    fs::write(&file, vec![b'x'; LARGEST_TRANSFER + 1]).unwrap();
    let mut sender = chapter1(&["sender", "--address", NOBODY]);
    sender.arg(&file);
    let output = run(sender);
    fs::remove_file(file).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = "524289 bytes, and 524288 are the limit";
    assert!(stderr(&output).contains(told), "{}", stderr(&output));
}

#[test]
fn after_a_loss_a_window_sends_more_again() {
    let again = |window| -> u64 {
        (0..20).map(|seed| hundred_frames(window, 2, seed).1).sum()
    };
    assert!(again(1) < again(16) && again(16) < again(64));
}

#[test]
fn a_window_fits_into_the_link() {
    // The largest window that the chapter shows.
    assert!(
        one_in_flight::WINDOWS
            .iter()
            .all(|window| (*window as usize) < ROOM)
    );
}
