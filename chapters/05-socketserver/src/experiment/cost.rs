//! What a thread and a process cost, when there is nothing for them to do.

use std::fmt;
use std::io::{self, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::dispatch::{Dispatch, Inline, ThreadPerRequest};
use crate::kind::Tcp;
use crate::presets::TcpServer;
use crate::processes::ProcessPerRequest;
use crate::server::Server;

/// Enough that a moment at which the machine was busy doesn't count.
const ROUNDS: usize = 101;

/// How long a client waits from before it connects until the end of file: the median
/// of the rounds.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// From the loop itself.
    pub inline: Duration,
    /// From a thread of its own.
    pub thread: Duration,
    /// From a process of its own.
    pub process: Duration,
}

/// Asks three servers in turn, round after round, so that a machine that becomes
/// slower does so for all of them. The process is `true`, which ends at once.
///
/// # Errors
/// What the system says of the connections, the threads or the processes.
pub fn cost() -> io::Result<Cost> {
    let mut servers = [
        idle(Inline)?,
        idle(ThreadPerRequest::default())?,
        idle(ProcessPerRequest::new(Command::new("true")))?,
    ];
    let addresses = servers.each_ref().map(|server| *server.local_addr());
    let stops = servers.each_ref().map(Server::shutdown_handle);
    let times: io::Result<Vec<[Duration; 3]>> = thread::scope(|scope| {
        for server in &mut servers {
            scope.spawn(move || server.serve_forever());
        }
        let times = (0..ROUNDS).map(|_| ask_in_turn(addresses)).collect();
        for stop in stops {
            stop.request();
        }
        times
    });
    let times = times?;
    Ok(Cost {
        inline: median(times.iter().map(|[inline, _, _]| *inline)),
        thread: median(times.iter().map(|[_, thread, _]| *thread)),
        process: median(times.iter().map(|[_, _, process]| *process)),
    })
}

/// A server that closes each connection at once.
fn idle(dispatch: impl Dispatch<Tcp>) -> io::Result<Server<Tcp>> {
    TcpServer::builder("127.0.0.1:0")
        .dispatch(dispatch)
        .build_fn(|_request| Ok(()))
}

fn ask_in_turn(servers: [SocketAddr; 3]) -> io::Result<[Duration; 3]> {
    let [inline, thread, process] = servers;
    Ok([ask(inline)?, ask(thread)?, ask(process)?])
}

fn ask(server: SocketAddr) -> io::Result<Duration> {
    let begin = Instant::now();
    TcpStream::connect(server)?.read_to_end(&mut Vec::new())?;
    Ok(begin.elapsed())
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    times.get(ROUNDS / 2).copied().unwrap_or_default()
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "a connection that is closed at once, {ROUNDS} times")?;
        writeln!(f, "inline              {:.1?}", self.inline)?;
        writeln!(f, "a thread            {:.1?}", self.thread)?;
        write!(f, "a process           {:.1?}", self.process)
    }
}
