//! What a source is known by while it is registered.

/// Names one registration, and never another: a key that has outlived its source
/// finds nothing, even if the system has given the descriptor's number, and the
/// selector the place in its table, to somebody else since.
///
/// It means something to the selector that made it, and to no other.
// ANCHOR: key
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// The place in the table.
    pub(crate) index: u32,
    /// How many others have had that place before.
    pub(crate) generation: u32,
}
// ANCHOR_END: key

impl Key {
    /// What a selector is woken by. No source has this place.
    pub(crate) const WAKER: Self = Self {
        index: u32::MAX,
        generation: u32::MAX,
    };

    /// As the 64 bits that the system keeps for us and gives back with each event.
    pub(crate) fn to_token(self) -> u64 {
        u64::from(self.generation) << 32 | u64::from(self.index)
    }

    pub(crate) fn from_token(token: u64) -> Self {
        Self {
            index: token as u32,
            generation: (token >> 32) as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_token() {
        let key = Key {
            index: 3,
            generation: 7,
        };
        for key in [key, Key::WAKER] {
            assert_eq!(Key::from_token(key.to_token()), key);
        }
        assert_eq!(key.to_token(), 7 << 32 | 3);
    }
}
