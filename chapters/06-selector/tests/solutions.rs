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

#[path = "../exercises/glance"]
mod glance {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[cfg(unix)]
#[path = "../exercises/reachable"]
mod reachable {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[cfg(unix)]
#[path = "../exercises/tell_all"]
mod tell_all {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[cfg(unix)]
#[path = "../exercises/first_silent"]
mod first_silent {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

use proof::{Answers, prove};

const PAGE: &str = include_str!("../../../book/src/06-selector/exercises.md");

#[test]
fn glance_is_solved_by_its_solution_alone() {
    prove(
        "glance",
        PAGE,
        glance::tests::CASES,
        Answers {
            starter: glance::answer::glance,
            solution: glance::solution::glance,
            wrong: glance::wrong::glance,
        },
    );
}

#[test]
#[cfg(unix)]
fn reachable_is_solved_by_its_solution_alone() {
    prove(
        "reachable",
        PAGE,
        reachable::tests::CASES,
        Answers {
            starter: reachable::answer::reachable,
            solution: reachable::solution::reachable,
            wrong: reachable::wrong::reachable,
        },
    );
}

#[test]
#[cfg(unix)]
fn tell_all_is_solved_by_its_solution_alone() {
    prove(
        "tell_all",
        PAGE,
        tell_all::tests::CASES,
        Answers {
            starter: tell_all::answer::tell_all,
            solution: tell_all::solution::tell_all,
            wrong: tell_all::wrong::tell_all,
        },
    );
}

#[cfg(unix)]
#[test]
fn first_silent_is_solved_by_its_solution_alone() {
    prove(
        "first_silent",
        PAGE,
        first_silent::tests::CASES,
        Answers {
            starter: first_silent::answer::first_silent,
            solution: first_silent::solution::first_silent,
            wrong: first_silent::wrong::first_silent,
        },
    );
}
