//! A line of the file: a checksum, and the entry as JSON.

use app_protocol::json::{self, Object, Value};

use super::entry::Entry;

/// The longest line, in bytes. A message of a thousand emoji has 4,000, and no
/// character has more bytes when it is escaped.
pub(super) const LINE_LIMIT: usize = 8 * 1024;

/// The digits of a checksum.
const SUM: usize = 8;

/// How each line begins: a checksum, a space and a brace.
const START: usize = SUM.saturating_add(2);

/// An entry as JSON.
pub(super) fn value(entry: &Entry) -> Value<'_> {
    let mut object = Object::new();
    object.push("id", entry.id);
    object.push("name", entry.name.as_str());
    object.push("message", entry.message.as_str());
    object.into()
}

/// The line of an entry, with its end.
pub(super) fn encode(entry: &Entry) -> Vec<u8> {
    let json = value(entry).to_string();
    format!("{:08x} {json}\n", checksum(json.as_bytes())).into_bytes()
}

/// The entry of a line, if the line is whole.
pub(super) fn decode(line: &[u8]) -> Option<Entry> {
    let (sum, rest) = line.split_at_checked(SUM)?;
    let json = rest.strip_prefix(b" ")?.strip_suffix(b"\n")?;
    if sum != format!("{:08x}", checksum(json)).as_bytes() {
        return None;
    }
    let value = json::parse(json).ok()?;
    Some(Entry {
        id: value.get("id")?.as_number()?.as_u64()?,
        name: value.get("name")?.as_str()?.to_owned(),
        message: value.get("message")?.as_str()?.to_owned(),
    })
}

/// Whether this may be what the death of its writer has left of a line: its beginning,
/// or, after a loss of power, zeros in the place of any part of it.
///
/// A line that is there to its end was whole once, and what begins otherwise isn't ours.
pub(super) fn is_torn(bytes: &[u8]) -> bool {
    let mut head = bytes.iter().take(START).enumerate();
    let begins_as_ours = head.all(|(at, &byte)| match (at, byte) {
        (_, 0) => true,
        (..SUM, digit) => digit.is_ascii_hexdigit(),
        (SUM, byte) => byte == b' ',
        (_, byte) => byte == b'{',
    });
    begins_as_ours && (bytes.contains(&0) || !bytes.ends_with(b"\n"))
}

/// CRC-32, as in Ethernet, gzip and PNG (RFC 1952, section 8): finds each change of up
/// to 32 bits in a row. It is no protection against whoever may write to the file.
fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let is_odd = sum & 1 == 1;
            sum >>= 1;
            if is_odd {
                sum ^= 0xedb8_8320;
            }
        }
    }
    !sum
}

#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that can't go on has failed"
)]
mod tests {
    use super::super::entry::{Draft, MESSAGE_LIMIT, NAME_LIMIT};
    use super::*;

    fn entry(name: &str, message: &str) -> Entry {
        Draft::new(name, message).unwrap().into_entry(7)
    }

    #[test]
    fn the_checksum_is_that_of_gzip() {
        assert_eq!(checksum(b""), 0);
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn a_line_is_readable() {
        let line = encode(&entry("Ada", "one\n\"two\""));
        let text = r#"4706eca5 {"id":7,"name":"Ada","message":"one\n\"two\""}"#;
        assert_eq!(String::from_utf8(line).unwrap(), format!("{text}\n"));
    }

    #[test]
    fn no_bit_of_a_line_can_change_unnoticed() {
        let entry = entry("Ada", "Hello, é!");
        let line = encode(&entry);
        assert_eq!(decode(&line).as_ref(), Some(&entry));
        for at in 0..line.len() {
            assert_eq!(decode(&line[..at]), None, "cut at {at}");
            for bit in 0..8 {
                let mut changed = line.clone();
                changed[at] ^= 1 << bit;
                assert_eq!(decode(&changed), None, "bit {bit} of {at}");
            }
        }
    }

    #[test]
    fn what_is_left_of_a_line_is_told_from_what_is_not_ours() {
        let line = encode(&entry("Ada", "Hello, é!"));
        for at in 0..line.len() {
            assert!(is_torn(&line[..at]), "cut at {at}");
            // The beginning was lost, or the end.
            let (left, right) = line.split_at(at);
            assert!(is_torn(&[left, &vec![0; right.len()]].concat()), "{at}");
            let lost = [&vec![0; left.len()], right].concat();
            assert_eq!(is_torn(&lost), at > 0, "{at}");
        }
        for other in [
            "\n",
            "My diary",
            "My diary\n",
            "4706eca5",
            "4706eca5\n",
            "4706eca5-{",
            "4706eca5 [",
            "4706ecag {",
            "00000000 {}\n",
            "\u{ff}\0",
        ] {
            let is_beginning = other == "4706eca5";
            assert_eq!(is_torn(other.as_bytes()), is_beginning, "{other:?}");
        }
    }

    #[test]
    fn the_longest_entry_makes_a_line_within_the_limit() {
        for worst in ["\u{1f36a}", "\"", "\\", "\u{ffff}"] {
            let name = worst.repeat(NAME_LIMIT);
            let message = worst.repeat(MESSAGE_LIMIT);
            let mut longest = entry(&name, &message);
            longest.id = u64::MAX;
            let line = encode(&longest);
            assert!(line.len() < LINE_LIMIT, "{}", line.len());
            assert_eq!(decode(&line), Some(longest));
        }
    }
}
