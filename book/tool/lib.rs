//! The book's own tool: it builds the book with mdBook's libraries and checks
//! what can be checked without running a chapter.
//!
//! Read it in this order: [`source`] is what the pages are made of and [`anchors`]
//! what they include, [`finding`]
//! is how something wrong in them is reported, [`preprocess`], [`figure`] and
//! [`plot`] turn a page into what mdBook renders, [`render`] renders it, [`check`]
//! holds the result against the rules of the book, [`build`] does both and puts the new
//! book in the place of the old one, and `serve` does it whenever a page changes, and
//! serves the book.
//!
//! The tests of the root package use this library too, to run what the pages
//! show.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "the tool reads the project's own files, never a peer's bytes"
)]

pub mod anchors;
pub mod build;
pub mod check;
pub mod figure;
pub mod finding;
pub mod plot;
pub mod preprocess;
pub mod render;
#[cfg(unix)]
pub mod serve;
pub mod source;
mod toml_spans;
