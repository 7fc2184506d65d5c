//! The server of many connections, over real sockets, on each backend.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

use echo_server::ending::Ending;
use echo_server::server::Event as Conversation;
use selector::backend::poll::Poll;
use selector::late_reader::{self, Outcome};
use selector::server::connection::UNSENT_LIMIT;
use selector::server::{Event, Server, Settings, WriteInterest};
use selector::{Backend, DefaultBackend};
use threading::stop::Stop;

use crate::{numbers, within_limit};

/// 16 MiB: both ends of a connection have room for 10 at most, on Linux and unless told
/// otherwise (tcp(7), `tcp_rmem` and `tcp_wmem`), and the server for less than one.
const MORE_THAN_BUFFERS_TAKE: usize = 16 * 1024 * 1024;

/// Serves while `test` runs, and returns what the server has reported.
fn serve<B: Backend + Send + 'static>(
    settings: Settings,
    test: impl FnOnce(SocketAddr) + Send + 'static,
) -> Vec<Event> {
    within_limit(move || {
        let server = Server::<B>::bind("127.0.0.1:0", settings).unwrap();
        let address = server.local_addr().unwrap();
        let stop = Stop::new().unwrap();
        let until = stop.clone();
        let serving = thread::spawn(move || {
            let mut events = Vec::new();
            let report = |event| {
                events.push(event);
                Ok(())
            };
            server.serve(&until, report).unwrap();
            events
        });
        test(address);
        stop.request();
        serving.join().unwrap()
    })
}

/// The same on every backend that there is here, with the settings that are usual and
/// with the experiment's.
fn serve_everywhere(test: fn(SocketAddr)) {
    let _few = numbers::few();
    for write_interest in [WriteInterest::WhileOwing, WriteInterest::Always] {
        let settings = Settings {
            write_interest,
            ..Settings::default()
        };
        serve::<DefaultBackend>(settings, test);
        serve::<Poll>(settings, test);
    }
}

fn read_to_end(mut client: &TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    client.read_to_end(&mut bytes).unwrap();
    bytes
}

/// Bytes of which no two neighbouring megabytes are alike.
fn pattern(length: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> =
        (0..=250).collect::<Vec<u8>>().repeat(length / 251 + 1);
    bytes.truncate(length);
    bytes
}

#[test]
fn each_of_many_connections_gets_its_own_bytes_back() {
    serve_everywhere(|address| {
        let mut clients: Vec<TcpStream> = (0..100)
            .map(|_| TcpStream::connect(address).unwrap())
            .collect();
        for round in 0..3 {
            let text = |number| format!("message {round} of client {number:03}");
            for (number, client) in clients.iter_mut().enumerate() {
                client.write_all(text(number).as_bytes()).unwrap();
            }
            for (number, client) in clients.iter_mut().enumerate().rev() {
                let mut answer = vec![0; text(number).len()];
                client.read_exact(&mut answer).unwrap();
                assert_eq!(answer, text(number).as_bytes());
            }
        }
    });
}

#[test]
fn a_silent_client_keeps_nobody_waiting() {
    serve_everywhere(|address| {
        let _silent = TcpStream::connect(address).unwrap();
        let mut client = TcpStream::connect(address).unwrap();
        client.write_all(b"hello").unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(read_to_end(&client), b"hello");
    });
}

#[test]
fn a_client_that_has_ended_its_side_is_answered_in_full() {
    serve_everywhere(|address| {
        let client = TcpStream::connect(address).unwrap();
        let sent = pattern(MORE_THAN_BUFFERS_TAKE);
        let answer = thread::scope(|scope| {
            scope.spawn(|| {
                (&client).write_all(&sent).unwrap();
                client.shutdown(Shutdown::Write).unwrap();
            });
            read_to_end(&client)
        });
        assert!(answer == sent, "the bytes are others");
    });
}

#[test]
fn a_client_that_was_answered_before_is_answered_in_full_too() {
    serve_everywhere(|address| {
        let client = TcpStream::connect(address).unwrap();
        for _ in 0..3 {
            (&client).write_all(b"hello").unwrap();
            (&client).read_exact(&mut [0; 5]).unwrap();
        }
        let sent = pattern(MORE_THAN_BUFFERS_TAKE);
        let answer = thread::scope(|scope| {
            scope.spawn(|| {
                (&client).write_all(&sent).unwrap();
                client.shutdown(Shutdown::Write).unwrap();
            });
            read_to_end(&client)
        });
        assert!(answer == sent, "the bytes are others");

        let client = TcpStream::connect(address).unwrap();
        for _ in 0..3 {
            (&client).write_all(b"hello").unwrap();
            (&client).read_exact(&mut [0; 5]).unwrap();
        }
        let taken = fill(&client);
        client.shutdown(Shutdown::Write).unwrap();
        assert!(
            read_to_end(&client) == pattern(taken),
            "the bytes are others"
        );
    });
}

