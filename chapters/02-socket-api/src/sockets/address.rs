//! Addresses, as the system's tables write them and as people read them.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use crate::sockets::columns::hexadecimal;

/// Where a socket can be reached, if anywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Address {
    /// An IP address and a port, both of which may be zero: any, or none yet.
    Internet(SocketAddr),
    /// A path, or, with an `@` in front, an abstract name. Any bytes but NUL, for
    /// which the table has another `@`.
    Name(Vec<u8>),
    /// A Unix-domain socket without a name, or one whose table doesn't tell.
    Unknown,
}

impl Address {
    /// The port, unless there is none.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        match self {
            Self::Internet(address) => {
                Some(address.port()).filter(|&port| port != 0)
            }
            Self::Name(_) | Self::Unknown => None,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internet(address) if address.port() == 0 => {
                // The brackets of IPv6 are `SocketAddr`'s, and so is `:0`.
                let text = address.to_string();
                f.pad(&format!("{}:*", text.trim_end_matches(":0")))
            }
            Self::Internet(address) => f.pad(&address.to_string()),
            Self::Name(name) => f.pad(&printable(name)),
            Self::Unknown => f.pad("*"),
        }
    }
}

/// Text that does nothing to a terminal, whoever has chosen it.
#[must_use]
pub fn printable(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let escaped = text.chars().map(|character| match character.is_control() {
        true => character.escape_default().to_string(),
        false => character.to_string(),
    });
    escaped.collect()
}

/// Decodes an address of `/proc/net/tcp` or `/proc/net/udp` (8 digits and a port),
/// or of `tcp6` or `udp6` (32 digits and a port).
///
/// The system takes the address, four bytes in the order of the network, for a
/// number in its own order, and prints that number. So `0100007F` is 127.0.0.1 on
/// most of today's machines. An IPv6 address is four such numbers. The port is
/// printed as what it is.
///
/// Anything else is `None`.
///
/// ```
/// use socket_api::sockets::address::decode;
///
/// # if cfg!(target_endian = "little") {
/// let address = decode("0100007F:4E22").ok_or("no address")?;
/// assert_eq!(address.to_string(), "127.0.0.1:20002");
///
/// let address = decode("00000000000000000000000001000000:4E22").ok_or("none")?;
/// assert_eq!(address.to_string(), "[::1]:20002");
/// # }
/// # Ok::<(), &str>(())
/// ```
#[must_use]
// ANCHOR: decode
pub fn decode(word: &str) -> Option<SocketAddr> {
    let (digits, port) = word.split_once(':')?;
    let port = u16::try_from(hexadecimal(port)?).ok()?;
    let (numbers, []) = digits.as_bytes().as_chunks::<8>() else {
        return None;
    };
    let numbers: Option<Vec<[u8; 4]>> = numbers.iter().map(octets).collect();
    let octets = numbers?.concat();
    let ip = match <[u8; 4]>::try_from(octets.as_slice()) {
        Ok(octets) => IpAddr::from(octets),
        Err(_) => IpAddr::from(<[u8; 16]>::try_from(octets).ok()?),
    };
    Some(SocketAddr::new(ip, port))
}

/// The four bytes of which the system has made a number.
fn octets(digits: &[u8; 8]) -> Option<[u8; 4]> {
    let number = hexadecimal(str::from_utf8(digits).ok()?)?;
    Some(number.to_ne_bytes())
}
// ANCHOR_END: decode

#[cfg(test)]
mod tests {
    use super::*;

    /// What the system would print.
    fn encode(address: SocketAddr) -> String {
        let octets = match address.ip() {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        };
        let numbers = octets.as_chunks::<4>().0.iter();
        let digits: String = numbers
            .map(|&number| format!("{:08X}", u32::from_ne_bytes(number)))
            .collect();
        format!("{digits}:{:04X}", address.port())
    }

    #[test]
    fn what_the_system_encodes_is_decoded() {
        for address in [
            "127.0.0.1:20002",
            "1.2.3.4:1",
            "0.0.0.0:0",
            "255.255.255.255:65535",
            "[::1]:20002",
            "[::]:0",
            "[::ffff:127.0.0.1]:80",
            "[2001:db8:1:2:3:4:5:6]:443",
        ] {
            let address: SocketAddr = address.parse().unwrap();
            assert_eq!(decode(&encode(address)), Some(address));
        }
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn each_number_is_turned_round_by_itself() {
        let decoded = |word| decode(word).unwrap().to_string();
        assert_eq!(decoded("0100007F:4E22"), "127.0.0.1:20002");
        assert_eq!(
            decoded("0000000000000000FFFF00000100007F:4E22"),
            "[::ffff:127.0.0.1]:20002"
        );
        assert_eq!(
            decoded("B80D0120020001000400030006000500:01BB"),
            "[2001:db8:1:2:3:4:5:6]:443"
        );
    }

    #[test]
    fn anything_else_is_no_address() {
        for word in [
            "",
            ":",
            "0100007F",
            "0100007F:",
            ":4E22",
            "0100007F:14E22",
            "0100007F:4E2G",
            "0100007:4E22",
            "0100007F0:4E22",
            "0100007F0100007F:4E22",
            "+100007F:4E22",
            "010000üF:4E22",
            "0100007F:4E22:4E22",
        ] {
            assert_eq!(decode(word), None, "{word}");
        }
        let long = format!("{}:4E22", "0".repeat(40));
        assert_eq!(decode(&long), None);
    }

    #[test]
    fn addresses_read_well() {
        let shown =
            |address: &str| Address::Internet(address.parse().unwrap()).to_string();
        assert_eq!(shown("127.0.0.1:20002"), "127.0.0.1:20002");
        assert_eq!(shown("0.0.0.0:0"), "0.0.0.0:*");
        assert_eq!(shown("[::]:0"), "[::]:*");
        assert_eq!(shown("[::1]:100"), "[::1]:100");
        let name = Address::Name(b"/run/a\x1b[2Jb\xff".to_vec());
        assert_eq!(name.to_string(), "/run/a\\u{1b}[2Jb\u{fffd}");
        assert_eq!(format!("{:>3}", Address::Unknown), "  *");
    }
}
