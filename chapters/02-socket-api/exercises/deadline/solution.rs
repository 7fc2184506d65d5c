use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

/// Waits for no longer than `limit`, whatever comes meanwhile.
pub fn deadline(
    limit: Duration,
    poll: &mut dyn FnMut(Duration) -> io::Result<bool>,
) -> io::Result<bool> {
    let begin = Instant::now();
    loop {
        let left = limit.saturating_sub(begin.elapsed());
        match poll(left) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
