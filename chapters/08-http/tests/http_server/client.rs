//! The client, and what it makes of servers that are broken, slow, or worse.

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use http_server::client::{Error, MOST_INTERIM, Options, Url, UrlError, get};
use http_server::{Limits, Method, Status};
use socket_api::families::folder::Folder;
use socket_api::socket::Socket;

use crate::program::{run, stderr, stdout};
use crate::within_limit::within_limit;

/// A time that none of these tests needs.
const LONG: Duration = Duration::from_secs(60);

/// A time in which something that has no end is given up.
const SHORT: Duration = Duration::from_millis(300);

/// Starts a server that does `serve` with each connection, one after another, and the
/// target that it is asked for.
fn server(
    mut serve: impl FnMut(&mut TcpStream, &str) + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let head = read_head(&stream);
            let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
            serve(&mut stream, &target);
        }
    });
    address
}

/// The head of a request, up to its empty line.
fn read_head(stream: &TcpStream) -> String {
    let mut head = String::new();
    let mut reader = BufReader::new(stream);
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap() == 0 {
            break;
        }
    }
    head
}

fn url(address: SocketAddr, target: &str) -> Url {
    format!("http://{address}{target}").parse().unwrap()
}

fn options() -> Options {
    Options {
        timeout: LONG,
        ..Options::default()
    }
}

/// What came of a request: status, body, and how it ended.
type Got = Result<(Status, Vec<u8>), (Error, Vec<u8>)>;

fn got(url: &Url, options: &Options) -> Got {
    let mut body = Vec::new();
    let asked = get(url, options, |_| ()).and_then(|answer| {
        let status = answer.head.status;
        answer.copy_to(&mut body).map(|_| status)
    });
    match asked {
        Ok(status) => Ok((status, body)),
        Err(error) => Err((error, body)),
    }
}

/// What a client gets of a server that sends these bytes and closes.
fn got_of(bytes: impl Into<Vec<u8>>, options: Options) -> Got {
    let bytes = bytes.into();
    within_limit(move || {
        let address = server(move |stream, _| {
            // The client may have had enough.
            let _ = stream.write_all(&bytes);
        });
        got(&url(address, "/"), &options)
    })
}

/// What a client gets of a server that sends without an end, and how long it took.
fn got_of_endless(
    first: &'static str,
    again: &'static str,
    pause: Duration,
    options: Options,
) -> Got {
    within_limit(move || {
        let address = server(move |stream, _| {
            let mut sent = stream.write_all(first.as_bytes());
            while sent.is_ok() {
                thread::sleep(pause);
                sent = stream.write_all(again.as_bytes());
            }
        });
        got(&url(address, "/"), &options)
    })
}

fn ok(status: u16, body: &str) -> Got {
    Ok((Status::from_code(status).unwrap(), body.as_bytes().to_vec()))
}

#[track_caller]
fn assert_got(actual: &Got, expected: &Got) {
    assert_eq!(format!("{actual:?}"), format!("{expected:?}"));
}

#[test]
fn a_body_is_taken_as_its_head_frames_it() {
    for (bytes, body) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", "abc"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
        ("HTTP/1.1 200 OK\r\n\r\nabc", "abc"),
        ("HTTP/1.0 200 OK\r\n\r\nabc", "abc"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
             2;x=y\r\nab\r\n1\r\nc\r\n0\r\nA: b\r\n\r\nrest",
            "abc",
        ),
    ] {
        assert_got(&got_of(bytes, options()), &ok(200, body));
    }
    for bytes in [
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\nabc",
    ] {
        assert_got(&got_of(bytes, options()), &ok(204, ""));
    }
}

#[test]
fn the_answer_to_head_has_no_body_whatever_it_says() {
    let options = Options {
        method: Method::Head,
        ..options()
    };
    let bytes = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
    assert_got(&got_of(bytes, options), &ok(200, ""));
}

#[test]
fn it_makes_no_difference_where_an_answer_is_cut() {
    let bytes: &[u8] = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n\
        HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
        3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    within_limit(move || {
        for cut in 0..=bytes.len() {
            let address = server(move |stream, _| {
                let (first, second) = bytes.split_at(cut);
                stream.write_all(first).unwrap();
                stream.write_all(second).unwrap();
            });
            assert_got(&got(&url(address, "/"), &options()), &ok(200, "abcde"));
        }
        let address = server(move |stream, _| {
            stream.set_nodelay(true).unwrap();
            for byte in bytes {
                stream.write_all(&[*byte]).unwrap();
            }
        });
        assert_got(&got(&url(address, "/"), &options()), &ok(200, "abcde"));
    });
}

