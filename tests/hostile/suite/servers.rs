//! The servers of the book, and how to start them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};

use tempfile::TempDir;

use crate::suite::attacks::Attack;
use crate::suite::binaries::{self, Binaries};
use crate::suite::pages;
use crate::suite::process::allowed_descriptors;
use crate::suite::protocol::{PANIC_AT, Protocol};
use crate::suite::target::{Promises, Target};

/// Each server in the book. A new one is one entry here.
pub static ALL: &[Server] = &[
    Server {
        package: "chapter1",
        role: "receiver",
        // The largest transfer is some hundred round trips.
        limits: &["--timeout", "0.4", "--deadline", "3"],
        protocol: Protocol::Transfers,
        ..ONE_BY_ONE
    },
    Server {
        package: "chapter2",
        role: "server",
        limits: &[],
        protocol: Protocol::Greeting,
        ..ONE_BY_ONE
    },
    chapter3("server", Protocol::Echo),
    chapter3("time-server", Protocol::Lines),
    chapter3("checksum-server", Protocol::Checksum),
    Server {
        limits: &[],
        ..chapter3("udp-server", Protocol::Datagrams)
    },
    chapter4("greet"),
    // With the threads that see the others off who were told that there is no room.
    Server {
        options: &["--clients", "6", "--when-full", "busy"],
        most_threads: 24,
        ..chapter4("greet")
    },
    Server {
        options: &["--clients", "1000"],
        limits: &["--timeout", "20"],
        at_once: 1000,
        most_threads: 1002,
        only: &["idle-connections"],
        ..chapter4("greet")
    },
    Server {
        options: &["--clients", "6", "--queue", "3"],
        most_threads: 8,
        ..chapter4("pool")
    },
    // A member has two threads.
    Server {
        limits: &["--timeout", "0.4", "--deadline", "1.2", "--grace", "3"],
        protocol: Protocol::Chat,
        most_threads: 14,
        ..chapter4("chat")
    },
    // What members do to each other takes more time than a line has above.
    Server {
        options: &["--clients", "10", "--queue", "40"],
        limits: &["--timeout", "20"],
        protocol: Protocol::Chat,
        at_once: 10,
        most_threads: 22,
        only: &[
            "names",
            "member-is-no-text",
            "member-never-reads",
            "member-floods",
            "members-reset",
        ],
        ..chapter4("chat")
    },
    chapter5("echo", Protocol::Echo, INLINE),
    chapter5("echo", Protocol::Echo, THREADS),
    chapter5("echo", Protocol::Echo, PROCESSES),
    chapter5("echo", Protocol::Echo, POOL),
    chapter5_upper(INLINE),
    chapter5_upper(THREADS),
    chapter5_upper(PROCESSES),
    chapter5_upper(POOL),
    chapter5("time", Protocol::Time, INLINE),
    chapter5("time", Protocol::Time, THREADS),
    chapter5("time", Protocol::Time, PROCESSES),
    chapter5("time", Protocol::Time, POOL),
    chapter5_datagrams(INLINE),
    chapter5_datagrams(THREADS),
    chapter5_datagrams(PROCESSES),
    chapter5_datagrams(POOL),
    // Their limits are those of the others, and can't be told; and a peer without a
    // name can't be told from others in what they print.
    Server {
        protocol: Protocol::Echo,
        only: &[
            "connect-and-close",
            "burst",
            "reset-after-connect",
            "idle-connections",
            "two-in-one-segment",
            "not-text",
            "out-of-descriptors",
        ],
        ..chapter5_at_a_file("unix-echo")
    },
    Server {
        protocol: Protocol::Datagrams,
        only: &["empty-datagram", "amplification"],
        ..chapter5_at_a_file("unix-datagram-echo")
    },
    Server {
        // It looks often enough, and rests for long enough to seem idle. It has twice
        // the usual time, since a client is looked at several times before it goes.
        options: &["--max-connections", "6", "--pause", "10000"],
        limits: &["--timeout", "0.8", "--deadline", "2.4"],
        ends_well: false,
        ..chapter6("sweep", &[])
    },
    // Thirty lines, which have no limits and say nothing; what is missing in them, the
    // chapter adds.
    Server {
        limits: &[],
        ends_well: false,
        only: &[
            "connect-and-close",
            "burst",
            "reset-after-connect",
            "idle-connections",
            "two-in-one-segment",
            "not-text",
        ],
        ..chapter6("ask", &[])
    },
    chapter6("server", &["--backend", "epoll", "--max-connections", "6"]),
    chapter6("server", &["--backend", "poll", "--max-connections", "6"]),
    chapter6("server", &["--backend", "select", "--max-connections", "6"]),
    chapter6_for_many(
        10_000,
        &["--backend", "epoll", "--max-connections", "10000"],
    ),
    chapter6_for_many(1000, &["--backend", "poll", "--max-connections", "1000"]),
    Server {
        limits: &["--idle-timeout", "0.8", "--deadline", "2.4"],
        at_once: 1,
        ends_well: false,
        ..chapter7("blocking", &[])
    },
    Server {
        most_threads: 9,
        ..chapter7("threaded", &["--max-connections", "6"])
    },
    chapter7("server", &["--backend", "epoll", "--max-connections", "6"]),
    chapter7("server", &["--backend", "poll", "--max-connections", "6"]),
    // Thirty lines, which have the limits of chapter 5; what is missing in them, the
    // chapter adds.
    Server {
        limits: &[],
        options: &["--clients", "6"],
        protocol: Protocol::Page,
        most_threads: 9,
        ends_well: false,
        only: &[
            "connect-and-close",
            "burst",
            "reset-after-connect",
            "interrupted-calls",
            "cut-at-every-byte",
            "out-of-descriptors",
        ],
        ..chapter8("first")
    },
    Server {
        protocol: Protocol::Files,
        place: Place::Folder,
        except: UNHURRIED,
        ..chapter8("server")
    },
    Server {
        limits: &[],
        protocol: Protocol::Files,
        place: Place::Folder,
        only: UNHURRIED,
        ..chapter8("server")
    },
    Server {
        protocol: Protocol::GuestBook,
        place: Place::Store,
        // Its answers are small: to make so many that nobody takes the next is work.
        except: &[
            "cut-at-every-byte",
            "reset-in-mid-message",
            "interrupted-calls",
            "never-reads",
            "never-reads-beside-others",
            "reset-while-writing",
        ],
        ..chapter8("app")
    },
    Server {
        limits: &[],
        protocol: Protocol::GuestBook,
        place: Place::Store,
        only: UNHURRIED,
        ..chapter8("app")
    },
    // With the times that it has unless told otherwise, more connections than workers,
    // and workers that get free again only if somebody makes way for others.
    Server {
        options: &[],
        limits: &[],
        protocol: Protocol::Files,
        place: Place::Folder,
        at_once: 64,
        most_threads: 68,
        only: &["crowd-in-silence", "idle-connections"],
        ..chapter8("server")
    },
    Server {
        options: &["--workers", "6", "--max-requests", "100"],
        limits: &[],
        protocol: Protocol::Files,
        place: Place::Folder,
        only: &["requests-without-pause"],
        ..chapter8("server")
    },
    Server {
        limits: &["--idle-timeout", "100"],
        at_once: 10_000,
        only: &["idle-connections"],
        ..chapter7(
            "server",
            &["--backend", "epoll", "--max-connections", "10000"],
        )
    },
];

