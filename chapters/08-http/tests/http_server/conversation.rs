//! Requests and responses over one connection: which come, in which order, and when the
//! connection ends.

use http_server::Settings;

use crate::serving::{answer, field, status, with_server, with_usual_server};

#[test]
fn a_connection_is_kept_for_as_many_requests_as_are_sent() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        for _ in 0..3 {
            let answer = peer.get("/hello");
            assert_eq!(answer.status(), "200");
            assert_eq!(answer.body, "hello");
            assert_eq!(answer.field("Connection"), None);
            assert!(answer.field("Date").unwrap().ends_with(" GMT"));
            assert_eq!(serving.event(), "GET /hello 200 5 bytes");
        }
        peer.end_output();
        assert_eq!(peer.rest(), "");
    });
}

#[test]
fn requests_that_come_together_are_answered_in_order() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        let mut together = String::new();
        for number in 0..50 {
            together += &format!("GET /host HTTP/1.1\r\nHost: n{number}\r\n\r\n");
            together +=
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
            together +=
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked";
            together += "\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n";
        }
        peer.say(together);
        for number in 0..50 {
            assert_eq!(peer.answer().body, format!("n{number}"));
            assert_eq!(peer.answer().body, "body");
            assert_eq!(peer.answer().body, "onetwo");
        }
    });
}

#[test]
fn requests_are_the_same_however_they_are_cut() {
    with_usual_server(|serving| {
        let requests = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\
                        \r\n\r\n3\r\none\r\n0\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
        for at in 1..requests.len() {
            let mut peer = serving.connect();
            let (left, right) = requests.split_at(at);
            peer.say(left);
            peer.say(right);
            assert_eq!(peer.answer().body, "one", "cut at {at}");
            assert_eq!(peer.answer().body, "hello", "cut at {at}");
        }
        let mut peer = serving.connect();
        for byte in requests.bytes() {
            peer.say([byte]);
        }
        assert_eq!(peer.answer().body, "one");
        assert_eq!(peer.answer().body, "hello");
    });
}

#[test]
fn who_says_close_gets_an_answer_that_says_it_too_and_then_the_end() {
    with_usual_server(|serving| {
        for value in ["close", "Close", "keep-alive, CLOSE"] {
            let mut peer = serving.connect();
            peer.ask("GET", "/hello", &format!("Connection: {value}\r\n"));
            let answer = peer.answer();
            assert_eq!(answer.field("Connection"), Some("close"));
            assert_eq!(peer.rest(), "");
        }
    });
}

#[test]
fn an_application_can_have_the_connection_closed() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        let answer = peer.get("/close");
        assert_eq!(answer.head.matches("Connection").count(), 1);
        assert_eq!(answer.field("Connection"), Some("close"));
        assert_eq!(peer.rest(), "");
    });
}

#[test]
fn http_1_0_has_one_request_unless_it_says_keep_alive() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.say("GET /hello HTTP/1.0\r\n\r\n");
        let answer = peer.answer();
        assert!(answer.head.starts_with("HTTP/1.1 200 OK\r\n"));
        assert_eq!(answer.field("Connection"), Some("close"));
        assert_eq!(peer.rest(), "");

        let mut peer = serving.connect();
        for _ in 0..2 {
            peer.say("GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
            let answer = peer.answer();
            assert_eq!(answer.field("Connection"), Some("keep-alive"));
            assert_eq!(answer.body, "hello");
        }
    });
}

#[test]
fn the_last_request_that_a_connection_may_have_is_told_so() {
    let settings = Settings {
        max_requests: 3,
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let mut peer = serving.connect();
        let said = [(); 3]
            .map(|()| peer.get("/hello").field("Connection").map(str::to_owned));
        assert_eq!(said, [None, None, Some("close".to_owned())]);
        assert_eq!(peer.rest(), "");
    });
}

#[test]
fn what_is_no_request_is_refused_and_nothing_behind_it_is_answered() {
    with_usual_server(|serving| {
        let behind = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n".repeat(5000);
        for (wrong, code) in [
            ("GET /hello HTTP/1.1\n\n", "400"),
            ("GET /hello HTTP/1.1\r\n\r\n", "400"),
            ("GET /hello HTTP/9.9\r\nHost: a\r\n\r\n", "505"),
            (
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\
                 Transfer-Encoding: chunked\r\n\r\n",
                "400",
            ),
        ] {
            let mut peer = serving.connect();
            // Much more than is read: if we closed at once, a reset would destroy the
            // answer.
            peer.say(wrong);
            peer.say(&behind);
            let answer = peer.answer();
            assert_eq!(answer.status(), code, "{wrong}");
            assert_eq!(answer.field("Connection"), Some("close"));
            assert_eq!(peer.rest(), "");
            let event = serving.event();
            assert!(
                event.starts_with(&format!("refused with {code}: ")),
                "{event}"
            );
        }
    });
}

