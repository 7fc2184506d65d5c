//! A content whose length nobody knows when it begins comes in *chunks*: two bytes that
//! say how long the next chunk is, in network byte order, and that many bytes of the
//! content. A chunk of no bytes is the end.
//!
//! `pieces` are what a connection has read, one after another, cut anywhere. Hand the
//! content on to `sink`, without the lengths, and return when it has ended. It may be
//! larger than memory: hand on what a piece has of it before you ask for the next piece.
//! If there are no more pieces before the end has come, return an error.
//!
//! Try your answer: `cargo test -p chapter7 --test exercises unchunk`

/// Hands on what is in the chunks that come in `pieces`.
pub fn unchunk(
    pieces: &mut dyn Iterator<Item = &[u8]>,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<(), &'static str> {
    for piece in pieces {
        let Some((length, chunk)) = piece.split_first_chunk() else {
            return Err("too short for a length");
        };
        match u16::from_be_bytes(*length) {
            0 => return Ok(()),
            _ => sink(chunk),
        }
    }
    Err("no chunk was empty")
}
