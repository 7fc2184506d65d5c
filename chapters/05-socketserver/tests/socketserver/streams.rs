//! Handlers of connections, which read and write through buffers.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use echo_server::lines::LINE_LIMIT;
use socket_api::families::folder::Folder;
use socket_api::interrupt::interrupt_thread;
use socketserver::buffered::Buffers;
use socketserver::{
    Outcome, Request, Stream, StreamKind, StreamOptions, StreamRequestHandler, Tcp,
    TcpServer, ThreadPerRequest, UnixStreamServer,
};

use crate::running::{errors, start};
use crate::within_limit;

/// Answers each line in capitals.
fn upper<K: StreamKind>(stream: &mut Stream<'_, K>) -> io::Result<()> {
    while let Some(line) = stream.read_line()? {
        stream.write_all(&line.to_ascii_uppercase())?;
        stream.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes `text`, ends its side, and reads what is answered.
fn converse(mut client: impl Read + Write, end: impl Fn(), text: &[u8]) -> String {
    client.write_all(text).unwrap();
    end();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    answer
}

fn converse_over_tcp(server: std::net::SocketAddr, text: &[u8]) -> String {
    let client = TcpStream::connect(server).unwrap();
    converse(&client, || client.shutdown(Shutdown::Write).unwrap(), text)
}

#[test]
fn lines_are_answered_over_tcp_and_in_the_unix_domain() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0").build_stream_fn(upper);
        let server = start(server.unwrap());
        let answer = converse_over_tcp(server.address, b"one\ntwo\n");
        assert_eq!(answer, "ONE\nTWO\n");

        let folder = Folder::new().unwrap();
        let path = folder.file("server");
        let server =
            UnixStreamServer::builder(path.as_path()).build_stream_fn(upper);
        let _server = start(server.unwrap());
        let client = net::UnixStream::connect(&path).unwrap();
        let end = || client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(converse(&client, end, b"one\ntwo\n"), "ONE\nTWO\n");
    });
}

#[test]
fn half_a_line_is_an_error_and_not_a_line() {
    within_limit(|| {
        let (hooks, errors) = errors();
        let server = TcpServer::builder("127.0.0.1:0")
            .hooks(hooks)
            .build_stream_fn(upper);
        let server = start(server.unwrap());
        assert_eq!(converse_over_tcp(server.address, b"one\ntw"), "ONE\n");
        assert_eq!(
            errors.recv().unwrap(),
            "handle failed: the end came in the middle of a line of 2 bytes"
        );
    });
}

#[test]
fn a_line_that_is_too_long_is_refused_in_words_that_arrive() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0")
            .hooks(errors().0)
            .build_stream_fn(upper);
        let server = start(server.unwrap());
        // More than the server reads, and the client doesn't end its side.
        let mut client = TcpStream::connect(server.address).unwrap();
        client.write_all(&vec![b'a'; 3 * LINE_LIMIT]).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "error: a line has at most 8192 bytes\n");
    });
}

#[test]
fn a_limit_of_zero_is_no_end_of_file() {
    within_limit(|| {
        let options = StreamOptions {
            line_limit: 0,
            ..StreamOptions::default()
        };
        let (server, errors) = server_with(options, upper);
        let server = start(server);
        let answer = converse_over_tcp(server.address, b"one\n");
        assert_eq!(answer, "error: a line has at most 1 bytes\n");
        let error = errors.recv().unwrap();
        assert_eq!(error, "handle failed: a line has at most 1 bytes");
    });
}

/// A handler that is made of its parts.
struct Parts<S, H> {
    options: StreamOptions,
    handle: H,
    finish: S,
}

