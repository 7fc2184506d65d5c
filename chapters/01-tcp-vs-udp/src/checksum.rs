//! A number that tells whether bytes were changed on the way.

/// The polynomial of Ethernet's checksum, without its highest term.
const POLYNOMIAL: u32 = 0x04C1_1DB7;

/// What the program `cksum` prints of these bytes (POSIX, utility `cksum`). It
/// tells what was changed by accident; against intent it is no protection.
///
/// ```
/// // printf hello | cksum
/// assert_eq!(tcp_vs_udp::checksum::cksum(b"hello"), 3_287_646_509);
/// ```
#[must_use]
pub fn cksum(bytes: &[u8]) -> u32 {
    // Behind the bytes comes their number, its least significant byte first.
    let length = bytes.len().to_le_bytes();
    let is_zero = |byte: &&u8| **byte == 0;
    let zeros = length.iter().rev().take_while(is_zero).count();
    let length = length.iter().take(length.len().saturating_sub(zeros));
    !bytes
        .iter()
        .chain(length)
        .fold(0, |sum, byte| with_byte(sum, *byte))
}

fn with_byte(sum: u32, byte: u8) -> u32 {
    (0..8).fold(sum ^ u32::from(byte) << 24, |sum, _| {
        let shifted = sum << 1;
        if sum >> 31 == 1 {
            shifted ^ POLYNOMIAL
        } else {
            shifted
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_program() {
        // seq 1000 | cksum
        let numbers: String = (1..=1000).map(|n| format!("{n}\n")).collect();
        for (bytes, expected) in [
            (&b""[..], 4_294_967_295),
            (b"hello", 3_287_646_509),
            (numbers.as_bytes(), 1_830_648_734),
        ] {
            assert_eq!(cksum(bytes), expected);
        }
    }
}
