//! What passes a network interface, taken apart layer by layer.
//!
//! No I/O: bytes in, layers out.

use std::error::Error;
use std::fmt;
use std::net::Ipv4Addr;

/// One layer of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Bytes that it adds: its header, or for the last one the data.
    pub length: usize,
    /// What its header says.
    pub header: Header,
}

/// What the header of a layer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// The link layer: to the next machine.
    Ethernet {
        /// The card that it is for.
        to: [u8; 6],
        /// The card that it is from.
        from: [u8; 6],
    },
    /// The network layer: to a machine anywhere.
    Ipv4 {
        /// The machine that it is from.
        from: Ipv4Addr,
        /// The machine that it is for.
        to: Ipv4Addr,
        /// How many routers may still pass it on.
        ttl: u8,
    },
    /// The transport layer: to a program.
    Udp {
        /// The port that it is from.
        from: u16,
        /// The port that it is for.
        to: u16,
    },
    /// The transport layer: to a program, with what a connection needs.
    Tcp {
        /// The port that it is from.
        from: u16,
        /// The port that it is for.
        to: u16,
        /// The flags that are set, as in `SYN ACK`.
        flags: String,
    },
    /// The application layer: what the program has written.
    Data(Vec<u8>),
}

/// Why a packet can't be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PacketError {
    /// It ends in the middle of a header, or a length in it can't be right.
    Truncated,
    /// It isn't IPv4 (RFC 791).
    NotIpv4,
    /// It is a part of a larger one, and only the first part has all headers.
    Fragment,
    /// It carries neither UDP (RFC 768) nor TCP (RFC 9293), but the protocol of
    /// this number.
    Protocol(u8),
}

impl fmt::Display for PacketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => write!(f, "the packet ends in the middle"),
            Self::NotIpv4 => write!(f, "this is not IPv4"),
            Self::Fragment => write!(f, "this is a part of a larger packet"),
            Self::Protocol(number) => {
                write!(f, "it carries neither UDP nor TCP, but protocol {number}")
            }
        }
    }
}

impl Error for PacketError {}

/// Takes an Ethernet frame apart.
///
/// # Errors
/// It isn't TCP or UDP over IPv4, or not the whole of it.
// ANCHOR: take-apart
pub fn take_apart(frame: &[u8]) -> Result<Vec<Layer>, PacketError> {
    let (ethernet, packet) = ethernet(frame)?;
    let (ipv4, protocol, segment) = ipv4(packet)?;
    let (transport, data) = match protocol {
        6 => tcp(segment)?,
        17 => udp(segment)?,
        other => return Err(PacketError::Protocol(other)),
    };
    let data = Layer {
        length: data.len(),
        header: Header::Data(data.to_vec()),
    };
    Ok(vec![ethernet, ipv4, transport, data])
}
// ANCHOR_END: take-apart

/// Two addresses of six bytes, and a type (IEEE 802.3).
fn ethernet(frame: &[u8]) -> Result<(Layer, &[u8]), PacketError> {
    let (&to, rest) = split(frame)?;
    let (&from, rest) = split(rest)?;
    let (&kind, packet) = split(rest)?;
    if u16::from_be_bytes(kind) != 0x0800 {
        return Err(PacketError::NotIpv4);
    }
    let header = Header::Ethernet { to, from };
    Ok((Layer { length: 14, header }, packet))
}

