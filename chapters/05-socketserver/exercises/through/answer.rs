//! A text that goes through a program.
//!
//! Start `command`, give it `text` on standard input, and return what it prints on
//! standard output. There may be a megabyte of each.
//!
//! A program may end without having read everything: that is its own business. If it
//! ends with another status than 0, or prints more than `limit` bytes, return an
//! error; whichever way it goes, no process is left behind.
//!
//! Try your answer: `cargo test -p chapter5 --test exercises through`

use std::io;
use std::process::{Command, Stdio};

/// Returns what `command` makes of `text`, which is no more than `limit` bytes.
pub fn through(
    command: &mut Command,
    text: &[u8],
    limit: usize,
) -> io::Result<Vec<u8>> {
    let _ = (text, limit); // How do they get there?
    let output = command.stdin(Stdio::null()).output()?;
    Ok(output.stdout)
}
