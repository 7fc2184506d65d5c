//! The order of calls, as it is and as the book draws it.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::thread;

use socketserver::builder::Options;
use socketserver::{
    BaseRequestHandler, Connection, Dispatch, Dispatcher, Hooks, InternetKind,
    Kind, Request, Server, Service, Tcp,
};

use crate::within_limit;

thread_local! {
    static CALLS: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Takes a call down.
fn record(call: &'static str) {
    CALLS.with_borrow_mut(|calls| calls.push(call));
}

/// TCP, with a record of what is called, and of what is dropped.
struct Recorded;

struct Listener(TcpListener);

struct Channel(Connection<TcpStream>);

impl Kind for Recorded {
    type Socket = Listener;
    type Address = SocketAddr;
    type Channel = Channel;

    fn bind(address: &SocketAddr, options: &Options) -> io::Result<Listener> {
        record("bind");
        Tcp::bind(address, options).map(Listener)
    }

    fn local_addr(listener: &Listener) -> io::Result<SocketAddr> {
        Tcp::local_addr(&listener.0)
    }

    fn get_request(
        listener: &Listener,
        options: &Options,
    ) -> io::Result<(Channel, SocketAddr)> {
        record("get_request");
        let (connection, peer) = Tcp::get_request(&listener.0, options)?;
        Ok((Channel(connection), peer))
    }

    fn shutdown_request(channel: &mut Channel) {
        record("shutdown_request");
        Tcp::shutdown_request(&mut channel.0);
    }

    fn name(address: &SocketAddr) -> String {
        Tcp::name(address)
    }
}

impl InternetKind for Recorded {}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        record("server_close");
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        record("close_request");
    }
}

struct RecordedHooks;

impl Hooks<Recorded> for RecordedHooks {
    fn verify_request(&self, _request: &mut Request<Recorded>) -> bool {
        record("verify_request");
        true
    }

    fn service_actions(&self) {
        record("service_actions");
    }
}

/// What [`Inline`](socketserver::Inline) does, with a record of it.
struct RecordedInline;

impl Dispatch<Recorded> for RecordedInline {
    fn start(self) -> io::Result<Box<dyn Dispatcher<Recorded>>> {
        Ok(Box::new(self))
    }
}

impl Dispatcher<Recorded> for RecordedInline {
    fn process_request(
        &mut self,
        request: Request<Recorded>,
        service: &Arc<Service<Recorded>>,
    ) -> io::Result<()> {
        record("process_request");
        record("finish_request");
        service.finish_request(request);
        Ok(())
    }
}

struct RecordedHandler;

impl BaseRequestHandler<Recorded> for RecordedHandler {
    fn setup(&mut self, _request: &mut Request<Recorded>) -> io::Result<()> {
        record("setup");
        Ok(())
    }

    fn handle(&mut self, request: &mut Request<Recorded>) -> io::Result<()> {
        record("handle");
        request.shutdown_handle().request();
        request.channel_mut().0.write_all(b"hello")
    }

    fn finish(&mut self, _request: &mut Request<Recorded>) -> io::Result<()> {
        record("finish");
        Ok(())
    }
}

/// What a server calls from its beginning to its end, with one request in between.
fn recorded_calls() -> Vec<&'static str> {
    let mut server = Server::<Recorded>::builder("127.0.0.1:0")
        .hooks(RecordedHooks)
        .dispatch(RecordedInline)
        .build(|| RecordedHandler)
        .unwrap();
    let address = *server.local_addr();
    let client = thread::spawn(move || {
        let mut answer = String::new();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "hello");
    });
    server.serve_forever().unwrap();
    drop(server);
    client.join().unwrap();
    CALLS.take()
}

#[test]
fn the_calls_come_in_the_order_of_the_figure() {
    within_limit(|| {
        let page = include_str!("../../../../book/src/05-socketserver/inside.md");
        let figure = page.split_once("```bob id:order-of-calls\n").unwrap().1;
        let figure = figure.split_once("```").unwrap().0;
        // Below the caption and the text alternative.
        let drawing = figure.split_once("\n\n").unwrap().1;
        let calls = recorded_calls();
        let drawn: Vec<&str> = drawing
            .split(|character: char| !is_of_a_name(character))
            .filter(|word| calls.contains(word))
            .collect();
        assert_eq!(drawn, calls);
    });
}

fn is_of_a_name(character: char) -> bool {
    character.is_ascii_lowercase() || character == '_'
}
