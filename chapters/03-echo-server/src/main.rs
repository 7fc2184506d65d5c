//! The command of chapter 3: `cargo run -p chapter3 -- --help`.

#![forbid(unsafe_code)]

mod help;
mod roles;

use std::process::ExitCode;

use tcp_vs_udp::command;

fn main() -> ExitCode {
    command::run("chapter3", help::HELP, &[], roles::play)
}
