//! The role that serves the guest book.

use std::io::{self, Write};
use std::path::Path;

use http_server::event::Event;
use http_server::guest_book::{OpenError, Store, guest_book};
use tcp_vs_udp::command::{Failure, Stopped, Words};

use super::server::Serving;

/// Serves the guest book until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let file = words.file("--file")?;
    let serving = Serving::of(&mut words)?;
    words.finish()?;
    let store = match file {
        Some(path) => open(&path)?,
        None => Store::in_memory(),
    };
    // The application's log has a line for each request, which says more.
    serving.serve_and_tell(
        |say| guest_book(store, move |line| say(&line)),
        |event| !matches!(event, Event::Answered { .. }),
    )
}

fn open(path: &str) -> Result<Store, Failure> {
    let (store, torn) = Store::open(Path::new(path)).map_err(|error| {
        let hint = hint(&error);
        let tried = format!("open the guest book {path}");
        let failure = Failure::new(tried, io::Error::from(error));
        match hint {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    })?;
    if torn > 0 {
        let _ = writeln!(
            io::stderr(), // the first line of standard output says where we listen
            "{path}: {torn} bytes cut off, of a last line that was never whole"
        );
    }
    Ok(store)
}

const fn hint(error: &OpenError) -> Option<&'static str> {
    match error {
        OpenError::BrokenLine(_) => {
            Some("put that line right from a copy, or take it out of the file")
        }
        OpenError::Locked => Some("does it have a server already?"),
        _ => None,
    }
}