/// Six clients at a time, in one thread.
const fn chapter6(role: &'static str, options: &'static [&'static str]) -> Server {
    Server {
        package: "chapter6",
        role,
        options,
        limits: &["--idle-timeout", "0.4", "--deadline", "1.2", "--grace", "3"],
        at_once: 6,
        ends_well: true,
        ..ONE_BY_ONE
    }
}

/// With the patience that a crowd needs.
const fn chapter6_for_many(
    at_once: usize,
    options: &'static [&'static str],
) -> Server {
    Server {
        limits: &["--idle-timeout", "100"],
        at_once,
        only: &["idle-connections", "crowd"],
        ..chapter6("server", options)
    }
}

/// Six clients at a time, who may be silent for some time between messages, and take
/// three times that for one. They have more time than those of chapter 6, since it takes
/// more until the server owes them so much that it waits.
const fn chapter7(role: &'static str, options: &'static [&'static str]) -> Server {
    Server {
        package: "chapter7",
        limits: &["--idle-timeout", "0.8", "--deadline", "2.4", "--grace", "3"],
        protocol: Protocol::Messages,
        ..chapter6(role, options)
    }
}

/// Attacks in whose course the attacker is kept waiting by us, and mustn't be sent away.
const UNHURRIED: &[&str] = &[
    "cut-at-every-byte",
    "reset-in-mid-message",
    "interrupted-calls",
];

/// Six clients at a time, who may have as many requests as they find time for.
const fn chapter8(role: &'static str) -> Server {
    Server {
        package: "chapter8",
        options: &["--workers", "6"],
        limits: &[
            "--header-timeout",
            "1.2",
            "--body-timeout",
            "1.2",
            "--idle-timeout",
            "1.2",
            "--write-timeout",
            "1.2",
            "--deadline",
            "2.4",
            "--grace",
            "3",
            "--max-requests",
            "1000000",
        ],
        most_threads: 9,
        ..chapter6(role, &[])
    }
}

/// Impatient, also after Ctrl-C, and with a handler that panics. They have more time
/// than those of chapter 3: it's for a whole line, and starting a process takes some.
const PANICKING: &[&str] = &[
    "--timeout",
    "0.8",
    "--deadline",
    "2.4",
    "--grace",
    "3",
    "--panic-at",
    PANIC_AT,
];

/// Six clients at a time, and Ctrl-C ends it well. It has a thread for each client,
/// one that accepts, and one that waits for Ctrl-C.
const fn chapter4(role: &'static str) -> Server {
    Server {
        package: "chapter4",
        role,
        options: &["--clients", "6"],
        limits: PANICKING,
        protocol: Protocol::Welcome,
        at_once: 6,
        most_threads: 8,
        ends_well: true,
        ..ONE_BY_ONE
    }
}

/// Who does the work in a server of chapter 5: the options that say so, and how many
/// clients are served and threads taken at the most.
type Way = (&'static [&'static str], usize, usize);

