//! Servers as one writes them before one has met hostile peers, each good enough
//! for a polite client. An attack has to harm one of them at the least.
//!
//! They run as this program, started again in a process of its own, so that they
//! are measured like the others.

pub mod messages;
pub mod pages;

use std::collections::HashMap;
use std::env;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::{AsRawFd, RawFd};
use std::process::{Command, ExitCode};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::connect_unspec;
use rustix::net::sockopt::set_socket_send_buffer_size;

use crate::suite::attacks;
use crate::suite::interruptible::interruptible;
use crate::suite::protocol::{
    CHAT_QUESTION, DATAGRAM_LIMIT, FRAME_LIMIT, LINE_LIMIT, LINE_REFUSAL, PANIC_AT,
    Protocol, WELCOME, adler32,
};
use crate::suite::servers::TIMEOUT;
use crate::suite::target::{Promises, Target};

/// The environment variable that makes this program a naive server, by its name.
pub const VARIABLE: &str = "NAIVE_SERVER";

/// A server that some attack harms.
#[derive(Debug, Clone, Copy)]
pub struct Naive {
    pub name: &'static str,
    protocol: Protocol,
    /// How many clients it means to serve at the same time, and how many threads it
    /// may have for them.
    at_once: usize,
    /// Whether it ignores Ctrl-C.
    is_deaf: bool,
    run: fn() -> io::Result<()>,
}

impl Naive {
    pub fn start(self) -> Result<Target, String> {
        let program = env::current_exe().map_err(|error| error.to_string())?;
        let mut command = match self.is_deaf {
            false => interruptible(program),
            true => {
                let mut shell = Command::new("sh");
                shell.args(["-c", "trap '' INT; exec \"$0\""]).arg(program);
                shell
            }
        };
        command.env(VARIABLE, self.name);
        let promises = Promises {
            protocol: self.protocol,
            at_once: self.at_once,
            most_threads: self.at_once,
            ends_well: true,
        };
        Target::start(command, promises)
    }
}

/// Serves until an error ends it, as it ends a program whose `main` returns it.
pub fn serve(name: &str) -> ExitCode {
    let naive = attacks::naive(name).expect("an attack's naive server");
    match (naive.run)() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Passes every error on with `?`, whoever caused it, has the patience of an hour,
/// and keeps its buffers.
pub const CARELESS_ECHO: Naive = Naive {
    name: "careless-echo",
    protocol: Protocol::Echo,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        let mut buffers = Vec::new();
        loop {
            let stream = accept(&listener)?;
            stream.set_read_timeout(Some(Duration::from_secs(3600)))?;
            buffers.push(vec![b' '; 16 * 1024]);
            echo(&stream)?;
        }
    },
};

/// Knows that clients come and go and are silent, and that reads are interrupted,
/// counts on it that those who speak come to an end, and has a clock for each,
/// which doesn't.
pub const PATIENT_ECHO: Naive = Naive {
    name: "patient-echo",
    protocol: Protocol::Echo,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let stream = accept(&listener)?;
            thread::spawn(|| {
                loop {
                    thread::sleep(Duration::from_secs(3600));
                }
            });
            stream.set_read_timeout(Some(Duration::from_secs(1)))?;
            while echo(&stream)
                .is_err_and(|error| error.kind() == ErrorKind::Interrupted)
            {
            }
        }
    },
};

/// The same, and can't be told to end.
pub const DEAF_ECHO: Naive = Naive {
    name: "deaf-echo",
    is_deaf: true,
    ..PATIENT_ECHO
};

/// Has a deadline for the whole conversation, and looks at it when there has been
/// nothing to read for a while.
pub const ABSORBED_ECHO: Naive = Naive {
    name: "absorbed-echo",
    protocol: Protocol::Echo,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let stream = accept(&listener)?;
            let deadline = Instant::now() + 3 * TIMEOUT;
            stream.set_read_timeout(Some(TIMEOUT / 2))?;
            while echo(&stream)
                .is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
                && Instant::now() < deadline
            {}
        }
    },
};

