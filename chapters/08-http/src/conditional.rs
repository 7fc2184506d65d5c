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
// ANCHOR: entity-tag
pub struct EntityTag {
    /// Whether other content may have the same name.
    is_weak: bool,
    /// The name.
    name: String,
}
// ANCHOR_END: entity-tag

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
    // ANCHOR: compare
    fn matches_weakly(&self, other: &Self) -> bool {
        self.name == other.name
    }

    /// Whether both name the same, byte for byte.
    fn matches_strongly(&self, other: &Self) -> bool {
        self.name == other.name && !self.is_weak && !other.is_weak
    }
    // ANCHOR_END: compare
}

impl fmt::Display for EntityTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.is_weak { "W/" } else { "" };
        write!(f, "{prefix}\"{}\"", self.name)
    }
}

/// What tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
// ANCHOR: validators
pub struct Validators {
    /// Its name.
    pub entity_tag: EntityTag,
    /// When it was changed last, to the second; not later than now.
    pub last_modified: SystemTime,
}
// ANCHOR_END: validators

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
