//! The client, and what it makes of servers that are broken, slow, or worse.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use app_protocol::client::{Client, Error, result};
use app_protocol::json::Value;
use app_protocol::stream::{MESSAGE_TIME, MessageStream};
use app_protocol::{JSON_LIMIT, Limits, Message, request};
use echo_server::limits::{LimitedStream, Limits as Times};
use socket_api::socket::Socket;
use tcp_vs_udp::loopback::{NOBODY, PATIENCE};

use crate::program::{run, stderr, stdout};
use crate::within_limit::{LIMIT, within_limit};

/// One end of a conversation that a test plays by hand.
type Far = MessageStream<LimitedStream>;

/// Starts a server that does `serve` with its connections.
fn server(serve: impl FnOnce(&TcpListener) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || serve(&listener));
    address
}

/// Accepts a connection, and reads messages from it and writes them.
fn accept(listener: &TcpListener) -> (TcpStream, Far) {
    let (stream, _) = listener.accept().unwrap();
    let far = LimitedStream::new(stream.try_clone().unwrap(), Times::default());
    let far = MessageStream::new(far.unwrap(), Limits::default(), MESSAGE_TIME);
    (stream, far)
}

fn client(address: SocketAddr, timeout: Duration) -> Client {
    Client::connect(address, Limits::default(), timeout).unwrap()
}

/// What a client gets that asks once, of a server that does `serve` when it has read
/// the request.
fn asked(
    timeout: Duration,
    serve: impl FnOnce(TcpStream) + Send + 'static,
) -> Result<Message, Error> {
    within_limit(move || {
        let address = server(|listener| {
            let (stream, mut far) = accept(listener);
            far.read_message().unwrap().unwrap();
            serve(stream);
        });
        client(address, timeout).ask(&request::search("ring"))
    })
}

/// The same with bytes that the server sends before it waits for our end.
fn asked_of_bytes(bytes: impl Into<Vec<u8>>) -> Result<Message, Error> {
    let bytes = bytes.into();
    asked(LIMIT, move |mut stream| {
        stream.write_all(&bytes).unwrap();
        let _ = stream.read(&mut [0]);
    })
}

/// A frame with any header and any content.
fn frame(header: &str, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap();
    [&length.to_be_bytes(), header.as_bytes(), content].concat()
}

fn header(content_length: impl std::fmt::Display) -> String {
    format!(
        r#"{{"byteorder":"big","content-type":"text/json","content-encoding":"utf-8","content-length":{content_length}}}"#
    )
}

fn answer(json: &str) -> Vec<u8> {
    frame(&header(json.len()), json.as_bytes())
}

#[test]
fn garbage_is_no_message() {
    let told = asked_of_bytes("HTTP/1.1 400 Bad Request\r\n\r\n").unwrap_err();
    let too_long = matches!(
        told,
        Error::Codec(app_protocol::Error::HeaderTooLong { .. })
    );
    assert!(too_long, "{told:?}");
}

#[test]
fn lengths_beyond_the_limits_are_refused_before_anything_comes() {
    let told =
        asked_of_bytes(frame(&header(1_000_000_000_000_u64), b"")).unwrap_err();
    let too_long = matches!(
        told,
        Error::Codec(app_protocol::Error::ContentTooLong { .. })
    );
    assert!(too_long, "{told:?}");
    let told = asked_of_bytes([0xff, 0xff]).unwrap_err();
    let too_long = matches!(
        told,
        Error::Codec(app_protocol::Error::HeaderTooLong { .. })
    );
    assert!(too_long, "{told:?}");
}

