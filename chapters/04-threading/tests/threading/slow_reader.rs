//! Where lines wait for somebody who never reads.

use threading::chat::server::QUEUE_LENGTH;
use threading::slow_reader::{Design, Waiting, say_all};

use crate::within_limit;

fn waiting(design: Design) -> Waiting {
    within_limit(move || say_all(design).unwrap())
}

#[test]
fn a_channel_without_a_limit_takes_whatever_nobody_reads() {
    let all = waiting(Design::Unbounded);
    assert_eq!(all.in_systems + all.in_queue, 20_000);
    assert!(all.in_queue > 5_000, "{all:?}");
}

#[test]
fn before_a_queue_with_a_limit_is_full_the_systems_take_far_more_than_it() {
    let some = waiting(Design::Bounded);
    assert_eq!(some.in_queue, QUEUE_LENGTH + 1);
    assert!(some.in_systems > 5 * QUEUE_LENGTH, "{some:?}");
    let few = waiting(Design::BoundedInSystemToo);
    assert_eq!(few.in_queue, QUEUE_LENGTH + 1);
    assert!(few.in_systems * 4 < some.in_systems, "{few:?}, {some:?}");
}
