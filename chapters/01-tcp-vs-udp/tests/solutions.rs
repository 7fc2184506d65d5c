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

#[path = "../exercises/cases.rs"]
mod cases;
#[path = "../exercises/proof.rs"]
mod proof;

#[path = "../exercises/whole"]
mod whole {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/lookup"]
mod lookup {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/newer"]
mod newer {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/timeout"]
mod timeout {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

use proof::{Answers, prove};

const PAGE: &str = include_str!("../../../book/src/01-tcp-vs-udp/exercises.md");

#[test]
fn whole_is_solved_by_its_solution_alone() {
    prove(
        "whole",
        PAGE,
        whole::tests::CASES,
        Answers {
            starter: whole::answer::whole,
            solution: whole::solution::whole,
            wrong: whole::wrong::whole,
        },
    );
}

#[test]
fn lookup_is_solved_by_its_solution_alone() {
    prove(
        "lookup",
        PAGE,
        lookup::tests::CASES,
        Answers {
            starter: lookup::answer::lookup,
            solution: lookup::solution::lookup,
            wrong: lookup::wrong::lookup,
        },
    );
}

#[test]
fn newer_is_solved_by_its_solution_alone() {
    prove(
        "newer",
        PAGE,
        newer::tests::CASES,
        Answers {
            starter: newer::answer::newer,
            solution: newer::solution::newer,
            wrong: newer::wrong::newer,
        },
    );
}

#[test]
fn timeout_is_solved_by_its_solution_alone() {
    prove(
        "timeout",
        PAGE,
        timeout::tests::CASES,
        Answers {
            starter: timeout::answer::timeout,
            solution: timeout::solution::timeout,
            wrong: timeout::wrong::timeout,
        },
    );
}
