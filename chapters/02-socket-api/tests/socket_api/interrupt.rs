//! Ctrl-C, sent to a process of its own.

use std::env;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::net::{TcpStream, UdpSocket};
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Instant;

use socket_api::interrupt::Interrupt;
use socket_api::interrupted;
use socket_api::wait::wait;

#[cfg(target_os = "linux")]
use crate::socket::flags;
use crate::within_limit::within_limit;

/// A program that is told to end, at the latest when the test does.
struct Program {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Program {
    fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output }
    }

    /// Passes over what the test harness prints around it.
    fn prints(&mut self, expected: &str) {
        let mut line = String::new();
        while line.trim_end() != expected {
            line.clear();
            assert_ne!(
                self.output.read_line(&mut line).unwrap(),
                0,
                "no {expected}"
            );
        }
    }

    /// That of a server which is ready.
    fn prints_address(&mut self) -> String {
        let ready = self.next_line();
        ready.strip_prefix("listening on ").unwrap().to_owned()
    }

    fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn press_ctrl_c(&self) {
        interrupt(&self.process.id().to_string());
    }
}

/// Sends SIGINT to a process, or to a thread of one.
fn interrupt(number: &str) {
    let kill = format!("kill -INT {number}");
    let status = Command::new("sh").args(["-c", &kill]).status().unwrap();
    assert!(status.success());
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_server_serves_both_transports_until_ctrl_c() {
    within_limit(|| {
        let mut server =
            Program::start(Command::new(env!("CARGO_BIN_EXE_chapter2")).args([
                "server",
                "--address",
                "127.0.0.1:0",
            ]));
        let address = server.prints_address();

        let mut client = TcpStream::connect(&address).unwrap();
        let me = client.local_addr().unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, format!("you are {me}\n"));
        assert_eq!(server.next_line(), format!("{me} connected"));

        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        let me = sender.local_addr().unwrap();
        for datagram in [&b""[..], &[0; 65_507], b"hello"] {
            sender.send_to(datagram, &address).unwrap();
            assert_eq!(server.next_line(), format!("{me} sent a datagram"));
        }

        server.press_ctrl_c();
        assert_eq!(server.next_line(), "Ctrl-C: this is the end");
        assert!(server.process.wait().unwrap().success());
    });
}

/// What is ready may not be so any more when the call is made, which can't be made to
/// happen from outside.
#[cfg(target_os = "linux")]
#[test]
fn the_server_waits_nowhere_but_in_its_wait() {
    use std::fs;

    const O_NONBLOCK: u32 = 0o4000;
    within_limit(|| {
        let mut server =
            Program::start(Command::new(env!("CARGO_BIN_EXE_chapter2")).args([
                "server",
                "--address",
                "127.0.0.1:0",
            ]));
        server.prints_address();
        let process = format!("/proc/{}", server.process.id());
        let mut sockets = 0;
        for descriptor in fs::read_dir(format!("{process}/fd")).unwrap() {
            let descriptor = descriptor.unwrap();
            let target = fs::read_link(descriptor.path()).unwrap();
            if target.to_str().unwrap().starts_with("socket:") {
                let number = descriptor.file_name();
                let flags =
                    flags(&format!("{process}/fdinfo/{}", number.display()));
                assert_ne!(flags & O_NONBLOCK, 0);
                sockets += 1;
            }
        }
        assert_eq!(sockets, 2);
    });
}

/// While it pauses, it would read one datagram a second if it didn't wait for any.
#[test]
fn a_server_without_descriptors_says_so_once_and_goes_on_reading_datagrams() {
    // The three standard streams and what the server needs; none for a client.
    const LIMITED: &str = "ulimit -n 8; exec 3>&- 4>&- 5>&- 6>&- 7>&-; exec \"$@\"";
    const DATAGRAMS: usize = 30;
    within_limit(|| {
        let mut server = Program::start(Command::new("sh").args([
            "-c",
            LIMITED,
            "sh",
            env!("CARGO_BIN_EXE_chapter2"),
            "server",
            "--address",
            "127.0.0.1:0",
        ]));
        let address = server.prints_address();
        let _waiting = TcpStream::connect(&address).unwrap();
        let refused = server.next_line();
        assert!(
            refused.starts_with("cannot accept connections: "),
            "{refused}"
        );

        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        let me = sender.local_addr().unwrap();
        for _ in 0..DATAGRAMS {
            sender.send_to(b"hello", &address).unwrap();
            assert_eq!(server.next_line(), format!("{me} sent a datagram"));
        }

        server.press_ctrl_c();
        assert_eq!(server.next_line(), "Ctrl-C: this is the end");
        assert!(server.process.wait().unwrap().success());
    });
}

