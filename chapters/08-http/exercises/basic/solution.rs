//! Decodes what an encoder can have written, and nothing else.

use http_server::Headers;

/// The 64 characters, the one for 0 first.
pub const ALPHABET: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The name and the password of who asks.
pub fn basic(headers: &Headers) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get("Authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = decode(encoded.trim_start_matches(' '))?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (name, password) = decoded.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

fn decode(encoded: &str) -> Option<Vec<u8>> {
    let characters = encoded.trim_end_matches('=');
    let missing = encoded.len() - characters.len();
    if !encoded.len().is_multiple_of(4) || missing > 2 {
        return None;
    }
    let mut bytes = Vec::new();
    // Bits that are there, and not yet part of a byte.
    let (mut bits, mut count) = (0_u32, 0);
    for character in characters.bytes() {
        let six = ALPHABET.iter().position(|other| *other == character)?;
        bits = bits << 6 | six as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    // What is left over is no part of any byte, and an encoder fills it with zeros.
    (bits == 0).then_some(bytes)
}
