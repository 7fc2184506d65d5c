//! Remembers what comes next, and goes on there with the next piece.

/// What comes next.
enum State {
    /// The first byte of a length.
    Length,
    /// The second; the first has come.
    HalfLength(u8),
    /// So many bytes of a chunk.
    Chunk(usize),
}

/// Hands on what is in the chunks that come in `pieces`.
pub fn unchunk(
    pieces: &mut dyn Iterator<Item = &[u8]>,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<(), &'static str> {
    let mut state = State::Length;
    for mut piece in pieces {
        while let Some((&first, behind)) = piece.split_first() {
            (state, piece) = match state {
                State::Length => (State::HalfLength(first), behind),
                State::HalfLength(high) => {
                    match u16::from_be_bytes([high, first]) {
                        0 => return Ok(()),
                        length => (State::Chunk(length.into()), behind),
                    }
                }
                State::Chunk(missing) => {
                    let (chunk, behind) = piece.split_at(missing.min(piece.len()));
                    sink(chunk);
                    match missing - chunk.len() {
                        0 => (State::Length, behind),
                        missing => (State::Chunk(missing), behind),
                    }
                }
            };
        }
    }
    Err("the end has not come")
}
