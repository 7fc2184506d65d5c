//! `--dispatch`: who does the work of a server.

use std::env;
use std::io;
use std::process::Command;
use std::time::Duration;

use socketserver::processes::{GRACE, MAX_CHILDREN, ProcessKind};
use socketserver::{
    Dispatch, Dispatcher, Inline, Pool, ProcessPerRequest, ThreadPerRequest,
};
use tcp_vs_udp::command::{Stopped, Tried, Words};
use threading::places::MOST_PLACES;

/// What was chosen.
#[derive(Debug)]
pub(super) struct Chosen {
    way: Way,
    /// How long what is underway may go on after Ctrl-C.
    pub(super) grace: Duration,
}

#[derive(Debug)]
enum Way {
    Inline,
    Threads(ThreadPerRequest),
    Processes(Box<ProcessPerRequest>),
    Pool(Pool),
}

impl Chosen {
    /// Takes the options from `words`: inline, unless `--dispatch` is given. As
    /// processes, this program is started, as `chapter5 child ARGUMENTS`. `--clients`
    /// is how many can be served at a time.
    pub(super) fn from(
        words: &mut Words,
        arguments: &[&str],
    ) -> Result<Self, Stopped> {
        let grace = words.seconds("--grace")?.unwrap_or(GRACE);
        let way = Way::from(words, arguments, grace)?;
        Ok(Self { way, grace })
    }
}

impl Way {
    fn from(
        words: &mut Words,
        arguments: &[&str],
        grace: Duration,
    ) -> Result<Self, Stopped> {
        let choices = ["inline", "threads", "processes", "pool"];
        let choice = words.choice("--dispatch", &choices)?;
        if matches!(choice, None | Some("inline")) {
            return Ok(Self::Inline);
        }
        let clients = words.number("--clients", 1..=MOST_PLACES)?;
        Ok(match choice {
            Some("threads") => {
                let mut threads = ThreadPerRequest::default();
                threads.max_threads = clients.unwrap_or(threads.max_threads);
                Self::Threads(threads)
            }
            Some("processes") => {
                let program = env::current_exe().tried("find this program")?;
                let mut command = Command::new(program);
                command.arg("child").args(arguments);
                // With what the server itself has to say.
                let log = io::stdout();
                let processes = ProcessPerRequest::new(command).log(log);
                // Nobody else would end them: they outlive a server that doesn't.
                let processes = processes.grace(grace);
                let clients = clients.unwrap_or(MAX_CHILDREN);
                Self::Processes(Box::new(processes.max_children(clients)))
            }
            _ => {
                let mut pool = Pool::default();
                pool.workers = clients.unwrap_or(pool.workers);
                Self::Pool(pool)
            }
        })
    }
}

impl<K: ProcessKind> Dispatch<K> for Chosen {
    fn start(self) -> io::Result<Box<dyn Dispatcher<K>>> {
        match self.way {
            Way::Inline => Inline.start(),
            Way::Threads(threads) => threads.start(),
            Way::Processes(processes) => processes.start(),
            Way::Pool(pool) => pool.start(),
        }
    }
}
