//! Which part of a file is asked for (RFC 9110, section 14).

use std::ops::RangeInclusive;

/// What a `Range` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Everything: there is no more than one part here, and what makes no sense is as
    /// if it weren't there.
    Whole,
    /// From one byte to another, which belongs to it.
    Part(RangeInclusive<u64>),
    /// Nothing that there is.
    Unsatisfiable,
}

/// What the value of a `Range` asks for, of so many bytes.
///
/// ```
/// use http_server::range::{Selection, select};
///
/// assert_eq!(select("bytes=0-4", 12), Selection::Part(0..=4));
/// assert_eq!(select("bytes=8-", 12), Selection::Part(8..=11));
/// assert_eq!(select("bytes=-4", 12), Selection::Part(8..=11));
/// assert_eq!(select("bytes=12-", 12), Selection::Unsatisfiable);
/// ```
#[must_use]
// ANCHOR: select
pub fn select(value: &str, length: u64) -> Selection {
    let Some(asked) = Asked::parse(value) else {
        return Selection::Whole;
    };
    let Some(end) = length.checked_sub(1) else {
        return of_nothing(&asked);
    };
    match asked {
        Asked::From(first, _) if first > end => Selection::Unsatisfiable,
        Asked::From(first, last) => Selection::Part(first..=last.min(end)),
        Asked::Last(0) => Selection::Unsatisfiable,
        Asked::Last(count) => Selection::Part(length.saturating_sub(count)..=end),
    }
}
// ANCHOR_END: select

/// Nothing has no first byte that could be named, but its last five are all of it.
fn of_nothing(asked: &Asked) -> Selection {
    match asked {
        Asked::From(..) | Asked::Last(0) => Selection::Unsatisfiable,
        Asked::Last(_) => Selection::Whole,
    }
}

/// The one part that is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// From this byte to that one, which may be behind the end.
    From(u64, u64),
    /// So many at the end.
    Last(u64),
}

impl Asked {
    /// `None` if there is another unit, another form, or more than one part.
    fn parse(value: &str) -> Option<Self> {
        let (unit, list) = value.split_once('=')?;
        if !unit.eq_ignore_ascii_case("bytes") {
            return None;
        }
        let mut parts = list
            .split(',')
            .map(|part| part.trim_matches([' ', '\t']))
            .filter(|part| !part.is_empty());
        let (Some(part), None) = (parts.next(), parts.next()) else {
            return None;
        };
        match part.split_once('-')? {
            ("", count) => Some(Self::Last(number(count)?)),
            (first, "") => Some(Self::From(number(first)?, u64::MAX)),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(Self::From(first, last))
            }
        }
    }
}

/// Digits and nothing else. A number that is too large is behind every end, and so is
/// the largest.
fn number(text: &str) -> Option<u64> {
    let is_number =
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::Selection::{Part, Unsatisfiable, Whole};
    use super::*;

    #[test]
    fn a_part_is_from_its_first_to_its_last_byte() {
        assert_eq!(select("bytes=0-0", 10), Part(0..=0));
        assert_eq!(select("bytes=2-5", 10), Part(2..=5));
        assert_eq!(select("bytes=9-9", 10), Part(9..=9));
        assert_eq!(select("bytes=0-9", 10), Part(0..=9));
    }

    #[test]
    fn a_part_ends_with_the_file() {
        assert_eq!(select("bytes=2-10", 10), Part(2..=9));
        assert_eq!(select("bytes=9-99999999999999999999999", 10), Part(9..=9));
        assert_eq!(select("bytes=0-", 10), Part(0..=9));
        assert_eq!(select("bytes=9-", 10), Part(9..=9));
    }

    #[test]
    fn the_last_bytes_are_at_most_all() {
        assert_eq!(select("bytes=-1", 10), Part(9..=9));
        assert_eq!(select("bytes=-10", 10), Part(0..=9));
        assert_eq!(select("bytes=-11", 10), Part(0..=9));
        assert_eq!(select("bytes=-99999999999999999999999", 10), Part(0..=9));
    }

    #[test]
    fn what_begins_behind_the_end_cannot_be_had() {
        assert_eq!(select("bytes=10-", 10), Unsatisfiable);
        assert_eq!(select("bytes=10-10", 10), Unsatisfiable);
        assert_eq!(select("bytes=99999999999999999999999-", 10), Unsatisfiable);
        assert_eq!(select("bytes=-0", 10), Unsatisfiable);
    }

    #[test]
    fn of_nothing_the_last_bytes_are_all() {
        assert_eq!(select("bytes=-5", 0), Whole);
        assert_eq!(select("bytes=-0", 0), Unsatisfiable);
        assert_eq!(select("bytes=0-", 0), Unsatisfiable);
        assert_eq!(select("bytes=0-0", 0), Unsatisfiable);
    }

    #[test]
    fn of_the_largest_file_each_byte_can_be_had() {
        let end = u64::MAX - 1;
        assert_eq!(
            select("bytes=18446744073709551614-", u64::MAX),
            Part(end..=end)
        );
        assert_eq!(select("bytes=-1", u64::MAX), Part(end..=end));
        assert_eq!(
            select("bytes=18446744073709551615-", u64::MAX),
            Unsatisfiable
        );
    }

    #[test]
    fn the_unit_is_read_in_either_case_and_others_are_passed_over() {
        assert_eq!(select("BYTES=1-2", 10), Part(1..=2));
        assert_eq!(select("lines=1-2", 10), Whole);
        assert_eq!(select("=1-2", 10), Whole);
        assert_eq!(select("bytes =1-2", 10), Whole);
    }

    #[test]
    fn a_list_may_have_empty_elements() {
        assert_eq!(select("bytes= , 1-2 ,", 10), Part(1..=2));
        assert_eq!(select("bytes=\t1-2", 10), Part(1..=2));
    }

    #[test]
    fn several_parts_are_the_whole() {
        assert_eq!(select("bytes=0-1,3-4", 10), Whole);
        assert_eq!(select("bytes=0-1,10-", 10), Whole);
        let many = format!("bytes={}", "0-,".repeat(10_000));
        assert_eq!(select(&many, 10), Whole);
    }

    #[test]
    fn what_makes_no_sense_is_as_if_it_were_not_there() {
        for value in [
            "",
            "bytes",
            "bytes=",
            "bytes=,",
            "bytes=-",
            "bytes=--1",
            "bytes=1",
            "bytes=5-4",
            "bytes=a-",
            "bytes=0-b",
            "bytes=-c",
            "bytes=+1-2",
            "bytes=0x1-2",
            "bytes=1 - 2",
            "bytes=1-2-3",
            "bytes=1.0-2",
            "bytes:1-2",
            "bytes=١-٢",
            "bytes==1-2",
        ] {
            assert_eq!(select(value, 10), Whole, "{value:?}");
        }
    }
}
