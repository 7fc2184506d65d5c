//! The command of chapter 2: `cargo run -p chapter2 -- --help`.

#![forbid(unsafe_code)]

mod help;
mod roles;

use std::process::ExitCode;

use tcp_vs_udp::command;

fn main() -> ExitCode {
    command::run("chapter2", help::HELP, &["--listening"], roles::play)
}
