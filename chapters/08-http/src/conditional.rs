//! Whether a client has already what it asks for (RFC 9110, sections 8.8 and 13).

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::date;
use crate::headers::Headers;

/// 2 s: how far apart two changes have to be for the coarsest clock of a file system,
/// that of FAT, to tell them apart.
pub const CLOCK_TICK: Duration = Duration::from_secs(2);

/// A name for what a file has in it now (RFC 9110, section 8.8.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityTag {
    /// Whether other content may have the same name.
    is_weak: bool,
    /// The name.
    name: String,
}

impl EntityTag {
    /// The tag that `text` begins with, and what is behind it.
    fn split_from(text: &str) -> Option<(Self, &str)> {
        let (is_weak, text) = match text.strip_prefix("W/") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (name, rest) = text.strip_prefix('"')?.split_once('"')?;
        let name = name.to_owned();
        Some((Self { is_weak, name }, rest))
    }

    /// Whether both name the same, or something as good.
    fn matches_weakly(&self, other: &Self) -> bool {
        self.name == other.name
    }

    /// Whether both name the same, byte for byte.
    fn matches_strongly(&self, other: &Self) -> bool {
        self.name == other.name && !self.is_weak && !other.is_weak
    }
}

impl fmt::Display for EntityTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.is_weak { "W/" } else { "" };
        write!(f, "{prefix}\"{}\"", self.name)
    }
}

/// What tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validators {
    /// Its name.
    pub entity_tag: EntityTag,
    /// When it was changed last, to the second; not later than now.
    pub last_modified: SystemTime,
}

impl Validators {
    /// Those of a file that has so many bytes and was changed then, seen `now`.
    #[must_use]
    // ANCHOR: of
    pub fn of(length: u64, modified: SystemTime, now: SystemTime) -> Self {
        let time = match modified.duration_since(UNIX_EPOCH) {
            Ok(after) => format!("{:x}", after.as_nanos()),
            Err(before) => format!("-{:x}", before.duration().as_nanos()),
        };
        // Changed again in the same tick, the file would have the same name.
        let rested = now.duration_since(modified).unwrap_or_default();
        Self {
            entity_tag: EntityTag {
                is_weak: rested < CLOCK_TICK,
                name: format!("{length:x}-{time}"),
            },
            last_modified: whole_seconds(modified.min(now)),
        }
    }
    // ANCHOR_END: of
}

/// The time as a date can tell it.
fn whole_seconds(time: SystemTime) -> SystemTime {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    UNIX_EPOCH
        .checked_add(Duration::from_secs(since.as_secs()))
        .unwrap_or(UNIX_EPOCH)
}

/// What becomes of a GET or HEAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: decision
pub enum Decision {
    /// It is answered.
    Answer,
    /// The client has it: 304.
    NotModified,
    /// It isn't as the client wants it to be: 412.
    Failed,
}
// ANCHOR_END: decision

/// What becomes of a GET or HEAD with these fields, in the order of RFC 9110, section
/// 13.2.2. A date that is none is as if it weren't there.
#[must_use]
// ANCHOR: decide
pub fn decide(headers: &Headers, current: &Validators) -> Decision {
    let tag = &current.entity_tag;
    let is_as_wanted = if headers.get("If-Match").is_some() {
        names(headers, "If-Match", |other| tag.matches_strongly(other))
    } else {
        date_of(headers, "If-Unmodified-Since")
            .is_none_or(|date| current.last_modified <= date)
    };
    let is_at_hand = if headers.get("If-None-Match").is_some() {
        names(headers, "If-None-Match", |other| tag.matches_weakly(other))
    } else {
        date_of(headers, "If-Modified-Since")
            .is_some_and(|date| current.last_modified <= date)
    };
    match (is_as_wanted, is_at_hand) {
        (false, _) => Decision::Failed,
        (true, true) => Decision::NotModified,
        (true, false) => Decision::Answer,
    }
}
// ANCHOR_END: decide

/// Whether a part of the file fits to what the client has of it (RFC 9110, section
/// 13.1.5). A date is no proof: a file may be changed twice in a second.
#[must_use]
// ANCHOR: fits
pub fn part_fits(headers: &Headers, current: &Validators) -> bool {
    headers.get_all("If-Range").all(|value| {
        EntityTag::split_from(value).is_some_and(|(tag, rest)| {
            rest.is_empty() && tag.matches_strongly(&current.entity_tag)
        })
    })
}
// ANCHOR_END: fits

/// Whether one of the tags in the fields of this name is one that matches. `*` is
/// every tag.
fn names(
    headers: &Headers,
    name: &str,
    matches: impl Fn(&EntityTag) -> bool,
) -> bool {
    headers
        .get_all(name)
        .any(|value| value == "*" || Tags(value).any(|tag| matches(&tag)))
}

/// The tags of a list, up to what is none. There may be commas in them.
struct Tags<'a>(&'a str);

