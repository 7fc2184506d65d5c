//! The oldest way to say who one is: `Authorization: Basic YW5uOnNlY3JldA==`, which is
//! `ann:secret` in Base64 (RFC 7617). Base64 writes three bytes, 24 bits, as four
//! characters of six bits each, from an alphabet of 64; if one or two bytes are missing to
//! the last three, as many `=` stand in the place of characters (RFC 4648, section 4).
//!
//! Return the name and the password, or `None` if they aren't there. The name ends at the
//! first colon. `Basic` is the same in upper and lower case, and one space or more
//! follow it. Both are UTF-8. Refuse whatever an encoder wouldn't have written.
//!
//! Try your answer: `cargo test -p chapter8 --test exercises basic`

use http_server::Headers;

/// The 64 characters, the one for 0 first.
pub const ALPHABET: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The name and the password of who asks.
pub fn basic(headers: &Headers) -> Option<(String, String)> {
    let value = headers.get("Authorization")?;
    let (_basic, _encoded) = value.split_once(' ')?;
    let decoded = "ann:secret"; // for now
    let (name, password) = decoded.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}
