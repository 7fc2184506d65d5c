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

#[path = "../../01-tcp-vs-udp/exercises/cases.rs"]
mod cases;
#[path = "../../01-tcp-vs-udp/exercises/proof.rs"]
mod proof;

#[path = "../exercises/count"]
mod count {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/capitals"]
mod capitals {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/ask"]
mod ask {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/relay"]
mod relay {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

use proof::{Answers, prove};

const PAGE: &str = include_str!("../../../book/src/03-echo-server/exercises.md");

#[test]
fn count_is_solved_by_its_solution_alone() {
    prove(
        "count",
        PAGE,
        count::tests::CASES,
        Answers {
            starter: count::answer::count,
            solution: count::solution::count,
            wrong: count::wrong::count,
        },
    );
}

#[test]
fn capitals_is_solved_by_its_solution_alone() {
    prove(
        "capitals",
        PAGE,
        capitals::tests::CASES,
        Answers {
            starter: capitals::answer::capitals,
            solution: capitals::solution::capitals,
            wrong: capitals::wrong::capitals,
        },
    );
}

#[test]
fn ask_is_solved_by_its_solution_alone() {
    prove(
        "ask",
        PAGE,
        ask::tests::CASES,
        Answers {
            starter: ask::answer::ask,
            solution: ask::solution::ask,
            wrong: ask::wrong::ask,
        },
    );
}

#[test]
fn relay_is_solved_by_its_solution_alone() {
    prove(
        "relay",
        PAGE,
        relay::tests::CASES,
        Answers {
            starter: relay::answer::relay,
            solution: relay::solution::relay,
            wrong: relay::wrong::relay,
        },
    );
}
