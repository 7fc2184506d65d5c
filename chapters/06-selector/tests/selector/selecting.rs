//! What the experiments with a selector show.

use selector::elsewhere;
use selector::mistaken::{Mistaken, mistaken};
use selector::rounding::{self, DEADLINES, Rounding};

use crate::within_limit;

/// Other tests open and close descriptors at the same time, so that it may take several
/// attempts until the number is the same.
#[test]
fn an_event_of_ben_is_brought_to_cleo_by_number_and_to_nobody_by_key() {
    within_limit(|| {
        loop {
            let Mistaken { by_number, by_key } = mistaken().unwrap();
            assert_eq!(by_key, None);
            match by_number {
                Some("Cleo") => break,
                other => assert_eq!(other, Some("Ben")),
            }
        }
    });
}

#[test]
fn a_deadline_takes_one_call_if_its_milliseconds_are_rounded_up() {
    within_limit(|| {
        assert_eq!(rounding::calls(Rounding::Up).unwrap(), DEADLINES);
        let down = rounding::calls(Rounding::Down).unwrap();
        assert!(down > DEADLINES, "{down}");
    });
}

#[test]
fn an_answer_from_elsewhere_is_seen_at_once_by_whoever_is_woken() {
    within_limit(|| {
        let woken = elsewhere::delay(true).unwrap();
        let unaware = elsewhere::delay(false).unwrap();
        assert!(2 * woken < unaware, "{woken:?} {unaware:?}");
    });
}
