//! Compares by the way from the one to the other.

/// Half of the numbers.
const HALF: u32 = 1 << 31;

/// Whether `number` is newer than `other`.
pub fn newer(number: u32, other: u32) -> bool {
    let ahead = number.wrapping_sub(other);
    ahead != 0 && ahead < HALF
}
