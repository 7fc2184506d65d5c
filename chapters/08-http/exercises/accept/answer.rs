//! A client says in `Accept` which kinds of content it can use (RFC 9110, section
//! 12.5.1): `text/html, application/json;q=0.8, text/*;q=0.5, */*;q=0.1`.
//!
//! `offered` are the types in which we have something, the one that we like best
//! first. Return the index of the one with the greatest weight, or of the first of those
//! that have the same. A weight, `q`, is a number from 0 to 1 with up to three digits
//! behind the point (section 12.4.2), and 1 if it isn't there. Of the ranges that match
//! a type, the most precise one says its weight: `text/html` is more precise than
//! `text/*`, and that than `*/*`. A type without a weight, or with 0, isn't wanted: if
//! that holds for all, return `None`. Without an `Accept`, everything is wanted.
//!
//! Types are the same in upper and lower case, and spaces may stand around the
//! semicolons. Leave out a part that isn't a range with at most a weight.
//!
//! Try your answer: `cargo test -p chapter8 --test exercises accept`

use http_server::Headers;

/// Which of `offered` to send.
pub fn accept(headers: &Headers, offered: &[&str]) -> Option<usize> {
    let mut wanted = headers.list("Accept");
    wanted.find_map(|wanted| offered.iter().position(|offer| *offer == wanted))
}
