//! What HTTP adds: heads and bodies that come slowly or have no end, more requests
//! than anybody has time for, and messages that end at two places.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::thread;
use std::time::{Duration, Instant};

use crate::suite::attacks::messages::pour_out;
use crate::suite::attacks::slowness::drip;
use crate::suite::failure::{Failure, Symptom};
use crate::suite::pages::{POLITE_FILE, Response, split};
use crate::suite::process::{PROMPTLY, eventually};
use crate::suite::protocol::Protocol;
use crate::suite::target::{Peer, Target, excerpt};

/// So many answers are more than all buffers on the way take.
const MANY: usize = 100_000;

/// A write that waits for so long won't have room any more.
const UNREAD: Duration = Duration::from_secs(1);

/// So many connections that say nothing are far more than there are workers.
const CROWD: usize = 1000;

/// How long whoever comes behind them may wait.
const BEHIND_A_CROWD: Duration = Duration::from_secs(10);

/// How often to ask whoever has no descriptors.
const ASKED: usize = 10;

/// Enough of them that each part of a request is hit.
const RANDOM: u32 = 200;

/// How a body may be framed, and what its bytes begin with.
const LENGTH: (&str, &str) = ("Content-Length: 1000000", "");
const CHUNK_SIZE: (&str, &str) = (CHUNKED, "0");
const CHUNK_EXTENSION: (&str, &str) = (CHUNKED, "5;");
const CHUNK_DATA: (&str, &str) = (CHUNKED, "fffff\r\n");
const TRAILER: (&str, &str) = (CHUNKED, "0\r\n");
const CHUNKED: &str = "Transfer-Encoding: chunked";

/// A field of 1,000 bytes.
const FIELD: [u8; 1000] = {
    let mut field = [b'x'; 1000];
    field[1] = b':';
    field[998] = b'\r';
    field[999] = b'\n';
    field
};

pub fn slow_header(target: &Target) -> Result<(), Failure> {
    is_slow(target, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-", b"x")
}

pub fn slow_content(target: &Target) -> Result<(), Failure> {
    is_slow(target, &post(target, LENGTH), b"x")
}

pub fn slow_chunk_size(target: &Target) -> Result<(), Failure> {
    is_slow(target, &post(target, CHUNK_SIZE), b"0")
}

pub fn slow_chunk_extension(target: &Target) -> Result<(), Failure> {
    is_slow(target, &post(target, CHUNK_EXTENSION), b"x")
}

pub fn slow_chunk_data(target: &Target) -> Result<(), Failure> {
    is_slow(target, &post(target, CHUNK_DATA), b"x")
}

pub fn slow_trailer(target: &Target) -> Result<(), Failure> {
    is_slow(target, &post(target, TRAILER), b"x")
}

/// The beginning of a request with a body.
fn post(target: &Target, (framing, begin): (&str, &str)) -> Vec<u8> {
    let path = match target.protocol {
        Protocol::GuestBook => "/entries",
        _ => "/polite.txt",
    };
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/json\r\n{framing}\r\n\r\n{begin}"
    );
    request.into_bytes()
}

/// Takes every place and sends byte after byte, each in good time.
fn is_slow(target: &Target, begin: &[u8], then: &[u8]) -> Result<(), Failure> {
    let mut peers = Vec::new();
    for _ in 0..target.at_once {
        let peer = target.connect()?;
        let sent = (&peer.stream).write_all(begin);
        sent.map_err(|error| target.does_not_serve(error))?;
        peers.push(peer);
    }
    let hung_up = thread::scope(|scope| {
        let dripping = peers.iter().map(|peer| scope.spawn(|| drip(peer, then)));
        let dripping: Vec<_> = dripping.collect();
        target.serves_a_polite_client()?;
        let hung_up = dripping.into_iter().map(|one| one.join().unwrap());
        Ok(hung_up.collect::<Vec<_>>())
    })?;
    if hung_up.contains(&false) {
        return Err(target.fails(Symptom::NotClosed, "it still reads"));
    }
    peers
        .iter()
        .try_for_each(|peer| target.reports(peer, "timed out"))
}

