//! What it costs to have one frame on its way at a time.

use std::fmt;
use std::io;
use std::thread;
use std::time::Duration;

use crate::link::Conditions;
use crate::relay::Relay;
use crate::transfer::event::Event;
use crate::transfer::frame::LARGEST_PAYLOAD;
use crate::transfer::inbox::Limits;
use crate::transfer::outgoing::Parts;
use crate::transfer::patience::Patience;
use crate::transfer::server::Server;
use crate::transfer::socket;
use crate::transfer::window::WindowSender;

/// How many frames are sent: with one on its way at a time, they take two seconds.
pub const FRAMES: usize = 100;

/// How many are on their way at once: stop-and-wait, and some windows.
pub const WINDOWS: [u32; 4] = [1, 4, 16, 64];

/// A link without faults, 10 ms long: the way between two cities.
pub const LINK: Conditions = Conditions {
    loss: 0,
    duplicate: 0,
    reorder: 0,
    delay: Duration::from_millis(10),
};

/// How long a transfer took.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// How many frames were on their way at most.
    pub window: u32,
    /// From the first frame to the last acknowledgement.
    pub time: Duration,
}

/// Sends the same bytes with this window, through a [relay](crate::relay), and
/// measures how long it takes.
///
/// # Errors
/// What the system says of the sockets; so bad a link that the sender gives up.
// ANCHOR: measure
pub fn measure(window: u32, link: Conditions, seed: u64) -> io::Result<Measured> {
    let server = Server::bind("127.0.0.1:0", Limits::default())?;
    let relay =
        Relay::start("127.0.0.1:0", server.local_addr()?, link, seed, |_| {})?;
    let receiving = thread::spawn(move || {
        server.serve(|event| match event {
            Event::Finished { .. } => Err(()), // enough
            _ => Ok(()),
        })
    });
    let bytes = vec![b'x'; FRAMES.saturating_mul(LARGEST_PAYLOAD)];
    let parts = Parts::new(socket::new_name(), bytes).map_err(io::Error::other)?;
    let mut sender = WindowSender::new(parts, Patience::default(), window);
    let time = socket::send(relay.local_addr(), &mut sender)?;
    let _ = receiving.join();
    Ok(Measured { window, time })
}
// ANCHOR_END: measure

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = FRAMES.saturating_mul(LARGEST_PAYLOAD) as f64;
        let rate = bytes / self.time.as_secs_f64() / 1000.0;
        let (window, time) = (self.window, self.time.as_millis());
        write!(f, "{window:>2} on their way: {time} ms, {rate:.0} KB/s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_in_thousands_of_bytes() {
        let (window, time) = (4, Duration::from_millis(500));
        let measured = Measured { window, time }.to_string();
        assert_eq!(measured, " 4 on their way: 500 ms, 237 KB/s");
    }
}
