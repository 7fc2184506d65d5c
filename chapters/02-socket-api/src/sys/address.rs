//! What an address looks like in memory: `sockaddr_in` and `sockaddr_in6`, written
//! and read byte by byte, without a call and without unsafe code.

use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use super::platform::{AF_INET6, family, head};
use super::posix::{AF_INET, SockLen, sockaddr_in, sockaddr_in6};

/// A `sockaddr_in` or a `sockaddr_in6`, aligned as both want it.
#[repr(C, align(4))]
#[derive(Debug)]
pub(crate) struct Address {
    bytes: [u8; sockaddr_in6::SIZE],
    length: SockLen,
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        match address {
            SocketAddr::V4(address) => {
                let mut to = Self::with_head(AF_INET, sockaddr_in::SIZE);
                to.put(sockaddr_in::PORT, address.port().to_be_bytes());
                to.put(sockaddr_in::ADDRESS, address.ip().octets());
                to
            }
            SocketAddr::V6(address) => {
                let mut to = Self::with_head(AF_INET6, sockaddr_in6::SIZE);
                let information = address.flowinfo().to_ne_bytes();
                to.put(sockaddr_in6::PORT, address.port().to_be_bytes());
                to.put(sockaddr_in6::FLOW_INFORMATION, information);
                to.put(sockaddr_in6::ADDRESS, address.ip().octets());
                to.put(sockaddr_in6::SCOPE, address.scope_id().to_ne_bytes());
                to
            }
        }
    }
}

impl Address {
    /// The size of the larger one.
    pub(crate) const CAPACITY: SockLen = sockaddr_in6::SIZE as SockLen;

    /// Room for an address that the system will write.
    pub(crate) fn unknown() -> Self {
        Self {
            bytes: [0; _],
            length: Self::CAPACITY,
        }
    }

    fn with_head(family: c_int, length: usize) -> Self {
        let mut address = Self::unknown();
        address.put(0, head(family, length));
        address.length = length as SockLen;
        address
    }

    fn put<const N: usize>(&mut self, offset: usize, field: [u8; N]) {
        let bytes = self.bytes.iter_mut().skip(offset);
        bytes.zip(field).for_each(|(byte, value)| *byte = value);
    }

    pub(crate) fn as_ptr(&self) -> *const u8 {
        self.bytes.as_ptr()
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut u8 {
        self.bytes.as_mut_ptr()
    }

    /// In bytes.
    pub(crate) fn length(&self) -> SockLen {
        self.length
    }

    /// Reads what the system has written, which is `length` bytes long. (If it was
    /// longer than there was room for, it's an address of another kind.)
    pub(crate) fn decode(&self, length: SockLen) -> io::Result<SocketAddr> {
        let written = usize::try_from(length).unwrap_or(usize::MAX);
        let bytes = self.bytes.get(..written).unwrap_or_default();
        decode(bytes).ok_or_else(|| {
            io::Error::new(ErrorKind::InvalidInput, "not an IPv4 or IPv6 address")
        })
    }
}

fn decode(bytes: &[u8]) -> Option<SocketAddr> {
    match family(field(bytes, 0)?) {
        AF_INET => {
            let ip: [u8; 4] = field(bytes, sockaddr_in::ADDRESS)?;
            let port = u16::from_be_bytes(field(bytes, sockaddr_in::PORT)?);
            Some(SocketAddrV4::new(Ipv4Addr::from(ip), port).into())
        }
        AF_INET6 => {
            let ip: [u8; 16] = field(bytes, sockaddr_in6::ADDRESS)?;
            let port = u16::from_be_bytes(field(bytes, sockaddr_in6::PORT)?);
            let information = field(bytes, sockaddr_in6::FLOW_INFORMATION)?;
            let information = u32::from_ne_bytes(information);
            let scope = u32::from_ne_bytes(field(bytes, sockaddr_in6::SCOPE)?);
            let ip = Ipv6Addr::from(ip);
            Some(SocketAddrV6::new(ip, port, information, scope).into())
        }
        _ => None,
    }
}

fn field<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..)?.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_decoded_to_what_was_encoded() {
        for address in [
            SocketAddr::from(([0, 0, 0, 0], 0)),
            SocketAddr::from(([127, 0, 0, 1], 20002)),
            SocketAddr::from(([255; 4], u16::MAX)),
            SocketAddr::from((Ipv6Addr::LOCALHOST, 20002)),
            SocketAddrV6::new(Ipv6Addr::from([0xfe; 16]), u16::MAX, 7, 3).into(),
            SocketAddrV6::new(Ipv6Addr::UNSPECIFIED, 0, u32::MAX, u32::MAX).into(),
        ] {
            let encoded = Address::from(address);
            assert_eq!(encoded.decode(encoded.length()).unwrap(), address);
        }
    }

    #[test]
    fn the_port_and_the_address_stand_in_network_byte_order() {
        let address = Address::from(SocketAddr::from(([127, 0, 0, 1], 20002)));
        assert_eq!(address.bytes[2..8], [0x4e, 0x22, 127, 0, 0, 1]);
        assert_eq!(address.bytes[8..], [0; 20]);
        assert_eq!(address.length(), 16);
    }

    #[test]
    fn what_is_no_ip_address_is_refused() {
        let mut address = Address::from(SocketAddr::from(([127, 0, 0, 1], 1)));
        for length in [0, 1, 2, 7, Address::CAPACITY + 1, u32::MAX] {
            let error = address.decode(length).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
        }
        address.put(0, head(1, 16));
        address.decode(16).unwrap_err();
    }
}