#[test]
fn an_end_in_the_middle_of_a_head_is_told() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.say("GET /hello HT");
        peer.end_output();
        assert_eq!(peer.answer().status(), "400");
        let event = serving.event();
        assert!(
            event.starts_with("refused with 400: the end came"),
            "{event}"
        );
    });
}

#[test]
fn a_client_that_has_said_all_gets_its_answers_and_the_end() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.ask("GET", "/hello", "");
        peer.ask("GET", "/large", "");
        peer.end_output();
        assert_eq!(peer.answer().body, "hello");
        assert_eq!(peer.answer().body.len(), 300_000);
        assert_eq!(peer.rest(), "");
    });
}

#[test]
fn connections_without_a_word_are_no_event() {
    with_usual_server(|serving| {
        for _ in 0..100 {
            drop(serving.connect());
        }
        serving.connect().get("/hello");
        assert_eq!(serving.event(), "GET /hello 200 5 bytes");
    });
}

#[test]
fn no_application_is_asked_for_a_tunnel_or_an_echo() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.say("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n");
        assert_eq!(peer.answer().status(), "501");
        peer.ask("TRACE", "/hello", "Cookie: secret\r\n");
        let answer = peer.answer();
        assert_eq!(answer.status(), "501");
        assert!(!answer.body.contains("secret"));
    });
}

#[test]
fn a_panic_costs_an_answer_and_the_connection() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        let answer = peer.get("/panic");
        assert_eq!(answer.status(), "500");
        assert_eq!(answer.body, "something went wrong here\n");
        assert_eq!(answer.field("Connection"), Some("close"));
        assert_eq!(peer.rest(), "");
        assert_eq!(
            serving.event(),
            "GET /panic 500 26 bytes (panicked: the application panics, for a test)"
        );
        assert_eq!(serving.connect().get("/hello").body, "hello");
    });
}

#[test]
fn the_log_is_told_what_the_client_is_not() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        let answer = peer.get("/secret");
        assert_eq!(answer.status(), "500");
        assert_eq!(answer.body, "something went wrong here\n");
        assert_eq!(
            serving.event(),
            "GET /secret 500 26 bytes (what nobody may know)"
        );
        assert_eq!(peer.get("/hello").body, "hello");
    });
}

#[test]
fn a_reset_costs_one_connection() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.get("/hello");
        assert_eq!(serving.event(), "GET /hello 200 5 bytes");
        peer.ask("GET", "/hello", "");
        peer.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
        assert_eq!(serving.event(), "GET /hello 200 5 bytes");
        drop(peer); // with an answer that nobody has read
        assert_eq!(serving.event(), "reset");
        assert_eq!(serving.connect().get("/hello").body, "hello");
    });
}

#[test]
fn head_gets_the_head_of_get_and_no_body() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        for path in ["/hello", "/known", "/nothing"] {
            let get = peer.get(path);
            peer.ask("HEAD", path, "");
            let head = peer.head();
            assert_eq!(status(&head), get.status());
            let without_date = |head: &str| {
                let is_date = |line: &&str| line.starts_with("Date:");
                let lines = head.lines().filter(|line| !is_date(line));
                lines.map(str::to_owned).collect::<Vec<_>>()
            };
            assert_eq!(without_date(&head), without_date(&get.head));
        }
        // Had there been a body, this would begin with it.
        assert!(peer.get("/hello").head.starts_with("HTTP/1.1 200"));
    });
}

#[test]
fn a_log_line_stays_one_line_whatever_a_panic_repeats() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.ask("POST", "/panic-with-text", "Content-Length: 7\r\n");
        peer.say("a\nb\x1b[2J");
        assert_eq!(peer.answer().status(), "500");
        let event = serving.event();
        let said = "(panicked: what is this: a\\nb\\u{1b}[2J)";
        assert!(event.ends_with(said), "{event:?}");
    });
}

#[test]
fn head_gets_no_body_even_if_it_is_refused() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.ask("HEAD", "/hello", "Content-Length: 1, 2\r\n");
        let head = peer.head();
        assert_eq!(status(&head), "400");
        assert_eq!(field(&head, "Connection"), Some("close"));
        assert_eq!(peer.rest(), "");
    });
}