impl<S, H> StreamRequestHandler<Tcp> for Parts<S, H>
where
    S: Fn(&mut Request<Tcp>) -> io::Result<()>,
    H: Fn(&mut Stream<'_, Tcp>) -> io::Result<()>,
{
    fn options(&self) -> StreamOptions {
        self.options
    }

    fn handle(&mut self, stream: &mut Stream<'_, Tcp>) -> io::Result<()> {
        (self.handle)(stream)
    }

    fn finish(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
        (self.finish)(request)
    }
}

fn server_with(
    options: StreamOptions,
    handle: impl Fn(&mut Stream<'_, Tcp>) -> io::Result<()>
    + Clone
    + Send
    + Sync
    + 'static,
) -> (TcpServer, Receiver<String>) {
    let (hooks, errors) = errors();
    let server = TcpServer::builder("127.0.0.1:0")
        .hooks(hooks)
        .build_stream(move || Parts {
            options,
            handle: handle.clone(),
            finish: |_request: &mut Request<Tcp>| Ok(()),
        })
        .unwrap();
    (server, errors)
}

#[test]
fn a_line_that_does_not_end_is_not_waited_for() {
    within_limit(|| {
        let options = StreamOptions {
            line_time: Duration::from_millis(20),
            ..StreamOptions::default()
        };
        let (server, errors) = server_with(options, upper);
        let server = start(server);
        let mut client = TcpStream::connect(server.address).unwrap();
        client.write_all(b"on").unwrap();
        let error = errors.recv().unwrap();
        assert!(error.starts_with("handle failed: "), "{error}");
        assert_eq!(client.read(&mut [0; 8]).unwrap(), 0);
    });
}

#[test]
fn a_byte_now_and_then_does_not_prolong_a_line() {
    within_limit(|| {
        let options = StreamOptions {
            line_time: Duration::from_millis(100),
            ..StreamOptions::default()
        };
        let (server, errors) = server_with(options, upper);
        let server = start(server);
        let client = TcpStream::connect(server.address).unwrap();
        // Until the server has had enough of it.
        while (&client).write_all(b"a").is_ok() {
            thread::sleep(Duration::from_millis(5)); // a byte now and then
        }
        assert!(errors.recv().unwrap().starts_with("handle failed: "));
    });
}

#[test]
fn a_line_has_no_longer_than_its_conversation() {
    within_limit(|| {
        let (hooks, errors) = errors();
        let server = TcpServer::builder("127.0.0.1:0")
            .deadline(Duration::from_millis(50))
            .hooks(hooks)
            .build_stream_fn(upper);
        let server = start(server.unwrap());
        let client = TcpStream::connect(server.address).unwrap();
        (&client).write_all(b"on").unwrap();
        assert!(errors.recv().unwrap().starts_with("handle failed: "));
    });
}

#[test]
fn the_time_of_a_line_holds_for_an_answer_that_was_gathered() {
    within_limit(|| {
        // More than all buffers on the way take, and all of it waits in ours.
        let answer = vec![b'a'; 32 * 1024 * 1024];
        let options = StreamOptions {
            buffers: Buffers {
                write: 2 * answer.len(),
                ..Buffers::default()
            },
            line_time: Duration::from_millis(500),
            ..StreamOptions::default()
        };
        let (server, errors) = server_with(options, move |stream| {
            while stream.read_line()?.is_some() {
                stream.write_all(&answer)?;
            }
            Ok(())
        });
        let server = start(server);
        let client = TcpStream::connect(server.address).unwrap();
        (&client).write_all(b"one\n").unwrap();
        // It takes a little now and then, so that no single write waits for long.
        let mut buffer = [0; 1024];
        while errors.try_recv().is_err() {
            (&client).read_exact(&mut buffer).unwrap();
            thread::sleep(Duration::from_millis(5));
        }
    });
}

#[test]
fn the_time_of_a_line_begins_with_its_first_byte() {
    within_limit(|| {
        let options = StreamOptions {
            line_time: Duration::from_millis(500),
            ..StreamOptions::default()
        };
        let (server, _errors) = server_with(options, upper);
        let server = start(server);
        let client = TcpStream::connect(server.address).unwrap();
        let mut answers = BufReader::new(&client).lines();
        for _ in 0..2 {
            // The peer has the time that it takes to think.
            thread::sleep(Duration::from_millis(600));
            (&client).write_all(b"one\n").unwrap();
            assert_eq!(answers.next().unwrap().unwrap(), "ONE");
        }
    });
}

#[test]
fn what_was_written_is_sent_even_if_the_handler_fails() {
    within_limit(|| {
        let (server, errors) = server_with(StreamOptions::default(), |stream| {
            stream.write_all(b"so far")?;
            Err(ErrorKind::OutOfMemory.into())
        });
        let server = start(server);
        assert_eq!(converse_over_tcp(server.address, b""), "so far");
        assert_eq!(errors.recv().unwrap(), "handle failed: out of memory");
    });
}

#[test]
fn what_was_written_is_sent_even_if_the_handler_panics() {
    within_limit(|| {
        let (server, errors) = server_with(StreamOptions::default(), |stream| {
            stream.write_all(b"so far")?;
            // Without the message that `panic!` prints.
            std::panic::resume_unwind(Box::new("no further"));
        });
        let server = start(server);
        assert_eq!(converse_over_tcp(server.address, b""), "so far");
        assert_eq!(errors.recv().unwrap(), "handle panicked: no further");
    });
}

#[test]
fn what_could_not_be_sent_at_the_end_is_an_error_of_the_handler() {
    within_limit(|| {
        let (server, errors) = server_with(StreamOptions::default(), |stream| {
            stream.request().stream().shutdown(Shutdown::Write)?;
            stream.write_all(b"too late")
        });
        let server = start(server);
        assert_eq!(converse_over_tcp(server.address, b""), "");
        let error = errors.recv().unwrap();
        assert!(error.starts_with("handle failed: Broken pipe"), "{error}");
    });
}

#[test]
fn finish_comes_after_everything_was_sent() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0")
            .build_stream(|| Parts {
                options: StreamOptions::default(),
                handle: |stream: &mut Stream<'_, Tcp>| stream.write_all(b"first, "),
                finish: |request: &mut Request<Tcp>| request.write_all(b"second"),
            })
            .unwrap();
        let server = start(server);
        assert_eq!(converse_over_tcp(server.address, b""), "first, second");
    });
}

