//! The smallest parts of which a head is made (RFC 9110, section 5.6).

/// Whether these bytes are a token: a name in one word (section 5.6.2).
pub(crate) fn is_token(bytes: &[u8]) -> bool {
    let is_allowed = |byte: &u8| {
        byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
    };
    !bytes.is_empty() && bytes.iter().all(is_allowed)
}

/// Whether the byte is a space or a tab: what may surround a value (section 5.6.3).
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Whether the byte mustn't stand in a line. A tab may (section 5.5).
pub(crate) fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

/// The bytes without the spaces and tabs around them.
pub(crate) fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is_space(*first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && is_space(*last)
    {
        bytes = rest;
    }
    bytes
}

/// A character for each byte (ISO 8859-1), as [`Headers`](crate::Headers) has it.
pub(crate) fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
