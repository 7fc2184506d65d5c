//! Rows set in columns, each as wide as its widest word.

use crate::sockets::owners::{Owner, Owners};
use crate::sockets::{Row, state};

/// The names of the columns.
const HEAD: [&str; 7] = [
    "kind", "state", "recv-q", "send-q", "local", "peer", "process",
];

/// Sets rows in columns: the lines of a table, the first of which names its
/// columns.
#[must_use]
pub fn set<'a>(
    rows: impl IntoIterator<Item = &'a Row>,
    owners: &Owners,
) -> Vec<String> {
    let mut lines = vec![HEAD.map(str::to_owned)];
    lines.extend(rows.into_iter().map(|row| words(row, owners)));
    let mut widths = [0; 7];
    for line in &lines {
        for (width, word) in widths.iter_mut().zip(line) {
            *width = word.chars().count().max(*width);
        }
    }
    lines.iter().map(|line| align(line, widths)).collect()
}

fn words(row: &Row, owners: &Owners) -> [String; 7] {
    let queue = |length: Option<u32>| {
        length.map_or_else(|| "-".to_owned(), |length| length.to_string())
    };
    let owners = owners
        .get(&row.inode)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let owners: Vec<String> = owners.iter().map(Owner::to_string).collect();
    [
        row.kind.to_string(),
        state::name(row.state),
        queue(row.queues.map(|queues| queues.receive)),
        queue(row.queues.map(|queues| queues.send)),
        row.local.to_string(),
        row.peer.to_string(),
        owners.join(", "),
    ]
}

/// Words to the left, numbers to the right.
fn align(line: &[String; 7], widths: [usize; 7]) -> String {
    let [kind, state, receive, send, local, peer, process] = line;
    let [a, b, c, d, e, f, _] = widths;
    let line = format!(
        "{kind:<a$}  {state:<b$}  {receive:>c$}  {send:>d$}  {local:<e$}  {peer:<f$}  {process}"
    );
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sockets::address::Address;
    use tcp_vs_udp::state::State;

    use crate::sockets::{Kind, Queues};

    #[test]
    fn columns_are_as_wide_as_their_widest_word() {
        let connection = Row {
            kind: Kind::Tcp,
            local: Address::Internet("127.0.0.1:20002".parse().unwrap()),
            peer: Address::Internet("127.0.0.1:40112".parse().unwrap()),
            state: State::CloseWait,
            queues: Some(Queues {
                receive: 5,
                send: 1_000_000,
            }),
            inode: 7,
        };
        let unix = Row {
            kind: Kind::UnixStream,
            local: Address::Name("/run/grüße".into()),
            peer: Address::Unknown,
            state: State::Listen,
            queues: None,
            inode: 8,
        };
        let owner = |pid, name: &str| Owner {
            pid,
            name: name.to_owned(),
        };
        let owners = [(8, vec![owner(4711, "server"), owner(4712, "child")])];
        let lines = set([&connection, &unix], &Owners::from(owners));
        assert_eq!(
            lines,
            [
                "kind   state       recv-q   send-q  local            peer             process",
                "tcp    CLOSE-WAIT       5  1000000  127.0.0.1:20002  127.0.0.1:40112",
                "u_str  LISTEN           -        -  /run/grüße       *                server (pid 4711), child (pid 4712)",
            ]
        );
    }
}