/// Has a thread for each client, remembers all of them, and waits for a second
/// before it tries again what has failed.
pub const HOARDING_ECHO: Naive = Naive {
    name: "hoarding-echo",
    protocol: Protocol::Echo,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        let mut everybody = Vec::new();
        loop {
            let Ok(stream) = accept(&listener) else {
                thread::sleep(Duration::from_secs(1));
                continue;
            };
            let stream = Arc::new(stream);
            everybody.push(Arc::clone(&stream));
            thread::spawn(move || echo(&stream));
        }
    },
};

/// Tries again at once, whatever has failed.
pub const RESTLESS_ECHO: Naive = Naive {
    name: "restless-echo",
    protocol: Protocol::Echo,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let Ok(stream) = accept(&listener) else {
                continue;
            };
            stream.set_nonblocking(true)?;
            while echo(&stream)
                .is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
            {
            }
        }
    },
};

/// Has one thread for all clients, and what it owes to them by the numbers of their
/// descriptors. It forgets who has broken off, and not what it owed them.
pub const MISTAKEN_ECHO: Naive = Naive {
    name: "mistaken-echo",
    protocol: Protocol::Echo,
    at_once: 20,
    is_deaf: false,
    run: || {
        let mut owed = HashMap::<RawFd, Vec<u8>>::new();
        sweep(|mut stream| {
            let owed = owed.entry(stream.as_raw_fd()).or_default();
            if owed.is_empty() {
                owed.extend(next_bytes(stream)?);
            }
            let written = stream.write(owed)?;
            owed.drain(..written);
            Ok(())
        })
    },
};

/// Has one thread for all clients, and stays with each until it has taken its answer.
pub const OBLIGING_ECHO: Naive = Naive {
    name: "obliging-echo",
    protocol: Protocol::Echo,
    at_once: 20,
    is_deaf: false,
    run: || {
        sweep(|mut stream| {
            let bytes = next_bytes(stream)?;
            stream.set_nonblocking(false)?;
            stream.write_all(&bytes)?;
            stream.set_nonblocking(true)
        })
    },
};

/// Tries each client in turn, again and again, until it has gone.
fn sweep(mut serve: impl FnMut(&TcpStream) -> io::Result<()>) -> io::Result<()> {
    let listener = listen()?;
    listener.set_nonblocking(true)?;
    let mut clients = Vec::new();
    loop {
        if let Ok((stream, peer)) = listener.accept() {
            println!("{peer} connected");
            stream.set_nonblocking(true)?;
            clients.push((stream, peer));
        }
        clients.retain(|(stream, peer)| match serve(stream) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => true,
            Err(error) => {
                println!("{peer} reset after some bytes: {error}");
                false
            }
            Ok(()) => true,
        });
        thread::sleep(Duration::from_millis(1));
    }
}

fn next_bytes(mut stream: &TcpStream) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; 64 * 1024];
    match stream.read(&mut buffer)? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        length => Ok(buffer[..length].to_vec()),
    }
}

/// Has a thread for each client, and a count of greetings that all of them share,
/// which is locked until the greeting is said.
pub const SHARING_GREETER: Naive = Naive {
    name: "sharing-greeter",
    protocol: Protocol::Welcome,
    at_once: 4,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        let count = Arc::new(Mutex::new(0));
        loop {
            let (stream, count) = (accept(&listener)?, Arc::clone(&count));
            thread::spawn(move || {
                greet(&stream, |line| {
                    let mut count = count.lock().unwrap();
                    *count += 1;
                    say_hello(&stream, line)
                });
            });
        }
    },
};

/// Takes anything for a name, and passes on what is said as it is, to one member
/// after another, with everybody's connections locked.
pub const CARELESS_CHAT: Naive = Naive {
    name: "careless-chat",
    protocol: Protocol::Chat,
    at_once: 10,
    is_deaf: false,
    run: || {
        chat(|mut stream, line| {
            let _ = stream.write_all(line);
        })
    },
};

