use std::io::{self, ErrorKind};
use std::time::Duration;

/// Waits for no longer than `limit`, whatever comes meanwhile.
pub fn deadline(
    limit: Duration,
    poll: &mut dyn FnMut(Duration) -> io::Result<bool>,
) -> io::Result<bool> {
    loop {
        match poll(limit) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
