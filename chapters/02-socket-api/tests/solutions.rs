//! Each exercise can be solved, and isn't solved yet.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "an answer may be written as its author likes, and a test may panic"
)]
#![cfg_attr(
    not(unix),
    allow(dead_code, unused_imports, reason = "some exercises need Unix")
)]

#[path = "../../01-tcp-vs-udp/exercises/cases.rs"]
mod cases;
#[path = "../../01-tcp-vs-udp/exercises/proof.rs"]
mod proof;

#[path = "../exercises/deadline"]
mod deadline {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/in_turn"]
mod in_turn {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[cfg(unix)]
#[path = "../exercises/listen_at"]
mod listen_at {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[cfg(unix)]
#[path = "../exercises/ending"]
mod ending {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

use proof::{Answers, prove};

const PAGE: &str = include_str!("../../../book/src/02-socket-api/exercises.md");

#[test]
fn deadline_is_solved_by_its_solution_alone() {
    prove(
        "deadline",
        PAGE,
        deadline::tests::CASES,
        Answers {
            starter: deadline::answer::deadline,
            solution: deadline::solution::deadline,
            wrong: deadline::wrong::deadline,
        },
    );
}

#[test]
fn in_turn_is_solved_by_its_solution_alone() {
    prove(
        "in_turn",
        PAGE,
        in_turn::tests::CASES,
        Answers {
            starter: in_turn::answer::in_turn,
            solution: in_turn::solution::in_turn,
            wrong: in_turn::wrong::in_turn,
        },
    );
}

#[test]
#[cfg(unix)]
fn listen_at_is_solved_by_its_solution_alone() {
    prove(
        "listen_at",
        PAGE,
        listen_at::tests::CASES,
        Answers {
            starter: listen_at::answer::listen_at,
            solution: listen_at::solution::listen_at,
            wrong: listen_at::wrong::listen_at,
        },
    );
}

#[test]
#[cfg(unix)]
fn ending_is_solved_by_its_solution_alone() {
    prove(
        "ending",
        PAGE,
        ending::tests::CASES,
        Answers {
            starter: ending::answer::ending,
            solution: ending::solution::ending,
            wrong: ending::wrong::ending,
        },
    );
}
