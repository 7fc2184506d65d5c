//! The same over real sockets, by the program's `server`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};

use super::*;
use crate::program::with_server;

/// Serves the root of `tree` by the program, and hands the address to `test`.
fn serving(tree: &Directory, test: impl FnOnce(&str) + Send + 'static) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_chapter8"));
    server
        .args(["server", "--quiet", "--address", "127.0.0.1:0"])
        .arg(tree.path().join("root"));
    with_server(server, |address, _| test(address));
}

/// All that is answered to these bytes.
fn answers(address: &str, requests: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(requests.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answers = Vec::new();
    stream.read_to_end(&mut answers).unwrap();
    answers
}

#[test]
fn every_attack_fails_over_a_socket() {
    let tree = tree();
    serving(&tree, |address| {
        for (status, target, reason) in attacks() {
            let request = format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
            let answer = String::from_utf8(answers(address, &request)).unwrap();
            let start = format!("HTTP/1.1 {status} ");
            assert!(answer.starts_with(&start), "{target}: {reason}: {answer}");
            assert!(!answer.contains(SECRET), "{target}: {reason}: {answer}");
        }
    });
}

#[test]
fn whatever_is_answered_ends_where_the_next_answer_begins() {
    let tree = tree();
    tree.write("root/empty.txt", "");
    serving(&tree, |address| {
        let mut requests = String::new();
        let mut expected = Vec::new();
        for (line, field, status, body) in [
            ("HEAD /page.html", "Range: bytes=0-3", "200 OK", ""),
            (
                "GET /page.html",
                "Range: bytes=0-3",
                "206 Partial Content",
                "page",
            ),
            (
                "GET /page.html",
                &format!("If-None-Match: {TAG}"),
                "304 Not Modified",
                "",
            ),
            ("GET /empty.txt", "Range: bytes=0-1,3-4", "200 OK", ""),
            (
                "GET /page.html",
                "If-Range: \"other\"",
                "200 OK",
                "page.html",
            ),
            ("GET /dir/", "Range: lines=1-2", "200 OK", "dir/index.html"),
        ] {
            requests += &format!("{line} HTTP/1.1\r\nHost: a\r\n{field}\r\n\r\n");
            expected.push((format!("HTTP/1.1 {status}"), body));
        }
        let answers = String::from_utf8(answers(address, &requests)).unwrap();
        let mut rest = answers.as_str();
        for (status_line, body) in expected {
            let (head, behind) = rest.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with(&status_line), "{answers}");
            rest = behind.strip_prefix(body).expect(&answers);
        }
        assert_eq!(rest, "");
    });
}

#[test]
fn a_file_that_shrinks_while_it_is_sent_breaks_the_connection_off() {
    let tree = tree();
    // More than the system keeps on the way from one end to the other.
    let length = 64 * 1024 * 1024;
    let path = tree.write("root/large", "");
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(length).unwrap();
    serving(&tree, move |address| {
        let mut stream = TcpStream::connect(address).unwrap();
        let request = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
        stream.write_all(request).unwrap();
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).unwrap();
        }
        file.set_len(1024 * 1024).unwrap();
        let mut body = Vec::new();
        // What has come may be followed by a reset: both say that it isn't all.
        let _ = stream.read_to_end(&mut body);
        assert!((body.len() as u64) < length, "{}", body.len());
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_gigabyte_takes_no_more_memory_than_a_page() {
    let tree = tree();
    let length = 1 << 30;
    let path = tree.write("root/large", "");
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(length).unwrap();
    // 400 MB of addresses, of which each thread's allocator takes 64 MiB.
    let limited = "ulimit -v 400000; exec \"$@\"";
    let mut server = Command::new("sh");
    server
        .args([
            "-c",
            limited,
            "sh",
            env!("CARGO_BIN_EXE_chapter8"),
            "server",
        ])
        .args(["--quiet", "--workers", "1", "--address", "127.0.0.1:0"])
        .arg(tree.path().join("root"));
    with_server(server, move |address, _| {
        let mut stream = TcpStream::connect(address).unwrap();
        let request =
            b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        stream.write_all(request).unwrap();
        let sent = std::io::copy(&mut stream, &mut std::io::sink()).unwrap();
        assert!(sent > length, "{sent}");
    });
}
