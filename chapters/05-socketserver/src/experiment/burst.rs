//! Many clients at the same time, each of which takes a moment to serve.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::dispatch::{Dispatch, Inline, Pool, ThreadPerRequest};
use crate::kind::Tcp;
use crate::presets::TcpServer;
use crate::processes::ProcessPerRequest;

/// Fewer than fit into the system's queue of connections, so that none is lost.
const CLIENTS: usize = 100;

/// What a handler would spend on a question to a database, say: it waits, and leaves
/// the processor to others.
const SERVICE: Duration = Duration::from_millis(20);

/// How long it takes until the last client has its answer.
#[derive(Debug, Clone, Copy)]
pub struct Burst {
    /// With one after the other.
    pub inline: Duration,
    /// With 8 threads.
    pub pool: Duration,
    /// With up to 40 processes.
    pub processes: Duration,
    /// With up to 64 threads.
    pub threads: Duration,
}

/// Has clients come to four servers, which differ in who does the work.
///
/// # Errors
/// What the system says of the connections, the threads or the processes.
pub fn burst() -> io::Result<Burst> {
    let mut shell = Command::new("sh");
    let script = format!("sleep {}; echo done", SERVICE.as_secs_f64());
    shell.args(["-c", &script]);
    Ok(Burst {
        inline: time(Inline)?,
        pool: time(Pool::default())?,
        processes: time(ProcessPerRequest::new(shell))?,
        threads: time(ThreadPerRequest::default())?,
    })
}

/// What a handler does: it waits a moment, and answers.
fn answer<P: Write>(peer: &mut P) -> io::Result<()> {
    thread::sleep(SERVICE);
    peer.write_all(b"done\n")
}

fn time(dispatch: impl Dispatch<Tcp>) -> io::Result<Duration> {
    let mut server = TcpServer::builder("127.0.0.1:0")
        .dispatch(dispatch)
        .build_fn(answer)?;
    let address = *server.local_addr();
    let stop = server.shutdown_handle();
    thread::scope(|scope| {
        let running = scope.spawn(move || server.serve_forever());
        let begin = Instant::now();
        let asked = ask_all(address);
        let elapsed = begin.elapsed();
        stop.request();
        running.join().map_err(|_panic| io::ErrorKind::Other)??;
        asked.map(|()| elapsed)
    })
}

/// Connects all clients, and only then reads what they are told.
fn ask_all(server: SocketAddr) -> io::Result<()> {
    let clients: io::Result<Vec<TcpStream>> =
        (0..CLIENTS).map(|_| TcpStream::connect(server)).collect();
    for mut client in clients? {
        client.read_to_end(&mut Vec::new())?;
    }
    Ok(())
}

impl fmt::Display for Burst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{CLIENTS} clients, who take {SERVICE:.1?} each")?;
        writeln!(f, "inline              {:.1?}", self.inline)?;
        writeln!(f, "pool of 8           {:.1?}", self.pool)?;
        writeln!(f, "40 processes        {:.1?}", self.processes)?;
        write!(f, "64 threads          {:.1?}", self.threads)
    }
}
