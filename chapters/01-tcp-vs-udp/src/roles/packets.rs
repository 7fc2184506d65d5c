//! The roles about packets.

use std::io;

use tcp_vs_udp::capture::Capture;
use tcp_vs_udp::command::{Stopped, Tried, Words, say};
use tcp_vs_udp::{fragments, packet};

/// Takes apart what `tcpdump -w -` writes into our standard input.
pub(crate) fn take_apart(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let read = "read a capture from standard input";
    let mut capture =
        Capture::new(io::stdin().lock())
            .tried(read)
            .map_err(|failure| {
                failure.with_hint(
                    "tcpdump -i lo -U -w - … | target/debug/chapter1 take-apart",
                )
            })?;
    say("the capture has begun")?;
    while let Some(packet) = capture.next_packet().tried(read)? {
        match packet::take_apart(&packet) {
            Ok(layers) => {
                say(format_args!("{:>5}  bytes", packet.len()))?;
                layers.iter().try_for_each(say)?;
            }
            Err(error) => {
                say(format_args!("{:>5}  bytes, and {error}", packet.len()))?;
            }
        }
    }
    Ok(())
}

/// Says into how many packets datagrams are cut.
pub(crate) fn fragments(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let seen = fragments::observe()
        .tried("count packets")
        .map_err(|failure| {
            failure.with_hint("they are counted in /proc, which only Linux has")
        })?;
    seen.iter().try_for_each(say)?;
    Ok(())
}