/// Has a queue without a limit for each member, and a thread that empties it.
pub const HOARDING_CHAT: Naive = Naive {
    name: "hoarding-chat",
    protocol: Protocol::Chat,
    at_once: 10,
    is_deaf: false,
    run: || {
        static QUEUES: Mutex<Vec<(SocketAddr, Sender<Vec<u8>>)>> =
            Mutex::new(Vec::new());
        chat(|stream, line| {
            let Ok(peer) = stream.peer_addr() else { return };
            let mut queues = QUEUES.lock().unwrap();
            if !queues.iter().any(|(member, _)| *member == peer) {
                let (queue, lines) = mpsc::channel::<Vec<u8>>();
                let mut stream = stream.try_clone().unwrap();
                thread::spawn(move || {
                    lines.iter().all(|line| stream.write_all(&line).is_ok())
                });
                queues.push((peer, queue));
            }
            for (_, queue) in queues.iter().filter(|(member, _)| *member == peer) {
                let _ = queue.send(line.to_vec());
            }
        })
    },
};

/// Asks for names, and passes lines on.
fn chat(pass_on: fn(&TcpStream, &[u8])) -> io::Result<()> {
    let listener = listen()?;
    let room = Arc::new(Mutex::new(Vec::<TcpStream>::new()));
    loop {
        let (mut stream, room) = (accept(&listener)?, Arc::clone(&room));
        // So that one who doesn't read is noticed, and somebody waits for it.
        set_socket_send_buffer_size(&stream, 64 * 1024)?;
        thread::spawn(move || {
            stream.write_all(CHAT_QUESTION).unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            let mut next = || {
                let mut line = Vec::new();
                let length = lines.read_until(b'\n', &mut line).unwrap_or(0);
                (length > 0).then_some(line)
            };
            let Some(name) = next() else { return };
            let name = String::from_utf8_lossy(&name).trim().to_owned();
            let me = stream.peer_addr().unwrap();
            room.lock().unwrap().push(stream.try_clone().unwrap());
            let hello = format!("* Hello, {name}.\n");
            stream.write_all(hello.as_bytes()).unwrap();
            while let Some(line) = next() {
                let line = [name.as_bytes(), b": ", &line].concat();
                for member in room.lock().unwrap().iter() {
                    if member.peer_addr().is_ok_and(|other| other != me) {
                        pass_on(member, &line);
                    }
                }
            }
            let is_other = |member: &mut TcpStream| {
                member.peer_addr().is_ok_and(|other| other != me)
            };
            room.lock().unwrap().retain_mut(is_other);
        });
    }
}

/// Has four threads that take connections from a channel, as long as none of them
/// has panicked, and no place for anybody else.
pub const FRAGILE_POOL: Naive = Naive {
    name: "fragile-pool",
    protocol: Protocol::Welcome,
    at_once: 4,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        serve_by_four(&listener, |receiver| {
            loop {
                let stream = receiver.lock().unwrap().recv().unwrap();
                greet_by_itself(&stream);
            }
        })
    },
};

/// The same, and each of them keeps the channel locked as long as it serves:
/// `while let` drops what it has made for its condition at the end of its body.
pub const LOCKED_POOL: Naive = Naive {
    name: "locked-pool",
    protocol: Protocol::Welcome,
    at_once: 4,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        serve_by_four(&listener, |receiver| {
            while let Ok(stream) = receiver.lock().unwrap().recv() {
                greet_by_itself(&stream);
            }
        })
    },
};

/// Takes a line to be text, of any length, and what is left at the end of file to
/// be a line.
pub const CARELESS_LINES: Naive = Naive {
    name: "careless-lines",
    protocol: Protocol::Lines,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let stream = accept(&listener)?;
            let mut lines = BufReader::new(&stream);
            let mut line = String::new();
            while lines.read_line(&mut line)? > 0 {
                answer_line(&stream, line.as_bytes())?;
                line.clear();
            }
        }
    },
};