#[test]
fn without_a_buffer_the_peer_has_each_write_at_once() {
    within_limit(|| {
        let options = StreamOptions {
            buffers: Buffers {
                write: 0,
                ..Buffers::default()
            },
            ..StreamOptions::default()
        };
        let (go_on, told): (Sender<()>, Receiver<()>) = mpsc::channel();
        let told = Arc::new(std::sync::Mutex::new(told));
        let (server, _errors) = server_with(options, move |stream| {
            stream.write_all(b"working\n")?;
            // Without a flush, and without an end.
            told.lock().unwrap().recv().unwrap();
            stream.write_all(b"done\n")
        });
        let server = start(server);
        let client = TcpStream::connect(server.address).unwrap();
        let mut lines = BufReader::new(&client).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "working");
        go_on.send(()).unwrap();
        assert_eq!(lines.next().unwrap().unwrap(), "done");
    });
}

#[test]
fn nagles_algorithm_is_as_the_handler_wants_it() {
    within_limit(|| {
        for nodelay in [true, false] {
            let options = StreamOptions {
                nodelay,
                ..StreamOptions::default()
            };
            let (server, _errors) = server_with(options, |stream| {
                let socket = stream.request().channel().stream();
                let nodelay = socket.nodelay()?;
                write!(stream, "{nodelay}")
            });
            let server = start(server);
            let answer = converse_over_tcp(server.address, b"");
            assert_eq!(answer, nodelay.to_string());
        }
    });
}

#[test]
fn a_large_write_is_whole_in_spite_of_signals() {
    const SIGNALS: usize = 5;
    // More than all buffers on the way take.
    const LENGTH: usize = 4_000_000;
    within_limit(|| {
        let (server, errors) = server_with(StreamOptions::default(), |stream| {
            stream.write_all(&vec![b'a'; LENGTH])
        });
        let mut server = server;
        let client = TcpStream::connect(server.local_addr()).unwrap();
        let serving = thread::spawn(move || server.handle_request(None));
        let mut received = 0;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            // While it waits for room, which there is none of before the next read.
            for _ in 0..SIGNALS {
                if !serving.is_finished() {
                    interrupt_thread(&serving).unwrap();
                    thread::yield_now();
                }
            }
            match (&client).read(&mut buffer).unwrap() {
                0 => break,
                length => received += length,
            }
            if received == LENGTH {
                client.shutdown(Shutdown::Write).unwrap();
            }
        }
        assert_eq!(received, LENGTH);
        assert_eq!(serving.join().unwrap().unwrap(), Outcome::Processed);
        assert!(errors.try_recv().is_err());
    });
}

#[test]
fn each_request_has_a_handler_of_its_own_and_what_is_shared_is_shared() {
    struct Counting {
        visits: Arc<AtomicU32>,
        lines: u32,
    }

    impl StreamRequestHandler<Tcp> for Counting {
        fn handle(&mut self, stream: &mut Stream<'_, Tcp>) -> io::Result<()> {
            let visit = self.visits.fetch_add(1, Ordering::Relaxed) + 1;
            while stream.read_line()?.is_some() {
                self.lines += 1;
            }
            write!(stream, "visit {visit}, {} lines", self.lines)
        }
    }

    within_limit(|| {
        let visits = Arc::new(AtomicU32::new(0));
        let server = TcpServer::builder("127.0.0.1:0")
            .dispatch(ThreadPerRequest::default())
            .build_stream(move || Counting {
                visits: Arc::clone(&visits),
                lines: 0,
            });
        let server = start(server.unwrap());
        let first = converse_over_tcp(server.address, b"one\ntwo\n");
        assert_eq!(first, "visit 1, 2 lines");
        let second = converse_over_tcp(server.address, b"one\n");
        assert_eq!(second, "visit 2, 1 lines");
    });
}
