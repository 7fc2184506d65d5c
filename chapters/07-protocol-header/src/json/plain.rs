//! What stands in a string as it is.

/// How many bytes at the beginning of `text` need no escape in a string: all up to
/// the first quote, backslash or control character (RFC 8259, section 7).
///
/// The reader looks for the end of a string with it, the writer for what has to be
/// escaped. Most of both is spent here, so it looks at eight bytes at a time.
pub(super) fn plain_length(text: &[u8]) -> usize {
    let mut rest = text;
    while let Some((eight, behind)) = rest.split_first_chunk() {
        let plain = plain_bytes(eight);
        if plain < eight.len() {
            return text.len().saturating_sub(rest.len()).saturating_add(plain);
        }
        rest = behind;
    }
    match text.last_chunk() {
        // The last ones, with some before them that are plain.
        Some(eight) => {
            let before = text.len().saturating_sub(eight.len());
            before.saturating_add(plain_bytes(eight))
        }
        None => {
            let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
            text.iter().position(is_special).unwrap_or(text.len())
        }
    }
}

/// How many of eight bytes come before the first special one. The highest bit of that
/// one is set, of none before it, and what is set above it means nothing. From "Bit
/// Twiddling Hacks", "Determine if a word has a byte less than n".
const fn plain_bytes(eight: &[u8; 8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = u64::from_le_bytes([0x80; 8]);
    const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
    const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);

    let eight = u64::from_le_bytes(*eight);
    let control = eight.wrapping_sub(SPACES);
    let quote = (eight ^ QUOTES).wrapping_sub(ONES);
    let backslash = (eight ^ BACKSLASHES).wrapping_sub(ONES);
    let special = (control | quote | backslash) & !eight & HIGHEST;
    (special.trailing_zeros() / u8::BITS) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_at_each_place_is_plain_or_not() {
        for byte in 0..=u8::MAX {
            let special = byte < 0x20 || byte == b'"' || byte == b'\\';
            for place in 0..20 {
                let mut text = [b'a'; 20];
                text[place] = byte;
                let expected = if special { place } else { text.len() };
                assert_eq!(plain_length(&text), expected, "{byte:#x} at {place}");
            }
        }
    }

    #[test]
    fn the_first_of_two_special_bytes_counts() {
        for first in 0..16 {
            for second in first + 1..17 {
                let mut text = [0xff; 17];
                text[first] = b'"';
                text[second] = 0;
                assert_eq!(plain_length(&text), first);
            }
        }
    }
}
