//! A queue that is full, seen by clients.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::Duration;

use socket_api::backlog::FullListener;

use crate::within_limit::within_limit;

#[test]
#[cfg(target_os = "linux")] // other systems have rules of their own
fn a_queue_takes_one_connection_more_than_its_backlog() {
    for backlog in [0, 1, 5] {
        let full =
            within_limit(move || FullListener::with_backlog(backlog).unwrap());
        assert_eq!(full.waiting(), usize::try_from(backlog).unwrap() + 1);
    }
}

#[test]
fn a_full_queue_looks_like_a_network_that_is_down() {
    within_limit(|| {
        let full = FullListener::with_backlog(1).unwrap();
        let address = full.local_addr().unwrap();
        let soon = Duration::from_millis(100);
        let error = TcpStream::connect_timeout(&address, soon).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    });
}

#[test]
fn who_waits_for_a_place_in_the_queue_gets_it() {
    within_limit(|| {
        let full = FullListener::with_backlog(1).unwrap();
        full.one_more(Duration::from_millis(100)).unwrap();
    });
}
