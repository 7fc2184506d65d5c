//! Conversations that end too early.

use std::io::{ErrorKind, Write};
use std::net::Shutdown;
use std::time::Duration;

use crate::suite::failure::{Failure, Symptom};
use crate::suite::target::{PATIENCE, Peer, Target, excerpt};

/// Often enough that some come while the server accepts, and some while it reads.
const RESETS: usize = 50;

/// A write that waits for so long waits for room, which a server that waits for
/// us won't make.
pub const STALLED: Duration = Duration::from_millis(100);

/// Comes and breaks off at once.
pub fn reset_after_connect(target: &Target) -> Result<(), Failure> {
    for _ in 0..RESETS {
        target.connect()?.reset();
    }
    Ok(())
}

/// Breaks off when the server has the first half of a message.
pub fn reset_in_mid_message(target: &Target) -> Result<(), Failure> {
    let (half, _) = halves(target.protocol.message());
    let peer = target.connect()?;
    let address = peer.address.clone();
    target.begin(&peer, half)?;
    peer.reset();
    target.reports_of(&address, "reset")
}

/// Breaks off while the server is waiting in a write.
pub fn reset_while_writing(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    let address = peer.address.clone();
    fill(target, &peer)?;
    peer.reset();
    target.reports_of(&address, "reset")
}

/// Says everything, closes its writing side, and only then listens.
pub fn half_close(target: &Target) -> Result<(), Failure> {
    let question = target.protocol.message().repeat(3);
    let peer = target.connect()?;
    let _ = (&peer.stream).write_all(&question);
    let _ = peer.stream.shutdown(Shutdown::Write);
    let answer = target.ends(&peer)?;
    target.is_right(&question, &answer)?;
    target.reports(&peer, "closed")
}

/// Closes its writing side in the middle of a message, which nobody can answer.
pub fn end_of_file_in_mid_message(target: &Target) -> Result<(), Failure> {
    let (half, _) = halves(target.protocol.message());
    let peer = target.connect()?;
    let _ = (&peer.stream).write_all(half);
    let _ = peer.stream.shutdown(Shutdown::Write);
    let answer = target.ends(&peer)?;
    if !target.protocol.is_right(b"", &answer) {
        let seen = format!("half a message got {}", excerpt(&answer));
        return Err(target.fails(Symptom::WrongAnswer, seen));
    }
    target.reports(&peer, "cut off")
}

/// Ctrl-C, when every place is taken and others have come besides. Whoever was
/// accepted is answered all the same.
pub fn interrupted_under_load(target: &Target) -> Result<(), Failure> {
    let question = target.protocol.message();
    let mut peers = Vec::new();
    for _ in 0..target.at_once {
        let peer = target.connect()?;
        target.has_accepted(&peer)?;
        peers.push(peer);
    }
    for _ in 0..2 * target.at_once {
        let peer = target.connect()?;
        target.ask(&peer, question)?;
        peers.push(peer);
    }
    target.process.sleeps()?;
    // Who asks for nothing while others wait may be let go.
    let tells = target.protocol.tells_of_conversations();
    let held: Vec<_> = peers
        .iter()
        .enumerate()
        .map(|(number, peer)| {
            !tells && number >= target.at_once && target.holds(peer)
        })
        .collect();
    for peer in &peers[..target.at_once] {
        // An answer that fails to come will tell.
        let _ = target.protocol.ask(&peer.stream, question);
    }
    target.process.interrupt();
    // Each leaves when it has its answer, and makes room for those who were accepted
    // and wait.
    let answer = |peer: Peer| {
        let answer = target.protocol.answer(&peer.stream, question, Vec::new());
        (peer.address, answer)
    };
    let answers: Vec<_> = peers.into_iter().map(answer).collect();
    let status = target.process.status(PATIENCE);
    for ((address, answer), was_held) in answers.into_iter().zip(held) {
        let says = |what| target.process.position(&format!("{address} {what}"));
        // What was accepted, and kept waiting by us no longer than it may be.
        if (was_held || says("connected").is_some() && says("timed out").is_none())
            && !answer
                .is_ok_and(|answer| target.protocol.is_right(question, &answer))
        {
            return Err(
                Symptom::AnswerDestroyed.because("accepted, and not answered")
            );
        }
    }
    match status {
        Some(0) => Ok(()),
        other => Err(Symptom::EndedBadly.because(format!("status {other:?}"))),
    }
}

pub fn halves(message: &[u8]) -> (&[u8], &[u8]) {
    message.split_at(message.len() / 2)
}

/// Sends messages and reads nothing until every buffer on the way is full, so
/// that the server waits in a write.
pub fn fill(target: &Target, peer: &Peer) -> Result<(), Failure> {
    let message = target.protocol.large_message();
    peer.stream.set_write_timeout(Some(STALLED)).unwrap();
    loop {
        match (&peer.stream).write(&message) {
            Ok(length) if length == message.len() => {}
            // Nothing but the timeout cuts a write short. It may take a little for far
            // longer: a system that has no room makes some by moving things together.
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => {
                return Err(target.fails(
                    Symptom::WronglyReported,
                    format!("it hung up before it had to wait: {error}"),
                ));
            }
        }
    }
}
