//! What does a question cost, with its answer?
//!
//! Both ends are in one thread, so that nobody waits for a program to be woken:
//! what is measured is what the system does for a question.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use crate::laboratory::Row;
use crate::loopback::{accept_from, connected_pair, datagram_pair};

const QUESTION: &[u8] = b"?";
const ANSWER: &[u8] = b"!";

/// How long a question takes on average, until its answer has arrived and, if it
/// had a socket of its own, that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Each question on a new TCP connection.
    pub tcp_new: Duration,
    /// Each question from a new UDP socket.
    pub udp_new: Duration,
    /// All questions on one TCP connection.
    pub tcp_kept: Duration,
    /// All questions from one UDP socket.
    pub udp_kept: Duration,
}

/// Asks `questions` questions in each of four ways, which take turns, so that what
/// else the machine does troubles all alike.
///
/// # Errors
/// What the system says of the sockets.
pub fn observe(questions: u32) -> io::Result<Cost> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = UdpSocket::bind("127.0.0.1:0")?;
    let (mut near, mut far) = connected_pair()?;
    let (client, peer) = datagram_pair()?;

    let mut total = [Duration::ZERO; 4];
    for _ in 0..questions {
        let took = [
            time(|| ask_on_new_connection(&listener))?,
            time(|| ask_from_new_socket(&server))?,
            time(|| ask_over_tcp(&mut near, &mut far))?,
            time(|| ask_over_udp(&client, &peer))?,
        ];
        for (total, took) in total.iter_mut().zip(took) {
            *total = total.saturating_add(took);
        }
    }
    let average = |total: Duration| total.checked_div(questions).unwrap_or(total);
    let [tcp_new, udp_new, tcp_kept, udp_kept] = total.map(average);
    Ok(Cost {
        tcp_new,
        udp_new,
        tcp_kept,
        udp_kept,
    })
}

fn time(ask: impl FnOnce() -> io::Result<()>) -> io::Result<Duration> {
    let begin = Instant::now();
    ask()?;
    Ok(begin.elapsed())
}

// ANCHOR: tcp
fn ask_on_new_connection(listener: &TcpListener) -> io::Result<()> {
    let mut near = TcpStream::connect(listener.local_addr()?)?;
    let mut far = accept_from(near.local_addr()?, listener)?;
    ask_over_tcp(&mut near, &mut far)
}

fn ask_over_tcp(near: &mut TcpStream, far: &mut TcpStream) -> io::Result<()> {
    near.write_all(QUESTION)?;
    far.read_exact(&mut [0; QUESTION.len()])?;
    far.write_all(ANSWER)?;
    near.read_exact(&mut [0; ANSWER.len()])
}
// ANCHOR_END: tcp

// ANCHOR: udp
fn ask_from_new_socket(server: &UdpSocket) -> io::Result<()> {
    let client = UdpSocket::bind("127.0.0.1:0")?;
    client.send_to(QUESTION, server.local_addr()?)?;
    let (_, from) = server.recv_from(&mut [0; QUESTION.len()])?;
    server.send_to(ANSWER, from)?;
    client.recv(&mut [0; ANSWER.len()])?;
    Ok(())
}

fn ask_over_udp(near: &UdpSocket, far: &UdpSocket) -> io::Result<()> {
    near.send(QUESTION)?;
    far.recv(&mut [0; QUESTION.len()])?;
    far.send(ANSWER)?;
    near.recv(&mut [0; ANSWER.len()])?;
    Ok(())
}
// ANCHOR_END: udp

impl Cost {
    /// TCP beside UDP.
    #[must_use]
    pub fn rows(&self) -> [Row; 2] {
        let row = |what, tcp, udp| {
            // As wide as the widest, `999.9µs`, so that columns stay where they are.
            Row::new(what, format!("{tcp:<7.1?}"), format!("{udp:<7.1?}"))
        };
        [
            row("a question on a new socket", self.tcp_new, self.udp_new),
            row("  and on the same again", self.tcp_kept, self.udp_kept),
        ]
    }

    /// How many times as long TCP takes, on new sockets.
    #[must_use]
    pub fn ratio_new(&self) -> f64 {
        self.tcp_new.div_duration_f64(self.udp_new)
    }

    /// How many times as long TCP takes, on sockets that are kept.
    #[must_use]
    pub fn ratio_kept(&self) -> f64 {
        self.tcp_kept.div_duration_f64(self.udp_kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_of_sockets_that_are_used_alike() {
        let cost = Cost {
            tcp_new: Duration::from_micros(60),
            udp_new: Duration::from_micros(20),
            tcp_kept: Duration::from_micros(15),
            udp_kept: Duration::from_micros(10),
        };
        assert_eq!((cost.ratio_new(), cost.ratio_kept()), (3.0, 1.5));
    }
}
