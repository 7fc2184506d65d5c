//! What is asked of `newer`.

use crate::cases::Case;

pub type Newer = fn(u32, u32) -> bool;

/// The furthest that two numbers are apart.
const FAR: u32 = (1 << 31) - 1;

pub const CASES: &[Case<Newer>] = &[
    Case {
        name: "the next number",
        check: |newer| in_both_ways(newer, 0, 1),
    },
    Case {
        name: "the same number",
        check: |newer| match newer(7, 7) {
            false => Ok(()),
            true => Err("7 is said to be newer than 7".to_owned()),
        },
    },
    Case {
        name: "a much later number",
        check: |newer| {
            in_both_ways(newer, 7, 1_000_000)?;
            in_both_ways(newer, 7, 7 + FAR)
        },
    },
    Case {
        name: "the first number behind the last",
        check: |newer| in_both_ways(newer, u32::MAX, 0),
    },
    Case {
        name: "on both sides of the end",
        check: |newer| {
            in_both_ways(newer, u32::MAX - 5, 1_000_000)?;
            in_both_ways(newer, u32::MAX - 5, (u32::MAX - 5).wrapping_add(FAR))
        },
    },
    Case {
        name: "in the middle of the numbers",
        check: |newer| in_both_ways(newer, FAR - 1, FAR + 5),
    },
];

fn in_both_ways(newer: Newer, old: u32, new: u32) -> Result<(), String> {
    if !newer(new, old) {
        return Err(format!(
            "{new} is sent after {old}, and not said to be newer"
        ));
    }
    match newer(old, new) {
        true => Err(format!("{old} is sent before {new}, and said to be newer")),
        false => Ok(()),
    }
}
