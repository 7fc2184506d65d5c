//! Each experiment comes out as the page tells it, every time.

use std::net::TcpListener;
use std::time::Duration;

use echo_server::client;
use echo_server::echo::echo;
use echo_server::ending::Ending;
use echo_server::experiment::one_read::one_read;
use echo_server::experiment::{datagrams, endings, flood, hang_up};
use echo_server::limits::{Limits, SILENCE_LIMIT};

use crate::running::start;

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

#[test]
fn an_answer_is_lost_on_a_client_that_still_sends_when_the_server_closes() {
    within_limit(|| {
        let error = hang_up::close_at_once().unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::Reset));
        assert_eq!(hang_up::close_after_answer().unwrap(), "refused\n".len());
    });
}

#[test]
fn writing_everything_first_gets_both_ends_stuck() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let patience = Duration::from_millis(100);
        let mut stream = client::connect(server.address(), patience).unwrap();
        let mut stuck = false;
        let message = vec![b'a'; flood::LENGTH];
        let error = flood::write_then_read(&mut stream, &message, || stuck = true)
            .unwrap_err();
        assert!(stuck);
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
        assert_eq!(stream.write_timeout().unwrap(), Some(patience));
    });
}

#[test]
fn what_fits_into_the_buffers_gets_nobody_stuck() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let mut stream = client::connect(server.address(), SILENCE_LIMIT).unwrap();
        flood::write_then_read(&mut stream, &[b'a'; 10_000], || panic!("stuck"))
            .unwrap();
    });
}

#[test]
fn a_server_that_never_echoes_gets_neither_thread_stuck() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let patience = Duration::from_millis(50);
        let address = listener.local_addr().unwrap();
        let stream = client::connect(address, patience).unwrap();
        stream.set_write_timeout(None).unwrap();
        let message = vec![b'a'; flood::LENGTH];
        let error = flood::two_threads(&stream, &message).unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
    });
}

#[test]
fn reading_meanwhile_or_in_turns_keeps_both_ends_moving() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let message = vec![b'a'; flood::LENGTH];
        let mut stream = client::connect(server.address(), SILENCE_LIMIT).unwrap();
        assert!(flood::in_turns(&mut stream, &message).unwrap() == message);
        assert!(flood::two_threads(&stream, &message).unwrap() == message);
    });
}

#[test]
#[cfg(target_os = "linux")] // other systems delay acknowledgements otherwise
fn a_line_in_two_writes_waits_for_a_delayed_acknowledgement() {
    use echo_server::experiment::small_writes::small_writes;

    within_limit(|| {
        let seen = small_writes().unwrap();
        // How many of the first lines are acknowledged at once differs between
        // kernels. Five delays of 40 ms there are in any case, and the other ways
        // may take what they take on a busy machine.
        assert!(seen.two_writes >= Duration::from_millis(5 * 40), "{seen}");
        assert!(seen.two_writes > 2 * seen.without_nagle, "{seen}");
        assert!(seen.two_writes > 2 * seen.one_write, "{seen}");
    });
}

#[test]
fn datagrams_keep_their_boundaries_and_nothing_else() {
    within_limit(|| {
        assert_eq!(datagrams::two_are_kept_apart().unwrap(), 5);
        assert_eq!(datagrams::one_is_empty().unwrap(), 0);
        assert_eq!(datagrams::after_an_empty_one().unwrap(), 5);
        assert_eq!(datagrams::send_to_nobody().unwrap(), 5);
        datagrams::one_is_too_large().unwrap_err();
    });
}

#[test]
fn what_does_not_fit_into_the_buffer_is_gone() {
    within_limit(|| {
        if cfg!(unix) {
            assert_eq!(datagrams::one_is_truncated().unwrap(), 1024);
        }
        let error = datagrams::the_rest_is_gone().unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
    });
}

#[test]
#[cfg(target_os = "linux")]
fn that_nobody_received_it_is_known_later() {
    use std::io::ErrorKind;

    within_limit(|| {
        let error = datagrams::receive_from_nobody().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    });
}
