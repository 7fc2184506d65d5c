//! What each role does: it calls the library and prints what comes of it.

mod connection;
mod packets;

use tcp_vs_udp::command::{Stopped, Words};
use tcp_vs_udp::life::End;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        Some("life") => {
            words.finish()?;
            Ok(connection::show_life(End::Client)?)
        }
        Some("life-server-first") => {
            words.finish()?;
            Ok(connection::show_life(End::Server)?)
        }
        Some("take-apart") => {
            words.finish()?;
            Ok(packets::take_apart_input()?)
        }
        Some("one-port") => {
            words.finish()?;
            Ok(connection::count_ports()?)
        }
        Some(other) => Err(format!("there is no role {other}").into()),
        None => {
            words.finish()?;
            Ok(())
        }
    }
}
