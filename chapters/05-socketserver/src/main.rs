//! The command of chapter 5: `cargo run -p chapter5 -- --help`.

#![forbid(unsafe_code)]

mod help;
mod roles;

use std::process::ExitCode;

use tcp_vs_udp::command;

fn main() -> ExitCode {
    command::run("chapter5", help::HELP, &[], roles::play)
}
