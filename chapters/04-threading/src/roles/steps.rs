//! The servers of the first steps, which have no limit to their threads.

use std::net::TcpListener;

use echo_server::limits::{CONVERSATION_LIMIT, Limits, SILENCE_LIMIT};
use echo_server::server::Server;
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};
use threading::greeting::Greeter;
use threading::{DEFAULT_ADDRESS, one_thread_each, scoped};

/// As in chapter 3.
pub(super) fn one_at_a_time(mut words: Words) -> Result<(), Stopped> {
    let Place { address, limits } = Place::take(&mut words)?;
    words.finish()?;
    let greet = |stream: &mut _, answered: &mut _| {
        Greeter::default().greet(stream, answered)
    };
    let server = Server::bind(&address, greet, limits)
        .map_err(|error| Failure::not_bound(&address, error))?;
    say_ready(
        server
            .local_addr()
            .tried(format_args!("listen on {address}"))?,
    )?;
    server.serve(write_line).tried("write to standard output")?;
    Ok(())
}

pub(super) fn one_thread_each(mut words: Words) -> Result<(), Stopped> {
    let place = Place::take(&mut words)?;
    words.finish()?;
    let listener = place.listen()?;
    let greeter = Greeter::default();
    one_thread_each::serve(&listener, place.limits, &greeter, write_line)
        .tried("write to standard output")?;
    Ok(())
}

/// Serves so many clients, and ends when they have left.
pub(super) fn scoped(mut words: Words) -> Result<(), Stopped> {
    let place = Place::take(&mut words)?;
    let clients = words.text().and_then(|number| number.parse().ok());
    let clients = clients.ok_or("scoped needs a number of clients".to_owned())?;
    words.finish()?;
    let listener = place.listen()?;
    let (limits, greeter) = (place.limits, Greeter::default());
    scoped::serve(&listener, clients, limits, &greeter, &|event| {
        write_line(event)
    })
    .tried("serve the clients")?;
    Ok(())
}

/// Where a server listens, and how patient it is.
struct Place {
    address: String,
    limits: Limits,
}

impl Place {
    fn take(words: &mut Words) -> Result<Self, String> {
        Ok(Self {
            address: words.address(DEFAULT_ADDRESS)?,
            limits: Limits {
                silence: words.seconds("--timeout")?.unwrap_or(SILENCE_LIMIT),
                conversation: words
                    .seconds("--deadline")?
                    .unwrap_or(CONVERSATION_LIMIT),
            },
        })
    }

    fn listen(&self) -> Result<TcpListener, Failure> {
        let address = &self.address;
        let listener = TcpListener::bind(address)
            .map_err(|error| Failure::not_bound(address, error))?;
        let bound = listener.local_addr();
        say_ready(bound.tried(format_args!("listen on {address}"))?)?;
        Ok(listener)
    }
}
