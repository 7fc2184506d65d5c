//! A process for each request.

#[cfg(target_os = "linux")]
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, UdpSocket};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use socketserver::processes::ProcessPerRequest;
use socketserver::{Builder, Tcp, TcpServer, Udp, UdpServer};

use crate::running::{Running, errors, start};
use crate::within_limit;

/// So long that nobody waits for it in a test that passes.
const LONG: Duration = Duration::from_secs(3600);

fn shell(script: &str) -> ProcessPerRequest {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    ProcessPerRequest::new(command)
}

fn server(processes: ProcessPerRequest) -> Running<Tcp> {
    start(builder(processes).build_without_handler().unwrap())
}

fn builder(processes: ProcessPerRequest) -> Builder<Tcp, ProcessPerRequest> {
    TcpServer::builder("127.0.0.1:0").dispatch(processes)
}

fn connect(server: &Running<Tcp>) -> TcpStream {
    TcpStream::connect(server.address).unwrap()
}

/// What is sent until the peer ends its side.
fn rest(stream: &mut impl Read) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

fn line(stream: &TcpStream) -> String {
    let mut line = String::new();
    // A byte at a time, so that nothing behind the line is lost.
    let mut reader = BufReader::with_capacity(1, stream);
    reader.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

/// Whether there is such a process, even if it has ended and nobody has waited for it.
fn exists(process: &str) -> bool {
    let mut kill = Command::new("kill");
    kill.args(["-0", process]).stderr(Stdio::null());
    kill.status().unwrap().success()
}

#[test]
fn three_clients_are_served_at_the_same_time() {
    within_limit(|| {
        let server = server(ProcessPerRequest::new(Command::new("cat")));
        let mut clients = [(); 3].map(|()| connect(&server));
        for (number, client) in clients.iter_mut().enumerate().rev() {
            client.write_all(format!("{number}\n").as_bytes()).unwrap();
            assert_eq!(line(client), number.to_string());
        }
        for client in &mut clients {
            client.shutdown(Shutdown::Write).unwrap();
            assert_eq!(rest(client), "");
        }
    });
}

#[test]
fn the_end_of_a_child_is_the_end_of_its_connection() {
    within_limit(|| {
        let server = server(shell("echo bye"));
        for _ in 0..2 {
            assert_eq!(rest(&mut connect(&server)), "bye\n");
        }
    });
}

#[test]
fn the_peer_is_in_the_environment() {
    within_limit(|| {
        let server = server(shell("echo $REMOTE_ADDR:$REMOTE_PORT"));
        let mut client = connect(&server);
        let address = client.local_addr().unwrap();
        assert_eq!(rest(&mut client), format!("{address}\n"));
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_child_has_no_descriptor_but_its_own() {
    within_limit(|| {
        // What every program inherits that is started from here, such as by a shell
        // that has started the tests and forgotten to close something.
        let mut other = Command::new("cat");
        let other = other.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut other = other.spawn().unwrap();
        // By then it has opened and closed what it needs for itself.
        let mut echo = [0];
        other.stdin.as_mut().unwrap().write_all(b"a").unwrap();
        other
            .stdout
            .as_mut()
            .unwrap()
            .read_exact(&mut echo)
            .unwrap();
        let (_, inherited) = descriptors(&other.id().to_string());
        other.kill().unwrap();
        other.wait().unwrap();

        let server = server(shell("echo $$; exec cat"));
        let clients = [(); 2].map(|()| connect(&server));
        let sockets = clients.each_ref().map(|mut client| {
            let process = line(client);
            // Before, it may still be the shell, which has other descriptors.
            client.write_all(b"go on\n").unwrap();
            assert_eq!(line(client), "go on");
            let ([stdin, stdout, stderr], more) = descriptors(&process);
            assert_eq!(stdin, stdout);
            assert!(stdin.starts_with("socket:") && stderr.starts_with("pipe:"));
            assert_eq!(more, inherited);
            stdin
        });
        assert_ne!(sockets[0], sockets[1]);
    });
}

/// What the descriptors of a process lead to: 0, 1 and 2, and the others, by number.
#[cfg(target_os = "linux")]
fn descriptors(process: &str) -> ([String; 3], BTreeMap<String, String>) {
    let folder = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let mut all: BTreeMap<String, String> = folder
        .map(|entry| {
            let entry = entry.unwrap();
            let target = std::fs::read_link(entry.path()).unwrap();
            let number = entry.file_name().into_string().unwrap();
            (number, target.to_str().unwrap().to_owned())
        })
        .collect();
    let standard = ["0", "1", "2"].map(|number| all.remove(number).unwrap());
    (standard, all)
}

#[test]
fn a_failed_child_is_reported_and_costs_its_request_only() {
    within_limit(|| {
        let (hook, errors) = errors();
        let builder = builder(shell("read script; eval \"$script\"")).hooks(hook);
        let server = start(builder.build_without_handler().unwrap());
        for (script, expected) in [
            ("exit 3\n", "the program ended with status 3"),
            ("kill -KILL $$\n", "the program was ended by signal 9"),
        ] {
            let mut client = connect(&server);
            client.write_all(script.as_bytes()).unwrap();
            assert_eq!(rest(&mut client), "");
            assert_eq!(
                errors.recv().unwrap(),
                format!("handle failed: {expected}")
            );
        }
        let mut client = connect(&server);
        client.write_all(b"echo still there\n").unwrap();
        assert_eq!(rest(&mut client), "still there\n");
    });
}

#[test]
fn a_program_that_is_not_there_is_reported_for_each_request() {
    within_limit(|| {
        let (hook, errors) = errors();
        let nothing = ProcessPerRequest::new(Command::new("/nonexistent/program"));
        // No place is lost.
        let builder = builder(nothing.max_children(1)).hooks(hook);
        let server = start(builder.build_without_handler().unwrap());
        for _ in 0..3 {
            assert_eq!(rest(&mut connect(&server)), "");
            let error = errors.recv().unwrap();
            assert!(error.starts_with("process_request failed: No such file"));
        }
    });
}

#[test]
fn a_child_is_killed_when_its_time_is_over() {
    within_limit(|| {
        let (hook, errors) = errors();
        let impatient = ProcessPerRequest::new(Command::new("cat"))
            .time_limit(Duration::from_millis(50));
        let server = start(
            builder(impatient)
                .hooks(hook)
                .build_without_handler()
                .unwrap(),
        );
        assert_eq!(rest(&mut connect(&server)), "");
        assert_eq!(
            errors.recv().unwrap(),
            "handle failed: the program took too long and was killed"
        );
    });
}

#[test]
fn a_child_beyond_the_cap_waits_for_the_end_of_another() {
    within_limit(|| {
        let server = server(shell("echo $$; exec cat").max_children(1));
        let first = connect(&server);
        let process = line(&first);
        let mut second = connect(&server);
        second
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();
        let error = second.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);

        drop(first);
        second.set_read_timeout(None).unwrap();
        assert_ne!(line(&second), process);
        assert!(!exists(&process));

        // At the cap, too, a stop is heard.
        server.shutdown.shutdown().unwrap();
        drop(second);
    });
}

#[test]
fn children_above_the_cap_are_not_started_and_nobody_is_lost() {
    const CLIENTS: usize = 100; // as many as the backlog surely has room for
    within_limit(|| {
        let server = server(shell("echo done").max_children(2));
        let clients: Vec<TcpStream> =
            (0..CLIENTS).map(|_| connect(&server)).collect();
        for mut client in clients {
            assert_eq!(rest(&mut client), "done\n");
        }
    });
}

#[test]
fn children_are_given_time_at_the_end_and_then_ended() {
    within_limit(|| {
        let server = server(shell("echo $$; exec cat").grace(LONG));
        let polite = connect(&server);
        let process = line(&polite);
        server.shutdown.shutdown().unwrap();
        (&polite).write_all(b"not yet\n").unwrap();
        assert_eq!(line(&polite), "not yet");
        drop(polite);
        drop(server);
        assert!(!exists(&process));
    });
    within_limit(|| {
        let grace = Duration::from_millis(50);
        let server = server(shell("echo $$; exec cat").grace(grace));
        let mut silent = connect(&server);
        let process = line(&silent);
        drop(server);
        assert_eq!(rest(&mut silent), "");
        assert!(!exists(&process));
    });
}

#[test]
fn the_end_of_the_server_prolongs_no_childs_time() {
    within_limit(|| {
        let brief = shell("echo $$; exec cat")
            .time_limit(Duration::from_millis(300))
            .grace(LONG);
        let server = server(brief);
        let mut silent = connect(&server);
        let process = line(&silent);
        drop(server);
        assert_eq!(rest(&mut silent), "");
        assert!(!exists(&process));
    });
}

#[test]
fn a_child_of_somebody_else_is_left_alone() {
    within_limit(|| {
        let mut foreign = Command::new("sh");
        let foreign = foreign.args(["-c", "exit 7"]).stdout(Stdio::piped());
        let mut foreign = foreign.spawn().unwrap();
        assert_eq!(rest(&mut foreign.stdout.take().unwrap()), "");
        let server = server(shell("echo bye"));
        for _ in 0..3 {
            assert_eq!(rest(&mut connect(&server)), "bye\n");
        }
        drop(server);
        assert_eq!(foreign.wait().unwrap().code(), Some(7));
    });
}

#[test]
fn a_child_may_close_its_standard_error_and_go_on() {
    within_limit(|| {
        let server = server(shell("exec 2>&-; echo $$; exec cat").grace(LONG));
        let client = connect(&server);
        let process = line(&client);
        (&client).write_all(b"on\n").unwrap();
        assert_eq!(line(&client), "on");
        drop(client);
        drop(server);
        assert!(!exists(&process));
    });
}

#[test]
fn a_time_without_an_end_is_refused() {
    let endless = shell("true").time_limit(Duration::MAX);
    let error = builder(endless).build_without_handler().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let nobody = shell("true").max_children(0);
    let error = builder(nobody).build_without_handler().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

/// Passes on what is written, piece by piece.
struct Pieces(Sender<String>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        self.0.send(text).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A datagram server with one child at a time, and what that says.
fn datagrams(script: &str) -> (Running<Udp>, Receiver<String>) {
    let (sender, said) = mpsc::channel();
    let processes = shell(script).max_children(1).log(Pieces(sender));
    let server = UdpServer::builder("127.0.0.1:0")
        .max_packet_size(4)
        .dispatch(processes)
        .build_without_handler();
    (start(server.unwrap()), said)
}

#[test]
fn what_a_child_says_on_standard_error_goes_to_the_log() {
    within_limit(|| {
        let (sender, said) = mpsc::channel();
        let server = server(shell("echo \"it is $0\" >&2").log(Pieces(sender)));
        assert_eq!(rest(&mut connect(&server)), "");
        assert_eq!(said.recv().unwrap(), "it is sh\n");
    });
}

#[test]
fn a_child_gets_its_datagram_and_learns_whether_it_is_whole() {
    within_limit(|| {
        let script = "echo \"$(cat), ${DATAGRAM_TRUNCATED-whole}\" >&2";
        let (server, said) = datagrams(script);
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        for (sent, expected) in [
            ("four", "four, whole\n"),
            ("fives", "five, 1\n"),
            ("", ", whole\n"),
        ] {
            client.send_to(sent.as_bytes(), server.address).unwrap();
            assert_eq!(said.recv().unwrap(), expected);
        }
    });
}

#[test]
fn a_child_may_leave_its_datagram_unread() {
    within_limit(|| {
        let (server, said) = datagrams("echo $REMOTE_PORT >&2");
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = client.local_addr().unwrap().port();
        for _ in 0..3 {
            client.send_to(b"four", server.address).unwrap();
            assert_eq!(said.recv().unwrap(), format!("{port}\n"));
        }
    });
}

#[test]
fn what_a_child_leaves_behind_counts_as_the_child() {
    within_limit(|| {
        // The shell gives what runs in the background another standard input.
        let behind = shell("exec 3<&0; cat <&3 &");
        let server = server(behind.max_children(1).grace(LONG));
        let first = connect(&server);
        (&first).write_all(b"still there\n").unwrap();
        assert_eq!(line(&first), "still there");

        let mut second = connect(&server);
        second.write_all(b"too\n").unwrap();
        second
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();
        let error = second.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);

        drop(first);
        second.set_read_timeout(None).unwrap();
        assert_eq!(line(&second), "too");
    });
}

#[test]
fn the_timeout_of_a_connection_holds_in_the_child() {
    within_limit(|| {
        let (hook, errors) = errors();
        let cat = ProcessPerRequest::new(Command::new("cat"));
        let builder = builder(cat).timeout(Duration::from_millis(50)).hooks(hook);
        let server = start(builder.build_without_handler().unwrap());
        assert_eq!(rest(&mut connect(&server)), "");
        let error = errors.recv().unwrap();
        assert_eq!(error, "handle failed: the program ended with status 1");
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_child_does_not_hear_the_ctrl_c_that_is_for_the_server() {
    within_limit(|| {
        // The fifth column is the process group (proc_pid_stat(5)).
        let server = server(shell("echo $$ $(cut -d ' ' -f 5 /proc/$$/stat)"));
        let text = rest(&mut connect(&server));
        let (process, group) = text.trim().split_once(' ').unwrap();
        assert_eq!(process, group);
    });
}
