//! What every call says when it fails: each error provoked on purpose, over
//! loopback, by a function of its own.
//!
//! The names that C and Python have for them are in [`names`]:
//!
//! ```
//! use std::net::TcpStream;
//! use socket_api::errors::names::Named;
//!
//! let refused = TcpStream::connect("127.0.0.1:1").unwrap_err();
//! let named = Named::of(&refused).unwrap();
//! assert_eq!(named.errno, "ECONNREFUSED");
//! assert_eq!(named.python, "ConnectionRefusedError");
//! ```

pub mod binding;
pub mod connecting;
pub mod datagrams;
pub mod names;
pub mod reading;
pub mod writing;

use std::fmt;
use std::io;
use std::net::Ipv4Addr;

use names::Named;

/// All machines on loopback's network at once, an address for datagrams alone, and
/// any port: nothing is ever sent there.
const EVERYBODY: (Ipv4Addr, u16) = (Ipv4Addr::new(127, 255, 255, 255), 20_002);

/// What was done, and what came of it.
#[derive(Debug)]
pub struct Provoked {
    /// The call and the circumstances, in a few words.
    pub what: &'static str,
    /// What the call returned.
    pub result: io::Result<()>,
}

impl Provoked {
    fn new(what: &'static str, result: io::Result<()>) -> Self {
        Self { what, result }
    }
}

/// What the system said, and below it the error's kind, C's name for it, and the
/// class of Python's exception.
impl fmt::Display for Provoked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Err(error) = &self.result else {
            return write!(f, "{}: Ok, this system allows it", self.what);
        };
        let kind = format!("{:?}", error.kind());
        let (errno, python) = match Named::of(error) {
            Some(named) => (named.errno, named.python),
            None => ("no number", "-"),
        };
        writeln!(f, "{}: {error}", self.what)?;
        write!(f, "    {kind:<18}  {errno:<13}  {python}")
    }
}

/// Provokes the errors of some calls.
pub type Provoke = fn() -> Vec<Provoked>;

/// What there is to provoke, by the calls that it is about.
pub const CALLS: [(&str, Provoke); 6] = [
    ("bind", binding::provoke),
    ("system-port", binding::provoke_by_a_system_port),
    ("connect", connecting::provoke),
    ("read", reading::provoke),
    ("write", writing::provoke),
    ("datagrams", datagrams::provoke),
];
