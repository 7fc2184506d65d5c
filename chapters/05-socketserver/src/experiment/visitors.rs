//! A server that counts: as long as there is only one of it.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::kind::Tcp;
use crate::request::Request;

/// Tells each client which visitor it is.
// ANCHOR: visitors
pub fn visitors() -> impl Fn(&mut Request<Tcp>) -> io::Result<()> {
    let before = AtomicU64::new(0);
    move |request| {
        let number = before.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        writeln!(request, "you are visitor {number}")
    }
}
// ANCHOR_END: visitors
