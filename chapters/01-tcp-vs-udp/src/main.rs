//! The command of chapter 1: `cargo run -p chapter1 -- --help`.

#![forbid(unsafe_code)]

mod help;
mod roles;

use std::process::ExitCode;

use tcp_vs_udp::command;

fn main() -> ExitCode {
    command::run("chapter1", help::HELP, &["--quiet"], roles::play)
}
