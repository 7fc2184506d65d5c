//! Breaks a small book once for each rule, and expects the report of just that.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may fail by panicking"
)]

mod blocks;
mod exercises;
mod figures;
mod fixture;
mod glosses;
mod includes;
mod links;
mod measured;
mod plots;
mod report;
mod snippets;
mod structure;
mod test_names;
mod whole_code;
