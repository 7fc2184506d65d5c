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

#[path = "../exercises/documents"]
mod documents {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/fairly"]
mod fairly {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[cfg(unix)]
#[path = "../exercises/open_for"]
mod open_for {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[cfg(unix)]
#[path = "../exercises/through"]
mod through {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

use proof::{Answers, prove};

const PAGE: &str = include_str!("../../../book/src/05-socketserver/exercises.md");

#[test]
#[cfg(unix)]
fn open_for_is_solved_by_its_solution_alone() {
    prove(
        "open_for",
        PAGE,
        open_for::tests::CASES,
        Answers {
            starter: open_for::answer::open_for,
            solution: open_for::solution::open_for,
            wrong: open_for::wrong::open_for,
        },
    );
}

#[test]
fn documents_is_solved_by_its_solution_alone() {
    prove(
        "documents",
        PAGE,
        documents::tests::CASES,
        Answers {
            starter: documents::answer::documents,
            solution: documents::solution::documents,
            wrong: documents::wrong::documents,
        },
    );
}

#[test]
fn fairly_is_solved_by_its_solution_alone() {
    prove(
        "fairly",
        PAGE,
        fairly::tests::CASES,
        Answers {
            starter: fairly::answer::fairly,
            solution: fairly::solution::fairly,
            wrong: fairly::wrong::fairly,
        },
    );
}

#[test]
#[cfg(unix)]
fn through_is_solved_by_its_solution_alone() {
    prove(
        "through",
        PAGE,
        through::tests::CASES,
        Answers {
            starter: through::answer::through,
            solution: through::solution::through,
            wrong: through::wrong::through,
        },
    );
}
