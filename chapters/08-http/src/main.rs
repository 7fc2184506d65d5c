//! The command of chapter 8: `cargo run -p chapter8 -- --help`.

#![forbid(unsafe_code)]

mod help;
mod roles;

use std::process::ExitCode;

use tcp_vs_udp::command;

fn main() -> ExitCode {
    command::run(
        "chapter8",
        help::HELP,
        &["--head", "--quiet", "--verbose"],
        roles::play,
    )
}
