//! A browser gives back what a site has given it, in one field:
//! `Cookie: theme=navy; session=c29ja2V0cw==`. Each part is a name, an equals sign and a
//! value, and between them stand a semicolon and a space (RFC 6265, section 4.2).
//!
//! Return the value of the cookie with this name, to the letter, or `None` if there is
//! none. Names differ in upper and lower case. If there are two of one name, take the
//! first. Be content without the space, too.
//!
//! Try your answer: `cargo test -p chapter8 --test exercises cookie`

use http_server::Headers;

/// The value of the cookie with this name.
pub fn cookie<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    let value = headers.get("Cookie")?;
    let start = value.find(name)?;
    value[start..].split([';', '=']).nth(1)
}
