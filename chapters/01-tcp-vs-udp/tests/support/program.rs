//! A chapter's program, run by its tests as a process of its own.

#![allow(dead_code, reason = "not every chapter needs all of it")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use crate::within_limit::within_limit;

/// Runs a program that ends by itself.
pub fn run(mut command: Command) -> Output {
    command.stdin(Stdio::null());
    within_limit(move || command.output().unwrap())
}

/// What a program has printed.
pub fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

/// What a program has complained of.
pub fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A process that is ended when the test ends.
// ANCHOR: server-process
struct KillOnDrop(Child);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a server and hands its address to `test`, with the lines that it prints.
pub fn with_server(
    mut command: Command,
    test: impl FnOnce(&str, &mut dyn FnMut() -> String) + Send + 'static,
) {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut server = KillOnDrop(child.unwrap());
    let output = server.0.stdout.take().unwrap();
    within_limit(move || {
        let mut lines = BufReader::new(output).lines();
        let mut next_line = || lines.next().unwrap().unwrap();
        let ready = next_line();
        let address = ready.strip_prefix("listening on ").unwrap();
        test(address, &mut next_line);
    });
}
// ANCHOR_END: server-process