/// The test runs itself as that process.
#[test]
fn the_first_ctrl_c_is_noticed_and_the_second_ends_the_process() {
    const CHILD: &str = "NOTICES_CTRL_C";
    const NAME: &str =
        "interrupt::the_first_ctrl_c_is_noticed_and_the_second_ends_the_process";
    if env::var_os(CHILD).is_some() {
        notice_ctrl_c().unwrap();
    }
    within_limit(|| {
        let mut program = Program::start(
            Command::new(env::current_exe().unwrap())
                .args([NAME, "--exact", "--nocapture"])
                .env(CHILD, "1"),
        );
        program.prints("waiting");
        program.press_ctrl_c();
        program.prints("noticed");
        program.press_ctrl_c();
        let status = program.process.wait().unwrap();
        assert_eq!(status.signal(), Some(2), "{status}");
    });
}

/// The test runs itself as the process, whose one thread is sent the signal: Linux
/// gives a signal to the thread with the number that it is sent to, if that takes it.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_does_not_end_a_read() {
    const CHILD: &str = "READS_ON";
    const NAME: &str = "interrupt::ctrl_c_does_not_end_a_read";
    if env::var_os(CHILD).is_some() {
        read_on().unwrap();
        return;
    }
    within_limit(|| {
        let mut program = Program::start(
            Command::new(env::current_exe().unwrap())
                .args([NAME, "--exact", "--nocapture"])
                .env(CHILD, "1"),
        );
        program.prints("reading");
        let thread = program.next_line();
        interrupt(&thread);
        program.prints("read on");
    });
}

#[cfg(target_os = "linux")]
fn read_on() -> io::Result<()> {
    use std::fs;
    use std::io::Write;
    use std::path::PathBuf;
    use std::sync::mpsc;

    use tcp_vs_udp::loopback::connected_pair;

    let interrupt = Interrupt::on_ctrl_c()?;
    let (mut near, mut far) = connected_pair()?;
    let (sender, thread) = mpsc::channel();
    let reading = thread::spawn(move || {
        sender.send(fs::read_link("/proc/thread-self")).unwrap();
        near.read(&mut [0])
    });
    let thread = PathBuf::from("/proc").join(thread.recv().unwrap()?);
    // Sleeping, and there is nothing but the read to sleep in.
    while !fs::read_to_string(thread.join("stat"))?.contains(") S ") {}
    let number = thread.file_name().unwrap().display();
    println!("\nreading\n{number}");
    wait(&[interrupt.as_fd()], None)?;
    far.write_all(b"!")?;
    assert_eq!(reading.join().unwrap()?, 1);
    println!("\nread on");
    Ok(())
}

fn notice_ctrl_c() -> io::Result<()> {
    let interrupt = Interrupt::on_ctrl_c()?;
    let another = Interrupt::on_ctrl_c()?;
    let both = [interrupt.as_fd(), another.as_fd()];
    assert_eq!(wait(&both, Some(Instant::now()))?, [false; 2]);
    // A line of its own, whatever the harness has printed before.
    println!("\nwaiting");
    wait(&[interrupt.as_fd()], None)?;
    // It stays, and for everybody.
    assert_eq!(wait(&both, None)?, [true; 2]);
    println!("noticed");
    loop {
        thread::park();
    }
}

#[test]
fn some_calls_are_ended_by_a_signal_and_some_go_on() {
    within_limit(|| {
        let table = interrupted::table().unwrap();
        let interrupted: Vec<_> = table
            .iter()
            .filter_map(|(call, result)| {
                Some((*call, result.as_ref().err()?.kind()))
            })
            .collect();
        let ended = ErrorKind::Interrupted;
        assert_eq!(interrupted, [("read", ended), ("recv", ended)]);
        assert_eq!(table.len(), 5);
    });
}
