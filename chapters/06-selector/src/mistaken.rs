//! An event for somebody who has left: why a descriptor's number is no name.

use std::collections::HashMap;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;

use crate::{DefaultSelector, Events, Interest};

/// To whom an event of Ben's is brought, when Ben has left and Cleo has come.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistaken {
    /// Whoever has the descriptor with the number that Ben's had.
    pub by_number: Option<&'static str>,
    /// Whoever has Ben's key.
    pub by_key: Option<&'static str>,
}

/// Two messages are told in one call. The first has Ben's connection closed, and then
/// Cleo connects, before the second, which was Ben's, is looked at.
///
/// # Errors
/// There is no descriptor left.
pub fn mistaken() -> io::Result<Mistaken> {
    let mut names = HashMap::new();
    let mut selector = DefaultSelector::new()?;
    let mut connect = |selector: &mut DefaultSelector<_, _>, name| {
        let (near, far) = UnixStream::pair()?;
        let number = near.as_raw_fd();
        names.insert(number, name);
        let key = selector.register(near, Interest::Read, name)?;
        io::Result::Ok((far, number, key))
    };

    let (mut ada, _number, _key) = connect(&mut selector, "Ada")?;
    let (mut ben, bens_number, bens_key) = connect(&mut selector, "Ben")?;
    ada.write_all(b"Ben has to go")?;
    ben.write_all(b"hello")?;
    let mut events = Events::default();
    selector.select(&mut events, None)?;

    drop(selector.unregister(bens_key));
    let _cleo = connect(&mut selector, "Cleo")?;

    let event = events.iter().find(|event| event.key == bens_key);
    Ok(Mistaken {
        by_number: names.get(&bens_number).copied(),
        by_key: event.and_then(|event| Some(*selector.get(event.key)?.1)),
    })
}
