//! The command of chapter 7: `cargo run -p chapter7 -- --help`.

#![forbid(unsafe_code)]

mod help;
mod roles;

use std::process::ExitCode;

use tcp_vs_udp::command;

fn main() -> ExitCode {
    command::run(
        "chapter7",
        help::HELP,
        &["--here", "--json", "--quiet"],
        roles::play,
    )
}
