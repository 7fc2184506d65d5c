//! For each type that there is, asks the ranges what it weighs.

use http_server::Headers;

/// Which of `offered` to send.
pub fn accept(headers: &Headers, offered: &[&str]) -> Option<usize> {
    if headers.get("Accept").is_none() {
        return (!offered.is_empty()).then_some(0);
    }
    let ranges: Vec<Range> =
        headers.list("Accept").filter_map(Range::parse).collect();
    let mut best = None;
    let mut greatest = 0;
    for (index, offer) in offered.iter().enumerate() {
        let weight = weight(&ranges, offer);
        if weight > greatest {
            (best, greatest) = (Some(index), weight);
        }
    }
    best
}

/// What the most precise of the ranges says.
fn weight(ranges: &[Range], offer: &str) -> u16 {
    let precision = |range: &&Range| range.precision(offer);
    let matching = ranges
        .iter()
        .filter(|range| precision(range) != Precision::None);
    matching
        .max_by_key(precision)
        .map_or(0, |range| range.weight)
}

/// How closely a range matches a type.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    None,
    Anything,
    Kind,
    Exact,
}

struct Range {
    media_type: String,
    /// In thousandths.
    weight: u16,
}

impl Range {
    fn parse(part: &str) -> Option<Self> {
        let mut words = part.split(';').map(|word| word.trim_matches([' ', '\t']));
        let media_type = words.next()?.to_ascii_lowercase();
        let weight = match (words.next(), words.next()) {
            (None, _) => 1000,
            (Some(weight), None) => thousandths(weight)?,
            _ => return None,
        };
        Some(Self { media_type, weight })
    }

    fn precision(&self, offer: &str) -> Precision {
        let kind = offer.split('/').next().unwrap_or_default();
        match &*self.media_type {
            "*/*" => Precision::Anything,
            range if range.eq_ignore_ascii_case(offer) => Precision::Exact,
            range => match range.strip_suffix("/*") {
                Some(range) if range.eq_ignore_ascii_case(kind) => Precision::Kind,
                _ => Precision::None,
            },
        }
    }
}

/// The weight in `q=0.8`, times a thousand.
fn thousandths(weight: &str) -> Option<u16> {
    let (name, value) = weight.split_once('=')?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let is_number =
        fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !name.eq_ignore_ascii_case("q") || !is_number {
        return None;
    }
    match (whole, format!("{fraction:0<3}").parse().ok()?) {
        ("0", fraction) => Some(fraction),
        ("1", 0) => Some(1000),
        _ => None,
    }
}
