//! No more are inside than there are places.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use threading::places::{MOST_PLACES, Places};
use threading::stop::Stop;

use crate::within_limit;

#[test]
fn no_more_are_inside_than_there_are_places() {
    within_limit(|| {
        let (places, stop) = (Places::new(3).unwrap(), Stop::new().unwrap());
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        let place = places.take(&stop).unwrap().unwrap();
                        let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
                        most.fetch_max(now, Ordering::SeqCst);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(place);
                    }
                });
            }
        });
        assert!((1..=3).contains(&most.into_inner()));
        let taken = [(); 3].map(|()| places.try_take().unwrap());
        assert!(taken.iter().all(Option::is_some));
        assert!(places.try_take().unwrap().is_none());
    });
}

#[test]
fn a_place_that_is_given_back_is_taken_by_one_who_waits() {
    within_limit(|| {
        let (places, stop) = (Places::new(1).unwrap(), Stop::new().unwrap());
        let place = places.try_take().unwrap();
        let (sender, taken) = mpsc::channel();
        let elsewhere = places.clone();
        let waiting = thread::spawn(move || {
            sender.send(elsewhere.take(&stop).unwrap()).unwrap();
        });
        assert!(taken.try_recv().is_err());
        drop(place);
        let place = taken.recv().unwrap();
        assert!(place.is_some());
        assert!(places.try_take().unwrap().is_none());
        waiting.join().unwrap();
    });
}

#[test]
fn a_place_comes_back_from_a_thread_that_panics() {
    within_limit(|| {
        let places = Places::new(1).unwrap();
        let place = places.try_take().unwrap();
        let panicking = thread::spawn(move || {
            let _place = place;
            panic!("on purpose");
        });
        panicking.join().unwrap_err();
        assert!(places.try_take().unwrap().is_some());
    });
}

#[test]
fn a_stop_ends_the_wait_of_all() {
    within_limit(|| {
        let (places, stop) = (Places::new(1).unwrap(), Stop::new().unwrap());
        let _place = places.try_take().unwrap();
        thread::scope(|scope| {
            let waiting = [(); 4].map(|()| scope.spawn(|| places.take(&stop)));
            stop.request();
            for thread in waiting {
                assert!(thread.join().unwrap().unwrap().is_none());
            }
        });
    });
}

/// All of them see the place that comes back, and one takes it.
#[test]
fn who_was_too_slow_for_a_place_hears_the_stop() {
    within_limit(|| {
        for _ in 0..100 {
            let (places, stop) = (Places::new(1).unwrap(), Stop::new().unwrap());
            let place = places.try_take().unwrap();
            thread::scope(|scope| {
                let waiting = [(); 4].map(|()| scope.spawn(|| places.take(&stop)));
                drop(place);
                while places.try_take().unwrap().is_some() {}
                stop.request();
                let taken = waiting.map(|thread| thread.join().unwrap().unwrap());
                assert!(taken.iter().flatten().count() <= 1);
            });
        }
    });
}

#[test]
fn there_is_at_least_one_place_and_no_more_than_a_pipe_takes() {
    within_limit(|| {
        for places in [0, MOST_PLACES + 1] {
            let error = Places::new(places).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
        }
        let places = Places::new(MOST_PLACES).unwrap();
        for _ in 0..MOST_PLACES {
            let _given_back = places.try_take().unwrap().unwrap();
        }
    });
}
