//! Forgets that the numbers begin again.

/// Whether `number` is newer than `other`.
pub fn newer(number: u32, other: u32) -> bool {
    number > other
}
