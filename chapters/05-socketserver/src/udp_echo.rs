//! What the server of datagrams does with one.

use std::io::{self, Write};

use echo_server::udp_server::{UdpEvent, may_be_a_server};

use crate::datagram::{Datagram, DatagramRequestHandler};
use crate::kind::Udp;
use crate::request::Request;

/// Sends a datagram back, and reports it. What is larger than the server takes is not
/// answered.
#[derive(Debug, Clone, Copy)]
pub struct UdpEcho {
    report: fn(UdpEvent) -> io::Result<()>,
}

impl UdpEcho {
    /// A handler for one datagram.
    ///
    /// If `report` fails, a stop of the server is requested.
    #[must_use]
    pub fn new(report: fn(UdpEvent) -> io::Result<()>) -> Self {
        Self { report }
    }
}

// ANCHOR: handler
impl DatagramRequestHandler<Udp> for UdpEcho {
    fn handle(&mut self, datagram: &mut Datagram<'_, Udp>) -> io::Result<()> {
        let (request, length) = (datagram.request(), datagram.packet().len());
        let peer = *request.peer();
        let event = match datagram.is_truncated() {
            true => UdpEvent::TooLarge { peer },
            false => UdpEvent::Echoed { peer, length },
        };
        (self.report)(event)
            .inspect_err(|_| request.shutdown_handle().request())?;
        match datagram.is_truncated() {
            true => Ok(()),
            false => datagram.write_all(datagram.packet()),
        }
    }
}
// ANCHOR_END: handler

/// Whether a datagram comes from a client: to answer a server could go on without
/// end.
#[must_use]
pub fn comes_from_a_client(request: &Request<Udp>) -> bool {
    !may_be_a_server(request.peer().port(), request.server_addr().port())
}
