//! What a request is about: the target, and the host that it's on (RFC 9112, section
//! 3.2).

use std::net::Ipv6Addr;
use std::str;

use crate::error::{Error, excerpt};
use crate::head::Version;
use crate::headers::Headers;
use crate::method::Method;

/// The target as text, if it is one for this method.
// ANCHOR: read
pub(crate) fn read<'a>(bytes: &'a [u8], method: &Method) -> Result<&'a str, Error> {
    let is_allowed = |byte: &u8| byte.is_ascii_graphic() && *byte != b'#';
    let target = match str::from_utf8(bytes) {
        Ok(target) if bytes.iter().all(is_allowed) => target,
        _ => return Err(refused(bytes)),
    };
    let is_right = match (method, target) {
        (Method::Connect, _) => has_host_and_port(target),
        (Method::Options, "*") => true,
        _ => target.starts_with('/') || authority(target).is_some_and(names_a_host),
    };
    if is_right {
        Ok(target)
    } else {
        Err(refused(bytes))
    }
}
// ANCHOR_END: read

fn refused(target: &[u8]) -> Error {
    let got = excerpt(target);
    Error::Target { got }
}

/// Sees to it that the fields name one host, and that it's the one of the target, if
/// that has one: who asks a proxy names it there, and that is what counts (RFC 9112,
/// section 3.2.2).
// ANCHOR: check-host
pub(crate) fn check_host(
    target: &str,
    version: Version,
    headers: &mut Headers,
) -> Result<(), Error> {
    let mut hosts = headers.get_all("Host");
    match (hosts.next(), hosts.next()) {
        (None, _) if version >= Version::Http11 => return Err(Error::NoHost),
        (Some(host), None) if !is_host(host) => {
            let got = excerpt(host.as_bytes());
            return Err(Error::Host { got });
        }
        (Some(_), Some(_)) => return Err(Error::ManyHosts),
        _ => {}
    }
    drop(hosts);
    if let Some(authority) = authority(target) {
        headers.set("Host", authority);
    }
    Ok(())
}
// ANCHOR_END: check-host

/// What stands between `http://` and the path.
fn authority(target: &str) -> Option<&str> {
    let (scheme, rest) = target.split_once("://")?;
    let is_known = |known| scheme.eq_ignore_ascii_case(known);
    if !is_known("http") && !is_known("https") {
        return None;
    }
    rest.split(['/', '?']).next()
}

/// An `http` target without a host is refused (RFC 9110, section 4.2.1).
fn names_a_host(authority: &str) -> bool {
    is_host(authority) && !authority.is_empty() && !authority.starts_with(':')
}

/// What CONNECT asks for (RFC 9112, section 3.2.3).
fn has_host_and_port(target: &str) -> bool {
    let has_port = target
        .rsplit_once(':')
        .is_some_and(|(_, port)| is_port(port) && !port.is_empty());
    names_a_host(target) && has_port
}

/// Whether this is a host, with a port or without (RFC 3986, section 3.2). A name may
/// be empty there.
// ANCHOR: is-host
fn is_host(authority: &str) -> bool {
    if let Some(rest) = authority.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else {
            return false;
        };
        let is_port =
            port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return address.parse::<Ipv6Addr>().is_ok() && is_port;
    }
    let (name, port) = authority.split_once(':').unwrap_or((authority, ""));
    is_name(name) && is_port(port)
}
// ANCHOR_END: is-host

/// The digits of a port, or none.
fn is_port(port: &str) -> bool {
    port.is_empty()
        || port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok()
}

/// A `reg-name`: letters, digits and some marks, and bytes as `%` with two digits.
fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    while let Some(byte) = bytes.next() {
        let is_allowed = match byte {
            b'%' => [bytes.next(), bytes.next()]
                .iter()
                .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit())),
            _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte),
        };
        if !is_allowed {
            return false;
        }
    }
    true
}
