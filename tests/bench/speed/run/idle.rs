//! What servers do while nobody says anything.

use std::io;
use std::thread;
use std::time::Duration;

use load::clients::Clients;
use load::server::Server;

use super::case::SMALL;
use super::progress;
use super::servers::Design;

/// What one server did.
#[derive(Debug)]
pub(crate) struct Idle {
    pub(crate) name: &'static str,
    pub(crate) clients: usize,
    pub(crate) time: Duration,
    pub(crate) cpu: Duration,
}

/// Looks at all servers at the same time: none of them is slower for it, since what
/// counts is what each of them does.
pub(crate) fn watch(
    designs: &[Design],
    clients: usize,
    time: Duration,
    pin: bool,
) -> io::Result<Vec<Idle>> {
    let able = designs.iter().filter(|one| one.most >= clients);
    let watched: Vec<(&Design, Server, Clients, Duration)> = able
        .map(|design| {
            progress::show(&format!("idle: {}", design.name));
            let server = design.start(pin)?;
            let clients = Clients::connect(server.address(), clients, SMALL)?;
            let begin = server.threads_time()?;
            Ok((design, server, clients, begin))
        })
        .collect::<io::Result<_>>()?;
    progress::show(&format!("idle: {time:?}"));
    // Here the time is what is measured; nothing is waited for.
    thread::sleep(time);
    progress::show("");
    let seen = watched.iter().map(|(design, server, _clients, begin)| {
        Ok(Idle {
            name: design.name,
            clients,
            time,
            cpu: server.threads_time()?.saturating_sub(*begin),
        })
    });
    seen.collect()
}
