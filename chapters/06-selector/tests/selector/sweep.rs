//! The server that tries all connections in turn.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use echo_server::limits::Limits;
use selector::sweep::{Server, Settings};
use socket_api::socket::Socket;
use tcp_vs_udp::loopback::PATIENCE;

use crate::within_limit;

/// More than the systems at both ends keep (tcp(7), `tcp_rmem` and `tcp_wmem`).
const MORE_THAN_BUFFERS_TAKE: usize = 16 * 1024 * 1024;

/// With each pause in turn, serves while `test` runs, which gets the address and what
/// the server tells.
fn serve(settings: Settings, test: fn(SocketAddr, Receiver<String>)) {
    for pause in [Duration::ZERO, Duration::from_millis(1)] {
        within_limit(move || {
            let settings = Settings { pause, ..settings };
            let server = Server::bind("127.0.0.1:0", settings).unwrap();
            let address = server.local_addr().unwrap();
            let (sender, told) = mpsc::channel();
            // It ends with the first event that nobody wants to know.
            thread::spawn(move || {
                server.serve(|event| {
                    let sent = sender.send(event.to_string());
                    sent.map_err(std::io::Error::other)
                })
            });
            test(address, told);
            let _last = TcpStream::connect(address);
        });
    }
}

fn is_echoed(mut client: &TcpStream, message: &[u8]) {
    client.write_all(message).unwrap();
    let mut echo = vec![0; message.len()];
    client.read_exact(&mut echo).unwrap();
    assert_eq!(echo, message);
}

#[test]
fn a_client_is_served_beside_others_who_are_silent() {
    serve(Settings::default(), |address, _told| {
        let _silent = [(); 10].map(|()| TcpStream::connect(address).unwrap());
        let one = TcpStream::connect(address).unwrap();
        let other = TcpStream::connect(address).unwrap();
        for _ in 0..3 {
            is_echoed(&one, b"hello");
            is_echoed(&other, b"hi");
        }
    });
}

#[test]
fn what_came_before_the_end_of_file_is_answered() {
    serve(Settings::default(), |address, told| {
        let mut client = TcpStream::connect(address).unwrap();
        client.write_all(b"hello").unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut echo = Vec::new();
        client.read_to_end(&mut echo).unwrap();
        assert_eq!(echo, b"hello");
        let peer = client.local_addr().unwrap();
        assert_eq!(told.recv().unwrap(), format!("{peer} connected"));
        assert_eq!(told.recv().unwrap(), format!("{peer} closed after 5 bytes"));
    });
}

#[test]
fn whoever_reads_late_gets_everything_and_keeps_nobody() {
    serve(Settings::default(), |address, _told| {
        let mut late = TcpStream::connect(address).unwrap();
        let message = (0..=255).collect::<Vec<u8>>();
        let message = message.repeat(MORE_THAN_BUFFERS_TAKE / message.len());
        late.set_nonblocking(true).unwrap();
        let mut sent = 0;
        let mut write = |mut late: &TcpStream| match late.write(&message[sent..]) {
            Ok(length) => sent += length,
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
        };
        // Whether it's full by then or not: another one is served.
        (0..1_000).for_each(|_| write(&late));
        is_echoed(&TcpStream::connect(address).unwrap(), b"hello");

        let (mut received, mut part) = (Vec::new(), vec![0; 64 * 1024]);
        while received.len() < MORE_THAN_BUFFERS_TAKE {
            write(&late);
            match late.read(&mut part) {
                Ok(length) => received.extend_from_slice(&part[..length]),
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
        }
        assert!(received == message, "not what was sent");
    });
}

#[test]
fn a_reset_costs_one_connection() {
    serve(Settings::default(), |address, told| {
        let other = TcpStream::connect(address).unwrap();
        told.recv().unwrap();
        let client = TcpStream::connect(address).unwrap();
        let peer = client.local_addr().unwrap();
        Socket::of(&client)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
        told.recv().unwrap();
        drop(client);
        assert_eq!(told.recv().unwrap(), format!("{peer} reset after 0 bytes"));
        is_echoed(&other, b"still there?");
    });
}

#[test]
fn whoever_is_over_the_cap_waits_until_somebody_leaves() {
    let settings = Settings {
        connections: 1,
        ..Settings::default()
    };
    serve(settings, |address, told| {
        let first = TcpStream::connect(address).unwrap();
        is_echoed(&first, b"hello");
        let mut second = TcpStream::connect(address).unwrap();
        second.write_all(b"hi").unwrap();
        second.set_read_timeout(Some(PATIENCE)).unwrap();
        assert!(
            second.read(&mut [0; 2]).is_err(),
            "there is no place for it"
        );
        second.set_read_timeout(None).unwrap();
        drop(first);
        second.read_exact(&mut [0; 2]).unwrap();
        let peer = second.local_addr().unwrap();
        let told: Vec<String> = told.into_iter().take(3).collect();
        assert_eq!(told[2], format!("{peer} connected"));
    });
}

#[test]
fn whoever_is_silent_for_too_long_is_sent_away() {
    let settings = Settings {
        limits: Limits {
            silence: Duration::from_millis(50),
            ..Limits::default()
        },
        ..Settings::default()
    };
    serve(settings, |address, told| {
        let mut client = TcpStream::connect(address).unwrap();
        assert_eq!(client.read(&mut [0; 10]).unwrap(), 0);
        let peer = client.local_addr().unwrap();
        told.recv().unwrap();
        assert_eq!(
            told.recv().unwrap(),
            format!("{peer} timed out after 0 bytes")
        );
    });
}

/// What has come is more than one turn takes, and the pause is an hour.
#[test]
fn nobody_sleeps_while_there_is_something_to_do() {
    within_limit(|| {
        let settings = Settings {
            pause: Duration::from_secs(3600),
            ..Settings::default()
        };
        let server = Server::bind("127.0.0.1:0", settings).unwrap();
        let mut client = TcpStream::connect(server.local_addr().unwrap()).unwrap();
        client.write_all(&[b'a'; 40_000]).unwrap();
        thread::spawn(move || server.serve(|_event| Ok(())));
        let mut echo = [0; 40_000];
        client.read_exact(&mut echo).unwrap();
        assert_eq!(echo, [b'a'; 40_000]);
    });
}

#[cfg(target_os = "linux")]
mod costs {
    use std::path::Path;

    use selector::sweep::costs::{self, Scale};

    use crate::within_limit;

    #[test]
    fn a_sweep_costs_time_when_idle_or_when_asked_and_a_selector_neither() {
        let costs = within_limit(|| {
            let scale = Scale {
                connections: 100,
                rounds: 1,
                idle: std::time::Duration::from_millis(200),
                messages: 10,
            };
            costs::run(Path::new(env!("CARGO_BIN_EXE_chapter6")), scale).unwrap()
        });
        let named = |name| costs.iter().find(|costs| costs.name == name).unwrap();
        let [spins, sleeps, selector] =
            ["no sleep", "10 ms", "selector"].map(named);
        // By factors of more than ten on an idle machine.
        assert!(spins.idle_second.median > 2 * sleeps.idle_second.median);
        assert!(sleeps.idle_second.median > selector.idle_second.median);
        assert!(sleeps.alone.median > selector.alone.median);

        let data = costs::data(&costs);
        assert!(data.contains("pause_10000_one = "), "{data}");
        assert_eq!(data.matches("nan").count(), costs.len(), "{data}");
    }
}
