//! What the system does to a server, made to happen from outside.

use std::thread;
use std::time::{Duration, Instant};

use crate::suite::attacks::endings::halves;
use crate::suite::failure::{Failure, Symptom};
use crate::suite::process::{PROMPTLY, eventually};
use crate::suite::servers::TIMEOUT;
use crate::suite::target::{PATIENCE, Target};

/// What a server says of an `accept` that failed.
const NOT_ACCEPTED: &str = "cannot accept ";

/// How long the lack lasts: longer than the second after which servers try again.
const LASTING: Duration = Duration::from_millis(1200);

/// Each may come at another moment of the server's wait.
const INTERRUPTIONS: usize = 10;

/// Takes all descriptors that the server may have. Those who come meanwhile wait,
/// and are served when there are some again.
pub fn out_of_descriptors(target: &Target) -> Result<(), Failure> {
    target.sees_everybody_off();
    let said_before = target.process.count(NOT_ACCEPTED);
    let forbidden = target.process.forbid_descriptors()?;
    // An `accept` that is already waiting has its descriptor (Linux takes that
    // first): this one uses it up.
    drop(target.connect()?);
    let question = target.protocol.message();
    let peer = target.connect()?;
    target.ask(&peer, question)?;
    let said = || target.process.count(NOT_ACCEPTED) - said_before;
    eventually(PROMPTLY, || said() > 0);
    target.idles()?;
    // Not once a second, either.
    eventually(LASTING, || said() > 1);
    if said() != 1 {
        let seen = format!("it said {} times that it can't accept", said());
        return Err(target.fails(Symptom::WronglyReported, seen));
    }
    drop(forbidden);
    target.answers_to(&peer, question)
}

/// The same, beside somebody who has come before and goes on talking.
pub fn out_of_descriptors_beside_others(target: &Target) -> Result<(), Failure> {
    let inside = target.serves_at_once(1)?.remove(0);
    // A child may answer before its server has closed what it gave to it.
    target.process.sleeps()?;
    let said_before = target.process.count(NOT_ACCEPTED);
    let forbidden = target.process.forbid_descriptors()?;
    let _outside = (target.connect()?, target.connect()?);
    let begin = Instant::now();
    while target.process.count(NOT_ACCEPTED) == said_before {
        if begin.elapsed() > PROMPTLY {
            let seen = "it doesn't say that it can't accept";
            return Err(target.fails(Symptom::WronglyReported, seen));
        }
        target.goes_on_with(&inside)?;
    }
    target.goes_on_with(&inside)?;
    drop(forbidden);
    Ok(())
}

/// Interrupts the server again and again while it waits for the rest of a
/// message.
pub fn interrupted_calls(target: &Target) -> Result<(), Failure> {
    let question = target.protocol.message();
    let (half, rest) = halves(question);
    let peer = target.connect()?;
    target.begin(&peer, half)?;
    for _ in 0..INTERRUPTIONS {
        target.process.stop()?;
        target.process.go_on()?;
    }
    target.ask(&peer, rest)?;
    target.answers_to(&peer, question)
}

/// Says nothing, while the server is interrupted so often that none of its waits
/// lasts as long as it should.
pub fn interrupted_silence(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    target.has_accepted(&peer)?;
    let begin = Instant::now();
    while !target.has_reported(&peer, "timed out") {
        if begin.elapsed() > PATIENCE {
            let seen = format!("it still waits after {PATIENCE:?}");
            return Err(target.fails(Symptom::NotClosed, seen));
        }
        target.process.stop()?;
        target.process.go_on()?;
        thread::sleep(TIMEOUT / 4);
    }
    Ok(())
}
