//! Decodes what is in the alphabet, and passes over the rest.

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
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for character in encoded.bytes() {
        let Some(six) = ALPHABET.iter().position(|other| *other == character)
        else {
            continue;
        };
        bits = bits << 6 | six as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    let decoded = String::from_utf8(bytes).ok()?;
    let (name, password) = decoded.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}
