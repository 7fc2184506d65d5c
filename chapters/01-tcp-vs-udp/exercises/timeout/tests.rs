//! What is asked of `timeout`.

use std::time::Duration;

use crate::cases::Case;

/// A frame, and its acknowledgement.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// How often the frame was sent until an acknowledgement came.
    pub tries: u32,
    /// How long that took, from the last time that it was sent.
    pub took: Duration,
}

pub type Timeout = fn(&[Round]) -> Duration;

pub const CASES: &[Case<Timeout>] = &[
    Case {
        name: "nothing known yet",
        check: |timeout| compare(timeout, &[], 1000.0),
    },
    Case {
        name: "a single measurement",
        check: |timeout| compare(timeout, &[(1, 40)], 120.0),
    },
    Case {
        name: "a way that doesn't change",
        check: |timeout| {
            compare(timeout, &[(1, 40); 2], 100.0)?;
            compare(timeout, &[(1, 40); 30], 40.02)
        },
    },
    Case {
        name: "a way that gets longer",
        check: |timeout| compare(timeout, &[(1, 40), (1, 80)], 145.0),
    },
    Case {
        name: "a way that gets shorter",
        check: |timeout| compare(timeout, &[(1, 80), (1, 40), (1, 40)], 225.625),
    },
    Case {
        name: "a frame that was lost once",
        // Some 40 ms, by whichever of the two frames was acknowledged.
        check: |timeout| compare(timeout, &[(1, 40), (2, 41), (1, 40)], 100.0),
    },
    Case {
        name: "a way longer than the first timeout",
        // 1.3 s: the answer to the first comes 0.3 s after the second is sent.
        check: |timeout| compare(timeout, &[(2, 300); 8], 1000.0),
    },
];

/// Compares the timeout after these rounds, each of some tries and milliseconds,
/// with what it should be, in milliseconds, but for rounding.
fn compare(
    timeout: Timeout,
    rounds: &[(u32, u64)],
    expected: f64,
) -> Result<(), String> {
    let took = Duration::from_millis;
    let rounds: Vec<Round> = rounds
        .iter()
        .map(|&(tries, milliseconds)| Round {
            tries,
            took: took(milliseconds),
        })
        .collect();
    let returned = timeout(&rounds).as_secs_f64() * 1000.0;
    if (returned - expected).abs() < 0.01 {
        return Ok(());
    }
    let last = match rounds.last() {
        Some(round) => format!(", of which the last is {round:?}"),
        None => String::new(),
    };
    Err(format!(
        "after {} rounds{last}, `timeout` returns {returned:.2} ms, \
         and {expected} ms are right",
        rounds.len()
    ))
}
