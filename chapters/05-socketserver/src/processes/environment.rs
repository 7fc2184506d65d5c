//! What a child finds in its environment.

use std::ffi::OsString;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net;

use socket_api::socket::Socket;

/// The variable with the peer's IP address, or the path of its socket; systemd and CGI
/// (RFC 3875, section 4.1.8) call it the same.
pub const REMOTE_ADDR: &str = "REMOTE_ADDR";

/// The variable with the peer's port; systemd calls it the same.
pub const REMOTE_PORT: &str = "REMOTE_PORT";

/// The variable that is there, with the value 1, if only the beginning of a datagram
/// comes on standard input.
pub const DATAGRAM_TRUNCATED: &str = "DATAGRAM_TRUNCATED";

/// An address that a process can be told, in two variables of its environment.
///
/// ```
/// use std::net::SocketAddr;
/// use socketserver::processes::ProcessAddress;
///
/// let peer: SocketAddr = "[::1]:40112".parse().unwrap();
/// let [address, port] = peer.to_variables();
/// assert_eq!(address.as_deref().unwrap(), "::1");
/// assert_eq!(port.as_deref().unwrap(), "40112");
/// assert_eq!(SocketAddr::from_variables([address, port]), Some(peer));
/// ```
pub trait ProcessAddress: Sized {
    /// The values of [`REMOTE_ADDR`] and [`REMOTE_PORT`], as far as the address has
    /// such parts.
    fn to_variables(&self) -> [Option<OsString>; 2];

    /// The address again, or `None` if these are not the parts of one.
    fn from_variables(variables: [Option<OsString>; 2]) -> Option<Self>;

    /// The address of a socket's own end.
    ///
    /// # Errors
    /// It's no socket, or has addresses of another kind.
    fn local(socket: BorrowedFd<'_>) -> io::Result<Self>;
}

impl ProcessAddress for SocketAddr {
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

    fn local(socket: BorrowedFd<'_>) -> io::Result<Self> {
        Socket::of(&socket).local_addr()
    }
}

impl ProcessAddress for net::SocketAddr {
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

    fn local(socket: BorrowedFd<'_>) -> io::Result<Self> {
        // Datagrams or not: the call is the same.
        net::UnixStream::from(socket.try_clone_to_owned()?).local_addr()
    }
}

#[cfg(target_os = "linux")]
fn abstract_name(address: &net::SocketAddr) -> Option<OsString> {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::ffi::OsStringExt;
    let name = address.as_abstract_name()?;
    Some(OsString::from_vec([b"@", name].concat()))
}

#[cfg(not(target_os = "linux"))]
fn abstract_name(_address: &net::SocketAddr) -> Option<OsString> {
    None
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    fn comes_back<A: ProcessAddress + Debug>(address: &A) {
        let back = A::from_variables(address.to_variables()).unwrap();
        assert_eq!(format!("{back:?}"), format!("{address:?}"));
    }

    #[test]
    fn an_address_comes_back_whole() {
        for text in ["127.0.0.1:1", "[::1]:65535", "[fe80::1%3]:7"] {
            comes_back::<SocketAddr>(&text.parse().unwrap());
        }
        comes_back(&net::SocketAddr::from_pathname("/tmp/a socket").unwrap());
        let (unnamed, _) = net::UnixDatagram::pair().unwrap();
        comes_back(&unnamed.local_addr().unwrap());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_abstract_name_comes_back_whole() {
        use std::os::linux::net::SocketAddrExt;
        for name in [&b"hidden"[..], b"with\0zero", b""] {
            comes_back(&net::SocketAddr::from_abstract_name(name).unwrap());
        }
    }

    #[test]
    fn what_is_no_address_is_not_taken_for_one() {
        let variables = |one: &str, two: &str| [Some(one.into()), Some(two.into())];
        for [one, two] in
            [["", "1"], ["localhost", "1"], ["::1", ""], ["::1", "65536"]]
        {
            assert_eq!(SocketAddr::from_variables(variables(one, two)), None);
        }
        assert_eq!(SocketAddr::from_variables([None, None]), None);
    }
}
