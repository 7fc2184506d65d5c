//! The first server, and what it gets wrong.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc;
use std::thread;

use http_server::first;

use crate::within_limit::within_limit;

/// What the server makes of these bytes: its answer, and what it has told of.
fn answer(request: &'static str) -> (String, Vec<String>) {
    within_limit(move || {
        let (tell, told) = mpsc::channel();
        let mut server = first::server("127.0.0.1:0", 1, move |_, line: &str| {
            tell.send(line.to_owned()).unwrap();
        })
        .unwrap();
        let (address, stop) = (*server.local_addr(), server.shutdown_handle());
        let serving = thread::spawn(move || server.serve_forever());
        let mut client = TcpStream::connect(address).unwrap();
        client.write_all(request.as_bytes()).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        stop.request();
        serving.join().unwrap().unwrap();
        (answer, told.try_iter().collect())
    })
}

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

#[test]
fn the_length_of_the_first_page_is_right() {
    let (answer, told) = answer(GET);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    let length = format!("\r\nContent-Length: {}\r\n", body.len());
    assert!(head.contains(&length), "{head}");
    assert!(body.ends_with("<p>It works.</p>\n"));
    assert_eq!(told, ["GET / HTTP/1.1"]);
}

#[test]
fn the_first_server_says_yes_to_everything() {
    for request in [
        "hello\r\n\r\n",
        "GET /no/such/page HTTP/9.9\r\n\r\n",
        "\r\n",
    ] {
        let (answer, _) = answer(request);
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{request:?}");
    }
}

#[test]
fn the_first_server_sends_a_body_after_head() {
    let (answer, _) = answer("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(answer.ends_with("<p>It works.</p>\n"));
}

#[test]
fn the_first_server_answers_one_request_of_two() {
    let both =
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    let (answer, told) = answer(both);
    assert_eq!(answer.matches("200 OK").count(), 1);
    assert_eq!(told, ["GET /1 HTTP/1.1"]);
}

#[test]
fn nothing_that_a_client_sends_controls_the_terminal() {
    let (_, told) = answer("GET /\x1b[2J HTTP/1.1\r\n\r\n");
    assert_eq!(told, ["GET /\\u{1b}[2J HTTP/1.1"]);
}
