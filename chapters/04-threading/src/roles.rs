//! What each role does: it calls the library and prints what comes of it.

mod client;
mod one_thread_each;

use std::io;

use tcp_vs_udp::command::{Stopped, Tried, Words};
use threading::demonstration;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        None => demonstrate(words),

        Some("client") => client::talk(words),

        Some("one-thread-each") => one_thread_each::serve(words),

        Some(other) => Err(format!("there is no role {other}").into()),
    }
}

fn demonstrate(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    demonstration::run(&mut io::stdout()).tried("run the demonstration")?;
    Ok(())
}
