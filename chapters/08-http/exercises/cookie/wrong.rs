//! Takes the parts, and then the parts of each.

use http_server::Headers;

/// The value of the cookie with this name.
pub fn cookie<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    for part in headers.get("Cookie")?.split(';') {
        let words: Vec<&str> = part.trim().split('=').collect();
        if words.len() > 1 && words[0] == name {
            return Some(words[1]);
        }
    }
    None
}
