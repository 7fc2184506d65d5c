//! The peer's address, as a child finds it in its environment.

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::net;

/// The variable with the peer's IP address, or the path of its socket; systemd and CGI
/// (RFC 3875, section 4.1.8) call it the same.
// ANCHOR: names
pub const REMOTE_ADDR: &str = "REMOTE_ADDR";

/// The variable with the peer's port; systemd calls it the same.
pub const REMOTE_PORT: &str = "REMOTE_PORT";

/// The variable that is there, with the value 1, if only the beginning of a datagram
/// comes on standard input.
pub const DATAGRAM_TRUNCATED: &str = "DATAGRAM_TRUNCATED";
// ANCHOR_END: names

/// An address of a peer, as two variables of the environment.
///
/// ```
/// use std::net::SocketAddr;
/// use socketserver::processes::PeerAddress;
///
/// let peer: SocketAddr = "[::1]:40112".parse().unwrap();
/// let [address, port] = peer.to_variables();
/// assert_eq!(address.as_deref().unwrap(), "::1");
/// assert_eq!(port.as_deref().unwrap(), "40112");
/// assert_eq!(SocketAddr::from_variables([address, port]), Some(peer));
/// ```
// ANCHOR: peer-address
pub trait PeerAddress: Sized {
    /// The values of [`REMOTE_ADDR`] and [`REMOTE_PORT`], as far as the address has
    /// such parts.
    fn to_variables(&self) -> [Option<OsString>; 2];

    /// The address again, or `None` if these are not the parts of one.
    fn from_variables(variables: [Option<OsString>; 2]) -> Option<Self>;
}
// ANCHOR_END: peer-address

impl PeerAddress for SocketAddr {
    fn to_variables(&self) -> [Option<OsString>; 2] {
        let address = match self {
            Self::V6(v6) if v6.scope_id() != 0 => {
                format!("{}%{}", v6.ip(), v6.scope_id())
            }
            address => address.ip().to_string(),
        };
        [Some(address.into()), Some(self.port().to_string().into())]
    }

    fn from_variables([address, port]: [Option<OsString>; 2]) -> Option<Self> {
        let (address, port) = (address?.into_string(), port?.into_string());
        let (address, port) = (address.ok()?, port.ok()?);
        match address.parse() {
            Ok(IpAddr::V4(_)) => format!("{address}:{port}").parse().ok(),
            // With a scope it isn't an `IpAddr`, but in brackets it is understood.
            _ => format!("[{address}]:{port}").parse().ok(),
        }
    }
}

impl PeerAddress for net::SocketAddr {
    /// The path, or on Linux a `@` and the abstract name; nothing if the peer hasn't
    /// bound its socket.
    fn to_variables(&self) -> [Option<OsString>; 2] {
        let path = self.as_pathname().map(|path| path.as_os_str().to_owned());
        [path.or_else(|| abstract_name(self)), None]
    }

    fn from_variables([address, _]: [Option<OsString>; 2]) -> Option<Self> {
        let address = address.unwrap_or_default();
        match address.as_bytes().split_first() {
            #[cfg(target_os = "linux")]
            Some((b'@', name)) => {
                use std::os::linux::net::SocketAddrExt;
                Self::from_abstract_name(name).ok()
            }
            // An empty path is that of a socket without a name.
            _ => Self::from_pathname(address).ok(),
        }
    }
}

#[cfg(target_os = "linux")]
fn abstract_name(address: &net::SocketAddr) -> Option<OsString> {
    use std::os::linux::net::SocketAddrExt;
    let name = address.as_abstract_name()?;
    Some(OsString::from_vec([b"@", name].concat()))
}

#[cfg(not(target_os = "linux"))]
fn abstract_name(_address: &net::SocketAddr) -> Option<OsString> {
    None
}
