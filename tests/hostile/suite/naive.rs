//! Servers as one writes them before one has met hostile peers, each good enough
//! for a polite client. An attack has to harm one of them at the least.
//!
//! They run as this program, started again in a process of its own, so that they
//! are measured like the others.

use std::collections::HashMap;
use std::env;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustix::net::connect_unspec;

use crate::suite::attacks;
use crate::suite::protocol::{
    DATAGRAM_LIMIT, FRAME_LIMIT, LINE_LIMIT, LINE_REFUSAL, Protocol, adler32,
};
use crate::suite::target::Target;

/// The environment variable that makes this program a naive server, by its name.
pub const VARIABLE: &str = "NAIVE_SERVER";

/// A server that some attack harms.
#[derive(Debug, Clone, Copy)]
pub struct Naive {
    pub name: &'static str,
    protocol: Protocol,
    run: fn() -> io::Result<()>,
}

impl Naive {
    pub fn start(self) -> Result<Target, String> {
        let program = env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command.env(VARIABLE, self.name);
        Target::start(command, self.protocol, 1)
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

/// Has a thread for each client, remembers all of them, and waits for a second
/// before it tries again what has failed.
pub const HOARDING_ECHO: Naive = Naive {
    name: "hoarding-echo",
    protocol: Protocol::Echo,
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

/// Takes a line to be text, of any length, and what is left at the end of file to
/// be a line.
pub const CARELESS_LINES: Naive = Naive {
    name: "careless-lines",
    protocol: Protocol::Lines,
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

fn answer_line(mut stream: &TcpStream, line: &[u8]) -> io::Result<()> {
    stream.write_all(b"[2000-01-01 00:00:00] ")?;
    stream.write_all(line)
}
