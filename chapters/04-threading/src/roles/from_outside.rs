//! The roles that look at servers from outside.

use std::env;
use std::io;

use tcp_vs_udp::command::{Stopped, Tried, Words};
use threading::observed::Limit;
use threading::{costs, flood};

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

pub(super) fn costs(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let program = env::current_exe().tried("find this program")?;
    costs::run(&program, &mut io::stdout()).tried("measure the servers")?;
    Ok(())
}