#[test]
fn a_body_that_ends_too_soon_is_told_with_what_has_come() {
    let cut = |bytes: &str| match got_of(bytes, options()) {
        Err((Error::CutOff { got, length }, body)) => {
            assert_eq!(got, body.len() as u64);
            (got, length)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(
        cut("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd"),
        (4, Some(5))
    );
    assert_eq!(
        cut("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        (0, Some(5))
    );
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (chunks, got) in [
        ("", 0),
        ("5\r\nabc", 3),
        ("3\r\nabc", 3),
        ("3\r\nabc\r\n", 3),
        ("3\r\nabc\r\n0\r\n", 3),
    ] {
        assert_eq!(cut(&format!("{chunked}{chunks}")), (got, None));
    }
}

#[test]
fn a_reset_in_a_body_cuts_it_off_and_one_before_closes() {
    let got_of_reset = |bytes: &'static str| {
        within_limit(move || {
            // The client reads what was sent before the reset comes.
            let (has_read, go_on) = mpsc::channel();
            let address = server(move |stream, _| {
                stream.write_all(bytes.as_bytes()).unwrap();
                if !bytes.is_empty() {
                    go_on.recv().unwrap();
                }
                let socket = Socket::of(&*stream);
                socket.set_linger(Some(Duration::ZERO)).unwrap();
            });
            let mut output = Telling(has_read);
            get(&url(address, "/"), &options(), |_| ())
                .and_then(|answer| answer.copy_to(&mut output))
        })
    };
    let length = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab";
    let cut = got_of_reset(length);
    let is_cut = matches!(
        cut,
        Err(Error::CutOff {
            got: 2,
            length: Some(5)
        })
    );
    assert!(is_cut, "{cut:?}");
    // An end that isn't an end of file isn't one of a body either.
    let cut = got_of_reset("HTTP/1.1 200 OK\r\n\r\nab");
    let is_cut = matches!(
        cut,
        Err(Error::CutOff {
            got: 2,
            length: None
        })
    );
    assert!(is_cut, "{cut:?}");
    let closed = got_of_reset("");
    assert!(matches!(closed, Err(Error::Closed)), "{closed:?}");
}

/// Tells whenever something is written to it.
struct Telling(mpsc::Sender<()>);

impl Write for Telling {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.send(()).unwrap();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_server_that_closes_instead_of_answering_is_told() {
    for bytes in ["", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\nContent-Le"] {
        let closed = got_of(bytes, options());
        assert!(
            matches!(closed, Err((Error::Closed, _))),
            "{bytes:?}: {closed:?}"
        );
    }
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = got(&url(nobody, "/"), &options());
    assert!(
        matches!(refused, Err((Error::NotConnected(_), _))),
        "{refused:?}"
    );
}

#[test]
fn what_is_no_response_is_refused() {
    for bytes in [
        "220 localhost ESMTP\r\n",
        "<html>\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
         10000000000000000\r\n",
    ] {
        let refused = got_of(bytes, options());
        assert!(
            matches!(refused, Err((Error::NotHttp(_), _))),
            "{bytes:?}: {refused:?}"
        );
    }
}

#[test]
fn a_head_without_an_end_is_refused_at_a_limit() {
    for (first, again) in [
        ("HTTP/1.1 200 ", "endless"),
        ("HTTP/1.1 200 OK\r\n", "A: b\r\n"),
        ("HTTP/1.1 200 OK\r\nA: ", "endless"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
            "endless",
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            "A: b\r\n",
        ),
    ] {
        let refused = got_of_endless(first, again, Duration::ZERO, options());
        let is_refused = matches!(refused, Err((Error::NotHttp(_), _)));
        assert!(is_refused, "{first:?}: {refused:?}");
    }
}

#[test]
fn interim_responses_are_passed_over_up_to_a_bound() {
    let interim = "HTTP/1.1 102 Processing\r\n\r\n";
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";
    let bytes = interim.repeat(MOST_INTERIM) + answer;
    assert_got(&got_of(bytes, options()), &ok(200, "a"));
    let bytes = interim.repeat(MOST_INTERIM + 1) + answer;
    let refused = got_of(bytes, options());
    assert!(
        matches!(refused, Err((Error::TooManyInterim, _))),
        "{refused:?}"
    );
    let refused = got_of_endless("", interim, Duration::ZERO, options());
    assert!(
        matches!(refused, Err((Error::TooManyInterim, _))),
        "{refused:?}"
    );
    let bytes = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\n\r\n";
    let refused = got_of(bytes, options());
    assert!(matches!(refused, Err((Error::Switched, _))), "{refused:?}");
}

#[test]
fn slow_bytes_end_at_the_deadline_of_the_whole() {
    let pause = Duration::from_millis(10);
    let options = Options {
        timeout: SHORT,
        ..options()
    };
    for (first, again) in [
        ("", ""),
        ("HTTP/1.1 200 ", "a"),
        ("", "HTTP/1.1 102 Processing\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "a"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "1\r\na\r\n",
        ),
        ("HTTP/1.1 200 OK\r\n\r\n", "a"),
    ] {
        let start = Instant::now();
        let late = got_of_endless(first, again, pause, options.clone());
        assert!(start.elapsed() >= SHORT);
        // As many interim responses as are allowed may have come before.
        let is_late =
            matches!(late, Err((Error::TimedOut | Error::TooManyInterim, _)));
        assert!(is_late, "{first:?}, {again:?}: {late:?}");
    }
}

#[test]
fn all_redirects_together_have_one_deadline() {
    let late = within_limit(|| {
        let mut count = 0;
        let address = server(move |stream, _| {
            count += 1;
            thread::sleep(SHORT / 3);
            // The client may be gone.
            let _ =
                write!(stream, "HTTP/1.1 302 Found\r\nLocation: /{count}\r\n\r\n");
        });
        let options = Options {
            timeout: SHORT,
            max_redirects: 1000,
            ..options()
        };
        got(&url(address, "/"), &options)
    });
    assert!(matches!(late, Err((Error::TimedOut, _))), "{late:?}");
}

#[test]
fn a_body_of_more_bytes_than_were_agreed_on_is_refused() {
    let options = Options {
        max_bytes: 3,
        ..options()
    };
    for bytes in [
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
         1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
    ] {
        assert_got(&got_of(bytes, options.clone()), &ok(200, "abc"));
    }
    for bytes in [
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
         1\r\na\r\n3\r\nbcd\r\n0\r\n\r\n",
    ] {
        let Err((Error::TooLong { limit: 3 }, body)) =
            got_of(bytes, options.clone())
        else {
            panic!("{bytes:?} is taken");
        };
        // Nor has more than that been written, or anything of what is known to be more.
        let most = if bytes.contains("Content-Length") {
            0
        } else {
            3
        };
        assert!(body.len() <= most);
    }
    let endless = got_of_endless(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "3\r\nabc\r\n",
        Duration::ZERO,
        options,
    );
    assert!(
        matches!(endless, Err((Error::TooLong { .. }, _))),
        "{endless:?}"
    );
}

/// A server that sends on from `/1/302` to `/2/302` and so on, and from `/0/302` to
/// nowhere.
fn redirecting(status: u16, location: fn(&str) -> Option<String>) -> SocketAddr {
    server(move |stream, target| {
        // The client may be gone.
        let _ = match location(target) {
            Some(location) => write!(
                stream,
                "HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\n\
                 Content-Length: 9\r\n\r\nelsewhere"
            ),
            None => write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{target}",
                target.len()
            ),
        };
    })
}

#[test]
fn every_kind_of_redirect_is_followed() {
    within_limit(|| {
        for status in [301, 302, 303, 307, 308] {
            let address = redirecting(status, |target| {
                (target == "/a/b?c").then(|| "../d/./e?f#g".to_owned())
            });
            let mut seen = Vec::new();
            let answer = get(&url(address, "/a/b?c"), &options(), |event| {
                seen.push(format!("{event:?}"));
            });
            let answer = answer.unwrap();
            assert_eq!(answer.url, url(address, "/d/e?f"));
            let mut body = Vec::new();
            assert_eq!(answer.copy_to(&mut body).unwrap(), 6);
            assert_eq!(body, b"/d/e?f");
            // Two requests, two responses, and the redirect between them.
            assert_eq!(seen.len(), 5, "{seen:?}");
        }
        for status in [300, 304, 305] {
            let address = redirecting(status, |_| Some("/elsewhere".to_owned()));
            let (got, _) = got(&url(address, "/"), &options()).unwrap();
            assert_eq!(got.code(), status);
        }
    });
}

#[test]
fn redirects_end_at_a_bound() {
    fn next(target: &str) -> Option<String> {
        let number: usize = target.trim_start_matches('/').parse().unwrap();
        (number > 0).then(|| format!("/{}", number - 1))
    }
    within_limit(|| {
        let address = redirecting(302, next);
        let options = Options {
            max_redirects: 3,
            ..options()
        };
        assert_got(&got(&url(address, "/3"), &options), &ok(200, "/0"));
        let refused = got(&url(address, "/4"), &options);
        let is_refused =
            matches!(refused, Err((Error::TooManyRedirects { limit: 3 }, _)));
        assert!(is_refused, "{refused:?}");
        let none = Options {
            max_redirects: 0,
            ..options
        };
        assert_got(&got(&url(address, "/0"), &none), &ok(200, "/0"));
        let refused = got(&url(address, "/1"), &none);
        let is_refused =
            matches!(refused, Err((Error::TooManyRedirects { limit: 0 }, _)));
        assert!(is_refused, "{refused:?}");
    });
}

#[test]
fn a_circle_of_redirects_is_told_as_one() {
    within_limit(|| {
        let address = redirecting(301, |target| {
            Some(if target == "/a" { "/b" } else { "/a" }.to_owned())
        });
        match got(&url(address, "/a"), &options()) {
            Err((Error::Loop(back), _)) => assert_eq!(back, url(address, "/a")),
            other => panic!("{other:?}"),
        }
        let address = redirecting(301, |_| Some(String::new()));
        let circle = got(&url(address, "/a"), &options());
        assert!(matches!(circle, Err((Error::Loop(_), _))), "{circle:?}");
    });
}

#[test]
fn nobody_is_followed_to_another_protocol() {
    within_limit(|| {
        let address = redirecting(302, |target| {
            Some(match target {
                "/tls" => "https://127.0.0.1/".to_owned(),
                "/file" => "file:///etc/passwd".to_owned(),
                "/user" => "//a:b@127.0.0.1/".to_owned(),
                _ => "/a b".to_owned(),
            })
        });
        let refused = |target| match got(&url(address, target), &options()) {
            Err((Error::Location(error), _)) => error,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused("/tls"), UrlError::Https);
        assert_eq!(refused("/file"), UrlError::Scheme("file".to_owned()));
        assert_eq!(refused("/user"), UrlError::User);
        assert_eq!(refused("/space"), UrlError::Character(' '));
    });
}

#[test]
fn a_redirect_without_a_location_is_an_answer() {
    let bytes = "HTTP/1.1 302 Found\r\nContent-Length: 1\r\n\r\na";
    assert_got(&got_of(bytes, options()), &ok(302, "a"));
}

#[test]
fn a_request_says_what_has_to_be_said() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asking =
            thread::spawn(move || got(&url(address, "/a?b#c"), &options()));
        let (mut stream, _) = listener.accept().unwrap();
        let head = read_head(&stream);
        assert_eq!(
            head,
            format!(
                "GET /a?b HTTP/1.1\r\nHost: {address}\r\n\
                 User-Agent: sockets-from-scratch\r\nAccept: */*\r\n\
                 Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
            )
        );
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
        drop(stream);
        assert_got(&asking.join().unwrap(), &ok(200, ""));
    });
}