impl Iterator for Tags<'_> {
    type Item = EntityTag;

    fn next(&mut self) -> Option<EntityTag> {
        let text = self.0.trim_start_matches([' ', '\t', ',']);
        let (tag, rest) = EntityTag::split_from(text)?;
        self.0 = rest.trim_start_matches([' ', '\t']);
        (self.0.is_empty() || self.0.starts_with(',')).then_some(tag)
    }
}

/// The date of the one field of this name.
fn date_of(headers: &Headers, name: &str) -> Option<SystemTime> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (Some(value), None) => date::parse(value),
        _ => None,
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that can't go on has failed"
)]
mod tests {
    use super::Decision::{Answer, Failed, NotModified};
    use super::*;

    /// 6 November 1994, 08:49:37, and a quarter of a second.
    const MODIFIED: Duration = Duration::from_millis(784_111_777_250);

    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const EARLIER: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
    const LATER: &str = "Sun, 06 Nov 1994 08:49:38 GMT";

    fn seen_after(rest: Duration) -> Validators {
        let modified = UNIX_EPOCH + MODIFIED;
        Validators::of(12, modified, modified + rest)
    }

    /// The file of these tests: `"c-ae1b981cb2fbc80"`.
    fn current() -> Validators {
        seen_after(Duration::from_secs(60))
    }

    fn fields(fields: &[(&str, &str)]) -> Headers {
        let mut headers = Headers::new();
        for (name, value) in fields {
            headers.append(*name, *value);
        }
        headers
    }

    fn decided(of: &[(&str, &str)]) -> Decision {
        decide(&fields(of), &current())
    }

    const TAG: &str = "\"c-ae1b981cb2fbc80\"";
    const WEAK: &str = "W/\"c-ae1b981cb2fbc80\"";

    #[test]
    fn a_tag_names_length_and_time_to_the_nanosecond() {
        assert_eq!(current().entity_tag.to_string(), TAG);
        let modified = UNIX_EPOCH + MODIFIED;
        let now = modified + Duration::from_secs(60);
        let nanosecond = Duration::from_nanos(1);
        for (length, time) in [
            (13, modified),
            (12, modified + nanosecond),
            (12, modified - nanosecond),
        ] {
            let other = Validators::of(length, time, now);
            assert_ne!(other.entity_tag, current().entity_tag);
        }
    }

    #[test]
    fn times_before_and_after_1970_have_different_tags() {
        let day = Duration::from_secs(86_400);
        let now = UNIX_EPOCH + MODIFIED;
        let before = Validators::of(12, UNIX_EPOCH - day, now);
        let after = Validators::of(12, UNIX_EPOCH + day, now);
        assert_ne!(before.entity_tag, after.entity_tag);
        assert_eq!(before.last_modified, UNIX_EPOCH);
    }

    #[test]
    fn a_tag_is_weak_until_the_clock_has_ticked() {
        let almost = CLOCK_TICK - Duration::from_nanos(1);
        assert_eq!(seen_after(Duration::ZERO).entity_tag.to_string(), WEAK);
        assert_eq!(seen_after(almost).entity_tag.to_string(), WEAK);
        assert_eq!(seen_after(CLOCK_TICK).entity_tag.to_string(), TAG);
    }

    #[test]
    fn what_is_changed_in_the_future_was_changed_now_and_is_weak() {
        let now = UNIX_EPOCH + MODIFIED;
        let ahead = Validators::of(12, now + Duration::from_secs(3600), now);
        assert!(ahead.entity_tag.is_weak);
        assert_eq!(ahead.last_modified, date::parse(DATE).unwrap());
    }

    #[test]
    fn without_conditions_there_is_an_answer() {
        assert_eq!(decided(&[]), Answer);
        assert_eq!(decided(&[("If-Range", "\"other\"")]), Answer);
    }

    #[test]
    fn none_match_compares_weakly() {
        assert_eq!(decided(&[("If-None-Match", TAG)]), NotModified);
        assert_eq!(decided(&[("If-None-Match", WEAK)]), NotModified);
        assert_eq!(decided(&[("If-None-Match", "\"other\"")]), Answer);
        let fresh = seen_after(Duration::ZERO);
        let headers = fields(&[("If-None-Match", TAG)]);
        assert_eq!(decide(&headers, &fresh), NotModified);
    }

    #[test]
    fn match_compares_strongly() {
        assert_eq!(decided(&[("If-Match", TAG)]), Answer);
        assert_eq!(decided(&[("If-Match", WEAK)]), Failed);
        assert_eq!(decided(&[("If-Match", "\"other\"")]), Failed);
        let fresh = seen_after(Duration::ZERO);
        for tag in [TAG, WEAK] {
            assert_eq!(decide(&fields(&[("If-Match", tag)]), &fresh), Failed);
        }
    }

    #[test]
    fn a_star_is_every_tag() {
        assert_eq!(decided(&[("If-None-Match", "*")]), NotModified);
        assert_eq!(decided(&[("If-Match", "*")]), Answer);
        assert_eq!(decided(&[("If-None-Match", "\"*\"")]), Answer);
    }

