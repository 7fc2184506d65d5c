//! A server that counts its visitors, and that each of them can bring down.

use std::io::{self, Write};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::kind::Tcp;
use crate::stream::{Stream, StreamRequestHandler};

/// Tells each client which visitor it is. At the line `exit` it ends the process that
/// it runs in, which is what worse mistakes come to as well.
// ANCHOR: visitors
#[derive(Debug, Clone, Default)]
pub struct Visitors {
    before: Arc<AtomicU64>,
}

impl StreamRequestHandler<Tcp> for Visitors {
    fn handle(&mut self, stream: &mut Stream<'_, Tcp>) -> io::Result<()> {
        let before = self.before.fetch_add(1, Ordering::Relaxed);
        writeln!(stream, "you are visitor {}", before.saturating_add(1))?;
        while let Some(line) = stream.read_line()? {
            if line == b"exit" {
                process::exit(3);
            }
        }
        Ok(())
    }
}
// ANCHOR_END: visitors
