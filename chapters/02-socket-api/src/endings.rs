//! How a connection ends, and what every call says of it then.
//!
//! 1. [`gone`]: the four ways in which a peer can be gone;
//! 2. [`calls`]: what each call returns in each of them, once and once more;
//! 3. [`shut`]: what `shutdown` leaves possible at both ends;
//! 4. [`linger`]: what `close` does with what isn't sent yet;
//! 5. [`keepalive`]: a connection that is probed while nobody uses it.

pub mod calls;
pub mod gone;
pub mod keepalive;
pub mod linger;
pub mod shut;

use std::fmt::{Debug, Display};
use std::io;

/// One cell of a table: what a call returned, or the kind of its error.
pub(crate) fn cell(result: &io::Result<impl Debug>) -> String {
    match result {
        Ok(value) => format!("Ok({value:?})"),
        Err(error) => format!("{:?}", error.kind()),
    }
}

/// One line of a table: what it is about, and its cells below their heads.
pub(crate) fn line<T: Display>(
    about: &str,
    cells: impl IntoIterator<Item = T>,
) -> String {
    let mut line = format!("{about:<15}");
    for cell in cells {
        line.push_str(&format!("{cell:<16}"));
    }
    line.trim_end().to_owned()
}
