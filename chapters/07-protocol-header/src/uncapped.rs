//! A reader that trusts its peers not to send many levels.

use std::io;
use std::thread;

/// An array with arrays in it, and nothing else, such as `[[],[[]]]`. No commas are
/// asked for: this is a reader to see fail.
#[derive(Debug)]
pub struct Nested(Vec<Nested>);

/// What a thread of `std` has, unless told otherwise.
const STACK: usize = 2 * 1024 * 1024;

impl Nested {
    /// Reads what stands in an array, up to its end.
    // ANCHOR: read
    pub fn read(text: &mut impl Iterator<Item = u8>) -> Self {
        let mut elements = Vec::new();
        while text.next() == Some(b'[') {
            elements.push(Self::read(text));
        }
        Self(elements)
    }
    // ANCHOR_END: read

    /// How many levels of arrays there are in it.
    #[must_use]
    pub fn levels(&self) -> usize {
        let below = |element: &Self| element.levels().saturating_add(1);
        self.0.iter().map(below).max().unwrap_or_default()
    }
}

/// Reads so many levels, in a thread such as a server has for a client, and says how
/// many there were. If they are too many, the process ends here.
///
/// # Errors
/// No thread can be had.
pub fn read_levels(levels: usize) -> io::Result<usize> {
    let read =
        move || Nested::read(&mut std::iter::repeat_n(b'[', levels)).levels();
    let thread = thread::Builder::new().stack_size(STACK).spawn(read)?;
    thread
        .join()
        .map_err(|_| io::Error::other("the thread panicked"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_levels_are_read() {
        assert_eq!(Nested::read(&mut b"[][[]]]".iter().copied()).levels(), 2);
        assert_eq!(read_levels(100).unwrap(), 100);
    }
}