pub fn endless_target(target: &Target) -> Result<(), Failure> {
    is_endless(target, b"GET /", b"x")
}

pub fn endless_header(target: &Target) -> Result<(), Failure> {
    is_endless(target, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", b"x")
}

pub fn endless_fields(target: &Target) -> Result<(), Failure> {
    is_endless(target, b"GET / HTTP/1.1\r\nHost: localhost\r\n", &FIELD)
}

pub fn endless_chunk_size(target: &Target) -> Result<(), Failure> {
    is_endless(target, &post(target, CHUNK_SIZE), b"0")
}

pub fn endless_chunk_extension(target: &Target) -> Result<(), Failure> {
    is_endless(target, &post(target, CHUNK_EXTENSION), b"x")
}

pub fn endless_chunks(target: &Target) -> Result<(), Failure> {
    is_endless(
        target,
        &post(target, (CHUNKED, "")),
        b"8\r\n\"tea\" x\n\r\n",
    )
}

pub fn endless_trailer(target: &Target) -> Result<(), Failure> {
    is_endless(target, &post(target, TRAILER), &FIELD)
}

/// Sends more than a server should keep of one part of a request.
fn is_endless(target: &Target, begin: &[u8], then: &[u8]) -> Result<(), Failure> {
    let peer = target.connect()?;
    // It may have decided already.
    let _ = (&peer.stream).write_all(begin);
    pour_out(&peer.stream, then);
    target.keeps_to_its_memory()?;
    target.reports(&peer, "closed")
}

/// Sends requests that are wrong, or that two readers could take for different ones,
/// and one behind each of them that mustn't be answered.
pub fn wrong_requests(target: &Target) -> Result<(), Failure> {
    let with = |fields: &str| -> Vec<u8> {
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n").into()
    };
    let framed = |framing: &str| post(target, (framing, "0\r\n\r\n"));
    let lines = |number| with(&"X: x\r\n".repeat(number));
    let requests: [(&[u16], Vec<u8>); 31] = [
        (&[400], framed("Content-Length: 5\r\nContent-Length: 6")),
        (&[400], framed("Content-Length: 5, 6")),
        (
            &[400],
            framed("Content-Length: 5\r\nTransfer-Encoding: chunked"),
        ),
        (
            &[400],
            framed("Transfer-Encoding: chunked\r\nContent-Length: 5"),
        ),
        (&[400, 501], framed("Transfer-Encoding: xchunked")),
        (&[400, 501], framed("Transfer-Encoding: chunked, identity")),
        (&[400], framed("Transfer-Encoding: chunked, chunked")),
        (&[400], framed("Transfer-Encoding : chunked")),
        (&[400], framed("Transfer-Encoding: chunked\r\n folded: yes")),
        (&[400], framed("Transfer-Encoding:\u{b}chunked")),
        (
            &[400, 405, 408, 413],
            framed("Content-Length: 9223372036854775807"),
        ),
        (
            &[400, 405, 408, 413],
            framed("Content-Length: 9223372036854775808"),
        ),
        (&[400], framed("Content-Length: 18446744073709551616")),
        (&[400], framed("Content-Length: -1")),
        (&[400], framed("Content-Length: +5")),
        (&[400], framed("Content-Length: 0x5")),
        (&[400], framed("Content-Length: 5 ,")),
        (&[400], framed("Content-Length: ")),
        (&[400], with("X : x\r\n")),
        (&[400], with("X: x\n\r\n")),
        (&[400], with("X: \0\r\n")),
        (&[400], with("X: x\rY: y\r\n")),
        (&[400], with("Host: elsewhere\r\n")),
        (&[400], b"GET / HTTP/1.1\r\n\r\n".to_vec()),
        (&[400], b"GET /\r\n\r\n".to_vec()),
        (
            &[400],
            b"GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(),
        ),
        (
            &[505],
            b"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n".to_vec(),
        ),
        (
            &[400],
            b"GET / http/1.1\r\nHost: localhost\r\n\r\n".to_vec(),
        ),
        (&[431], lines(10_000)),
        (&[431], with(&format!("X: {}\r\n", "x".repeat(20_000)))),
        (
            &[414],
            format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(20_000)).into(),
        ),
    ];
    for (statuses, request) in requests {
        let peer = target.connect()?;
        let sent = (&peer.stream).write_all(&[&request, POLITE_FILE].concat());
        let answer = target.ends(&peer)?;
        let is_refused = matches!(split(&answer), (ref only, b"")
            if is_one_of(only, statuses));
        if !is_refused {
            let seen = format!("{} got {}", excerpt(&request), excerpt(&answer));
            return Err(target.fails(Symptom::WrongAnswer, seen));
        }
        sent.and(peer.is_whole())
            .map_err(|error| target.fails(Symptom::AnswerDestroyed, error))?;
    }
    Ok(())
}

