//! The two programs of the first page, as two processes.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};

use tcp_vs_udp::loopback::NOBODY;

use crate::command::chapter1;
use crate::program::{run, stderr, stdout, with_server};
use crate::within_limit::within_limit;

fn ask(role: &str, address: &str, question: &str) -> std::process::Output {
    chapter1(&[role, "--address", address, question])
        .output()
        .unwrap()
}

fn a_question_is_answered(answer: &str, role: &'static str) {
    let server = chapter1(&[answer, "--address", "127.0.0.1:0"]);
    with_server(server, move |address, next_line| {
        let output = ask(role, address, "are you there?");
        assert!(output.status.success());
        assert_eq!(stdout(&output), "\"yes\"\n");
        let asked = next_line();
        assert!(asked.starts_with("127.0.0.1:"), "{asked}");
        assert!(asked.ends_with(" asks: \"are you there?\""), "{asked}");
    });
}

#[test]
fn a_question_over_tcp_is_answered() {
    a_question_is_answered("tcp-answer", "tcp-ask");
}

#[test]
fn a_question_over_udp_is_answered() {
    a_question_is_answered("udp-answer", "udp-ask");
}

#[test]
fn a_question_is_printed_so_that_it_can_do_no_harm_to_a_terminal() {
    let server = chapter1(&["tcp-answer", "--address", "127.0.0.1:0"]);
    with_server(server, |address, next_line| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"\x1b[2J\xff").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "yes\n");
        assert!(next_line().ends_with(" asks: \"\\u{1b}[2J\u{fffd}\""));
    });
}

#[test]
fn without_a_listener_tcp_says_no_at_once() {
    let output = run(chapter1(&["tcp-ask", "--address", NOBODY, "hello"]));
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(told.contains("cannot ask 127.0.0.1:1: "), "{told}");
    assert!(told.contains("refused"), "{told}");
}

#[test]
#[cfg(unix)] // Windows reports to any socket that a datagram met nobody
fn without_a_receiver_udp_says_nothing() {
    let output = run(chapter1(&["udp-ask", "--address", NOBODY, "hello"]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "error: cannot ask 127.0.0.1:1: no answer within 1s\n\
         hint: is anybody there? over UDP, nobody says no\n"
    );
}

#[test]
fn somebody_who_never_answers_is_not_waited_for_forever() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let output = ask("tcp-ask", &address, "hello");
        assert!(stderr(&output).contains("no answer within 1s"));

        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap().to_string();
        let output = ask("udp-ask", &address, "hello");
        assert!(stderr(&output).contains("no answer within 1s"));
    });
}

#[test]
fn a_question_is_needed() {
    let output = run(chapter1(&["tcp-ask"]));
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("error: tcp-ask needs"));
}