/// RFC 791, section 3.1. Returns the protocol that it carries as well.
fn ipv4(packet: &[u8]) -> Result<(Layer, u8, &[u8]), PacketError> {
    let (&[first, _, total_0, total_1], _) = split(packet)?;
    if first >> 4 != 4 {
        return Err(PacketError::NotIpv4);
    }
    // Ethernet pads what is shorter than 46 bytes: the length here is the right one.
    let total = usize::from(u16::from_be_bytes([total_0, total_1]));
    let packet = packet.get(..total).ok_or(PacketError::Truncated)?;
    // Counted in words of four bytes.
    let length = usize::from(first & 0x0F).saturating_mul(4);
    let (header, segment) = packet
        .split_at_checked(length)
        .ok_or(PacketError::Truncated)?;
    let (_, rest) = split::<6>(header)?;
    let (&fragment, rest) = split(rest)?;
    let (&[ttl, protocol, _, _], rest) = split(rest)?;
    let (&from, rest) = split::<4>(rest)?;
    let (&to, _options) = split::<4>(rest)?;
    // More to come, or an offset other than 0.
    if u16::from_be_bytes(fragment) & 0x3FFF != 0 {
        return Err(PacketError::Fragment);
    }
    let header = Header::Ipv4 {
        from: from.into(),
        to: to.into(),
        ttl,
    };
    Ok((Layer { length, header }, protocol, segment))
}

/// RFC 768: two ports, a length and a checksum.
// ANCHOR: udp
fn udp(datagram: &[u8]) -> Result<(Layer, &[u8]), PacketError> {
    let (&from, rest) = split(datagram)?;
    let (&to, rest) = split(rest)?;
    let (&length, _) = split(rest)?;
    let length = usize::from(u16::from_be_bytes(length)); // the header's 8 included
    let data = datagram.get(8..length).ok_or(PacketError::Truncated)?;
    let header = Header::Udp {
        from: u16::from_be_bytes(from),
        to: u16::from_be_bytes(to),
    };
    Ok((Layer { length: 8, header }, data))
}
// ANCHOR_END: udp

/// RFC 9293, section 3.1: two ports, two sequence numbers, flags and more.
fn tcp(segment: &[u8]) -> Result<(Layer, &[u8]), PacketError> {
    let (&from, rest) = split(segment)?;
    let (&to, rest) = split(rest)?;
    let (_sequence_and_acknowledgement, rest) = split::<8>(rest)?;
    let (&[offset, flags], _) = split(rest)?;
    // Counted in words of four bytes; 20 bytes if there are no options.
    let length = usize::from(offset >> 4).saturating_mul(4);
    if length < 20 {
        return Err(PacketError::Truncated);
    }
    let data = segment.get(length..).ok_or(PacketError::Truncated)?;
    let header = Header::Tcp {
        from: u16::from_be_bytes(from),
        to: u16::from_be_bytes(to),
        flags: flag_names(flags),
    };
    Ok((Layer { length, header }, data))
}

fn flag_names(flags: u8) -> String {
    let names: Vec<&str> = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"]
        .into_iter()
        .enumerate()
        .filter(|(bit, _)| flags >> bit & 1 == 1)
        .map(|(_, name)| name)
        .collect();
    names.join(" ")
}

/// The first bytes of something, and what follows them.
fn split<const LENGTH: usize>(
    bytes: &[u8],
) -> Result<(&[u8; LENGTH], &[u8]), PacketError> {
    bytes.split_first_chunk().ok_or(PacketError::Truncated)
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>5}  {}", self.length, self.header)
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ethernet { to, from } => {
                write!(f, "Ethernet  from card {} to {}", card(from), card(to))
            }
            Self::Ipv4 { from, to, ttl } => {
                write!(f, "IPv4      from machine {from} to {to}, TTL {ttl}")
            }
            Self::Udp { from, to } => {
                write!(f, "UDP       from port {from} to port {to}")
            }
            Self::Tcp { from, to, flags } => {
                write!(f, "TCP       from port {from} to port {to}, {flags}")
            }
            Self::Data(data) => {
                // As `{:?}`, since it may have control characters for our terminal.
                write!(f, "data      {:?}", String::from_utf8_lossy(data))
            }
        }
    }
}

