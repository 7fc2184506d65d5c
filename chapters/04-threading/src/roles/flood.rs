//! The role that brings a server without a limit to its limit.

use std::env;
use std::io;

use tcp_vs_udp::command::{Stopped, Tried, Words};
use threading::flood;
use threading::observed::Limit;

/// 300 descriptors: enough to see what grows with the clients, and far fewer than
/// our own process has.
const DESCRIPTORS: u32 = 300;

pub(super) fn flood(mut words: Words) -> Result<(), Stopped> {
    let limit = match words.number("--memory", 128..=1024_u32)? {
        Some(mib) => Limit::Addresses(mib),
        None => Limit::Descriptors(DESCRIPTORS),
    };
    words.finish()?;
    let program = env::current_exe().tried("find this program")?;
    flood::run(&program, limit, &mut io::stdout()).tried("flood the server")?;
    Ok(())
}
