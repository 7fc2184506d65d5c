//! What pieces cost two decoders.

use app_protocol::pieces::{Looks, PIECES, looks};
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

/// Prints how many bytes they look at.
pub(super) fn count(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    say(Looks::HEADER)?;
    for piece in PIECES {
        let looks = looks(piece).map_err(std::io::Error::other);
        say(looks.tried("decode our own message")?)?;
    }
    Ok(())
}
