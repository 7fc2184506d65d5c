//! `--dispatch`: who does the work of a server.

use std::env;
use std::io;
use std::process::Command;

use socketserver::processes::ProcessKind;
use socketserver::{
    Dispatch, Dispatcher, Inline, Pool, ProcessPerRequest, ThreadPerRequest,
};
use tcp_vs_udp::command::{Stopped, Tried, Words};

/// What was chosen.
#[derive(Debug)]
pub(super) enum Chosen {
    Inline,
    Threads,
    Processes(ProcessPerRequest),
    Pool,
}

impl Chosen {
    /// Takes the option from `words`: inline, unless it's given. As processes, this
    /// program is started, as `chapter5 child ARGUMENTS`.
    pub(super) fn from(
        words: &mut Words,
        arguments: &[&str],
    ) -> Result<Self, Stopped> {
        let choices = ["inline", "threads", "processes", "pool"];
        Ok(match words.choice("--dispatch", &choices)? {
            Some("threads") => Self::Threads,
            Some("processes") => {
                let program = env::current_exe().tried("find this program")?;
                let mut command = Command::new(program);
                command.arg("child").args(arguments);
                // With what the server itself has to say.
                let log = io::stdout();
                Self::Processes(ProcessPerRequest::new(command).log(log))
            }
            Some("pool") => Self::Pool,
            _ => Self::Inline,
        })
    }
}

impl<K: ProcessKind> Dispatch<K> for Chosen {
    fn start(self) -> io::Result<Box<dyn Dispatcher<K>>> {
        match self {
            Self::Inline => Inline.start(),
            Self::Threads => ThreadPerRequest::default().start(),
            Self::Processes(processes) => processes.start(),
            Self::Pool => Pool::default().start(),
        }
    }
}
