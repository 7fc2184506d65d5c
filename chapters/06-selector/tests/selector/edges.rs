//! Level and edge, as the page compares them.

use selector::edges::{Calls, Got, Habit, Sent, Step, Trigger, count, watch};

use crate::within_limit::within_limit;

const MUCH: Sent = Sent {
    bytes: 10,
    end: false,
};
const LAST: Sent = Sent {
    bytes: 3,
    end: true,
};

fn events(trigger: Trigger, habit: Habit, sent: Sent) -> Vec<Step> {
    let steps = within_limit(move || watch(trigger, habit, &[sent]).unwrap());
    assert_eq!(steps[0], Step::Sent(sent));
    steps[1..].to_vec()
}

fn nothing(unread: usize, unseen_end: bool) -> Step {
    Step::Nothing { unread, unseen_end }
}

#[test]
fn level_tells_of_what_is_left() {
    let steps = events(Trigger::Level, Habit::OneRead, MUCH);
    let expected = [4, 4, 2].map(|count| Step::Event(vec![Got::Bytes(count)]));
    assert_eq!(steps[..3], expected);
    assert_eq!(steps[3..], [nothing(0, false)]);
}

#[test]
fn an_edge_is_told_once_whatever_is_left() {
    let steps = events(Trigger::Edge, Habit::OneRead, MUCH);
    let once = Step::Event(vec![Got::Bytes(4)]);
    assert_eq!(steps, [once, nothing(6, false)]);
}

#[test]
fn a_short_read_misses_the_end_that_came_with_the_bytes() {
    let steps = events(Trigger::Edge, Habit::UntilShort, LAST);
    let bytes = Step::Event(vec![Got::Bytes(3)]);
    assert_eq!(steps, [bytes, nothing(0, true)]);
}

#[test]
fn whoever_reads_until_nothing_is_left_misses_nothing() {
    let steps = events(Trigger::Edge, Habit::UntilWouldBlock, MUCH);
    let all = [Got::Bytes(4), Got::Bytes(4), Got::Bytes(2), Got::WouldBlock];
    assert_eq!(steps, [Step::Event(all.to_vec()), nothing(0, false)]);
    let steps = events(Trigger::Edge, Habit::UntilWouldBlock, LAST);
    assert_eq!(steps, [Step::Event(vec![Got::Bytes(3), Got::End])]);
}

#[test]
fn it_costs_a_read_for_each_message() {
    within_limit(|| {
        let level = count(Trigger::Level, Habit::OneRead, 10).unwrap();
        let expected = Calls {
            waits: 10,
            reads: 10,
        };
        assert_eq!(level, expected);
        let edge = count(Trigger::Edge, Habit::UntilWouldBlock, 10).unwrap();
        let expected = Calls {
            waits: 10,
            reads: 20,
        };
        assert_eq!(edge, expected);
    });
}
