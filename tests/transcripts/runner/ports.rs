//! Port numbers: those that a page shows, and those that are in use instead.
//!
//! The ports of commands lie outside the range from which the system takes the
//! ports of outgoing connections. Port 0 would be no better: what the system
//! chose for a server could be taken by any connection between the server's end
//! and its restart, or when the page shows that nobody listens there.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::{fs, process};

use book::source::pattern;
use regex::{Captures, Regex};
use rustix::io::{Errno, FdFlags, fcntl_setfd};
use rustix::net::{AddressFamily, SocketType, bind, socket};

use super::process::STARTING;

/// What stands before a port: a host or a multicast group, the word `port`, or where
/// an ICMP message has the port that it is about. The port is the group `port`; one with fewer digits is a privileged port, which is
/// what it is.
pub const PORT: &str = r#"(?x:
    (?:
        (?: \b(?:127|239)\.\d+\.\d+\.\d+ | \b0\.0\.0\.0 | \blocalhost | ::1 | \[::\] )
        \]? (?: [:.] | ["']? ,? \s )
      | \*:
      | (?: ^ | [\s"'(=] ) :
      | \bicmp\[30:2\] \s* = \s*
      | (?: \b[sd]? | _ ) (?i:port) ["']? (?: \s*[=:,]\s* | \s+ ) (?:htons\()? :?
    )
    (?P<port> \d{4,5} ) \b
)"#;

/// The ports from which Linux and macOS choose begin here or above.
const EPHEMERAL: u16 = 32768;

/// Where the runner looks for ports: five digits, as the book's own have, so
/// that columns keep their width.
const FIRST: u16 = 10001;

/// What the book's chapters themselves listen on.
const CHAPTERS: RangeInclusive<u16> = 20000..=20099;

static PORT_PATTERN: LazyLock<Regex> = LazyLock::new(|| pattern(PORT));

/// The ports of one page, one to one.
#[derive(Debug, Default, Clone)]
pub struct Ports {
    actual_of: BTreeMap<u16, u16>,
}

impl Ports {
    /// `text` of a command or a program with the ports that are really used.
    pub fn text_in_use(&mut self, text: &str) -> String {
        replace(text, |page| self.actual(page))
    }

    /// The port to use for the one in the page.
    pub fn actual(&mut self, page: u16) -> u16 {
        *self.actual_of.entry(page).or_insert_with(pick)
    }

    /// `text` of an output as the page would have it.
    pub fn text_for_page(&mut self, text: &str) -> String {
        replace(text, |actual| self.page(actual))
    }

    fn page(&mut self, actual: u16) -> u16 {
        if let Some(page) = self.page_of(actual) {
            return page;
        }
        if actual < EPHEMERAL {
            return actual;
        }
        let unused = (actual..=u16::MAX)
            .find(|port| !self.actual_of.contains_key(port))
            .unwrap_or(actual);
        self.actual_of.insert(unused, actual);
        unused
    }

    fn page_of(&self, actual: u16) -> Option<u16> {
        let mut pairs = self.actual_of.iter();
        pairs.find_map(|(&page, &used)| (used == actual).then_some(page))
    }

    /// Whether the actual ports of a line can be what the page's ports stand
    /// for; if so, they are from now on.
    pub fn unify(&mut self, pairs: impl IntoIterator<Item = (u16, u16)>) -> bool {
        let mut unified = self.clone();
        let possible = pairs
            .into_iter()
            .all(|(page, actual)| unified.unify_one(page, actual));
        if possible {
            *self = unified;
        }
        possible
    }

    fn unify_one(&mut self, page: u16, actual: u16) -> bool {
        match (self.actual_of.get(&page), self.page_of(actual)) {
            (Some(&known), _) => known == actual,
            (None, Some(_)) => false,
            // A text that doesn't depend on the command, such as a help text.
            (None, None) if page == actual && page < EPHEMERAL => true,
            (None, None) => {
                self.actual_of.insert(page, actual);
                page >= EPHEMERAL && actual >= ephemeral_start()
            }
        }
    }
}

fn replace(text: &str, mut port: impl FnMut(u16) -> u16) -> String {
    let replaced = PORT_PATTERN.replace_all(text, |found: &Captures<'_>| {
        let (whole, digits) = (&found[0], &found["port"]);
        match digits.parse() {
            Ok(number) => {
                let number = port(number);
                format!("{}{number}", &whole[..whole.len() - digits.len()])
            }
            Err(_) => whole.to_owned(),
        }
    });
    replaced.into_owned()
}

/// A port that nobody uses, picked once in this process.
fn pick() -> u16 {
    static LAST: Mutex<Option<u16>> = Mutex::new(None);
    let end = match ephemeral_start() {
        // A system whose range begins low leaves no room; most of it is free.
        start if start < FIRST + 1000 => EPHEMERAL,
        start => start,
    };
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let mut port = last.unwrap_or_else(|| {
        // Processes that run at the same time begin far from each other.
        let far_apart = u64::from(process::id()) * 7919 % u64::from(end - FIRST);
        FIRST + far_apart as u16
    });
    loop {
        port = if port + 1 < end { port + 1 } else { FIRST };
        if !CHAPTERS.contains(&port) && is_free(port) && !is_remembered(port) {
            *last = Some(port);
            return port;
        }
    }
}

/// Where the system's range for outgoing connections begins.
fn ephemeral_start() -> u16 {
    static START: LazyLock<u16> = LazyLock::new(|| {
        let range =
            fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok();
        range
            .and_then(|range| range.split_whitespace().next()?.parse().ok())
            .unwrap_or(EPHEMERAL)
    });
    *START
}

/// Whether a server could bind to the port on any address, even one that
/// doesn't set `SO_REUSEADDR`, which the standard library always does.
pub fn is_free(port: u16) -> bool {
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    let v4 = SocketAddr::from((Ipv4Addr::UNSPECIFIED, port));
    let v6 = SocketAddr::from((Ipv6Addr::UNSPECIFIED, port));
    [(AddressFamily::INET, v4), (AddressFamily::INET6, v6)]
        .into_iter()
        .flat_map(|end| {
            [SocketType::STREAM, SocketType::DGRAM].map(|kind| (end, kind))
        })
        .all(
            |((family, address), kind)| match try_bind(family, kind, &address) {
                // A system without IPv6 has no port taken there.
                Ok(()) | Err(Errno::AFNOSUPPORT | Errno::ADDRNOTAVAIL) => true,
                Err(_) => false,
            },
        )
}

fn try_bind(
    family: AddressFamily,
    kind: SocketType,
    address: &SocketAddr,
) -> rustix::io::Result<()> {
    let socket = socket(family, kind, None)?;
    // For what is started elsewhere, such as cargo.
    fcntl_setfd(&socket, FdFlags::CLOEXEC)?;
    bind(&socket, address)
}

/// Whether a connection to the port is still known, if only in TIME-WAIT: `ss`
/// would show it.
pub fn is_remembered(port: u16) -> bool {
    // The columns are hexadecimal: `0100007F:4E23 0100007F:9C40 06 …`.
    let column = format!(":{port:04X} ");
    ["/proc/net/tcp", "/proc/net/tcp6"]
        .into_iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .any(|table| table.contains(&column))
}
