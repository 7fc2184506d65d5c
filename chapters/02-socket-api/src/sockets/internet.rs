//! Lines of `/proc/net/tcp`, `tcp6`, `udp` and `udp6`, which have the same
//! columns.

use tcp_vs_udp::state::State;

use crate::sockets::address::{self, Address};
use crate::sockets::columns::{
    ColumnError, Columns, hexadecimal, hexadecimal_pair,
};
use crate::sockets::{Kind, Queues, Row};

/// Reads one line, without its line break. `kind` is that of the table.
///
/// # Errors
/// It is no such line.
// ANCHOR: parse
pub fn parse(kind: Kind, line: &[u8]) -> Result<Row, ColumnError> {
    let mut columns = Columns::of(line);
    columns.next("sl", Some)?;
    let local = columns.next("local_address", address::decode)?;
    let peer = columns.next("rem_address", address::decode)?;
    let state = columns.next("st", |word| {
        State::from_linux(hexadecimal(word)?.try_into().ok()?)
    })?;
    let (send, receive) = columns.next("tx_queue:rx_queue", hexadecimal_pair)?;
    for column in ["tr:tm->when", "retrnsmt", "uid", "timeout"] {
        columns.next(column, Some)?;
    }
    Ok(Row {
        kind,
        local: Address::Internet(local),
        peer: Address::Internet(peer),
        state,
        queues: Some(Queues { receive, send }),
        inode: columns.next("inode", |word| word.parse().ok())?,
    })
}
// ANCHOR_END: parse