fn card(address: &[u8; 6]) -> String {
    address.map(|byte| format!("{byte:02x}")).join(":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// `hello` in a datagram, as `tcpdump` has seen it on a loopback interface.
    const HELLO: &[u8] = b"\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\
        \x45\0\0\x21\x29\x96\x40\0\x40\x11\x13\x34\x7f\0\0\x01\x7f\0\0\x01\
        \x9c\xb0\x4e\x21\0\x0d\xfe\x20hello";

    #[test]
    fn five_bytes_in_a_datagram_are_forty_seven_on_the_way() {
        let layers = take_apart(HELLO).unwrap();
        let lengths: Vec<usize> = layers.iter().map(|layer| layer.length).collect();
        assert_eq!(lengths, [14, 20, 8, 5]);
        assert_eq!(lengths.iter().sum::<usize>(), HELLO.len());
        let lines: Vec<String> = layers.iter().map(Layer::to_string).collect();
        assert_eq!(
            lines,
            [
                "   14  Ethernet  from card 00:00:00:00:00:00 to 00:00:00:00:00:00",
                "   20  IPv4      from machine 127.0.0.1 to 127.0.0.1, TTL 64",
                "    8  UDP       from port 40112 to port 20001",
                "    5  data      \"hello\"",
            ]
        );
    }

    #[test]
    fn a_segment_has_flags_and_its_options_belong_to_the_header() {
        let mut segment = HELLO[..34].to_vec();
        segment[23] = 6;
        segment[17] = 20 + 24 + 1;
        segment.extend([0, 80, 1, 0, 0, 0, 0, 1, 0, 0, 0, 2]);
        // Six words of header, SYN and ACK.
        segment.extend([0x60, 0x12, 0, 0, 0, 0, 0, 0, 2, 4, 5, 180, b'x']);
        let layers = take_apart(&segment).unwrap();
        assert_eq!(layers[2].length, 24);
        assert_eq!(
            layers[2].header.to_string(),
            "TCP       from port 80 to port 256, SYN ACK"
        );
        assert_eq!(layers[3].header, Header::Data(b"x".to_vec()));
        // Four words are fewer than every header has.
        segment[46] = 0x40;
        assert_eq!(take_apart(&segment), Err(PacketError::Truncated));
    }

    #[test]
    fn each_flag_has_its_name() {
        for (flag, name) in [
            (0x01, "FIN"),
            (0x02, "SYN"),
            (0x04, "RST"),
            (0x08, "PSH"),
            (0x10, "ACK"),
            (0x20, "URG"),
        ] {
            assert_eq!(flag_names(flag), name);
        }
        assert_eq!(flag_names(0x18), "PSH ACK");
        assert_eq!(flag_names(0), "");
    }

    #[test]
    fn what_is_cut_anywhere_is_an_error_and_padding_is_not_data() {
        for length in 0..HELLO.len() {
            let cut = take_apart(&HELLO[..length]);
            assert_eq!(cut.unwrap_err(), PacketError::Truncated, "{length}");
        }
        let padded = [HELLO, &[0; 13]].concat();
        assert_eq!(take_apart(&padded), take_apart(HELLO));
    }

    #[test]
    fn what_is_something_else_is_said() {
        for (byte, value, error) in [
            (12, 0x86, PacketError::NotIpv4),
            (14, 0x65, PacketError::NotIpv4),
            (14, 0x44, PacketError::Truncated),
            (20, 0x20, PacketError::Fragment),
            (21, 0x01, PacketError::Fragment),
            (23, 1, PacketError::Protocol(1)),
            (38, 0xFF, PacketError::Truncated),
            (39, 7, PacketError::Truncated),
            // Five bytes of data can't begin with a header of TCP.
            (23, 6, PacketError::Truncated),
        ] {
            let mut other = HELLO.to_vec();
            other[byte] = value;
            assert_eq!(take_apart(&other), Err(error), "{byte}");
        }
    }

    #[test]
    fn whatever_comes_is_an_answer_and_no_panic() {
        let mut random = Random::new(1);
        for _ in 0..10_000 {
            let mut bytes = HELLO.to_vec();
            for _ in 0..3 {
                let index = random.next_number() as usize % bytes.len();
                bytes[index] = random.next_number() as u8;
            }
            if let Ok(layers) = take_apart(&bytes) {
                let sum: usize = layers.iter().map(|layer| layer.length).sum();
                assert!(sum <= bytes.len());
            }
        }
    }
}
