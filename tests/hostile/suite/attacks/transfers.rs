//! Transfers that nobody should begin, or never end.

use std::net::UdpSocket;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use super::datagrams::NO_ANSWER;
use crate::suite::failure::{Failure, Symptom};
use crate::suite::protocol::{FRAME_LIMIT, exchange, frame};
use crate::suite::servers::TIMEOUT;
use crate::suite::target::{MEMORY_LIMIT, PATIENCE, Target};

/// What fits behind the header of a frame.
const PAYLOAD: [u8; FRAME_LIMIT - 13] = [b'x'; FRAME_LIMIT - 13];

/// How many frames fill a server's memory, if it keeps them.
const FRAMES: u32 = (2 * MEMORY_LIMIT / PAYLOAD.len() as u64) as u32;

/// As many frames as the system's buffer holds while the server is busy.
const BURST: u32 = 50;

/// How many there are at once: more than a server may allow.
const MANY: u64 = 20;

/// What isn't a frame, and what can't be the beginning of a transfer.
pub fn not_a_frame(target: &Target) -> Result<(), Failure> {
    let whole = frame(b'D', 1, 0, &PAYLOAD);
    let mut datagrams: Vec<Vec<u8>> =
        (0..13).map(|length| whole[..length].to_vec()).collect();
    datagrams.push([&whole[..], b"x"].concat());
    datagrams.push(vec![b'D'; 65_507]);
    datagrams.push(frame(b'D', 1, 0, b""));
    datagrams.push(frame(b'L', 1, u32::MAX, b"x"));
    datagrams.push(frame(b'D', u64::MAX, 1, b"x"));
    datagrams.extend(
        (0..=u8::MAX)
            .filter(|kind| !b"DL".contains(kind))
            .map(|kind| frame(kind, 1, 0, b"x")),
    );
    for datagram in datagrams {
        is_not_answered(target, &datagram)?;
    }
    Ok(())
}

/// An answer. A server that answers it can be set on another like it, and neither
/// ever stops.
pub fn an_answer(target: &Target) -> Result<(), Failure> {
    is_not_answered(target, &frame(b'A', 1, 0, b""))
}

/// Each datagram thrice, as a network may do it: each is answered, and delivered
/// once.
pub fn thrice(target: &Target) -> Result<(), Failure> {
    let socket = target.sender();
    for (number, kind) in [(0, b'D'), (1, b'L')] {
        for _ in 0..3 {
            asks(target, &socket, &frame(kind, 1, number, b"hello"))?;
        }
    }
    // It was printed before what is answered now.
    asks(target, &socket, &frame(b'L', 2, 0, b""))?;
    let here = socket.local_addr().unwrap();
    let reported = format!("{here} finished: 10 bytes");
    target.prints(&reported)?;
    match target.process.count(&reported) {
        1 => Ok(()),
        more => Err(target.fails(
            Symptom::WronglyReported,
            format!("one transfer finished {more} times"),
        )),
    }
}

/// Many beginnings, and no end.
pub fn beginnings(target: &Target) -> Result<(), Failure> {
    let socket = target.sender();
    for name in 0..FRAMES {
        // Whether it has room for another is its own business.
        let _ = socket.send(&frame(b'D', u64::from(name), 0, &PAYLOAD));
        if name % BURST == 0 {
            let over_at_once = frame(b'L', u64::from(name) << 32, 0, b"");
            let other = target.sender();
            asks(target, &other, &over_at_once)?;
        }
    }
    target.keeps_to_its_memory()
}

/// Transfers without an end, one after another: what an allocator keeps of the
/// first, for the next, isn't a leak.
pub fn endless(target: &Target) -> Result<(), Failure> {
    (0..3).try_for_each(|_| endless_transfer(target))?;
    target.keeps_to_its_memory()
}

fn endless_transfer(target: &Target) -> Result<(), Failure> {
    let socket = target.sender();
    socket.set_read_timeout(Some(NO_ANSWER)).unwrap();
    let refusal = format!("{} sent more than ", socket.local_addr().unwrap());
    // An answer that is only late, on a machine under load, is no refusal.
    let mut late = 0;
    for number in 0..FRAMES {
        socket.send(&frame(b'D', 1, number, &PAYLOAD)).unwrap();
        if socket.recv(&mut [0; FRAME_LIMIT]).is_err() {
            match target.prints(&refusal) {
                Err(_) if late < 3 => late += 1,
                refused => return refused,
            }
        }
    }
    Err(target.fails(
        Symptom::Memory,
        format!("{FRAMES} frames of one transfer were taken"),
    ))
}

/// More transfers than there is room for, each of which goes on a little before its
/// silence gets too long, for as long as a polite client has to be served.
pub fn slow(target: &Target) -> Result<(), Failure> {
    let senders: Vec<UdpSocket> = (0..MANY).map(|_| target.sender()).collect();
    let senders = &senders;
    let (end, ended) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut number = 0;
            loop {
                for sender in senders {
                    let _ = sender.send(&frame(b'D', 1, number, b"x"));
                }
                number += 1;
                let waited = ended.recv_timeout(TIMEOUT / 4);
                if waited != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        });
        // It takes part as soon as their first frames are answered.
        senders[0].set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = senders[0].recv(&mut [0; FRAME_LIMIT]);
        let served = target.serves_a_polite_client();
        drop(end);
        served
    })
}

fn asks(
    target: &Target,
    socket: &UdpSocket,
    question: &[u8],
) -> Result<(), Failure> {
    let answer = exchange(socket, question, PATIENCE)
        .map_err(|error| target.does_not_serve(error))?;
    target.is_right(question, &answer)
}

fn is_not_answered(target: &Target, datagram: &[u8]) -> Result<(), Failure> {
    let socket = target.sender();
    socket.send(datagram).unwrap();
    // When it has answered another, it has decided about this one.
    let other = target.sender();
    asks(target, &other, target.protocol.message())?;
    socket.set_nonblocking(true).unwrap();
    match socket.recv(&mut [0; FRAME_LIMIT]) {
        Ok(length) => {
            let asked = datagram.len();
            let seen = format!("{asked} bytes were answered by {length}");
            Err(target.fails(Symptom::WrongAnswer, seen))
        }
        Err(_) => Ok(()),
    }
}
