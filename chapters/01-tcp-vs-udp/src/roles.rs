//! What each role does: it calls the library and prints what comes of it.

mod connection;
mod conversation;
mod laboratory;
mod packets;
mod transfer;

use tcp_vs_udp::command::{Stopped, Words};
use tcp_vs_udp::life::End;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        None => laboratory::all(words),
        Some("tcp-answer") => conversation::tcp_answer(words),
        Some("tcp-ask") => conversation::tcp_ask(words),
        Some("udp-answer") => conversation::udp_answer(words),
        Some("udp-ask") => conversation::udp_ask(words),
        Some("boundaries") => laboratory::boundaries(words),
        Some("truncation") => laboratory::truncation(words),
        Some("anyone") => laboratory::anyone(words),
        Some("size") => laboratory::size(words),
        Some("cost") => laboratory::cost(words),
        Some("loss") => transfer::loss(words),
        Some("relay") => transfer::relay(words),
        Some("receiver") => transfer::receiver(words),
        Some("sender") => transfer::sender(words),
        Some("transfer") => transfer::transfer(words),
        Some("one-in-flight") => transfer::one_in_flight(words),
        Some("life") => connection::life(words, End::Client),
        Some("life-server-first") => connection::life(words, End::Server),
        Some("one-port") => connection::one_port(words),
        Some("take-apart") => packets::take_apart(words),
        Some("fragments") => packets::fragments(words),
        Some(other) => Err(format!("there is no role {other}").into()),
    }
}
