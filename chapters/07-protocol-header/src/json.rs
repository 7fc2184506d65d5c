//! JSON, RFC 8259: a text in, a tree of values out, and back again.
//!
//! [`parse`] reads, [`Value`] is what it makes, and `Display` writes. The reader is
//! strict: what two readers could take for two different things, it refuses.

mod error;
mod names;
mod number;
mod parse;
mod plain;
mod string;
mod value;
mod write;

pub use error::{Error, ErrorKind};
pub use number::Number;
pub use parse::{MAX_DEPTH, MEMORY_FACTOR, parse};
pub use value::{Object, Value};
pub(crate) use write::{write_name, write_string};
