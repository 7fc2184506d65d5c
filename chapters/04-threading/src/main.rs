//! The command of chapter 4: `cargo run -p chapter4 -- --help`.

#![forbid(unsafe_code)]

mod help;
mod roles;

use std::process::ExitCode;

use tcp_vs_udp::command;

fn main() -> ExitCode {
    command::run("chapter4", help::HELP, &["--exact"], roles::play)
}
