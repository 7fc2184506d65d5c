//! Starting a child, with a request for its standard input and output.

use std::ffi::OsString;
use std::io::{self, PipeReader, Write};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use socket_api::socket::Socket;

use super::environment::{DATAGRAM_TRUNCATED, REMOTE_ADDR, REMOTE_PORT};
use super::reaper::Reaper;
use super::running::{Input, ProcessError, Running};

/// What a request is to the child that serves it.
#[derive(Debug)]
pub enum Given<'fd> {
    /// A connection: standard input and standard output.
    Stream(BorrowedFd<'fd>),
    /// A datagram on standard input, and on standard output a socket for the answer.
    Datagram {
        /// What came.
        packet: Vec<u8>,
        /// Whether more than that came.
        is_truncated: bool,
        /// The server's socket.
        socket: BorrowedFd<'fd>,
    },
}

/// The children of one server, started from one command.
#[derive(Debug)]
pub(super) struct Children<T> {
    command: Command,
    time_limit: Duration,
    reaper: Reaper<T>,
}

impl<T: Send + 'static> Children<T> {
    /// Starts the reaper, which calls `report` when a child has ended.
    pub(super) fn new(
        mut command: Command,
        time_limit: Duration,
        grace: Duration,
        log: Box<dyn Write + Send>,
        report: impl FnMut(T, Result<(), ProcessError>) + Send + 'static,
    ) -> io::Result<Self> {
        // A group of its own: Ctrl-C in a terminal is a signal to a whole group of
        // processes, and is for the server alone, which lets its children finish.
        command.process_group(0);
        Ok(Self {
            command,
            time_limit,
            reaper: Reaper::start(grace, log, report)?,
        })
    }

    /// Starts a child for a request. `request` is what `report` is told of it; if
    /// there is no child, it is dropped.
    pub(super) fn start(
        &mut self,
        given: Given<'_>,
        peer: [Option<OsString>; 2],
        request: T,
    ) -> io::Result<()> {
        let (child, stderr, input) = self.spawn(given, peer)?;
        let now = Instant::now();
        let deadline = now.checked_add(self.time_limit).unwrap_or(now);
        let running = Running::new(request, child, stderr, input, deadline);
        self.reaper.watch(running);
        Ok(())
    }

    // ANCHOR: spawn
    fn spawn(
        &mut self,
        given: Given<'_>,
        [address, port]: [Option<OsString>; 2],
    ) -> io::Result<(Child, PipeReader, Option<Input>)> {
        let (log, stderr) = io::pipe()?;
        Socket::of(&log).set_nonblocking(true)?;
        set(&mut self.command, REMOTE_ADDR, address);
        set(&mut self.command, REMOTE_PORT, port);
        set(&mut self.command, DATAGRAM_TRUNCATED, given.truncated());
        let (stdin, stdout, input) = given.descriptors()?;
        let command = self.command.stdin(stdin).stdout(stdout).stderr(stderr);
        let child = command.spawn();
        // It would keep the descriptors until it gets others, and so the client would
        // never see the end of its connection.
        let empty = Stdio::null;
        command.stdin(empty()).stdout(empty()).stderr(empty());
        Ok((child?, log, input))
    }
    // ANCHOR_END: spawn
}

impl Given<'_> {
    /// Standard input and output, and what is still to be written to the former.
    // ANCHOR: descriptors
    fn descriptors(self) -> io::Result<(OwnedFd, OwnedFd, Option<Input>)> {
        match self {
            Self::Stream(stream) => {
                let stdin = stream.try_clone_to_owned()?;
                Ok((stdin, stream.try_clone_to_owned()?, None))
            }
            Self::Datagram { packet, socket, .. } => {
                let (input, stdin) = Input::new(packet)?;
                Ok((stdin.into(), socket.try_clone_to_owned()?, Some(input)))
            }
        }
    }
    // ANCHOR_END: descriptors

    /// The value of [`DATAGRAM_TRUNCATED`].
    fn truncated(&self) -> Option<OsString> {
        let is_truncated = matches!(
            self,
            Self::Datagram {
                is_truncated: true,
                ..
            }
        );
        is_truncated.then(|| "1".into())
    }
}

/// Sets or removes a variable: what the server's own environment says is about others.
fn set(command: &mut Command, variable: &str, value: Option<OsString>) {
    match value {
        Some(value) => command.env(variable, value),
        None => command.env_remove(variable),
    };
}
