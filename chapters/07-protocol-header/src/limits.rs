//! How much a peer may send before it is refused.

/// 4 KiB: forty times what existing peers send, whose headers have about a hundred
/// bytes. The format would allow [`u16::MAX`].
pub const HEADER_LIMIT: u16 = 4 * 1024;

/// 16 MiB: room for a large picture, and for sixty such messages at once in a
/// gigabyte of memory.
pub const CONTENT_LIMIT: usize = 16 * 1024 * 1024;

/// 2 MiB: how much JSON is read into values. They take up to 16 times as much as the
/// text, and 48 times while it is read: a hundred megabytes, and not the 800 that a
/// peer could make of [`CONTENT_LIMIT`].
pub const JSON_LIMIT: usize = 2 * 1024 * 1024;

/// What a [`Decoder`](crate::Decoder) takes, in bytes.
///
/// ```
/// use app_protocol::Limits;
///
/// let limits = Limits { content: 64 * 1024, ..Limits::default() };
/// assert_eq!(limits.header, 4096);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest header: [`HEADER_LIMIT`] unless told otherwise.
    pub header: u16,
    /// The longest content: [`CONTENT_LIMIT`] unless told otherwise.
    pub content: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: HEADER_LIMIT,
            content: CONTENT_LIMIT,
        }
    }
}
