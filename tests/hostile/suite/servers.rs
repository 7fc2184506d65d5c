//! The servers of the book that serve more than one client. (The
//! `smallest-server` of chapter 3 serves one and ends, and is killed by any
//! impolite one: that is what its chapter shows.)

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use crate::suite::binaries::{self, Binaries};
use crate::suite::protocol::Protocol;
use crate::suite::target::Target;

/// Each server in the book. A new one is one entry here.
pub static ALL: &[Server] = &[
    chapter3("server", Protocol::Echo),
    chapter3("time-server", Protocol::Lines),
    chapter3("checksum-server", Protocol::Checksum),
    Server {
        limits: &[],
        ..chapter3("udp-server", Protocol::Datagrams)
    },
];

/// One client after another, in the only thread that there is.
const fn chapter3(role: &'static str, protocol: Protocol) -> Server {
    Server {
        package: "chapter3",
        role,
        limits: LIMITS,
        protocol,
        most_threads: 1,
    }
}

/// How to start a server, and how to talk to it.
#[derive(Debug)]
pub struct Server {
    pub package: &'static str,
    pub role: &'static str,
    /// The arguments that make it as impatient as the attacks expect.
    pub limits: &'static [&'static str],
    pub protocol: Protocol,
    /// How many threads it may have, however many clients there are.
    pub most_threads: usize,
}

/// How long a server waits for one read or write, as in [`LIMITS`]: so long that
/// a polite client under load keeps it waiting for less.
pub const TIMEOUT: Duration = Duration::from_millis(400);

/// Three times that for a whole conversation.
const LIMITS: &[&str] = &["--timeout", "0.4", "--deadline", "1.2"];

impl Server {
    /// As it is named in a test.
    pub fn name(&self) -> String {
        format!("{}/{}", self.package, self.role)
    }

    pub fn start(&self) -> Result<Target, String> {
        static PROGRAMS: LazyLock<Result<Binaries, String>> = LazyLock::new(|| {
            let root = Path::new(env!("CARGO_MANIFEST_DIR"));
            binaries::build(root, "chapter*")
        });
        let name = (self.package.to_owned(), self.package.to_owned());
        let program = PROGRAMS.as_ref().map_err(String::clone)?.get(&name);
        let program = program.ok_or_else(|| {
            format!("the package `{}` has no program", self.package)
        })?;
        let mut command = Command::new(program);
        command
            .args([self.role, "--address", "127.0.0.1:0"])
            .args(self.limits);
        Target::start(command, self.protocol, self.most_threads)
    }
}
