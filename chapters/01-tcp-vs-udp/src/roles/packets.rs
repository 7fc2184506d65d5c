//! The role that shows what passes an interface.

use std::io;

use tcp_vs_udp::capture::Capture;
use tcp_vs_udp::command::{Failure, Tried, say};
use tcp_vs_udp::packet::take_apart;

/// Takes apart what `tcpdump -w -` writes into our standard input.
pub(crate) fn take_apart_input() -> Result<(), Failure> {
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
        match take_apart(&packet) {
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
