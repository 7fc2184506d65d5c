//! How much a peer may send before it is refused.

/// 8,192 bytes: RFC 9112, section 3, asks for 8,000 at least, and nobody's links are
/// longer.
pub const REQUEST_LINE_LIMIT: usize = 8 * 1024;

/// 16 KiB: what Node takes as well. A browser sends less than one, without cookies.
pub const HEADERS_LIMIT: usize = 16 * 1024;

/// 100: as Apache and hyper. A browser sends fifteen or twenty.
pub const FIELDS_LIMIT: usize = 100;

/// 256 bytes: a size has one to sixteen, and extensions, which nobody sends, the rest.
pub const CHUNK_LINE_LIMIT: usize = 256;

/// 16 KiB: what the extensions of all chunks of a body may have together. Without it, a
/// byte of a body could cost 256 on the way.
pub const CHUNK_EXTENSIONS_LIMIT: usize = 16 * 1024;

/// 4 KiB: trailers carry a checksum, if anything, and are thrown away here.
pub const TRAILERS_LIMIT: usize = 4 * 1024;

/// What a decoder takes, in bytes if nothing else is said.
///
/// ```
/// use http_server::Limits;
///
/// let limits = Limits { headers: 64 * 1024, ..Limits::default() };
/// assert_eq!(limits.request_line, 8192);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: limits
pub struct Limits {
    /// The longest first line, without its line end: [`REQUEST_LINE_LIMIT`].
    pub request_line: usize,
    /// The header fields together, with their line ends: [`HEADERS_LIMIT`].
    pub headers: usize,
    /// How many fields there may be, before the body as behind it: [`FIELDS_LIMIT`].
    pub fields: usize,
    /// The longest line with the size of a chunk: [`CHUNK_LINE_LIMIT`].
    pub chunk_line: usize,
    /// What else those lines may say, in one body: [`CHUNK_EXTENSIONS_LIMIT`].
    pub chunk_extensions: usize,
    /// The fields behind a body in chunks, together: [`TRAILERS_LIMIT`].
    pub trailers: usize,
}
// ANCHOR_END: limits

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_line: REQUEST_LINE_LIMIT,
            headers: HEADERS_LIMIT,
            fields: FIELDS_LIMIT,
            chunk_line: CHUNK_LINE_LIMIT,
            chunk_extensions: CHUNK_EXTENSIONS_LIMIT,
            trailers: TRAILERS_LIMIT,
        }
    }
}
