//! What a queue of macOS or FreeBSD is told of a source, and what its words mean,
//! without a call: so it's tested on every system.

use std::io::{self, ErrorKind};

use socket_api::wait::Interest;

use crate::event::Event;
use crate::key::Key;
use crate::sys::kevent::{
    EV_ADD, EV_DELETE, EV_EOF, EV_ERROR, EV_RECEIPT, EVFILT_READ, EVFILT_WRITE,
    Kevent,
};

/// What makes a queue wait for a source in this way, or not at all, whatever it did
/// before. Adding what is there only brings the token up to date.
// ANCHOR: changes
pub(super) fn changes(interest: Option<Interest>, token: u64) -> [Kevent; 2] {
    let change = |filter, wanted| Kevent {
        filter,
        flags: EV_RECEIPT | if wanted { EV_ADD } else { EV_DELETE },
        udata: token as usize,
        ..Kevent::default()
    };
    [
        change(EVFILT_READ, interest.is_some_and(Interest::includes_read)),
        change(EVFILT_WRITE, interest.is_some_and(Interest::includes_write)),
    ]
}
// ANCHOR_END: changes

/// A token has 64 bits, and so has a pointer on these systems.
const _: () = assert!(size_of::<usize>() == size_of::<u64>());

/// What the system has answered to changes. That what was to be deleted wasn't there
/// is no error.
pub(super) fn outcome(answers: &[Kevent]) -> io::Result<()> {
    for answer in answers {
        if answer.flags & EV_ERROR != 0 && answer.data != 0 {
            let error = io::Error::from_raw_os_error(answer.data as i32);
            if error.kind() != ErrorKind::NotFound {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// The events of one wait: one for each source, though the queue tells of each
/// direction by itself.
pub(super) fn events_of(ready: &mut [Kevent]) -> impl Iterator<Item = Event> {
    ready.sort_unstable_by_key(|one| one.udata);
    ready
        .chunk_by(|one, next| one.udata == next.udata)
        .map(|of_one| {
            let any = |is: fn(&Kevent) -> bool| of_one.iter().any(is);
            let hangup =
                any(|one| one.filter == EVFILT_WRITE && one.flags & EV_EOF != 0);
            let error = any(|one| one.flags & EV_EOF != 0 && one.fflags != 0);
            Event {
                key: Key::from_token(
                    of_one.first().map_or(0, |one| one.udata as u64),
                ),
                readable: any(|one| one.filter == EVFILT_READ) || hangup || error,
                writable: any(|one| one.filter == EVFILT_WRITE) || hangup || error,
                hangup,
                error,
                behind: false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ECONNRESET: u32 = if cfg!(target_os = "linux") { 104 } else { 54 };

    fn key(index: u32) -> Key {
        Key {
            index,
            generation: 7,
        }
    }

    fn happened(key: Key, filter: i16, flags: u16, fflags: u32) -> Kevent {
        Kevent {
            filter,
            flags,
            fflags,
            udata: key.to_token() as usize,
            ..Kevent::default()
        }
    }

    fn answered(flags: u16, data: i64) -> Kevent {
        Kevent {
            flags,
            data: data as _,
            ..Kevent::default()
        }
    }

    #[test]
    fn each_change_says_of_both_directions_what_is_wanted() {
        const ADD: u16 = EV_ADD | EV_RECEIPT;
        const DELETE: u16 = EV_DELETE | EV_RECEIPT;
        for (interest, read, write) in [
            (None, DELETE, DELETE),
            (Some(Interest::Read), ADD, DELETE),
            (Some(Interest::Write), DELETE, ADD),
            (Some(Interest::ReadOrWrite), ADD, ADD),
        ] {
            let expected = [(EVFILT_READ, read), (EVFILT_WRITE, write)];
            let changes = changes(interest, key(3).to_token());
            assert_eq!(
                changes.map(|change| (change.filter, change.flags)),
                expected,
                "{interest:?}"
            );
            assert_eq!(changes.map(|one| one.udata), [7 << 32 | 3; 2]);
        }
    }

    #[test]
    fn an_answer_is_an_error_unless_it_is_that_nothing_was_there() {
        const EACCES: i64 = 13;
        const ENOENT: i64 = 2;
        let done = answered(EV_ERROR, 0);
        let not_there = answered(EV_ERROR, ENOENT);
        let refused = answered(EV_ERROR, EACCES);
        outcome(&[]).unwrap();
        outcome(&[done, done]).unwrap();
        outcome(&[done, not_there]).unwrap();
        outcome(&[answered(0, EACCES)]).unwrap(); // isn't an answer
        for answers in [[done, refused], [refused, done], [not_there, refused]] {
            let error = outcome(&answers).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::PermissionDenied);
        }
    }

    #[test]
    fn both_directions_of_a_source_are_one_event() {
        let mut ready = [
            happened(key(2), EVFILT_WRITE, 0, 0),
            happened(key(1), EVFILT_READ, 0, 0),
            happened(key(2), EVFILT_READ, 0, 0),
            happened(key(3), EVFILT_WRITE, 0, 0),
        ];
        let events: Vec<_> = events_of(&mut ready)
            .map(|event| (event.key, event.is_readable(), event.is_writable()))
            .collect();
        assert_eq!(
            events,
            [
                (key(1), true, false),
                (key(2), true, true),
                (key(3), false, true)
            ]
        );
        assert_eq!(events_of(&mut []).count(), 0);
    }

    #[test]
    fn the_end_of_file_is_something_to_read_and_no_hangup() {
        let mut ready = [happened(key(1), EVFILT_READ, EV_EOF, 0)];
        let event = events_of(&mut ready).next().unwrap();
        assert!(event.is_readable() && !event.is_writable());
        assert!(!event.is_hangup() && !event.is_error());
    }

    #[test]
    fn a_hangup_makes_both_directions_ready() {
        let mut ready = [happened(key(1), EVFILT_WRITE, EV_EOF, 0)];
        let event = events_of(&mut ready).next().unwrap();
        assert!(event.is_readable() && event.is_writable());
        assert!(event.is_hangup() && !event.is_error());
    }

    #[test]
    fn a_reset_is_an_error_in_whichever_direction_it_is_told() {
        for filter in [EVFILT_READ, EVFILT_WRITE] {
            let mut ready = [happened(key(1), filter, EV_EOF, ECONNRESET)];
            let event = events_of(&mut ready).next().unwrap();
            assert!(event.is_readable() && event.is_writable() && event.is_error());
        }
    }
}
