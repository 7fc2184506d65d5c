//! Many connections.

use crate::suite::failure::Failure;
use crate::suite::protocol::BUSY;
use crate::suite::target::Target;

/// Enough to fill a table that is never emptied.
const CONNECTIONS: usize = 200;

/// More than a server should have threads for, and fewer than the queue of
/// connections that std gives a listener has room for, 128.
const BURST: usize = 100;

/// Comes and goes without a word, many times.
pub fn connect_and_close(target: &Target) -> Result<(), Failure> {
    for _ in 0..CONNECTIONS {
        drop(target.connect()?);
    }
    Ok(())
}

/// Many clients come at once, and all of them have something to ask.
pub fn burst(target: &Target) -> Result<(), Failure> {
    let question = target.protocol.message();
    let mut peers = Vec::new();
    for _ in 0..BURST {
        let peer = target.connect()?;
        target.ask(&peer, question)?;
        peers.push(peer);
    }
    // Each leaves when it has its answer, and makes room for the next. Some servers
    // turn away those for whom there is no place, and say so.
    let mut served = 0;
    for peer in peers {
        let answer = target.protocol.answer(&peer.stream, question, Vec::new());
        if !answer.as_ref().is_ok_and(|answer| answer == BUSY) {
            target.has_answered(question, answer)?;
            served += 1;
        }
        target.keeps_to_its_threads()?;
    }
    match served >= target.at_once {
        true => Ok(()),
        false => Err(target.does_not_serve(format!("{served} of {BURST} at once"))),
    }
}
