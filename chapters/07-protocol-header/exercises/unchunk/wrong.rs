//! Remembers how many bytes of a chunk are missing.

/// Hands on what is in the chunks that come in `pieces`.
pub fn unchunk(
    pieces: &mut dyn Iterator<Item = &[u8]>,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<(), &'static str> {
    let mut missing = 0;
    for mut piece in pieces {
        while !piece.is_empty() {
            if missing == 0 {
                let Some((length, behind)) = piece.split_first_chunk() else {
                    return Err("too short for a length");
                };
                missing = usize::from(u16::from_be_bytes(*length));
                piece = behind;
                if missing == 0 {
                    return Ok(());
                }
            }
            let (chunk, behind) = piece.split_at(missing.min(piece.len()));
            sink(chunk);
            missing -= chunk.len();
            piece = behind;
        }
    }
    Err("the end has not come")
}
