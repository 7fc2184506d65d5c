//! What `select(2)` is told and tells: `fd_set`, a set of descriptors as bits.

#[cfg(not(target_os = "macos"))]
use std::ffi::c_ulong;

/// What the bits are kept in.
#[cfg(not(target_os = "macos"))]
type Word = c_ulong;
#[cfg(target_os = "macos")]
type Word = u32;

const BITS: usize = Word::BITS as usize;

/// How many descriptors a set has room for, those below this number. The C headers
/// say so, and programs were compiled with it, so that it stays.
// ANCHOR: set
pub(crate) const FD_SETSIZE: usize = 1024;

/// An `fd_set`: a bit for each descriptor.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FdSet {
    pub(crate) words: [Word; FD_SETSIZE / BITS],
}
// ANCHOR_END: set

impl FdSet {
    /// Puts a descriptor in, unless it is too large for any set.
    pub(crate) fn insert(&mut self, descriptor: usize) {
        let (word, bit) = place(descriptor);
        if let Some(word) = self.words.get_mut(word) {
            *word |= bit;
        }
    }

    pub(crate) fn contains(&self, descriptor: usize) -> bool {
        let (word, bit) = place(descriptor);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// The word that has a descriptor's bit, and that bit in it.
fn place(descriptor: usize) -> (usize, Word) {
    let bit = (1 as Word).wrapping_shl(descriptor as u32); // modulo its bits
    (descriptor / BITS, bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in_and_nothing_else() {
        let mut set = FdSet::default();
        let members = [0, 31, 32, 63, 64, FD_SETSIZE - 1];
        members.iter().for_each(|member| set.insert(*member));
        for descriptor in 0..FD_SETSIZE {
            let expected = members.contains(&descriptor);
            assert_eq!(set.contains(descriptor), expected, "{descriptor}");
        }
    }

    #[test]
    fn a_descriptor_that_is_too_large_is_in_no_set() {
        let mut set = FdSet::default();
        for descriptor in [FD_SETSIZE, FD_SETSIZE + 1, usize::MAX] {
            set.insert(descriptor);
            assert!(!set.contains(descriptor), "{descriptor}");
        }
        assert_eq!(set, FdSet::default());
    }
}
