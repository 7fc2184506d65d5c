//! Names that an object has twice.
//!
//! RFC 8259, section 4, calls them unpredictable: one reader takes the first value, another
//! the last, and two programs that see the same text do different things. So we refuse.

use std::borrow::Cow;

use super::value::Value;

/// So many members are compared with one another as they come. To sort them costs
/// more than that, and nearly all objects have fewer.
const FEW: usize = 16;

/// Which names an object has had, beyond the first few.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Where each name after the first [`FEW`] stands in the text.
    starts: Vec<usize>,
}

/// A name and a value.
pub(super) type Member<'a> = (Cow<'a, str>, Value<'a>);

impl Names {
    /// Whether `name`, which stands at `start`, is known to be among `members`. After
    /// the first few, that is found out at the end.
    pub(super) fn has(
        &mut self,
        name: &str,
        members: &[Member<'_>],
        start: usize,
    ) -> bool {
        if members.len() >= FEW {
            self.starts.push(start);
            return false;
        }
        members.iter().any(|(other, _)| other == name)
    }

    /// Where the first name stands that stood before, if there is one.
    ///
    /// A peer may send a million names: to compare each with each would take hours,
    /// and to compare hashes too, if the peer could choose names whose hashes are
    /// equal. Sorted, equal names are neighbours, whatever they are.
    pub(super) fn first_repeated(&self, members: &[Member<'_>]) -> Option<usize> {
        if self.starts.is_empty() {
            return None;
        }
        let few = [0; FEW];
        let starts = few.iter().chain(&self.starts);
        let mut names: Vec<_> =
            members.iter().map(|(name, _)| name).zip(starts).collect();
        names.sort_unstable();
        let neighbours = names.windows(2).filter_map(|pair| match pair {
            [one, other] if one.0 == other.0 => Some(*other.1),
            _ => None,
        });
        neighbours.min()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::{ErrorKind, parse};
    use super::*;

    fn refused(text: &str) -> (usize, ErrorKind) {
        let error = parse(text.as_bytes()).unwrap_err();
        (error.offset(), error.kind())
    }

    /// An object whose members have these names.
    fn object(names: impl Iterator<Item = String>) -> String {
        let members: Vec<_> = names.map(|name| format!("\"{name}\":0")).collect();
        format!("{{{}}}", members.join(","))
    }

    #[test]
    fn a_name_is_found_wherever_it_stood_before() {
        let (most, step) = if cfg!(miri) {
            (FEW + 2, 6)
        } else {
            (3 * FEW, 1)
        };
        let names = || (0..most).map(|number| number.to_string());
        assert!(parse(object(names()).as_bytes()).is_ok());
        for first in (0..most).step_by(step) {
            for second in (first + 1..most).step_by(step) {
                let mut names: Vec<_> = names().collect();
                names[second] = names[first].clone();
                let before = object(names[..second].iter().cloned());
                // In the place of its brace stands a comma.
                let expected = (before.len(), ErrorKind::DuplicateName);
                assert_eq!(refused(&object(names.into_iter())), expected);
            }
        }
    }

    #[test]
    fn of_several_names_that_come_again_the_first_is_told() {
        let names = (0..40).chain([31, 2, 31]).map(|number| number.to_string());
        let before = object((0..40).map(|number| number.to_string()));
        assert_eq!(
            refused(&object(names)),
            (before.len(), ErrorKind::DuplicateName)
        );
    }

    #[test]
    fn a_name_is_the_same_however_it_is_escaped() {
        let names = (0..20).map(|number| number.to_string());
        let text = object(names.chain([r"\u0031\u0039".to_owned()]));
        assert_eq!(refused(&text).1, ErrorKind::DuplicateName);
    }

    #[test]
    fn two_hundred_thousand_names_take_no_longer_than_they_should() {
        // Each with each, that would be 2 * 10^10 comparisons: a minute at least.
        let count = if cfg!(miri) { 200 } else { 200_000 };
        let text = object(
            (0..count).map(|number: u32| format!("{:x}", number.swap_bytes())),
        );
        let start = Instant::now();
        let value = parse(text.as_bytes()).unwrap();
        assert_eq!(value.as_object().unwrap().len(), count as usize);
        assert!(start.elapsed() < Duration::from_secs(60));
    }
}
