//! What the chapter's servers do: a handler for each of them.
//!
//! Each tells somebody what happens, in the words of chapter 3's servers.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::mpsc::Sender;
use std::time::SystemTime;

use echo_server::clock::utc;
use echo_server::echo::echo;
use echo_server::ending::Ending;
use echo_server::lines::LineError;
use echo_server::server::Event;
use echo_server::udp_server::{UdpEvent, may_be_a_server};

use crate::datagram::{Datagram, DatagramRequestHandler};
use crate::handler::BaseRequestHandler;
use crate::kind::{Tcp, Udp};
use crate::request::Request;
use crate::stream::{Stream, StreamRequestHandler};

/// Somebody who is told what happens.
pub trait Tell<E> {
    /// Takes note of an event.
    fn tell(&self, event: E);
}

/// Whoever has the other end of the channel; nobody, if it is gone.
impl<E> Tell<E> for Sender<E> {
    fn tell(&self, event: E) {
        let _ = self.send(event);
    }
}

/// Sends back what comes.
#[derive(Debug, Clone)]
pub struct Echo<T> {
    /// Who is told of each event.
    pub tell: T,
}

impl<T: Tell<Event>> BaseRequestHandler<Tcp> for Echo<T> {
    fn handle(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
        told(*request.peer(), &self.tell, |answered| {
            echo(request, answered).map(drop)
        })
    }
}

/// Tells the time, and that is all.
#[derive(Debug, Clone)]
pub struct Time<T> {
    /// Who is told of each event.
    pub tell: T,
}

// ANCHOR: time
impl<T: Tell<Event>> BaseRequestHandler<Tcp> for Time<T> {
    fn handle(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
        told(*request.peer(), &self.tell, |answered| {
            let line = format!("{}\n", utc(SystemTime::now()));
            request.write_all(line.as_bytes())?;
            *answered = line.len() as u64;
            Ok(())
        })
    }
}
// ANCHOR_END: time

/// Answers each line in capitals.
#[derive(Debug, Clone)]
pub struct Upper<T> {
    /// Who is told of each event.
    pub tell: T,
    /// The line at which this handler panics. It's for tests and experiments, which
    /// show what becomes of the others.
    pub panic_at: Option<String>,
}

// ANCHOR: upper
impl<T: Tell<Event>> StreamRequestHandler<Tcp> for Upper<T> {
    fn handle(&mut self, stream: &mut Stream<'_, Tcp>) -> io::Result<()> {
        let panic_at = self.panic_at.as_deref().map(str::as_bytes);
        told(*stream.request().peer(), &self.tell, |answered| {
            while let Some(mut line) = stream.read_line()? {
                assert!(Some(&*line) != panic_at, "this line is too much for me");
                line.make_ascii_uppercase();
                line.push(b'\n');
                stream.write_all(&line)?;
                *answered = answered.saturating_add(line.len() as u64);
            }
            stream.flush()
        })
    }
}
// ANCHOR_END: upper

/// Sends back each datagram.
#[derive(Debug, Clone)]
pub struct UdpEcho<T> {
    /// Who is told of each event.
    pub tell: T,
}

// ANCHOR: udp-echo
impl<T: Tell<UdpEvent>> DatagramRequestHandler<Udp> for UdpEcho<T> {
    fn handle(&mut self, datagram: &mut Datagram<'_, Udp>) -> io::Result<()> {
        let peer = *datagram.request().peer();
        let ours = datagram.request().server_addr().port();
        let packet = datagram.packet();
        self.tell.tell(if datagram.is_truncated() {
            UdpEvent::TooLarge { peer }
        } else if may_be_a_server(peer.port(), ours) {
            UdpEvent::FromServer { peer }
        } else {
            datagram.write_all(packet)?;
            UdpEvent::Echoed {
                peer,
                length: packet.len(),
            }
        });
        Ok(())
    }
}
// ANCHOR_END: udp-echo

/// Does a service for the client `peer`, and tells that it has come and how it went.
/// The service counts the bytes that it has answered.
fn told(
    peer: SocketAddr,
    tell: &impl Tell<Event>,
    service: impl FnOnce(&mut u64) -> io::Result<()>,
) -> io::Result<()> {
    tell.tell(Event::Connected { peer });
    let mut answered = 0;
    let result = service(&mut answered);
    tell.tell(match ending(&result) {
        Ok(ending) => Event::Ended {
            peer,
            ending,
            answered,
        },
        Err(error) => Event::Failed {
            peer,
            answered,
            error: io::Error::new(error.kind(), error.to_string()),
        },
    });
    result
}

/// How the conversation has ended, unless the system is to blame.
fn ending(result: &io::Result<()>) -> Result<Ending, &io::Error> {
    let Err(error) = result else {
        return Ok(Ending::EndOfFile);
    };
    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(LineError::TooLong { .. }) => Ok(Ending::Refused),
        Some(LineError::Unfinished { .. }) => Ok(Ending::CutOff),
        Some(LineError::Io(_)) | None => Ending::of(error).ok_or(error),
    }
}
