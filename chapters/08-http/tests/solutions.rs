//! Each exercise can be solved, and isn't solved yet.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "an answer may be written as its author likes, and a test may panic"
)]

#[path = "../../01-tcp-vs-udp/exercises/cases.rs"]
mod cases;
#[path = "../../01-tcp-vs-udp/exercises/proof.rs"]
mod proof;

#[path = "../exercises/cookie"]
mod cookie {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/accept"]
mod accept {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/basic"]
mod basic {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/once"]
mod once {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

use proof::{Answers, prove};

const PAGE: &str = include_str!("../../../book/src/08-http/exercises.md");

#[test]
fn cookie_is_solved_by_its_solution_alone() {
    prove(
        "cookie",
        PAGE,
        cookie::tests::CASES,
        Answers {
            starter: cookie::answer::cookie,
            solution: cookie::solution::cookie,
            wrong: cookie::wrong::cookie,
        },
    );
}

#[test]
fn accept_is_solved_by_its_solution_alone() {
    prove(
        "accept",
        PAGE,
        accept::tests::CASES,
        Answers {
            starter: accept::answer::accept,
            solution: accept::solution::accept,
            wrong: accept::wrong::accept,
        },
    );
}

#[test]
fn basic_is_solved_by_its_solution_alone() {
    prove(
        "basic",
        PAGE,
        basic::tests::CASES,
        Answers {
            starter: basic::answer::basic,
            solution: basic::solution::basic,
            wrong: basic::wrong::basic,
        },
    );
}

#[test]
fn once_is_solved_by_its_solution_alone() {
    prove(
        "once",
        PAGE,
        once::tests::CASES,
        Answers {
            starter: once::answer::once,
            solution: once::solution::once,
            wrong: once::wrong::once,
        },
    );
}