    #[test]
    fn one_tag_of_a_list_is_enough() {
        for list in [
            format!("\"a\", {TAG}"),
            format!("{TAG},\"a\""),
            format!(",, \"a\"\t,{TAG} , \"b\""),
            format!("W/\"a\",W/\"b\",{TAG}"),
            format!("\"a, b\", {TAG}"),
            format!("\"\",{TAG}"),
        ] {
            assert_eq!(decided(&[("If-None-Match", &list)]), NotModified, "{list}");
            assert_eq!(decided(&[("If-Match", &list)]), Answer, "{list}");
        }
        let two = [("If-None-Match", "\"a\""), ("if-none-match", TAG)];
        assert_eq!(decided(&two), NotModified);
    }

    #[test]
    fn what_is_no_tag_matches_nothing() {
        for list in [
            "",
            ",",
            "c-ae1b981cb2fbc80",
            "\"c-ae1b981cb2fbc80",
            "c-ae1b981cb2fbc80\"",
            "w/\"c-ae1b981cb2fbc80\"",
            "W/ \"c-ae1b981cb2fbc80\"",
            "'c-ae1b981cb2fbc80'",
            "\"c-ae1b981cb2fbc80\"\"a\"",
            "\"c-ae1b981cb2fbc80\"a",
            "\"C-AE1B981CB2FBC80\"",
            "a, \"c-ae1b981cb2fbc80\"",
        ] {
            assert_eq!(decided(&[("If-None-Match", list)]), Answer, "{list}");
            assert_eq!(decided(&[("If-Match", list)]), Failed, "{list}");
        }
    }

    #[test]
    fn modified_since_is_compared_by_seconds() {
        assert_eq!(decided(&[("If-Modified-Since", EARLIER)]), Answer);
        assert_eq!(decided(&[("If-Modified-Since", DATE)]), NotModified);
        assert_eq!(decided(&[("If-Modified-Since", LATER)]), NotModified);
        assert_eq!(decided(&[("If-Unmodified-Since", EARLIER)]), Failed);
        assert_eq!(decided(&[("If-Unmodified-Since", DATE)]), Answer);
        assert_eq!(decided(&[("If-Unmodified-Since", LATER)]), Answer);
    }

    #[test]
    fn all_three_forms_of_a_date_are_one() {
        for date in ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(decided(&[("If-Modified-Since", date)]), NotModified);
        }
    }

    #[test]
    fn a_date_that_is_none_is_passed_over() {
        for date in ["", "yesterday", "784111777", TAG] {
            assert_eq!(decided(&[("If-Modified-Since", date)]), Answer, "{date}");
            assert_eq!(decided(&[("If-Unmodified-Since", date)]), Answer, "{date}");
        }
        let two = [("If-Modified-Since", DATE), ("If-Modified-Since", DATE)];
        assert_eq!(decided(&two), Answer);
        let two = [
            ("If-Unmodified-Since", EARLIER),
            ("If-Unmodified-Since", DATE),
        ];
        assert_eq!(decided(&two), Answer);
    }

    #[test]
    fn a_tag_is_asked_before_a_date() {
        let other = "\"other\"";
        let of = [("If-None-Match", other), ("If-Modified-Since", LATER)];
        assert_eq!(decided(&of), Answer);
        let of = [("If-None-Match", TAG), ("If-Modified-Since", EARLIER)];
        assert_eq!(decided(&of), NotModified);
        let of = [("If-Match", TAG), ("If-Unmodified-Since", EARLIER)];
        assert_eq!(decided(&of), Answer);
        let of = [("If-Match", other), ("If-Unmodified-Since", LATER)];
        assert_eq!(decided(&of), Failed);
    }

    #[test]
    fn what_the_client_wants_is_asked_before_what_it_has() {
        let of = [("If-None-Match", TAG), ("If-Match", "\"other\"")];
        assert_eq!(decided(&of), Failed);
        let of = [("If-None-Match", TAG), ("If-Match", TAG)];
        assert_eq!(decided(&of), NotModified);
        let of = [
            ("If-Modified-Since", DATE),
            ("If-Unmodified-Since", EARLIER),
        ];
        assert_eq!(decided(&of), Failed);
        let of = [("If-Modified-Since", DATE), ("If-Unmodified-Since", DATE)];
        assert_eq!(decided(&of), NotModified);
    }

    #[test]
    fn a_part_fits_to_the_same_strong_tag_alone() {
        let fits = |value| part_fits(&fields(&[("If-Range", value)]), &current());
        assert!(part_fits(&fields(&[]), &current()));
        assert!(fits(TAG));
        for value in [
            WEAK,
            "\"other\"",
            "*",
            "",
            "\"c-ae1b981cb2fbc80\", \"a\"",
            "\"a\", \"c-ae1b981cb2fbc80\"",
            DATE,
            LATER,
        ] {
            assert!(!fits(value), "{value}");
        }
        let two = fields(&[("If-Range", TAG), ("If-Range", "\"other\"")]);
        assert!(!part_fits(&two, &current()));
        let fresh = seen_after(Duration::ZERO);
        assert!(!part_fits(&fields(&[("If-Range", TAG)]), &fresh));
        assert!(!part_fits(&fields(&[("If-Range", WEAK)]), &fresh));
    }
}
