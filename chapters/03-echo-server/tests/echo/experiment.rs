//! Each experiment comes out as the page tells it, every time.

use echo_server::ending::Ending;
use echo_server::experiment::endings;
use echo_server::experiment::one_read::one_read;

use crate::within_limit;

// ANCHOR: one-read
#[test]
fn one_read_returns_no_more_than_its_buffer_holds() {
    within_limit(|| {
        let seen = one_read().unwrap();
        assert!(seen.first <= 1024, "{} bytes", seen.first);
        // What is left of the first message comes before the second.
        assert!(seen.second.starts_with(b"aaaaa"), "{:?}", seen.second);
    });
}
// ANCHOR_END: one-read

#[test]
#[cfg(unix)] // on Windows, a write that times out doesn't say how much it took
fn one_write_takes_what_the_buffers_have_room_for() {
    use echo_server::experiment::part_write::part_write;

    within_limit(|| {
        let seen = part_write().unwrap();
        assert!(
            seen.taken > 1 && seen.taken < 64_000_000,
            "{} bytes",
            seen.taken
        );
    });
}

#[test]
fn the_three_endings_look_different_to_a_reader() {
    within_limit(|| {
        assert_eq!(endings::read_after_close().unwrap(), 0);
        let reset = endings::read_after_reset().unwrap_err();
        assert_eq!(Ending::of(&reset), Some(Ending::Reset));
        let silence = endings::read_in_silence().unwrap_err();
        assert_eq!(Ending::of(&silence), Some(Ending::TimedOut));
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_reset_is_reported_once() {
    within_limit(|| assert_eq!(endings::read_again_after_reset().unwrap(), 0));
}

#[test]
fn a_write_to_a_peer_that_has_gone_fails_at_the_latest_when_it_is_repeated() {
    within_limit(|| {
        let gone = endings::write_after_close().unwrap_err();
        assert_eq!(Ending::of(&gone), Some(Ending::Reset));
    });
}
