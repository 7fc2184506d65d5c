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

#[path = "../exercises/netstring"]
mod netstring {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/unchunk"]
mod unchunk {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/numbered"]
mod numbered {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

#[path = "../exercises/assemble"]
mod assemble {
    pub mod answer;
    pub mod solution;
    pub mod tests;
    pub mod wrong;
}

use proof::{Answers, prove};

const PAGE: &str =
    include_str!("../../../book/src/07-protocol-header/exercises.md");

#[test]
fn netstring_is_solved_by_its_solution_alone() {
    prove(
        "netstring",
        PAGE,
        netstring::tests::CASES,
        Answers {
            starter: netstring::answer::netstring,
            solution: netstring::solution::netstring,
            wrong: netstring::wrong::netstring,
        },
    );
}

#[test]
fn unchunk_is_solved_by_its_solution_alone() {
    prove(
        "unchunk",
        PAGE,
        unchunk::tests::CASES,
        Answers {
            starter: unchunk::answer::unchunk,
            solution: unchunk::solution::unchunk,
            wrong: unchunk::wrong::unchunk,
        },
    );
}

#[test]
fn numbered_is_solved_by_its_solution_alone() {
    prove(
        "numbered",
        PAGE,
        numbered::tests::CASES,
        Answers {
            starter: numbered::answer::numbered,
            solution: numbered::solution::numbered,
            wrong: numbered::wrong::numbered,
        },
    );
}

#[test]
fn assemble_is_solved_by_its_solution_alone() {
    prove(
        "assemble",
        PAGE,
        assemble::tests::CASES,
        Answers {
            starter: assemble::answer::assemble,
            solution: assemble::solution::assemble,
            wrong: assemble::wrong::assemble,
        },
    );
}
