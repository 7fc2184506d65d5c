//! Writes and reads at the same time, and leaves nobody behind.

use std::io::{self, ErrorKind, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

/// Returns what `command` makes of `text`, which is no more than `limit` bytes.
pub fn through(
    command: &mut Command,
    text: &[u8],
    limit: usize,
) -> io::Result<Vec<u8>> {
    let mut child = Reaped(
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?,
    );
    let (Some(stdin), Some(stdout)) = (child.0.stdin.take(), child.0.stdout.take())
    else {
        return Err(ErrorKind::BrokenPipe.into()); // They are pipes, as we asked.
    };
    let printed = thread::scope(|scope| {
        scope.spawn(|| give(stdin, text));
        let printed = read_up_to(limit, stdout);
        if printed.is_err() {
            let _ = child.0.kill(); // It reads no more, so `give` ends too.
        }
        printed
    })?;
    let status = child.0.wait()?;
    if !status.success() {
        return Err(io::Error::other(status.to_string()));
    }
    Ok(printed)
}

/// Closes standard input after the text. The program may have closed it before.
fn give(mut stdin: ChildStdin, text: &[u8]) {
    let _ = stdin.write_all(text);
}

fn read_up_to(limit: usize, stdout: ChildStdout) -> io::Result<Vec<u8>> {
    let mut printed = Vec::new();
    // A byte more, to see whether there is one.
    let most = limit.saturating_add(1) as u64;
    stdout.take(most).read_to_end(&mut printed)?;
    if printed.len() > limit {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(printed)
}

/// A child that has ended when this does.
struct Reaped(Child);

impl Drop for Reaped {
    fn drop(&mut self) {
        // Neither does anything to one that has been waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
