//! A request to stop is noticed by whoever waits.

use std::os::fd::AsFd;
use std::thread;
use std::time::Instant;

use socket_api::wait::wait;
use threading::stop::Stop;

use crate::within_limit;

#[test]
fn all_who_wait_notice_a_stop_and_so_do_those_who_come_later() {
    within_limit(|| {
        let stop = Stop::new().unwrap();
        let waiting: Vec<_> = (0..4)
            .map(|_| {
                let stop = stop.clone();
                thread::spawn(move || wait(&[stop.as_fd()], None).unwrap())
            })
            .collect();
        stop.clone().request();
        for thread in waiting {
            assert_eq!(thread.join().unwrap(), [true]);
        }
        assert_eq!(wait(&[stop.as_fd()], None).unwrap(), [true]);
        assert!(stop.is_requested());
    });
}

#[test]
fn nobody_has_asked_before_somebody_does_and_twice_is_as_once() {
    within_limit(|| {
        let stop = Stop::new().unwrap();
        assert!(!stop.is_requested());
        let now = Some(Instant::now());
        assert_eq!(wait(&[stop.as_fd()], now).unwrap(), [false]);
        stop.request();
        stop.request();
        assert!(stop.is_requested());
    });
}

#[test]
fn one_who_is_gone_has_asked_for_nothing() {
    let stop = Stop::new().unwrap();
    drop(stop.clone());
    assert!(!stop.is_requested());
}