/// Takes what one read returns to be one line.
pub const ONE_READ_LINES: Naive = Naive {
    name: "one-read-lines",
    protocol: Protocol::Lines,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let mut stream = accept(&listener)?;
            let mut buffer = [0; LINE_LIMIT];
            loop {
                match stream.read(&mut buffer)? {
                    0 => break,
                    length => answer_line(&stream, &buffer[..length])?,
                }
            }
        }
    },
};

/// Has a limit, which doesn't count the end of a line, and hangs up on those who
/// exceed it.
pub const ABRUPT_LINES: Naive = Naive {
    name: "abrupt-lines",
    protocol: Protocol::Lines,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let mut stream = accept(&listener)?;
            let mut lines = BufReader::new(stream.try_clone()?);
            let mut line = Vec::new();
            loop {
                line.clear();
                let limit = LINE_LIMIT as u64 - 1;
                match (&mut lines).take(limit).read_until(b'\n', &mut line)? {
                    0 => break,
                    _ if line.ends_with(b"\n") => answer_line(&stream, &line)?,
                    _ => {
                        stream.write_all(LINE_REFUSAL)?;
                        break;
                    }
                }
            }
        }
    },
};

/// Reads everything before it begins.
pub const CARELESS_CHECKSUM: Naive = Naive {
    name: "careless-checksum",
    protocol: Protocol::Checksum,
    at_once: 1,
    is_deaf: false,
    run: || {
        let listener = listen()?;
        loop {
            let mut stream = accept(&listener)?;
            let mut input = Vec::new();
            stream.read_to_end(&mut input)?;
            let (length, sum) = (input.len(), adler32(&input));
            writeln!(stream, "{length} bytes, Adler-32 {sum:08x}")?;
        }
    },
};

/// Takes an empty datagram for the end, and one that doesn't fit into its buffer
/// for one that does.
pub const CARELESS_DATAGRAMS: Naive = Naive {
    name: "careless-datagrams",
    protocol: Protocol::Datagrams,
    at_once: 1,
    is_deaf: false,
    run: || {
        let socket = listen_for_datagrams()?;
        let mut buffer = [0; DATAGRAM_LIMIT];
        loop {
            match socket.recv_from(&mut buffer)? {
                (0, _) => return Ok(()),
                (length, peer) => socket.send_to(&buffer[..length], peer)?,
            };
        }
    },
};

/// Explains itself to those who say nothing, and keeps its buffers.
pub const HELPFUL_DATAGRAMS: Naive = Naive {
    name: "helpful-datagrams",
    protocol: Protocol::Datagrams,
    at_once: 1,
    is_deaf: false,
    run: || {
        let socket = listen_for_datagrams()?;
        let mut buffers = Vec::new();
        loop {
            let mut buffer = vec![b' '; 16 * 1024];
            match socket.recv_from(&mut buffer)? {
                (0, peer) => socket.send_to(b"usage: say something", peer)?,
                (length, peer) => socket.send_to(&buffer[..length], peer)?,
            };
            buffers.push(buffer);
        }
    },
};

/// Connects to a sender in order to answer it, and so is told if nobody is there.
pub const CONNECTED_DATAGRAMS: Naive = Naive {
    name: "connected-datagrams",
    protocol: Protocol::Datagrams,
    at_once: 1,
    is_deaf: false,
    run: || {
        let socket = listen_for_datagrams()?;
        let mut buffer = [0; DATAGRAM_LIMIT];
        loop {
            let (length, peer) = socket.recv_from(&mut buffer)?;
            socket.connect(peer)?;
            socket.send(&buffer[..length])?;
            connect_unspec(&socket)?;
        }
    },
};

