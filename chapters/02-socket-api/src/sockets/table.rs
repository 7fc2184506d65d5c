//! Rows set in columns, each as wide as its widest word.

use crate::sockets::Row;
use crate::sockets::owners::{Owner, Owners};

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
        row.state.to_string(),
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
