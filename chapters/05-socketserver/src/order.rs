//! The order of calls, by a server that writes down each of them.
//!
//! Its kind, its hooks, its dispatch and its handler do what others do, and take it
//! down. So this is also a kind and a dispatch from outside the framework.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use crate::builder::Options;
use crate::dispatch::{Dispatch, Dispatcher};
use crate::handler::BaseRequestHandler;
use crate::hooks::{Hooks, ServerError};
use crate::kind::{Connection, InternetKind, Kind, Tcp};
use crate::request::Request;
use crate::server::Server;
use crate::service::Service;

/// A call, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The trait or type that it belongs to.
    pub of: &'static str,
    /// Its name in Python.
    pub name: &'static str,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:9}  {}", self.of, self.name)
    }
}

/// Serves one client from the making of the server to its end, and returns what was
/// called meanwhile. The call named `panic_in`, if there is one, panics.
///
/// ```
/// let calls = socketserver::order::calls(None)?;
/// assert_eq!(calls.first().unwrap().name, "bind");
/// assert_eq!(calls.last().unwrap().name, "server_close");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The system has no port or no thread left.
pub fn calls(panic_in: Option<&'static str>) -> io::Result<Vec<Call>> {
    CALLS.take();
    let mut server = Server::<Recorded>::builder("127.0.0.1:0")
        .hooks(Recorder { panic_in })
        .dispatch(Recorder { panic_in })
        .build(move || Recorder { panic_in })?;
    let (address, shutdown) = (*server.local_addr(), server.shutdown_handle());
    let client = thread::Builder::new().spawn(move || {
        let answer = TcpStream::connect(address)
            .and_then(|mut stream| stream.read_to_end(&mut Vec::new()));
        shutdown.request();
        answer
    })?;
    server.serve_forever()?;
    drop(server);
    client
        .join()
        .unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))?;
    Ok(CALLS.take())
}

thread_local! {
    /// All of it happens in one thread.
    static CALLS: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
}

fn record(of: &'static str, name: &'static str) {
    CALLS.with_borrow_mut(|calls| calls.push(Call { of, name }));
}

/// The hooks, the dispatch and the handler.
struct Recorder {
    panic_in: Option<&'static str>,
}

impl Recorder {
    fn call(&self, of: &'static str, name: &'static str) {
        record(of, name);
        if self.panic_in == Some(name) {
            // Without the words that `panic!` prints.
            resume_unwind(Box::new("as it was told to"));
        }
    }
}

impl Hooks<Recorded> for Recorder {
    fn verify_request(&self, _request: &mut Request<Recorded>) -> bool {
        self.call("Hooks", "verify_request");
        true
    }

    fn service_actions(&self) {
        self.call("Hooks", "service_actions");
    }

    fn on_error(&self, _error: &ServerError, _peer: Option<&SocketAddr>) {
        self.call("Hooks", "on_error");
    }
}

impl Dispatch<Recorded> for Recorder {
    fn start(self) -> io::Result<Box<dyn Dispatcher<Recorded>>> {
        Ok(Box::new(self))
    }
}

impl Dispatcher<Recorded> for Recorder {
    fn process_request(
        &mut self,
        request: Request<Recorded>,
        service: &Arc<Service<Recorded>>,
    ) -> io::Result<()> {
        self.call("Dispatch", "process_request");
        record("Service", "finish_request");
        service.finish_request(request);
        Ok(())
    }
}

impl BaseRequestHandler<Recorded> for Recorder {
    fn setup(&mut self, _request: &mut Request<Recorded>) -> io::Result<()> {
        self.call("Handler", "setup");
        Ok(())
    }

    fn handle(&mut self, request: &mut Request<Recorded>) -> io::Result<()> {
        self.call("Handler", "handle");
        request.channel_mut().0.write_all(b"hello")
    }

    fn finish(&mut self, _request: &mut Request<Recorded>) -> io::Result<()> {
        self.call("Handler", "finish");
        Ok(())
    }
}

/// TCP, taken down.
struct Recorded;

struct Listener(TcpListener);

struct Channel(Connection<TcpStream>);

impl Kind for Recorded {
    type Socket = Listener;
    type Address = SocketAddr;
    type Channel = Channel;

    fn bind(address: &SocketAddr, options: &Options) -> io::Result<Listener> {
        record("Kind", "bind");
        Tcp::bind(address, options).map(Listener)
    }

    fn local_addr(listener: &Listener) -> io::Result<SocketAddr> {
        Tcp::local_addr(&listener.0)
    }

    fn get_request(
        listener: &Listener,
        options: &Options,
    ) -> io::Result<(Channel, SocketAddr)> {
        record("Kind", "get_request");
        let (connection, peer) = Tcp::get_request(&listener.0, options)?;
        Ok((Channel(connection), peer))
    }

    fn shutdown_request(channel: &mut Channel) {
        record("Kind", "shutdown_request");
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
        record("Server", "server_close");
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        record("Request", "close_request");
    }
}