/// Counts on it that each datagram is a frame, and each frame a part that comes
/// once, and keeps everything.
pub const CARELESS_TRANSFERS: Naive = Naive {
    name: "careless-transfers",
    protocol: Protocol::Transfers,
    at_once: 1,
    is_deaf: false,
    run: || {
        let socket = listen_for_datagrams()?;
        let mut transfers = HashMap::new();
        let mut buffer = [0; FRAME_LIMIT];
        loop {
            let (length, peer) = socket.recv_from(&mut buffer)?;
            let name = (peer, buffer[1..9].to_vec());
            let bytes: &mut Vec<u8> = transfers.entry(name).or_default();
            bytes.extend(&buffer[..length][13..]);
            acknowledge(&socket, peer, &buffer)?;
            if buffer[0] == b'L' {
                let length = bytes.len();
                println!("{peer} finished: {length} bytes");
            }
        }
    },
};

/// Receives one transfer at a time, from the beginning to the end.
pub const PATIENT_TRANSFERS: Naive = Naive {
    name: "patient-transfers",
    protocol: Protocol::Transfers,
    at_once: 1,
    is_deaf: false,
    run: || {
        let socket = listen_for_datagrams()?;
        let mut buffer = [0; FRAME_LIMIT];
        let mut sender = None;
        loop {
            let (length, peer) = socket.recv_from(&mut buffer)?;
            if length < 13 || sender.is_some_and(|sender| sender != peer) {
                continue;
            }
            acknowledge(&socket, peer, &buffer)?;
            sender = (buffer[0] == b'D').then_some(peer);
        }
    },
};

fn acknowledge(
    socket: &UdpSocket,
    peer: SocketAddr,
    frame: &[u8],
) -> io::Result<()> {
    let answer = [b"A", &frame[1..13]].concat();
    socket.send_to(&answer, peer)?;
    Ok(())
}

fn listen() -> io::Result<TcpListener> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("listening on {}", listener.local_addr()?);
    Ok(listener)
}

/// On an explicit port, which a socket keeps when it is disconnected.
fn listen_for_datagrams() -> io::Result<UdpSocket> {
    let free: SocketAddr = UdpSocket::bind("127.0.0.1:0")?.local_addr()?;
    let socket = UdpSocket::bind(free)?;
    println!("listening on {free}");
    Ok(socket)
}

fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    let (stream, peer) = listener.accept().inspect_err(|error| {
        println!("cannot accept connections: {error}");
    })?;
    println!("{peer} connected");
    Ok(stream)
}

fn echo(mut stream: &TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            length => stream.write_all(&buffer[..length])?,
        }
    }
}

/// Hands connections to four threads, which never come back.
fn serve_by_four(
    listener: &TcpListener,
    work: fn(&Mutex<Receiver<TcpStream>>),
) -> io::Result<()> {
    let (sender, receiver) = mpsc::channel();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..4 {
        let receiver = Arc::clone(&receiver);
        thread::spawn(move || work(&receiver));
    }
    loop {
        sender.send(accept(listener)?).unwrap();
    }
}

fn greet_by_itself(stream: &TcpStream) {
    greet(stream, |line| say_hello(stream, line));
}

/// Greets until the end, and says which it was.
fn greet(stream: &TcpStream, answer: impl FnMut(&str) -> io::Result<()>) {
    let Ok(peer) = stream.peer_addr() else { return };
    match greet_lines(stream, answer) {
        Ok(()) => println!("{peer} closed after the last line"),
        Err(_) => println!("{peer} timed out after some lines"),
    }
}

fn greet_lines(
    mut stream: &TcpStream,
    mut answer: impl FnMut(&str) -> io::Result<()>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write_all(WELCOME)?;
    for line in BufReader::new(stream).lines() {
        answer(&line?)?;
    }
    Ok(())
}

fn say_hello(mut stream: &TcpStream, name: &str) -> io::Result<()> {
    assert_ne!(name, PANIC_AT);
    stream.write_all(format!("Hello, {name}!\n").as_bytes())
}

fn answer_line(mut stream: &TcpStream, line: &[u8]) -> io::Result<()> {
    stream.write_all(b"[2000-01-01 00:00:00] ")?;
    stream.write_all(line)
}
