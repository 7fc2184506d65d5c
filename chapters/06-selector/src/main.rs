//! The command of chapter 6: `cargo run -p chapter6 -- --help`.

#![forbid(unsafe_code)]

mod help;
mod roles;

use std::process::ExitCode;

use tcp_vs_udp::command;

fn main() -> ExitCode {
    command::run("chapter6", help::HELP, &["--data", "--quiet"], roles::play)
}
