//! Takes the parts first, and compares each name as a whole.

use http_server::Headers;

/// The value of the cookie with this name.
pub fn cookie<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers
        .get_all("Cookie")
        .flat_map(|value| value.split(';'))
        .filter_map(|part| part.trim_matches([' ', '\t']).split_once('='))
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value)
}