/// Whether there is one response, with one of these statuses.
fn is_one_of(responses: &[Response], statuses: &[u16]) -> bool {
    matches!(responses, [only] if statuses.contains(&only.status))
}

/// Announces a body, waits to be told to go on or not, and sends none.
pub fn body_never_comes(target: &Target) -> Result<(), Failure> {
    for framing in [
        "Content-Length: 5",
        "Content-Length: 5\r\nExpect: 100-continue",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nExpect: 100-continue",
    ] {
        let peer = target.connect()?;
        target.ask(&peer, &post(target, (framing, "")))?;
        let answer = target.ends(&peer)?;
        let (responses, rest) = split(&answer);
        let mut statuses = responses.iter().map(|response| response.status);
        let last = statuses.next_back();
        if !rest.is_empty()
            || !last.is_some_and(|last| (400..500).contains(&last))
            || statuses.any(|status| status != 100)
        {
            let seen = format!("{framing} got {}", excerpt(&answer));
            return Err(target.fails(Symptom::WrongAnswer, seen));
        }
    }
    Ok(())
}

/// Sends a request up to each of its bytes, and the end of file: nobody has asked for
/// anything yet.
pub fn truncated_request(target: &Target) -> Result<(), Failure> {
    let question = target.protocol.message();
    for length in 1..question.len() {
        let peer = target.connect()?;
        let _ = (&peer.stream).write_all(&question[..length]);
        let _ = peer.stream.shutdown(Shutdown::Write);
        let answer = target.ends(&peer)?;
        let (responses, rest) = split(&answer);
        let is_none = responses.is_empty() || is_one_of(&responses, &[400]);
        if !rest.is_empty() || !is_none {
            let seen = format!("{length} bytes got {}", excerpt(&answer));
            return Err(target.fails(Symptom::WrongAnswer, seen));
        }
    }
    Ok(())
}

/// Sends requests in which something is wrong, nobody knows what. Whatever it is, what
/// comes back are whole responses, and then the end.
pub fn random_requests(target: &Target) -> Result<(), Failure> {
    for seed in 1..=RANDOM {
        let mut random = seed;
        let mut next = |below: usize| {
            // George Marsaglia's xorshift.
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            random as usize % below
        };
        let chunked = post(target, (CHUNKED, "5\r\nhello\r\n0\r\n\r\n"));
        let polite = target.protocol.message();
        let mut message = [polite, &chunked, polite].concat();
        for _ in 0..1 + next(4) {
            let place = next(message.len());
            let byte = next(256) as u8;
            match next(3) {
                0 => message[place] = byte,
                1 => message.insert(place, byte),
                _ => drop(message.remove(place)),
            }
        }
        let peer = target.connect()?;
        let _ = (&peer.stream).write_all(&message);
        let _ = peer.stream.shutdown(Shutdown::Write);
        let answer = target.ends(&peer)?;
        // The answer to HEAD has a length, and no body: the mutation isn't that good.
        let (_, rest) = split(&answer);
        if !rest.is_empty() {
            let seen = format!("seed {seed} got {}", excerpt(rest));
            return Err(target.fails(Symptom::WrongAnswer, seen));
        }
    }
    Ok(())
}

