//! One client that never waits for an answer before it goes on.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use selector::Interest;
use socket_api::wait::{PollFd, poll};

use crate::pattern::{LARGEST, Pattern};

/// How long a server may give and take nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Debug, Clone, Copy)]
pub struct Transfer {
    /// As many bytes as were sent.
    pub bytes: u64,
    /// From the first of them to the end of file.
    pub elapsed: Duration,
}

/// Sends bytes for about this `time`, as many as the server takes, reads what comes
/// back meanwhile, and verifies each of them. Then it shuts its writing side, and reads
/// to the end of file.
///
/// # Errors
/// What comes back is something else ([`InvalidData`](ErrorKind::InvalidData)), or less
/// ([`UnexpectedEof`](ErrorKind::UnexpectedEof)), or nothing comes for a minute
/// ([`TimedOut`](ErrorKind::TimedOut)); and what the system says.
pub fn stream(server: SocketAddr, time: Duration) -> io::Result<Transfer> {
    let pattern = Pattern::default();
    let mut stream = TcpStream::connect(server)?;
    stream.set_nonblocking(true)?;
    let mut buffer = vec![0; LARGEST];
    let (mut sent, mut received) = (0_u64, 0_u64);
    let begin = Instant::now();
    let mut interest = Interest::ReadOrWrite;
    loop {
        let mut entries = [PollFd::new(stream.as_fd(), interest)];
        if poll(&mut entries, Instant::now().checked_add(PATIENCE))? == 0 {
            return Err(ErrorKind::TimedOut.into());
        }
        let [entry] = entries;
        let (can_read, can_write) = (entry.can_read(), entry.can_write());
        if can_write && interest == Interest::ReadOrWrite {
            if begin.elapsed() < time {
                sent =
                    sent.saturating_add(stream.write(pattern.stream(sent))? as u64);
            } else {
                stream.shutdown(Shutdown::Write)?;
                interest = Interest::Read;
            }
        }
        if can_read {
            let length = stream.read(&mut buffer)?;
            if length == 0 {
                break;
            }
            let heard = buffer.get(..length).unwrap_or_default();
            received = verify(&pattern, received, heard)?;
        }
    }
    if received < sent {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(Transfer {
        bytes: received,
        elapsed: begin.elapsed(),
    })
}

/// The position after `heard`, if that is what stands at `position`.
fn verify(
    pattern: &Pattern,
    mut position: u64,
    mut heard: &[u8],
) -> io::Result<u64> {
    while !heard.is_empty() {
        let said = pattern.stream(position);
        let (now, later) = heard.split_at(heard.len().min(said.len()));
        if !said.starts_with(now) {
            let problem = "what comes back isn't what was sent";
            return Err(io::Error::new(ErrorKind::InvalidData, problem));
        }
        position = position.saturating_add(now.len() as u64);
        heard = later;
    }
    Ok(position)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn all_that_was_sent_comes_back() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            io::copy(&mut &stream, &mut &stream).unwrap()
        });
        let transfer = stream(address, Duration::from_millis(20)).unwrap();
        assert!(transfer.bytes > 0);
        assert_eq!(transfer.bytes, serving.join().unwrap());
    }

    #[test]
    fn a_server_that_keeps_something_is_found_out() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            io::copy(&mut stream, &mut io::sink()).unwrap()
        });
        let error = stream(address, Duration::from_millis(20)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        assert!(serving.join().unwrap() > 0);
    }

    #[test]
    fn a_stream_goes_on_where_the_pattern_ends() {
        let pattern = Pattern::default();
        let whole = pattern.stream(0);
        let seam = whole.len() as u64 - 2;
        let mut heard = [whole[whole.len() - 2], whole[whole.len() - 1], whole[0]];
        assert_eq!(verify(&pattern, seam, &heard).unwrap(), seam + 3);

        heard[2] ^= 1;
        let error = verify(&pattern, seam, &heard).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }
}
