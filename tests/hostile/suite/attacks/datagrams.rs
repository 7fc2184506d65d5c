//! Datagrams that nobody should send.

use std::net::UdpSocket;
use std::time::Duration;

use crate::suite::failure::{Failure, Symptom};
use crate::suite::protocol::{DATAGRAM_LIMIT, exchange};
use crate::suite::target::{PATIENCE, Target};

/// The largest that IPv4 has room for: 65,535 bytes without the headers of IP
/// and UDP (RFC 768).
const LARGEST: usize = 65_535 - 20 - 8;

/// More than any queue holds: the system drops what the server doesn't take in
/// time, which is its right.
const FLOOD: usize = 10_000;

/// Fewer than any queue holds, of datagrams that are small.
const SENDERS: usize = 50;

/// How long an answer is waited for that shouldn't come.
pub(super) const NO_ANSWER: Duration = Duration::from_millis(50);

/// Nothing at all is a datagram, too.
pub fn empty(target: &Target) -> Result<(), Failure> {
    comes_back(target, &[])
}

/// The largest that is answered, and one byte more, of which a buffer of that
/// size would hold all but the last.
pub fn over_the_limit(target: &Target) -> Result<(), Failure> {
    comes_back(target, &[b'x'; DATAGRAM_LIMIT])?;
    is_not_answered(target, DATAGRAM_LIMIT + 1)
}

/// The largest that there is.
pub fn largest(target: &Target) -> Result<(), Failure> {
    is_not_answered(target, LARGEST)
}

/// Many datagrams, with no regard to what comes back.
pub fn flood(target: &Target) -> Result<(), Failure> {
    let socket = target.sender();
    for _ in 0..FLOOD {
        let _ = socket.send(&target.protocol.datagram(DATAGRAM_LIMIT));
    }
    target.serves_a_polite_client()?;
    target.keeps_to_its_memory()
}

/// Closes before the answer comes, so that the system answers that with ICMP's
/// "port unreachable". The server is stopped meanwhile, or it might be faster.
pub fn sender_has_gone(target: &Target) -> Result<(), Failure> {
    target.process.stop()?;
    for _ in 0..SENDERS {
        target.sender().send(target.protocol.message()).unwrap();
    }
    target.process.go_on()
}

/// Looks for a question whose answers are larger. Whoever writes a victim's address
/// into it as the sender's has the server send the difference.
pub fn amplification(target: &Target) -> Result<(), Failure> {
    for length in [0, 1, 2, 13, 64, DATAGRAM_LIMIT] {
        let socket = target.sender();
        socket.send(&target.protocol.datagram(length)).unwrap();
        // When it has answered another, it has decided about this one.
        target.serves_a_polite_client()?;
        let (mut datagrams, mut bytes) = (0, 0);
        socket.set_read_timeout(Some(NO_ANSWER)).unwrap();
        while let Ok(more) = socket.recv(&mut [0; LARGEST]) {
            datagrams += 1;
            bytes += more;
        }
        if bytes > length || datagrams > 1 {
            let seen =
                format!("{length} bytes got {bytes} in {datagrams} datagrams");
            return Err(target.fails(Symptom::Amplified, seen));
        }
    }
    Ok(())
}

/// Asks from the server's own port at another address, as if from a server like
/// it. Two that answer each other's answers don't stop.
pub fn from_a_server(target: &Target) -> Result<(), Failure> {
    let server = target.address.with_port().unwrap();
    let here = ("127.0.0.2", server.port());
    let socket = UdpSocket::bind(here).unwrap();
    socket.send_to(target.protocol.message(), server).unwrap();
    let said = target.prints(&format!("127.0.0.2:{} may be a server", here.1));
    socket.set_read_timeout(Some(NO_ANSWER)).unwrap();
    match socket.recv(&mut [0; LARGEST]) {
        Ok(_) => {
            let seen = "it answered what came from a server's port".to_owned();
            Err(target.fails(Symptom::WrongAnswer, seen))
        }
        Err(_) => said,
    }
}

fn comes_back(target: &Target, question: &[u8]) -> Result<(), Failure> {
    target.is_right(question, &ask(target, question)?)
}

fn ask(target: &Target, question: &[u8]) -> Result<Vec<u8>, Failure> {
    exchange(&target.sender(), question, PATIENCE).map_err(|error| {
        let length = question.len();
        target.does_not_serve(format!("{length} bytes: {error}"))
    })
}

fn is_not_answered(target: &Target, length: usize) -> Result<(), Failure> {
    let socket = target.sender();
    socket.send(&vec![b'x'; length]).unwrap();
    // When it says so, it has come to a decision.
    let here = socket.local_addr().unwrap();
    let said = target.prints(&format!("{here} sent more than "));
    let mut buffer = [0; LARGEST];
    socket.set_read_timeout(Some(NO_ANSWER)).unwrap();
    match socket.recv(&mut buffer) {
        Ok(answer) => Err(target.fails(
            Symptom::WrongAnswer,
            format!("{length} bytes got {answer} of them back"),
        )),
        Err(_) => said,
    }
}
