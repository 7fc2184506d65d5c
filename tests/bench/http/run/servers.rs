//! What is measured: each server in a process of its own.

mod hyper;
mod ours;

use std::env;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::thread;

use load::server::Server;

/// The processor for the servers, and the one for those who load them.
const SERVERS_CPU: u32 = 0;
pub(crate) const CLIENTS_CPU: u32 = 1;

/// Where Python's is.
const SCRIPT: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/http/run/servers/files.py");

/// The word that makes this program a server. It isn't for people.
pub(crate) const SERVE: &str = "serve";

/// A server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Design {
    pub(crate) name: &'static str,
    serve: Serve,
    folder: &'static str,
}

#[derive(Debug, Clone, Copy)]
enum Serve {
    Here(fn(PathBuf) -> io::Result<()>),
    Python,
}

/// The first is what the others are compared with.
pub(crate) const DESIGNS: [Design; 4] = [
    here("hyper", hyper::serve_in_current_thread),
    here("hyper threads", hyper::serve_in_many_threads),
    here("chapter 8", ours::serve),
    Design {
        name: "http.server",
        serve: Serve::Python,
        folder: "",
    },
];

const fn here(name: &'static str, serve: fn(PathBuf) -> io::Result<()>) -> Design {
    Design {
        name,
        serve: Serve::Here(serve),
        folder: "",
    }
}

impl Design {
    pub(crate) fn is_python(&self) -> bool {
        matches!(self.serve, Serve::Python)
    }

    /// The same with the files of this folder.
    pub(crate) fn serving(self, folder: &Path) -> Self {
        // There is one folder as long as the program runs.
        let folder = folder.to_string_lossy().into_owned();
        Self {
            folder: folder.leak(),
            ..self
        }
    }

    /// Starts it in a process of its own, on its processor if that can be had.
    pub(crate) fn start(&self, pin: bool) -> io::Result<Server> {
        let mut command = match self.serve {
            Serve::Here(_) => {
                let mut command = pinned(&env::current_exe()?, pin);
                command.args([SERVE, self.name]);
                command
            }
            Serve::Python => {
                let mut command = pinned(Path::new("python3"), pin);
                // Without leaving compiled files beside the scripts.
                command.args(["-B", SCRIPT]);
                command
            }
        };
        command.arg(self.folder);
        Server::start(command)
            .map_err(|error| io::Error::other(format!("{}: {error}", self.name)))
    }
}

/// A command that stays on the servers' processor, if it is to.
fn pinned(program: &Path, pin: bool) -> Command {
    if !pin {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", &SERVERS_CPU.to_string()]).arg(program);
    command
}

/// Is the server of this name, until whoever started it ends.
pub(crate) fn serve(name: &str, folder: &str) -> io::Result<()> {
    thread::Builder::new().spawn(|| {
        let _ = io::stdin().read(&mut [0]);
        process::exit(0)
    })?;
    let design = DESIGNS.into_iter().find(|design| design.name == name);
    match design.map(|design| design.serve) {
        Some(Serve::Here(serve)) => serve(folder.into()),
        _ => Err(io::Error::other("there is no such server")),
    }
}

/// Tells whoever started this process that it may connect.
fn ready(address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "listening on {address}")?;
    out.flush()
}