#[test]
fn a_client_takes_no_longer_answer_than_it_was_told() {
    let limits = Limits {
        content: 20,
        ..Limits::default()
    };
    let told = |json: &'static str| {
        within_limit(move || {
            let address = server(move |listener| {
                let (mut stream, mut far) = accept(listener);
                far.read_message().unwrap().unwrap();
                stream.write_all(&answer(json)).unwrap();
                let _ = far.read_message();
            });
            let client = Client::connect(address, limits, LIMIT);
            client.unwrap().search("ring")
        })
    };
    assert_eq!(
        told(r#"{"result":"1234567"}"#).unwrap(),
        Value::from("1234567")
    );
    let told = told(r#"{"result":"12345678"}"#).unwrap_err();
    let too_long = matches!(
        told,
        Error::Codec(app_protocol::Error::ContentTooLong { limit: 20, got: 21 })
    );
    assert!(too_long, "{told:?}");
}

/// The prefix is a true one, and what comes is no header and never ends.
#[test]
fn an_endless_header_ends_where_it_said() {
    let told = asked(LIMIT, |mut stream| {
        stream.write_all(&1000_u16.to_be_bytes()).unwrap();
        while stream.write_all(&[b' '; 500]).is_ok() {}
    });
    let told = told.unwrap_err();
    assert!(
        matches!(told, Error::Codec(app_protocol::Error::Json(_))),
        "{told:?}"
    );
}

#[test]
fn silence_fails_when_the_time_is_over() {
    let begin = Instant::now();
    let told = asked(PATIENCE, |mut stream| {
        let _ = stream.read(&mut [0]);
    });
    assert!(matches!(told, Err(Error::TimedOut)), "{told:?}");
    assert!(begin.elapsed() >= PATIENCE);
}

/// Each byte comes well in time, and the answer doesn't.
#[test]
fn a_byte_at_a_time_is_not_waited_for() {
    let (_hold, stop) = mpsc::channel::<()>();
    let begin = Instant::now();
    let told = asked(PATIENCE, move |mut stream| {
        for byte in answer(r#"{"result":"it was never finished"}"#) {
            if stream.write_all(&[byte]).is_err() {
                break;
            }
            let _ = stop.recv_timeout(PATIENCE / 10);
        }
    });
    assert!(matches!(told, Err(Error::TimedOut)), "{told:?}");
    assert!(begin.elapsed() < MESSAGE_TIME);
}

#[test]
fn a_large_answer_at_any_speed_has_one_deadline() {
    let told = asked(PATIENCE, |mut stream| {
        stream.write_all(&frame(&header(8_000_000), b"")).unwrap();
        // As fast as it is taken, and never all of it.
        let _ = stream.write_all(&vec![b' '; 7_999_999]);
        let _ = stream.read(&mut [0]);
    });
    assert!(matches!(told, Err(Error::TimedOut)), "{told:?}");
}

#[test]
fn an_end_and_a_reset_instead_of_an_answer_are_told() {
    let told = asked(LIMIT, drop);
    assert!(matches!(told, Err(Error::Closed)), "{told:?}");
    let told = asked(LIMIT, |stream| {
        Socket::of(&stream)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
    });
    assert!(matches!(told, Err(Error::Closed)), "{told:?}");
}

#[test]
fn half_an_answer_is_a_truncation() {
    let told = asked(LIMIT, |mut stream| {
        let bytes = answer(r#"{"result":"half"}"#);
        stream.write_all(&bytes[..bytes.len() - 1]).unwrap();
        // `accept` holds the connection too.
        stream.shutdown(Shutdown::Both).unwrap();
    });
    let told = told.unwrap_err();
    let truncated =
        matches!(told, Error::Codec(app_protocol::Error::Truncated { .. }));
    assert!(truncated, "{told:?}");
}

#[test]
fn content_that_is_no_result_is_told() {
    let told = |json: &str| result(&asked_of_bytes(answer(json)).unwrap());
    let deep = "[".repeat(100_000);
    for broken in [&*deep, r#"{"result":"a","result":"b"}"#, "{", ""] {
        let told = told(broken);
        assert!(matches!(told, Err(Error::Content(_))), "{told:?}");
    }
    for other in ["[]", "{}", "null", r#"{"results":1}"#] {
        let told = told(other);
        assert!(matches!(told, Err(Error::NoResult)), "{told:?}");
    }
    assert_eq!(told(r#"{"result":null}"#).unwrap(), Value::Null);
    let bytes = Message::binary("any", br#"{"result":1}"#.to_vec());
    assert!(matches!(result(&bytes), Err(Error::NoResult)));
}

/// Otherwise the second would be the answer to the next request.
#[test]
fn two_answers_to_one_request_are_not_taken_for_another() {
    within_limit(|| {
        let address = server(|listener| {
            let (mut stream, mut far) = accept(listener);
            far.read_message().unwrap().unwrap();
            let bytes = answer(r#"{"result":"one"}"#).repeat(2);
            stream.write_all(&bytes).unwrap();
            drop((stream, far));
            // The next request comes over a new connection.
            let (mut stream, mut far) = accept(listener);
            far.read_message().unwrap().unwrap();
            stream.write_all(&answer(r#"{"result":"two"}"#)).unwrap();
        });
        let mut client = client(address, LIMIT);
        assert_eq!(client.search("one").unwrap(), Value::from("one"));
        let told = client.search("two");
        assert!(matches!(told, Err(Error::Unasked)), "{told:?}");
        assert_eq!(client.search("two").unwrap(), Value::from("two"));
    });
}

#[test]
fn a_server_that_closes_after_each_answer_is_connected_to_again() {
    within_limit(|| {
        let address = server(|listener| {
            for number in 0..3 {
                let (_stream, mut far) = accept(listener);
                let request = far.read_message().unwrap().unwrap();
                assert_eq!(request, request::search(&number.to_string()));
                far.write_message(&request).unwrap();
            }
        });
        let mut client = client(address, LIMIT);
        for number in 0..3 {
            let request = request::search(&number.to_string());
            assert_eq!(client.ask(&request).unwrap(), request);
        }
        // Now nobody is there any more.
        let told = client.search("3");
        assert!(
            matches!(told, Err(Error::NotConnected(_) | Error::Closed)),
            "{told:?}"
        );
    });
}

/// A server that is asked over and over, and never answers, isn't asked forever.
#[test]
fn a_server_that_closes_without_an_answer_is_asked_once() {
    within_limit(|| {
        let (connected, connections) = mpsc::channel();
        let address = server(move |listener| {
            loop {
                let (stream, _) = accept(listener);
                let _ = connected.send(stream.peer_addr().unwrap());
            }
        });
        let told = client(address, LIMIT).search("ring");
        assert!(matches!(told, Err(Error::Closed)), "{told:?}");
        let next = TcpStream::connect(address).unwrap();
        connections.recv().unwrap();
        assert_eq!(connections.recv().unwrap(), next.local_addr().unwrap());
    });
}

/// Whoever is slow isn't helped by another request, and the time is over.
#[test]
fn a_server_that_falls_silent_is_not_asked_again() {
    within_limit(|| {
        let (connected, connections) = mpsc::channel();
        let address = server(move |listener| {
            let mut open = Vec::new();
            loop {
                let (stream, mut far) = accept(listener);
                connected.send(stream.peer_addr().unwrap()).unwrap();
                // The first request has its answer, and the others wait forever.
                if let Ok(Some(request)) = far.read_message() {
                    far.write_message(&request).unwrap();
                }
                open.push(stream);
            }
        });
        let mut client = client(address, 5 * PATIENCE);
        client.ask(&request::search("one")).unwrap();
        let told = client.search("two");
        assert!(matches!(told, Err(Error::TimedOut)), "{told:?}");
        let next = TcpStream::connect(address).unwrap();
        connections.recv().unwrap();
        assert_eq!(connections.recv().unwrap(), next.local_addr().unwrap());
    });
}

#[test]
fn what_can_not_be_encoded_is_told_at_once() {
    within_limit(|| {
        let address = server(|listener| {
            let (_stream, mut far) = accept(listener);
            let _ = far.read_message();
        });
        let mut request = request::search("ring");
        let again = ("byteorder".to_owned(), Value::from("big"));
        request.header.others.push(again);
        let told = client(address, LIMIT).ask(&request).unwrap_err();
        let Error::Io(error) = told else {
            panic!("{told:?}");
        };
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    });
}

#[test]
fn a_request_that_nobody_reads_fails_in_time() {
    within_limit(|| {
        let address = server(|listener| {
            let (_stream, _far) = accept(listener);
            // Until the client has gone.
            let _ = listener.accept();
        });
        let large = Message::binary("a", vec![0; 16_000_000]);
        let told = client(address, PATIENCE).ask(&large);
        assert!(matches!(told, Err(Error::TimedOut)), "{told:?}");
        drop(TcpStream::connect(address));
    });
}

/// The refusal comes before the request is written, and the client reads it.
#[test]
fn a_refusal_is_heard_although_the_request_is_not() {
    let told = within_limit(|| {
        let address = server(|listener| {
            let (mut stream, _far) = accept(listener);
            stream.read_exact(&mut [0; 2]).unwrap();
            let refusal = answer(r#"{"result":"Error: too large"}"#);
            stream.write_all(&refusal).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            io::copy(&mut stream, &mut io::sink()).unwrap();
        });
        let large = Message::binary("a", vec![0; 16_000_000]);
        client(address, LIMIT).ask(&large)
    });
    let told = result(&told.unwrap()).unwrap();
    assert_eq!(told, Value::from("Error: too large"));
}

/// The same by a server that doesn't take the trouble to listen on. Linux keeps what
/// came before a reset.
#[test]
#[cfg(target_os = "linux")]
fn a_refusal_is_heard_although_a_reset_follows_it() {
    let told = within_limit(|| {
        let address = server(|listener| {
            let (mut stream, _far) = accept(listener);
            stream.read_exact(&mut [0; 2]).unwrap();
            let refusal = answer(r#"{"result":"Error: too large"}"#);
            stream.write_all(&refusal).unwrap();
        });
        let large = Message::binary("a", vec![0; 16_000_000]);
        client(address, LIMIT).ask(&large)
    });
    let told = result(&told.unwrap()).unwrap();
    assert_eq!(told, Value::from("Error: too large"));
}

/// Each answer comes in time, and all together take longer than one may.
#[test]
fn each_answer_has_its_own_time() {
    const TIME: Duration = Duration::from_millis(1500);
    within_limit(|| {
        let (_hold, stop) = mpsc::channel::<()>();
        let (_hold_too, idle) = mpsc::channel::<()>();
        let address = server(move |listener| {
            let (_stream, mut far) = accept(listener);
            while let Some(request) = far.read_message().unwrap() {
                let _ = stop.recv_timeout(TIME * 6 / 10);
                far.write_message(&request).unwrap();
            }
        });
        let mut client = client(address, TIME);
        let requests = [request::search("one"), request::search("two")];
        assert_eq!(client.ask_all(&requests).unwrap(), requests);
        let _ = idle.recv_timeout(TIME);
        assert_eq!(client.ask(&requests[0]).unwrap(), requests[0]);
    });
}

#[test]
fn nobody_there_is_told_at_once() {
    let told = Client::connect(NOBODY, Limits::default(), LIMIT);
    assert!(matches!(told, Err(Error::NotConnected(_))), "{told:?}");
}

#[test]
fn requests_in_a_row_have_their_answers_in_order() {
    within_limit(|| {
        let address = server(|listener| {
            let (_stream, mut far) = accept(listener);
            // Several come before the first is answered.
            let mut next = || far.read_message().unwrap().unwrap();
            let first: Vec<Message> = (0..10).map(|_| next()).collect();
            far.write_messages(&first).unwrap();
            while let Some(request) = far.read_message().unwrap() {
                far.write_message(&request).unwrap();
            }
        });
        let mut client = client(address, LIMIT);
        // More than one batch, and some that are batches of their own: all of these,
        // and their answers, have no room in the buffers between us.
        let mut requests: Vec<Message> =
            (0..500).map(|n| request::search(&n.to_string())).collect();
        for _ in 0..40 {
            requests.insert(250, Message::binary("a", vec![7; 1_000_000]));
        }
        assert_eq!(client.ask_all(&requests).unwrap(), requests);
        assert_eq!(client.ask_all(&[]).unwrap(), []);
    });
}

/// As values, it could take 48 times as much.
#[test]
fn a_long_answer_is_not_made_into_values() {
    let told = |length| {
        let json = r#"{"result":1}"#;
        let padded = " ".repeat(length - json.len()) + json;
        result(&asked_of_bytes(answer(&padded)).unwrap())
    };
    assert_eq!(told(JSON_LIMIT).unwrap(), Value::from(1));
    let told = told(JSON_LIMIT + 1).unwrap_err();
    let too_long = matches!(
        told,
        Error::Codec(app_protocol::Error::ContentTooLong { .. })
    );
    assert!(too_long, "{told:?}");
}

/// What the command prints, asking a server that answers with these bytes.
fn command_asks(args: &'static [&str], bytes: Vec<u8>) -> Output {
    let client = Command::new(env!("CARGO_BIN_EXE_chapter7"));
    asks(client, args, bytes)
}

fn asks(mut client: Command, args: &[&str], bytes: Vec<u8>) -> Output {
    let address = server(move |listener| {
        let (mut stream, mut far) = accept(listener);
        far.read_message().unwrap().unwrap();
        // The client may know enough before it has read all of it.
        let _ = stream.write_all(&bytes);
        let _ = far.read_message();
    });
    client
        .args(["client", "--address", &address.to_string()])
        .args(args);
    run(client)
}

/// A program that runs out of memory is ended by a signal, and has no exit status.
#[test]
#[cfg(target_os = "linux")]
fn no_answer_takes_more_memory_than_there_is() {
    let lists = |length: usize| format!("[{}0]", "[0],".repeat(length / 4 - 1));
    for (bytes, status) in [
        (
            answer(&format!(r#"{{"result":{}}}"#, lists(JSON_LIMIT - 20))),
            0,
        ),
        (answer(&lists(app_protocol::CONTENT_LIMIT)), 1),
        (frame(&header(app_protocol::CONTENT_LIMIT), b"[["), 1),
        (frame(&header(u64::MAX), b"[["), 1),
        (vec![0xff; 100_000], 1),
    ] {
        let mut limited = Command::new("sh");
        let script = r#"ulimit -v 262144; exec "$0" "$@""#; // in KiB
        limited.args(["-c", script, env!("CARGO_BIN_EXE_chapter7")]);
        let args = ["--timeout", "3", "--json", "search", "ring"];
        let output = asks(limited, &args, bytes);
        assert_eq!(output.status.code(), Some(status), "{}", stderr(&output));
    }
}

#[test]
fn nothing_that_a_server_sends_controls_the_terminal() {
    let hostile = "a\u{1b}[2J\u{9b}31m\u{7f}\r\n";
    let as_json = Value::from(hostile).to_string();
    let json = format!(r#"{{"result":{as_json}}}"#);
    let binary = Message::binary("a\u{1b}[2J\u{9b}", hostile.as_bytes().to_vec());
    let mut binary_bytes = Vec::new();
    binary.encode(&mut binary_bytes).unwrap();
    let broken = frame(
        "{\"\u{9b}31m\":1,\"\\u001b[2J\":2,\"byteorder\":\"\\u001b[2J\u{9b}\"}",
        b"",
    );
    for args in [&["search", "ring"][..], &["search", "ring", "--json"]] {
        for bytes in [answer(&json), binary_bytes.clone(), broken.clone()] {
            let output = command_asks(args, bytes);
            for printed in [stdout(&output), stderr(&output)] {
                let control =
                    printed.chars().find(|c| c.is_control() && *c != '\n');
                assert_eq!(control, None, "{printed:?}");
            }
            assert!(stdout(&output).lines().count() <= 1);
        }
    }
    let output = command_asks(&["search", "ring", "--json"], answer(&json));
    assert_eq!(
        stdout(&output),
        "{\"result\":\"a\\u001b[2J\\u009b31m\\u007f\\r\\n\"}\n"
    );
}

#[test]
fn a_failure_of_the_command_says_what_to_do() {
    let hinted = |output: Output, hint: &str| {
        assert_eq!(output.status.code(), Some(1));
        let told = stderr(&output);
        assert!(
            told.contains("cannot get an answer from 127.0.0.1:"),
            "{told}"
        );
        assert!(told.contains(&format!("\nhint: {hint}")), "{told}");
    };
    let another = command_asks(&["search", "ring"], b"HTTP/1.1 400".to_vec());
    hinted(another, "does a server of this chapter");
    let silent = command_asks(&["search", "ring", "--timeout", "0.2"], Vec::new());
    hinted(silent, "--timeout SECONDS waits longer");

    let address = server(|listener| drop(accept(listener)));
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter7"));
    command.args(["client", "--address", &address.to_string(), "search", "a"]);
    hinted(run(command), "is the server full");
}
