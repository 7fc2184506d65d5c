//! Numbers in a circle.
//!
//! A sender numbers what it sends, and behind the largest number, 4,294,967,295,
//! comes 0 again. Say of two numbers whether the one was given to something that
//! was sent later than the other. What is under way at the same time is never half
//! a circle apart: of two different numbers, the newer is ahead by fewer than 2^31.
//!
//! Try your answer: `cargo test -p chapter1 --test exercises newer`

/// Whether `number` is newer than `other`.
pub fn newer(number: u32, other: u32) -> bool {
    number == other.wrapping_add(1)
}