/// Sends a great many requests at once, and reads nothing.
pub fn pipelined_and_unread(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    peer.stream.set_write_timeout(Some(UNREAD)).unwrap();
    let _ = (&peer.stream).write_all(&target.protocol.message().repeat(MANY));
    // It is done with what it takes, or waits for us, unless it takes its time.
    let _ = target.process.sleeps();
    target.keeps_to_its_memory()?;
    target.serves_a_polite_client()?;
    target.reports(&peer, "timed out")
}

/// Takes every place, and asks and asks, so that each connection is always in use.
pub fn requests_without_pause(target: &Target) -> Result<(), Failure> {
    let mut peers = Vec::new();
    for _ in 0..target.at_once {
        peers.push(target.connect()?);
    }
    let message = target.protocol.message().repeat(100);
    thread::scope(|scope| {
        for peer in &peers {
            scope.spawn(|| while (&peer.stream).write_all(&message).is_ok() {});
            scope.spawn(|| io::copy(&mut &peer.stream, &mut io::sink()));
        }
        let served = target.serves_a_polite_client();
        for peer in &peers {
            let _ = peer.stream.shutdown(Shutdown::Both);
        }
        served
    })
}

/// Many more connections than there are workers say nothing, and one that comes behind
/// them asks.
pub fn crowd_in_silence(target: &Target) -> Result<(), Failure> {
    let peers: Result<Vec<Peer>, Failure> =
        (0..CROWD).map(|_| target.connect()).collect();
    let peers = peers?;
    let polite = target.connect()?;
    polite
        .stream
        .set_read_timeout(Some(BEHIND_A_CROWD))
        .unwrap();
    let question = target.protocol.message();
    target.ask(&polite, question)?;
    let begin = Instant::now();
    let answer = target.protocol.answer(&polite.stream, question, Vec::new());
    let answer = answer.map_err(|error| target.does_not_serve(error))?;
    target.is_right(question, &answer)?;
    if begin.elapsed() > BEHIND_A_CROWD {
        return Err(target.does_not_serve(format!("{:?}", begin.elapsed())));
    }
    target.keeps_to_its_threads()?;
    drop(peers);
    Ok(())
}

/// Asks for a file when none can be opened. It has an answer that says so.
pub fn out_of_descriptors_inside(target: &Target) -> Result<(), Failure> {
    target.sees_everybody_off();
    let inside = target.serves_at_once(1)?.remove(0);
    target.process.sleeps()?;
    let forbidden = target.process.forbid_descriptors()?;
    for _ in 0..ASKED {
        let question = target.protocol.message();
        target.ask(&inside, question)?;
        let answer = target.protocol.answer(&inside.stream, question, Vec::new());
        let answer = answer.map_err(|error| target.does_not_serve(error))?;
        if !matches!(split(&answer), (ref only, b"") if is_one_of(only, &[500, 503]))
        {
            let seen = format!("without descriptors, it says {}", excerpt(&answer));
            return Err(target.fails(Symptom::WrongAnswer, seen));
        }
    }
    drop(forbidden);
    target.goes_on_with(&inside)
}

/// Breaks off in the middle of many bodies, so that what was read of them is in vain.
pub fn reset_in_mid_body(target: &Target) -> Result<(), Failure> {
    for framing in [LENGTH, CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_DATA, TRAILER] {
        for _ in 0..ASKED {
            let peer = target.connect()?;
            let _ = (&peer.stream).write_all(&post(target, framing));
            // Some servers have answered already.
            peer.stream.set_nonblocking(true).unwrap();
            eventually(PROMPTLY / 20, || {
                matches!((&peer.stream).read(&mut [0; 64]), Ok(1..))
            });
            peer.reset();
        }
    }
    Ok(())
}
