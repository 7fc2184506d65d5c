//! `--dispatch`: who does the work.

use std::env;
use std::io;
use std::process::Command;

use socketserver::processes::ProcessKind;
use socketserver::{
    Dispatch, Dispatcher, Inline, Pool, ProcessPerRequest, ThreadPerRequest,
};
use tcp_vs_udp::command::{Stopped, Words};

/// Who does the work.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Way {
    #[default]
    Inline,
    Threads,
    Processes,
    Pool,
}

impl Way {
    /// What `--dispatch` says.
    pub(super) fn of(words: &mut Words) -> Result<Self, Stopped> {
        const WAYS: [(&str, Way); 4] = [
            ("inline", Way::Inline),
            ("threads", Way::Threads),
            ("processes", Way::Processes),
            ("pool", Way::Pool),
        ];
        let chosen = words.choice("--dispatch", &WAYS.map(|(name, _)| name))?;
        let way = WAYS.into_iter().find(|(name, _)| Some(*name) == chosen);
        Ok(way.map(|(_, way)| way).unwrap_or_default())
    }

    /// With what it needs to start this program again, for a request.
    pub(super) fn with_child<'a>(self, child: &'a [&'a str]) -> Started<'a> {
        Started { way: self, child }
    }
}

/// A way, and the arguments by which this program becomes a child.
#[derive(Debug)]
pub(super) struct Started<'a> {
    way: Way,
    child: &'a [&'a str],
}

impl<K: ProcessKind> Dispatch<K> for Started<'_> {
    fn start(self) -> io::Result<Box<dyn Dispatcher<K>>> {
        match self.way {
            Way::Inline => Inline.start(),
            Way::Threads => ThreadPerRequest::default().start(),
            Way::Pool => Pool::default().start(),
            Way::Processes => {
                let mut command = Command::new(env::current_exe()?);
                command.args(self.child);
                ProcessPerRequest::new(command).start()
            }
        }
    }
}
