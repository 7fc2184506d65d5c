//! The roles that wait for clients, and that of a child, which serves one of them.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;

use echo_server::limits::{CONVERSATION_LIMIT, Limits, SILENCE_LIMIT};
use echo_server::udp_server::{LARGEST_DATAGRAM, UdpEvent};
use socket_api::interrupt::Interrupt;
use socketserver::datagram::Replying;
use socketserver::processes::child;
use socketserver::reported::Reported;
use socketserver::services::{self, Service};
use socketserver::stream::Streaming;
use socketserver::udp_echo::{UdpEcho, comes_from_a_client};
use socketserver::{
    DEFAULT_ADDRESS, Hooks, InternetKind, Request, Server, ServerError, Step, Tcp,
    TcpServer, Udp, UdpServer,
};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};

use super::dispatch::Way;

/// Serves connections until Ctrl-C.
pub(super) fn serve(mut words: Words, service: Service) -> Result<(), Stopped> {
    let role = words.role().unwrap_or_default().to_owned();
    let address = words.address(DEFAULT_ADDRESS)?;
    let limits = limits(&mut words)?;
    let way = Way::of(&mut words)?;
    words.finish()?;

    let (silence, conversation) = (limits.silence, limits.conversation);
    let child = [
        "child",
        &role,
        "--timeout",
        &silence.as_secs_f64().to_string(),
        "--deadline",
        &conversation.as_secs_f64().to_string(),
    ];
    let server = TcpServer::builder(&address)
        .timeout(silence)
        .deadline(conversation)
        .hooks(Told)
        .dispatch(way.with_child(&child))
        .build_stream(move || Reported::new(service, write_line));
    run(server, &address)
}

/// Serves datagrams until Ctrl-C.
pub(super) fn serve_datagrams(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let way = Way::of(&mut words)?;
    words.finish()?;
    let server = UdpServer::builder(&address)
        .max_packet_size(LARGEST_DATAGRAM)
        .hooks(Told)
        .dispatch(way.with_child(&["child", "udp-echo"]))
        .build_datagram(|| UdpEcho::new(write_line));
    run(server, &address)
}

/// Serves the one request that this process was started for. Standard output is the
/// connection, so it's reported on standard error.
pub(super) fn serve_one(mut words: Words) -> Result<(), Stopped> {
    let limits = limits(&mut words)?;
    let role = words.text();
    words.finish()?;
    let served = match role.as_deref() {
        Some("udp-echo") => {
            child::serve::<Udp, _>(limits, || Replying(UdpEcho::new(write_aside)))
        }
        role => {
            let service = role.and_then(service);
            let service = service
                .ok_or_else(|| "child needs the name of a server".to_owned())?;
            child::serve::<Tcp, _>(limits, move || {
                Streaming(Reported::new(service, write_aside))
            })
        }
    };
    match served {
        // The handler has told.
        Err(error) if error.kind() == ErrorKind::Other => Ok(()),
        served => Ok(served.tried("serve the request")?),
    }
}

/// What a server of connections does.
pub(super) fn service(role: &str) -> Option<Service> {
    match role {
        "echo" => Some(services::echo),
        "upper" => Some(services::upper),
        "time" => Some(services::time),
        _ => None,
    }
}

fn limits(words: &mut Words) -> Result<Limits, Stopped> {
    Ok(Limits {
        silence: words.seconds("--timeout")?.unwrap_or(SILENCE_LIMIT),
        conversation: words.seconds("--deadline")?.unwrap_or(CONVERSATION_LIMIT),
    })
}

fn run<K: InternetKind>(
    server: io::Result<Server<K>>,
    address: &str,
) -> Result<(), Stopped> {
    let mut server = server.map_err(|error| Failure::not_bound(address, error))?;
    let interrupt = Interrupt::on_ctrl_c().tried("wait for Ctrl-C")?;
    say_ready(server.local_addr())?;
    server.serve_until(&interrupt).tried("go on")?;
    Ok(())
}

/// `write_line` to standard error.
fn write_aside(line: impl Display) -> io::Result<()> {
    writeln!(io::stderr(), "{line}")
}

/// What goes wrong with a client, its handler has told already.
struct Told;

impl Hooks<Tcp> for Told {
    fn on_error(&self, error: &ServerError, peer: Option<&SocketAddr>) {
        tell::<Tcp>(error, peer);
    }
}

impl Hooks<Udp> for Told {
    fn verify_request(&self, request: &mut Request<Udp>) -> bool {
        let is_welcome = comes_from_a_client(request);
        if !is_welcome {
            let peer = *request.peer();
            // Whether that can be written, the next datagram will tell.
            let _ = write_line(UdpEvent::FromServer { peer });
        }
        is_welcome
    }

    fn on_error(&self, error: &ServerError, peer: Option<&SocketAddr>) {
        tell::<Udp>(error, peer);
    }
}

fn tell<K: InternetKind>(error: &ServerError, peer: Option<&SocketAddr>) {
    // If it can't be written, there is nobody left to tell.
    let _ = match (error, peer) {
        (
            ServerError::Failed {
                step: Step::Handle, ..
            },
            _,
        ) => Ok(()),
        (error, None) => write_line(error),
        (error, Some(peer)) => {
            write_aside(format_args!("{}: {error}", K::name(peer)))
        }
    };
}
