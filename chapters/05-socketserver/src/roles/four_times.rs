//! The role that runs one of four echo servers.

use socketserver::{DEFAULT_ADDRESS, four_times};
use tcp_vs_udp::command::{Stopped, Tried, Words};

pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let which = words.text();
    words.finish()?;
    let server = match which.as_deref() {
        Some("socket") => four_times::socket,
        Some("inline") => four_times::inline,
        Some("threaded") => four_times::threaded,
        Some("process") => four_times::process,
        _ => {
            return Err(
                "which one: socket, inline, threaded or process?".to_owned()
            )?;
        }
    };
    server(&address).tried(format_args!("serve on {address}"))?;
    Ok(())
}
