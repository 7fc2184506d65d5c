//! How large a descriptor's number may be.

use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::net::UnixStream;

use selector::backend::select::Select;
use selector::{Backend, Interest, Selector};

use super::{readable_pair, ready};
use crate::numbers;

/// The number from which on `select` has no room.
const FD_SETSIZE: usize = 1024;

/// References to one socket, of which the last has a number that is too large for
/// `select`. (Other tests open and close descriptors meanwhile.)
fn many(socket: &UnixStream) -> Vec<UnixStream> {
    let room = selector::descriptors::make_room(4 * FD_SETSIZE).unwrap();
    assert_eq!(
        room,
        4 * FD_SETSIZE,
        "the hard limit of descriptors is too low"
    );
    let mut many = Vec::new();
    loop {
        let another = socket.try_clone().unwrap();
        let number = another.as_raw_fd() as usize;
        many.push(another);
        if number >= FD_SETSIZE {
            return many;
        }
    }
}

#[test]
fn select_refuses_a_descriptor_for_which_its_sets_have_no_room() {
    let _many = numbers::many();
    crate::within_limit(|| {
        let (socket, _far) = readable_pair();
        let many = many(&socket);
        let high = many.last().unwrap().as_fd();
        let stdin = io::stdin();
        let low = stdin.as_fd();
        let mut selector = Selector::<_, _, Select>::new().unwrap();
        selector.register(low, Interest::Read, ()).unwrap();
        let error = selector.register(high, Interest::Read, ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(
            error
                .to_string()
                .ends_with("select has room for those below 1024")
        );
        assert_eq!(selector.len(), 1);
    });
}

#[test]
fn the_others_have_room_for_any() {
    fn case<B: Backend>() {
        let (socket, _far) = readable_pair();
        let many = many(&socket);
        let high = many.last().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(high, Interest::Read, ()).unwrap();
        assert_eq!(ready(&mut selector)[0].key, key);
    }
    let _many = numbers::many();
    #[cfg(target_os = "linux")]
    crate::within_limit(case::<selector::backend::epoll::Epoll>);
    #[cfg(any(target_os = "macos", target_os = "freebsd"))]
    crate::within_limit(case::<selector::backend::kqueue::Kqueue>);
    crate::within_limit(case::<selector::backend::poll::Poll>);
}
