//! A crowd, of whom each has to get its own bytes back, and in which some are no good
//! company.

use std::io::{Read, Write};
use std::iter;
use std::net::Shutdown;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::suite::attacks::endings::STALLED;
use crate::suite::failure::{Failure, Symptom};
use crate::suite::target::{Peer, Target, excerpt};

/// How often each of the crowd speaks.
const ROUNDS: usize = 2;

/// So many fill their buffers and break off; those who come after them are given the
/// numbers of their descriptors.
const RESETS: usize = 3;

/// A flood sends so much at a time, and ends with the crowd, or after so many of
/// these: 32 MiB.
const FLOOD_MESSAGE: usize = 64 * 1024;
const FLOOD_MESSAGES: usize = 512;

/// All places are taken: by one that reads only at the end, one that says nothing, one
/// that floods, and by those of the crowd, who each ask and get an answer. Some break
/// off with answers underway, and others come in their place.
pub fn crowd(target: &Target) -> Result<(), Failure> {
    let _turn = target.takes_its_turn();
    let silent = target.connect()?;
    target.has_accepted(&silent)?;
    let slow = target.connect()?;
    let sent = fill_with_own_bytes(&slow);
    let flooding = target.connect()?;
    let mut crowd = Vec::new();
    for _ in 0..target.at_once.saturating_sub(RESETS + 3) {
        crowd.push(target.connect()?);
    }
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let flood = scope.spawn(|| flood(target, &flooding, &ended));
        let led = (0..ROUNDS).try_for_each(|round| {
            speaks(target, &crowd, round)?;
            replaces_those_who_break_off(target, &mut crowd)
        });
        ended.store(true, Ordering::Relaxed);
        flood.join().unwrap().and(led)
    })?;
    reads_slowly(target, &slow, sent)?;
    // The silent one is still there, and so is everybody else.
    crowd.extend([slow, silent, flooding]);
    for peer in &crowd {
        let _ = peer.stream.shutdown(Shutdown::Write);
    }
    for peer in &crowd {
        is_own(target, b"", &target.ends(peer)?)?;
    }
    Ok(())
}

/// Everybody says something that nobody else says, and then everybody listens.
fn speaks(target: &Target, crowd: &[Peer], round: usize) -> Result<(), Failure> {
    let message = |peer: &Peer| {
        format!(
            "I am {}, this is message {round}, and it is mine",
            peer.address
        )
    };
    for peer in crowd {
        target.ask(peer, message(peer).as_bytes())?;
    }
    for peer in crowd {
        let expected = message(peer);
        let mut answer = vec![0; expected.len()];
        let read = (&peer.stream).read_exact(&mut answer);
        read.map_err(|error| target.does_not_serve(error))?;
        is_own(target, expected.as_bytes(), &answer)?;
    }
    Ok(())
}

/// Some ask and ask, and break off before they have read anything. In their place come
/// others, who have said nothing yet.
fn replaces_those_who_break_off(
    target: &Target,
    crowd: &mut Vec<Peer>,
) -> Result<(), Failure> {
    for _ in 0..RESETS {
        let peer = target.connect()?;
        fill_with_own_bytes(&peer);
        let reset = format!("{} reset", peer.address);
        peer.reset();
        target.prints(&reset)?;
    }
    crowd.truncate(crowd.len().saturating_sub(RESETS));
    for _ in 0..RESETS {
        crowd.push(target.connect()?);
    }
    Ok(())
}

/// Sends without a pause and reads what comes back, until the crowd has ended.
fn flood(target: &Target, peer: &Peer, ended: &AtomicBool) -> Result<(), Failure> {
    for number in 0..FLOOD_MESSAGES {
        if ended.load(Ordering::Relaxed) {
            break;
        }
        let message = [number as u8; FLOOD_MESSAGE];
        let mut answer = [0; FLOOD_MESSAGE];
        let stream = &mut &peer.stream;
        let echoed = thread::scope(|scope| {
            let asking = scope.spawn(|| target.ask(peer, &message));
            let read = stream.read_exact(&mut answer);
            asking.join().unwrap()?;
            read.map_err(|error| target.does_not_serve(error))
        });
        echoed?;
        is_own(target, &message, &answer)?;
    }
    Ok(())
}

/// What a slow reader sends: a sequence, so that a byte too many or too few shows.
fn own_bytes() -> impl Iterator<Item = u8> {
    (0..251).cycle()
}

/// Sends until every buffer on the way is full. Returns how much that was.
fn fill_with_own_bytes(peer: &Peer) -> usize {
    peer.stream.set_write_timeout(Some(STALLED)).unwrap();
    let mut bytes = own_bytes();
    let mut message = Vec::new();
    let mut sent = 0;
    loop {
        message.extend(bytes.by_ref().take(FLOOD_MESSAGE - message.len()));
        match (&peer.stream).write(&message) {
            Ok(length) => {
                sent += length;
                message.drain(..length);
            }
            Err(_) => return sent,
        }
    }
}

/// Reads what was sent long ago, at first byte by byte.
fn reads_slowly(target: &Target, peer: &Peer, sent: usize) -> Result<(), Failure> {
    let mut expected = own_bytes();
    let mut left = sent;
    for size in iter::repeat_n(1, 100).chain(iter::repeat(FLOOD_MESSAGE)) {
        if left == 0 {
            break;
        }
        let mut answer = vec![0; size.min(left)];
        let read = (&peer.stream).read(&mut answer);
        let length = read.map_err(|error| target.does_not_serve(error))?;
        let own: Vec<u8> = expected.by_ref().take(length.max(1)).collect();
        is_own(target, &own, &answer[..length])?;
        left -= length;
    }
    Ok(())
}

fn is_own(target: &Target, own: &[u8], answer: &[u8]) -> Result<(), Failure> {
    match answer == own {
        true => Ok(()),
        false => {
            let seen = format!("{} got {}", excerpt(own), excerpt(answer));
            Err(target.fails(Symptom::WrongAnswer, seen))
        }
    }
}
