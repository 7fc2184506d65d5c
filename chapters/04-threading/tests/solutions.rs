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

#[path = "../exercises/fastest"]
mod fastest {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}
#[path = "../exercises/ended_within"]
mod ended_within {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}
#[path = "../exercises/in_order"]
mod in_order {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}
#[path = "../exercises/tell_all"]
mod tell_all {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

use proof::{Answers, prove};

const PAGE: &str = include_str!("../../../book/src/04-threading/exercises.md");

#[test]
fn fastest_is_solved_by_its_solution_alone() {
    prove(
        "fastest",
        PAGE,
        fastest::tests::CASES,
        Answers {
            starter: fastest::answer::fastest,
            solution: fastest::solution::fastest,
            wrong: fastest::wrong::fastest,
        },
    );
}

#[test]
fn ended_within_is_solved_by_its_solution_alone() {
    prove(
        "ended_within",
        PAGE,
        ended_within::tests::CASES,
        Answers {
            starter: ended_within::answer::ended_within,
            solution: ended_within::solution::ended_within,
            wrong: ended_within::wrong::ended_within,
        },
    );
}

#[test]
fn in_order_is_solved_by_its_solution_alone() {
    prove(
        "in_order",
        PAGE,
        in_order::tests::CASES,
        Answers {
            starter: in_order::answer::in_order,
            solution: in_order::solution::in_order,
            wrong: in_order::wrong::in_order,
        },
    );
}

#[test]
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