const INLINE: Way = (&["--dispatch", "inline"], 1, 3);
const THREADS: Way = (&["--dispatch", "threads", "--clients", "6"], 6, 9);
const PROCESSES: Way = (&["--dispatch", "processes", "--clients", "6"], 6, 4);
const POOL: Way = (&["--dispatch", "pool", "--clients", "6"], 6, 9);

const fn chapter5(role: &'static str, protocol: Protocol, way: Way) -> Server {
    let (options, at_once, most_threads) = way;
    Server {
        package: "chapter5",
        role,
        options,
        limits: &["--timeout", "0.8", "--deadline", "2.4", "--grace", "3"],
        protocol,
        at_once,
        most_threads,
        ends_well: true,
        ..ONE_BY_ONE
    }
}

const fn chapter5_upper(way: Way) -> Server {
    Server {
        limits: PANICKING,
        ..chapter5("upper", Protocol::Capitals, way)
    }
}

const fn chapter5_datagrams(way: Way) -> Server {
    Server {
        limits: &[],
        ..chapter5("udp-echo", Protocol::Datagrams, way)
    }
}

const fn chapter5_at_a_file(role: &'static str) -> Server {
    Server {
        package: "chapter5",
        role,
        place: Place::File,
        ..ONE_BY_ONE
    }
}

/// Servers that no attack is led against, by the names of their tests. (Those who
/// only listen, for broadcasts or in a group, serve nobody, so that no polite
/// client could tell how they are; their chapter tests them.)
const LEFT_OUT: &[&str] = &[
    // It serves one client and ends, and any impolite one ends it sooner: that is
    // what its chapter shows.
    "chapter3/smallest-server",
    // Of its four, one is as bare as that, and the others are those of `echo` with
    // limits that can't be told.
    "chapter5/four-times",
];

/// One client after another, in the only thread that there is.
const ONE_BY_ONE: Server = Server {
    package: "",
    role: "",
    options: &[],
    limits: &[],
    protocol: Protocol::Echo,
    at_once: 1,
    most_threads: 1,
    ends_well: false,
    only: &[],
    except: &[],
    place: Place::Port,
};

const fn chapter3(role: &'static str, protocol: Protocol) -> Server {
    Server {
        package: "chapter3",
        role,
        limits: LIMITS,
        protocol,
        ..ONE_BY_ONE
    }
}

/// How to start a server, and how to talk to it.
#[derive(Debug)]
pub struct Server {
    pub package: &'static str,
    pub role: &'static str,
    /// What tells it from the other servers of its role.
    pub options: &'static [&'static str],
    /// The arguments that make it as impatient as the attacks expect.
    pub limits: &'static [&'static str],
    pub protocol: Protocol,
    /// How many clients it serves at the same time.
    pub at_once: usize,
    /// How many threads it may have, however many clients there are.
    pub most_threads: usize,
    /// Whether Ctrl-C ends it with status 0, when everybody accepted is answered.
    pub ends_well: bool,
    /// The names of the only attacks that are led against it, if not all.
    pub only: &'static [&'static str],
    /// The names of attacks that aren't led against it.
    pub except: &'static [&'static str],
    pub place: Place,
}

/// Where a server listens, and what it has in the file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At a port.
    Port,
    /// At a file.
    File,
    /// At a port, and it serves a folder.
    Folder,
    /// At a port, and it keeps something in a file.
    Store,
}

