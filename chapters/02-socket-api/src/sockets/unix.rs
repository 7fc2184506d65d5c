//! Lines of `/proc/net/unix`.

use tcp_vs_udp::state::State;

use crate::sockets::address::Address;
use crate::sockets::columns::{ColumnError, Columns, hexadecimal};
use crate::sockets::{Kind, Row};

/// The flag `__SO_ACCEPTCON`: the socket listens.
const LISTENS: u32 = 0x1_0000;

/// `SS_CONNECTED` of `linux/net.h`. The table's states are not those of TCP.
const CONNECTED: u32 = 3;

/// Reads one line, without its line break.
///
/// # Errors
/// It is no such line.
// ANCHOR: parse
pub fn parse(line: &[u8]) -> Result<Row, ColumnError> {
    let mut columns = Columns::of(line);
    for column in ["Num", "RefCount", "Protocol"] {
        columns.next(column, Some)?;
    }
    let flags = columns.next("Flags", hexadecimal)?;
    let kind = columns.next("Type", |word| match hexadecimal(word)? {
        1 => Some(Kind::UnixStream),
        2 => Some(Kind::UnixDatagram),
        5 => Some(Kind::UnixSequencedPacket),
        _ => None,
    })?;
    let state = columns.next("St", |word| match hexadecimal(word)? {
        _ if flags & LISTENS != 0 => Some(State::Listen),
        CONNECTED => Some(State::Established),
        _ => Some(State::Closed),
    })?;
    let inode = columns.next("Inode", |word| word.parse().ok())?;
    let name = columns.text().map(<[u8]>::to_vec);
    Ok(Row {
        kind,
        local: name.map_or(Address::Unknown, Address::Name),
        peer: Address::Unknown,
        state,
        queues: None,
        inode,
    })
}
// ANCHOR_END: parse
