//! A server to test, in this process.

use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use echo_server::ending::Ending;
use echo_server::exchange::exchange;
use echo_server::limits::Limits;
use echo_server::server::{Event, Server, Service};

/// A server in a thread of its own, which serves as long as the tests run.
// ANCHOR: start
pub(crate) struct Running {
    address: SocketAddr,
    events: Receiver<Event>,
}

pub(crate) fn start(service: Service, limits: Limits) -> Running {
    let server = Server::bind("127.0.0.1:0", service, limits).unwrap();
    let address = server.local_addr().unwrap();
    let (sender, events) = mpsc::channel();
    thread::spawn(move || {
        server.serve(|event| sender.send(event).map_err(std::io::Error::other))
    });
    Running { address, events }
}
// ANCHOR_END: start

impl Running {
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).unwrap()
    }

    /// The next events, as the server would print them, with the client's name
    /// in place of its address.
    pub(crate) fn expect(&self, stream: SocketAddr, lines: &[&str]) {
        for line in lines {
            let event = self.events.recv().unwrap().to_string();
            assert_eq!(event.replace(&stream.to_string(), "client"), *line);
        }
    }

    pub(crate) fn next_ending(&self) -> (Ending, u64) {
        loop {
            match self.events.recv().unwrap() {
                Event::Connected { .. } => {}
                Event::Ended {
                    ending, answered, ..
                } => return (ending, answered),
                other => panic!("{other}"),
            }
        }
    }

    pub(crate) fn serves_the_next_client(&self) {
        let mut stream = self.connect();
        assert_eq!(
            exchange(&mut stream, b"still there?").unwrap(),
            b"still there?"
        );
    }
}

/// Limits with little patience for silence.
pub(crate) fn impatient() -> Limits {
    Limits {
        silence: Duration::from_millis(50),
        ..Limits::default()
    }
}