/// How long a server waits for one read or write, as in [`LIMITS`]: so long that
/// a polite client under load keeps it waiting for less.
pub const TIMEOUT: Duration = Duration::from_millis(400);

/// How many descriptors the suite may need at the same time besides those of the
/// largest crowd: for its other tests.
const OTHER_DESCRIPTORS: u64 = 500;

/// Three times that for a whole conversation.
const LIMITS: &[&str] = &["--timeout", "0.4", "--deadline", "1.2"];

impl Server {
    /// As it is named in a test.
    pub fn name(&self) -> String {
        let mut name = self.of_role();
        for option in self.options {
            name.push(' ');
            name.push_str(option);
        }
        name
    }

    pub fn is_attacked_by(&self, attack: &Attack) -> bool {
        attack.is_about(&self.promises())
            && (self.only.is_empty() || self.only.contains(&attack.name))
            && !self.except.contains(&attack.name)
    }

    fn of_role(&self) -> String {
        format!("{}/{}", self.package, self.role)
    }

    pub fn promises(&self) -> Promises {
        Promises {
            protocol: self.protocol,
            at_once: self.at_once,
            most_threads: self.most_threads,
            ends_well: self.ends_well,
        }
    }

    pub fn start(&self) -> Result<Target, String> {
        let (needed, allowed) = (
            self.at_once as u64 + OTHER_DESCRIPTORS,
            allowed_descriptors(),
        );
        if needed > allowed {
            return Err(format!(
                "it takes {needed} descriptors to be {} clients, and this process \
                 may have {allowed}: see `ulimit -Hn`",
                self.at_once
            ));
        }
        let program = programs()?.get(&main_program(self.package));
        let program = program.ok_or_else(|| {
            format!("the package `{}` has no program", self.package)
        })?;
        let mut command = Command::new(program);
        command.arg(self.role).args(self.options).args(self.limits);
        let folder = (self.place != Place::Port).then(TempDir::new).transpose();
        let folder = folder.map_err(|error| error.to_string())?;
        let path = folder.as_ref().map_or(Path::new(""), TempDir::path);
        if self.place != Place::File {
            command.args(["--address", "127.0.0.1:0"]);
        }
        match self.place {
            Place::Port => {}
            Place::File => {
                command.arg(path.join("server"));
            }
            Place::Folder => {
                fill(path).map_err(|error| error.to_string())?;
                command.arg(path);
            }
            Place::Store => {
                command.arg("--file").arg(path.join("store"));
            }
        }
        let mut target = Target::start(command, self.promises())?;
        target._folder = folder;
        Ok(target)
    }
}

/// Puts into a folder what is asked for by [`pages`].
fn fill(folder: &Path) -> io::Result<()> {
    let large = pages::large_file();
    let (seconds, _) = pages::CHANGED;
    let files = [pages::SMALL_FILE, (pages::LARGE_FILE, &large)];
    for (name, content) in files {
        let mut file = File::create(folder.join(name))?;
        file.write_all(content)?;
        file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds))?;
    }
    Ok(())
}

/// Compares the table with what the programs' help says.
pub fn are_complete() -> Result<(), String> {
    let mut in_help = BTreeSet::new();
    for (name, file) in programs()? {
        if *name == main_program(&name.0) {
            let help = help(file)?;
            let roles = servers_in(&help);
            in_help.extend(roles.map(|role| format!("{}/{role}", name.0)));
        }
    }
    let left_out = LEFT_OUT.iter().map(|&name| name.to_owned());
    let known: BTreeSet<_> =
        ALL.iter().map(Server::of_role).chain(left_out).collect();
    match known == in_help {
        true => Ok(()),
        false => Err(format!(
            "the table has {known:?}, and the help of the programs {in_help:?}"
        )),
    }
}

/// The programs of the chapters.
fn programs() -> Result<&'static Binaries, String> {
    static PROGRAMS: LazyLock<Result<Binaries, String>> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        binaries::build(root, "chapter*")
    });
    PROGRAMS.as_ref().map_err(String::clone)
}

/// The one that `cargo run -p PACKAGE` starts.
fn main_program(package: &str) -> (String, String) {
    (package.to_owned(), package.to_owned())
}

fn help(program: &PathBuf) -> Result<String, String> {
    let output = Command::new(program).arg("--help").output();
    let output = output.map_err(|error| format!("{program:?} --help: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The roles in the parts of a help that are about servers.
fn servers_in(help: &str) -> impl Iterator<Item = &str> {
    help.split("\n\n")
        .filter(|part| part.starts_with("servers"))
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("  "))
        // What is indented further explains the role.
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
}