/// Writes until the server takes no more, and returns how much it took.
fn fill(mut client: &TcpStream) -> usize {
    client.set_nonblocking(true).unwrap();
    let bytes = pattern(MORE_THAN_BUFFERS_TAKE);
    let mut taken = 0;
    // The server is asked what it has done by another client, so that it has had its
    // turn whenever we look.
    let mut other = TcpStream::connect(client.peer_addr().unwrap()).unwrap();
    loop {
        match client.write(&bytes[taken..]) {
            Ok(length) => taken += length,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                let before = taken;
                for _ in 0..20 {
                    other.write_all(b"?").unwrap();
                    other.read_exact(&mut [0]).unwrap();
                }
                if let Ok(length) = client.write(&bytes[taken..]) {
                    taken += length;
                }
                if taken == before {
                    break;
                }
            }
            Err(error) => panic!("{error}"),
        }
    }
    client.set_nonblocking(false).unwrap();
    taken
}

#[test]
fn a_client_that_never_reads_is_not_read_from_without_end() {
    serve_everywhere(|address| {
        let deaf = TcpStream::connect(address).unwrap();
        let taken = fill(&deaf);
        assert!(taken < MORE_THAN_BUFFERS_TAKE, "{taken}");
        assert!(taken > UNSENT_LIMIT, "{taken}");

        // When it does read at last, it gets all of it, and can go on.
        deaf.shutdown(Shutdown::Write).unwrap();
        assert!(read_to_end(&deaf) == pattern(taken), "the bytes are others");
    });
}

#[test]
fn a_late_reader_is_waited_for_and_gets_everything() {
    serve_everywhere(|address| {
        assert_eq!(late_reader::run(address).unwrap(), Outcome::Waits);
    });
}

/// The experiment itself: a server that hears everything and says nothing fails it.
#[test]
fn an_answer_that_is_too_short_is_told_by_the_late_reader() {
    let error = late_reader_at(|stream| {
        io::copy(stream, &mut io::sink()).unwrap();
    });
    assert_eq!(error.to_string(), "not all of it has come back");
}

/// And so does one that has no bound for what it keeps.
#[test]
fn a_server_that_keeps_everything_is_told_by_the_late_reader() {
    let error = late_reader_at(|stream| {
        let mut kept = Vec::new();
        stream.read_to_end(&mut kept).unwrap();
        stream.write_all(&kept).unwrap();
    });
    assert_eq!(error.to_string(), "it keeps all that it is sent");
}

/// What the late reader says of a server that does this with its connection.
fn late_reader_at(serve: fn(&mut TcpStream)) -> io::Error {
    within_limit(move || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || serve(&mut listener.accept().unwrap().0));
        late_reader::run(address).unwrap_err()
    })
}

#[test]
fn a_reset_costs_its_own_connection_only() {
    let events = serve::<DefaultBackend>(Settings::default(), |address| {
        let mut witness = TcpStream::connect(address).unwrap();
        let reset = TcpStream::connect(address).unwrap();
        (&reset).write_all(b"hello").unwrap();
        reset.peek(&mut [0; 5]).unwrap();
        drop(reset); // closing with something unread resets
        witness.write_all(b"still there?").unwrap();
        witness.read_exact(&mut [0; 12]).unwrap();
        witness.shutdown(Shutdown::Write).unwrap();
        assert_eq!(read_to_end(&witness), b"");
    });
    let ends: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Conversation(Conversation::Ended {
                ending, answered, ..
            }) => Some((*ending, *answered)),
            _ => None,
        })
        .collect();
    assert_eq!(ends, [(Ending::Reset, 5), (Ending::EndOfFile, 12)]);
}

#[test]
fn many_may_leave_in_the_same_turn() {
    serve_everywhere(|address| {
        for _ in 0..3 {
            let mut clients: Vec<TcpStream> = (0..50)
                .map(|_| TcpStream::connect(address).unwrap())
                .collect();
            for client in &mut clients {
                client.write_all(b"x").unwrap();
            }
            for client in &mut clients {
                client.read_exact(&mut [0]).unwrap();
            }
        }
    });
}

#[test]
fn what_report_returns_ends_the_server() {
    let error = within_limit(|| {
        let server =
            Server::<DefaultBackend>::bind("127.0.0.1:0", Settings::default());
        let server = server.unwrap();
        let _client = TcpStream::connect(server.local_addr().unwrap()).unwrap();
        let never = Stop::new().unwrap();
        let report = |_event| Err(ErrorKind::BrokenPipe.into());
        server.serve(&never, report).unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
}

/// `std`'s listener has room for 128.
#[test]
#[cfg(target_os = "linux")]
fn hundreds_may_wait_to_be_accepted() {
    use tcp_vs_udp::loopback::PATIENCE;

    const WAITING: usize = 300;
    let _many = numbers::many();
    let most = std::fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap();
    if most.trim().parse::<usize>().unwrap() < WAITING {
        println!("left out: the system lets {} wait", most.trim());
        return;
    }
    within_limit(|| {
        let server =
            Server::<DefaultBackend>::bind("127.0.0.1:0", Settings::default());
        let address = server.as_ref().unwrap().local_addr().unwrap();
        let connect = |_| TcpStream::connect_timeout(&address, PATIENCE).unwrap();
        let waiting: Vec<TcpStream> = (0..WAITING).map(connect).collect();
        drop(waiting);
    });
}