#[test]
fn an_output_that_is_full_is_told_as_ours() {
    within_limit(|| {
        let address = server(|stream, _| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nabcd");
        });
        let mut room = [0; 3];
        let answer = get(&url(address, "/"), &options(), |_| ()).unwrap();
        let full = answer.copy_to(&mut &mut room[..]);
        let is_full = matches!(
            &full,
            Err(Error::Output(error)) if error.kind() == ErrorKind::WriteZero
        );
        assert!(is_full, "{full:?}");
    });
}

#[test]
fn limits_of_heads_are_those_of_the_options() {
    let limits = Limits {
        fields: 1,
        ..Limits::default()
    };
    let bytes = "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 0\r\n\r\n";
    assert_got(&got_of(bytes, options()), &ok(200, ""));
    let refused = got_of(
        bytes,
        Options {
            limits,
            ..options()
        },
    );
    assert!(
        matches!(refused, Err((Error::NotHttp(_), _))),
        "{refused:?}"
    );
}

#[test]
fn limits_of_chunks_are_those_of_the_options() {
    let limits = Limits {
        chunk_line: 3,
        ..Limits::default()
    };
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let asked = |chunks: &str| {
        let bytes = format!("{head}{chunks}");
        let options = Options {
            limits,
            ..options()
        };
        got_of(bytes, options)
    };
    assert_got(&asked("1;a\r\nb\r\n0\r\n\r\n"), &ok(200, "b"));
    let refused = asked("1;ab\r\nb\r\n0\r\n\r\n");
    let is_refused = matches!(refused, Err((Error::NotHttp(_), _)));
    assert!(is_refused, "{refused:?}");
}

