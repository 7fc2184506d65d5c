//! A chapter's program, run by its tests as a process of its own.

#![allow(dead_code, reason = "not every chapter needs all of it")]

use std::env;
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
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

/// A program in Python, if one can be run here. Where CI runs, it has to be.
pub fn python(program: &str) -> Option<Command> {
    match Command::new("python3").arg("--version").output() {
        Ok(_) => {
            let mut python = Command::new("python3");
            python.args(["-c", program]);
            Some(python)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let is_ci = env::var_os("CI").is_some_and(|value| value == "true");
            assert!(!is_ci, "python3 is missing");
            // Not by `println!`, which the test would keep to itself.
            let _ = writeln!(io::stderr(), "python3 is missing: not tried");
            None
        }
        Err(error) => panic!("python3 can't be run: {error}"),
    }
}
