//! Says everything before it listens.

use std::io::{self, ErrorKind, Read, Write};
use std::process::{Command, Stdio};

/// Returns what `command` makes of `text`, which is no more than `limit` bytes.
pub fn through(
    command: &mut Command,
    text: &[u8],
    limit: usize,
) -> io::Result<Vec<u8>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        match stdin.write_all(text) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            result => result?,
        }
    }
    let mut printed = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        let most = limit.saturating_add(1) as u64;
        stdout.take(most).read_to_end(&mut printed)?;
    }
    if printed.len() > limit {
        child.kill()?;
    }
    let status = child.wait()?;
    if !status.success() || printed.len() > limit {
        return Err(io::Error::other(status.to_string()));
    }
    Ok(printed)
}
