//! For each type that there is, takes the greatest weight of the ranges that match it.

use http_server::Headers;

/// Which of `offered` to send.
pub fn accept(headers: &Headers, offered: &[&str]) -> Option<usize> {
    if headers.get("Accept").is_none() {
        return (!offered.is_empty()).then_some(0);
    }
    let ranges: Vec<(String, u16)> =
        headers.list("Accept").filter_map(range).collect();
    let mut best = None;
    let mut greatest = 0;
    for (index, offer) in offered.iter().enumerate() {
        let matching = ranges.iter().filter(|(range, _)| matches(range, offer));
        let weight = matching.map(|(_, weight)| *weight).max().unwrap_or(0);
        if weight > greatest {
            (best, greatest) = (Some(index), weight);
        }
    }
    best
}

fn matches(range: &str, offer: &str) -> bool {
    match range.strip_suffix('*') {
        Some("*/") => true,
        Some(kind) => kind.ends_with('/') && offer.starts_with(kind),
        None => range == offer,
    }
}

fn range(part: &str) -> Option<(String, u16)> {
    let mut words = part.split(';').map(|word| word.trim_matches([' ', '\t']));
    let media_type = words.next()?.to_ascii_lowercase();
    let weight = match (words.next(), words.next()) {
        (None, _) => 1000,
        (Some(weight), None) => thousandths(&weight.to_ascii_lowercase())?,
        _ => return None,
    };
    Some((media_type, weight))
}

fn thousandths(weight: &str) -> Option<u16> {
    let value = weight.strip_prefix("q=")?;
    let digits = value.split_once('.').map_or("", |(_, fraction)| fraction);
    if value.starts_with(['-', '+']) || digits.len() > 3 {
        return None;
    }
    let value: f32 = value.parse().ok()?;
    (0.0..=1.0)
        .contains(&value)
        .then(|| (value * 1000.0).round() as u16)
}
