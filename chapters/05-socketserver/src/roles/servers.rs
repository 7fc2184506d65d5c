//! The roles that serve, and the child that serves for one of them.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use echo_server::limits::{CONVERSATION_LIMIT, Limits, SILENCE_LIMIT};
use echo_server::server::Event;
use echo_server::udp_server::{LARGEST_DATAGRAM, UdpEvent};
use socket_api::wait::wait;
use socketserver::datagram::Replying;
use socketserver::experiment::visitors::Visitors;
use socketserver::processes::child;
use socketserver::services::{Echo, Tell, Time, UdpEcho, Upper};
use socketserver::stream::Streaming;
use socketserver::{
    BaseRequestHandler, DEFAULT_ADDRESS, Kind, Server, Tcp, TcpServer, Udp,
    UdpServer,
};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say, say_ready};
use threading::stop::Stop;

use super::dispatch::Chosen;
use super::teller::Teller;

pub(super) fn echo(words: Words) -> Result<(), Stopped> {
    serve_connections(words, &["echo"], |tell| Echo { tell })
}

pub(super) fn time(words: Words) -> Result<(), Stopped> {
    serve_connections(words, &["time"], |tell| Time { tell })
}

pub(super) fn upper(mut words: Words) -> Result<(), Stopped> {
    let panic_at = take_panic_at(&mut words)?;
    let line = panic_at.clone().unwrap_or_default();
    let child: &[&str] = match panic_at {
        Some(_) => &["upper", "--panic-at", &line],
        None => &["upper"],
    };
    serve_connections(words, child, move |tell| {
        let panic_at = panic_at.clone();
        Streaming(Upper { tell, panic_at })
    })
}

/// Serves connections until Ctrl-C, by handlers that are made by `make`.
fn serve_connections<H: BaseRequestHandler<Tcp>>(
    mut words: Words,
    child: &[&str],
    make: impl Fn(Teller) -> H + Send + Sync + 'static,
) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let limits = limits(&mut words)?;
    let [silence, conversation] = [limits.silence, limits.conversation]
        .map(|limit| limit.as_secs_f64().to_string());
    let limits_of_child = ["--timeout", &silence, "--deadline", &conversation];
    let arguments = [child, &limits_of_child].concat();
    let dispatch = Chosen::from(&mut words, &arguments)?;
    let grace = dispatch.grace;
    words.finish()?;

    let stop = Stop::on_ctrl_c().tried("wait for Ctrl-C")?;
    let teller = Teller::new(stop.clone());
    let builder = TcpServer::builder(address.as_str())
        .timeout(limits.silence)
        .deadline(limits.conversation)
        .dispatch(dispatch)
        .hooks(teller.clone());
    let tell = teller.clone();
    let server = builder.build(move || make(tell.clone()));
    run(server, &address, &stop, grace)?;
    teller.finish()
}

/// Echoes datagrams until Ctrl-C.
pub(super) fn udp_echo(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let dispatch = Chosen::from(&mut words, &["udp-echo"])?;
    let grace = dispatch.grace;
    words.finish()?;

    let stop = Stop::on_ctrl_c().tried("wait for Ctrl-C")?;
    let teller = Teller::new(stop.clone());
    let builder = UdpServer::builder(address.as_str())
        .max_packet_size(LARGEST_DATAGRAM)
        .dispatch(dispatch)
        .hooks(teller.clone());
    let tell = teller.clone();
    let server = builder.build_datagram(move || {
        let tell = tell.clone();
        UdpEcho { tell }
    });
    run(server, &address, &stop, grace)?;
    teller.finish()
}

/// The line at which to panic. What Rust would print of that is left out: the server
/// says it too.
fn take_panic_at(words: &mut Words) -> Result<Option<String>, String> {
    let panic_at = words.value("--panic-at", "a line")?;
    if panic_at.is_some() {
        panic::set_hook(Box::new(|_| {}));
    }
    Ok(panic_at)
}

fn limits(words: &mut Words) -> Result<Limits, String> {
    Ok(Limits {
        silence: words.seconds("--timeout")?.unwrap_or(SILENCE_LIMIT),
        conversation: words.seconds("--deadline")?.unwrap_or(CONVERSATION_LIMIT),
    })
}

/// Half a second: a server that nobody keeps has ended by then.
const SOON: Duration = Duration::from_millis(500);

/// Serves until the stop, and gives what was taken by then some time to be done.
pub(super) fn run<K: Kind<Address: Display>>(
    server: io::Result<Server<K>>,
    address: &str,
    stop: &Stop,
    grace: Duration,
) -> Result<(), Stopped> {
    let mut server = server.map_err(|error| Failure::not_bound(address, error))?;
    say_ready(server.local_addr())?;
    let (done, result) = mpsc::channel();
    let serving = stop.clone();
    thread::spawn(move || {
        let served = server.serve_until(&serving);
        // If it has failed, there is nothing to wait for any more.
        serving.request();
        // Waits for those who do the work.
        drop(server);
        let _ = done.send(served);
    });
    wait(&[stop.as_fd()], None).tried("wait for the end")?;
    let soon = grace.min(SOON);
    let mut served = result.recv_timeout(soon);
    if served.is_err() {
        say("stopping: some requests are not done yet")?;
        // Processes are killed when the grace is over, and end soon.
        served =
            result.recv_timeout(grace.saturating_sub(soon).saturating_add(SOON));
    }
    let served = served.unwrap_or_else(|_| {
        let message = format!("some requests were not done within {grace:?}");
        Err(io::Error::new(ErrorKind::TimedOut, message))
    });
    served.tried("finish")?;
    Ok(())
}

/// Serves the one request that this process was started for.
pub(super) fn serve_one(mut words: Words) -> Result<(), Stopped> {
    let role = words
        .text()
        .ok_or("child needs the name of a server".to_owned())?;
    let limits = limits(&mut words)?;
    let panic_at = take_panic_at(&mut words)?;
    words.finish()?;

    let log = Log::default();
    let tell = log.clone();
    let served = match role.as_str() {
        "echo" => {
            child::serve::<Tcp, _>(limits, move || Echo { tell: tell.clone() })
        }
        "time" => {
            child::serve::<Tcp, _>(limits, move || Time { tell: tell.clone() })
        }
        "upper" => child::serve::<Tcp, _>(limits, move || {
            let (tell, panic_at) = (tell.clone(), panic_at.clone());
            Streaming(Upper { tell, panic_at })
        }),
        "visitors" => {
            child::serve::<Tcp, _>(limits, || Streaming(Visitors::default()))
        }
        "udp-echo" => child::serve::<Udp, _>(limits, move || {
            let tell = tell.clone();
            Replying(UdpEcho { tell })
        }),
        other => return Err(format!("{other} is no server").into()),
    };
    match served {
        // The handler has said how that went.
        Err(_) if log.has_the_end.load(Ordering::Relaxed) => Ok(()),
        served => Ok(served.tried("serve this request")?),
    }
}

/// What a child tells goes to standard error, since standard output is the client's.
#[derive(Clone, Default)]
struct Log {
    has_the_end: Arc<AtomicBool>,
}

impl Log {
    fn write(&self, line: impl Display) {
        // In one piece, since other children write there too. Without standard error,
        // there is nobody left to tell.
        let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
    }
}

impl Tell<Event> for Log {
    fn tell(&self, event: Event) {
        let is_the_end = !matches!(event, Event::Connected { .. });
        self.has_the_end.store(is_the_end, Ordering::Relaxed);
        self.write(event);
    }
}

impl Tell<UdpEvent> for Log {
    fn tell(&self, event: UdpEvent) {
        self.write(event);
    }
}
