//! Bytes in a URI: `%` and two digits for those that can't stand there themselves.

use std::fmt::Write;

/// The bytes that a part of a URI stands for (RFC 3986, section 2.1), or `None` if two
/// hexadecimal digits don't follow each `%`.
///
/// Decode a part only when it has been cut out: in `/a%2Fb` no `/` ends a segment.
/// And decode it once: `%252e` is the three characters `%2e`.
///
/// ```
/// use http_server::percent;
///
/// assert_eq!(percent::decode("a%2Fb%20%C3%A9"), Some("a/b é".into()));
/// assert_eq!(percent::decode("100%"), None);
/// assert_eq!(percent::decode("%252e"), Some("%2e".into()));
/// ```
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            other => other,
        });
    }
    Some(bytes)
}

fn digit(character: u8) -> Option<u8> {
    let value = char::from(character).to_digit(16)?;
    u8::try_from(value).ok()
}

/// Writes bytes so that they can stand in any part of a URI: what isn't unreserved
/// (RFC 3986, section 2.3) gets its `%`, `/` included.
///
/// ```
/// use http_server::percent;
///
/// assert_eq!(percent::encode("a/b é~".as_bytes()), "a%2Fb%20%C3%A9~");
/// ```
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'-' | b'.' | b'_' | b'~' => text.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => text.push(byte.into()),
            _ => {
                let _ = write!(text, "%{byte:02X}"); // a string takes all
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        for byte in 0..=255 {
            assert_eq!(decode(&encode(&[byte])), Some(vec![byte]));
            assert_eq!(decode(&format!("%{byte:02x}")), Some(vec![byte]));
            assert_eq!(decode(&format!("%{byte:02X}")), Some(vec![byte]));
        }
    }

    #[test]
    fn only_what_is_unreserved_stands_for_itself() {
        let text: String = (0..=127_u8)
            .map(|byte| encode(&[byte]))
            .filter(|text| text.len() == 1)
            .collect();
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";
        assert_eq!(text, format!("-.0123456789{letters}"));
    }

    #[test]
    fn a_percent_sign_without_two_digits_is_refused() {
        for text in ["%", "a%", "%4", "%4%41", "%zz", "%+1", "% 1", "%é1"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_decoded_is_not_decoded_again() {
        assert_eq!(decode("%25%32%65"), Some(b"%2e".to_vec()));
    }

    #[test]
    fn a_plus_sign_is_one() {
        assert_eq!(decode("1+1"), Some(b"1+1".to_vec()));
    }
}
