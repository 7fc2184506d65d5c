//! Members of a chat room who are no good company.

use std::io::Write;

use crate::suite::attacks::endings::STALLED;
use crate::suite::attacks::messages::FLOOD;
use crate::suite::failure::{Failure, Symptom};
use crate::suite::guest::{Guest, is_heard_as, talk};
use crate::suite::protocol::{LINE_LIMIT, line};
use crate::suite::target::{Target, excerpt};

/// So many lines a member may say at once, without being slowed down.
const BURST: usize = 20;

/// Takes names that are none, or somebody else's.
pub fn names(target: &Target) -> Result<(), Failure> {
    let member = Guest::join(target)?;
    let taken = member.name.to_uppercase();
    for name in [
        b"".as_slice(),
        &[b'x'; 21],
        taken.as_bytes(),
        b"A\x1b[2Jnn",
        b"Ann: yes",
        b"* Ann",
        b"\xff",
    ] {
        let question = [name, b"\n"].concat();
        target.answers(&question)?;
    }
    Ok(())
}

/// Says what could control the others' terminals, or pass for another's line.
pub fn not_text(target: &Target) -> Result<(), Failure> {
    is_heard_as(
        target,
        b"\x1b[2J\xff\0\r* Ann has left",
        "\\u{1b}[2J\u{fffd}\\u{0}\\r* Ann has left\n".as_bytes(),
    )
}

/// Is in the room, and takes nothing of what the others say. They hear each other
/// all the time, and that it had to go.
pub fn never_reads(target: &Target) -> Result<(), Failure> {
    let silent = Guest::join(target)?;
    let notice = format!("* {} was too slow to read\n", silent.name);
    let mut others = Vec::new();
    for _ in 0..5 {
        others.push(Guest::join(target)?);
    }
    let mut is_told = false;
    for speaker in 0..others.len() {
        let beginning = format!("{}: ", others[speaker].name).into_bytes();
        for _ in 0..BURST {
            let said = line(LINE_LIMIT);
            others[speaker].says(&said[..LINE_LIMIT - 1])?;
            for (number, other) in others.iter_mut().enumerate() {
                if number == speaker {
                    continue;
                }
                let is_notice = |line: &[u8]| line == notice.as_bytes();
                let is_line = |line: &[u8]| line.starts_with(&beginning);
                let heard = other.hears(|line| is_notice(line) || is_line(line))?;
                if is_notice(&heard) {
                    is_told = true;
                    other.hears(is_line)?;
                }
            }
        }
    }
    match is_told {
        true => Ok(()),
        false => Err(target.fails(Symptom::NotClosed, "it is still in the room")),
    }
}

/// Says as much as the room takes, while somebody is there who hears nothing of it.
pub fn flood(target: &Target) -> Result<(), Failure> {
    let _silent = Guest::join(target)?;
    let flooder = Guest::join(target)?;
    let mut stream = flooder.stream();
    stream.set_write_timeout(Some(STALLED)).unwrap();
    for _ in 0..FLOOD / LINE_LIMIT as u64 {
        // The room may not take it as fast as it comes.
        if stream.write_all(&line(LINE_LIMIT)).is_err() {
            break;
        }
    }
    target.process.sleeps()?;
    target.keeps_to_its_memory()?;
    talk(target)?;
    // With an end of file, what it has said already would be said to its end first.
    flooder.reset();
    Ok(())
}

/// Comes, and goes by a reset, in the middle of what the others say.
pub fn resets(target: &Target) -> Result<(), Failure> {
    let mut listener = Guest::join(target)?;
    for _ in 0..BURST {
        let member = Guest::join(target)?;
        let notice = format!("* {} is gone\n", member.name);
        let _ = member.stream().write_all(b"half a li");
        member.reset();
        let heard = listener.hears(|line| line.ends_with(b" is gone\n"))?;
        if heard != notice.as_bytes() {
            let seen = format!("heard {}", excerpt(&heard));
            return Err(target.fails(Symptom::WrongAnswer, seen));
        }
    }
    Ok(())
}