/// A server that is full says so to everybody, and resets the connection.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_came_before_the_request_was_sent_is_read() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (done, is_reset) = mpsc::channel();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let head = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4";
            write!(stream, "{head}\r\n\r\nfull").unwrap();
            let socket = Socket::of(&stream);
            socket.set_linger(Some(Duration::ZERO)).unwrap();
            drop(stream);
            done.send(()).unwrap();
        });
        let answer = get(&url(address, "/"), &options(), |event| {
            if matches!(event, http_server::client::Event::Request(_)) {
                is_reset.recv().unwrap();
            }
        });
        let answer = answer.unwrap();
        assert_eq!(answer.head.status, Status::SERVICE_UNAVAILABLE);
        let mut body = Vec::new();
        answer.copy_to(&mut body).unwrap();
        assert_eq!(body, b"full");
    });
}

/// Runs the role, with its words.
fn role(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter8"));
    command.arg("get").args(words);
    run(command)
}

#[test]
fn the_command_prints_the_body_or_keeps_it() {
    let address = server(|stream, target| {
        let status = if target == "/lost" {
            "404 Not Found"
        } else {
            "200 OK"
        };
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n\r\n{target}\n"
        );
    });
    let here = format!("http://{address}/a");
    let output = role(&[&here]);
    assert_eq!((stdout(&output), stderr(&output)), ("/a\n", ""));
    assert!(output.status.success());

    let output = role(&["--head", &here]);
    assert_eq!(
        stdout(&output),
        "HTTP/1.1 200 OK\nContent-Type: text/plain\n"
    );

    let output = role(&["--verbose", &here]);
    assert_eq!(stdout(&output), "/a\n");
    assert!(stderr(&output).starts_with("-> GET /a HTTP/1.1\n-> Host: "));
    assert!(stderr(&output).contains("\n<- HTTP/1.1 200 OK\n"));

    let folder = Folder::new().unwrap();
    let file = folder.file("a");
    let output = role(&["--output", file.to_str().unwrap(), &here]);
    assert_eq!((stdout(&output), stderr(&output)), ("", ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "/a\n");

    let lost = format!("http://{address}/lost");
    let output = role(&["--output", file.to_str().unwrap(), &lost]);
    assert_eq!(
        stderr(&output),
        format!("error: cannot get {lost}: the server says 404 Not Found\n")
    );
    assert_eq!(output.status.code(), Some(1));
    // A failure doesn't destroy what was there.
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "/a\n");
}

#[test]
fn the_command_says_what_is_wrong_with_a_url() {
    for (url, hint) in [
        ("https://127.0.0.1/", "hint: chapter 7"),
        ("127.0.0.1", "hint: write it whole"),
        ("http://a b/", "hint: a space is %20"),
        ("http://a:0/", "hint: as in http://"),
    ] {
        let output = role(&[url]);
        assert!(stderr(&output).starts_with("error: cannot get "), "{url}");
        assert!(stderr(&output).contains(hint), "{}", stderr(&output));
        assert_eq!(output.status.code(), Some(1), "{url}");
    }
    assert_eq!(role(&[]).status.code(), Some(2));
}
