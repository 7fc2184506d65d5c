//! What ends a server, and what ends a wait for one request.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use socket_api::interrupt::interrupt_thread;
use socketserver::{
    Builder, Dispatch, Hooks, Inline, Outcome, Pool, Request, ServerError, Tcp,
    TcpServer, ThreadPerRequest,
};
use tcp_vs_udp::loopback::PATIENCE;

use crate::running::start;
use crate::within_limit::{LIMIT, within_limit};

/// What an idle server may take to stop, and to answer; Python's take up to half a
/// second.
const AT_ONCE: Duration = Duration::from_millis(50);

fn builder() -> Builder<Tcp> {
    TcpServer::builder("127.0.0.1:0")
}

fn say_hello(request: &mut Request<Tcp>) -> io::Result<()> {
    request.write_all(b"hello")
}

/// What a server says to who says nothing.
fn answer(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    // It may be answered and closed already.
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// The shortest of some times: what a machine under load adds isn't ours.
fn shortest(measure: impl FnMut(usize) -> Duration) -> Duration {
    (0..10).map(measure).min().unwrap()
}

#[test]
fn an_idle_server_stops_at_once() {
    within_limit(|| {
        let time = shortest(|_| {
            let server = start(builder().build_fn(say_hello).unwrap());
            // The loop waits by now.
            answer(server.address).unwrap();
            let begin = Instant::now();
            server.shutdown.shutdown().unwrap();
            begin.elapsed()
        });
        assert!(time < AT_ONCE, "{time:?}");
    });
}

#[test]
fn an_idle_server_answers_at_once() {
    within_limit(|| {
        let server = start(builder().build_fn(say_hello).unwrap());
        let time = shortest(|_| {
            let begin = Instant::now();
            assert_eq!(answer(server.address).unwrap(), "hello");
            begin.elapsed()
        });
        assert!(time < AT_ONCE, "{time:?}");
    });
}

#[test]
fn a_stop_before_the_start_is_kept_for_it() {
    within_limit(|| {
        let mut server = builder().build_fn(say_hello).unwrap();
        let handle = server.shutdown_handle();
        // Nothing runs that could be waited for.
        handle.shutdown().unwrap();
        let mut client = TcpStream::connect(server.local_addr()).unwrap();
        server.serve_forever().unwrap();
        // It comes before the client, who was there as well.
        drop(server);
        assert!(client.read(&mut [0]).is_err(), "the client was accepted");
    });
}

#[test]
fn to_stop_twice_is_as_once() {
    within_limit(|| {
        let mut server = builder().build_fn(say_hello).unwrap();
        let handle = server.shutdown_handle();
        handle.request();
        handle.request();
        handle.shutdown().unwrap();
        server.serve_forever().unwrap();

        // Nothing of that is left.
        let address = *server.local_addr();
        let client = thread::spawn(move || answer(address).unwrap());
        let outcome = server.handle_request(None).unwrap();
        assert_eq!(outcome, Outcome::Processed);
        assert_eq!(client.join().unwrap(), "hello");
    });
}

#[test]
fn whoever_waits_for_the_end_is_told_of_it() {
    within_limit(|| {
        let server = start(builder().build_fn(say_hello).unwrap());
        answer(server.address).unwrap();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| server.shutdown.shutdown().unwrap());
            }
        });
    });
}

#[test]
fn a_server_that_was_stopped_can_serve_again() {
    within_limit(|| {
        let mut server = builder().build_fn(say_hello).unwrap();
        let (address, handle) = (*server.local_addr(), server.shutdown_handle());
        for _ in 0..3 {
            thread::scope(|scope| {
                let running = scope.spawn(|| server.serve_forever());
                assert_eq!(answer(address).unwrap(), "hello");
                handle.shutdown().unwrap();
                running.join().unwrap().unwrap();
            });
        }
    });
}

#[test]
fn who_waits_for_an_end_does_not_wait_for_the_next_one() {
    within_limit(|| {
        let mut server = builder().build_fn(say_hello).unwrap();
        let (address, handle) = (*server.local_addr(), server.shutdown_handle());
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                // It serves again before anybody has noticed that it had ended.
                while !is_over.load(Ordering::Relaxed) {
                    server.serve_forever().unwrap();
                }
            });
            for _ in 0..100 {
                assert_eq!(answer(address).unwrap(), "hello");
                handle.shutdown().unwrap();
            }
            is_over.store(true, Ordering::Relaxed);
            handle.request();
        });
    });
}

/// A server whose handlers wait for its end.
fn waits_for_itself(dispatch: impl Dispatch<Tcp> + Send + 'static) {
    within_limit(|| {
        let server = builder().dispatch(dispatch).build_fn(|request| {
            let error = request.shutdown_handle().shutdown().unwrap_err();
            write!(request, "{:?}", error.kind())
        });
        let mut server = server.unwrap();
        let address = *server.local_addr();
        let client = thread::spawn(move || answer(address).unwrap());
        // It is stopped, all the same.
        server.serve_forever().unwrap();
        drop(server);
        let expected = format!("{:?}", ErrorKind::Deadlock);
        assert_eq!(client.join().unwrap(), expected);
    });
}

#[test]
fn a_handler_cannot_wait_for_the_end_of_its_own_server() {
    waits_for_itself(Inline);
    waits_for_itself(ThreadPerRequest::default());
    waits_for_itself(Pool::default());
}

/// Waits for the end of the server whose loop calls it.
struct WaitsForItself(mpsc::Sender<io::Result<()>>);

impl Hooks<Tcp> for WaitsForItself {
    fn verify_request(&self, request: &mut Request<Tcp>) -> bool {
        let result = request.shutdown_handle().shutdown();
        self.0.send(result).is_ok()
    }
}

#[test]
fn a_hook_cannot_wait_for_the_end_of_its_own_server_but_who_ran_it_can() {
    within_limit(|| {
        let (sender, results) = mpsc::channel();
        let builder = builder().hooks(WaitsForItself(sender));
        let mut server = builder.build_fn(say_hello).unwrap();
        let _client = TcpStream::connect(server.local_addr()).unwrap();
        server.serve_forever().unwrap();
        let error = results.recv().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Deadlock);
        // The loop was this thread's work, and is over.
        server.shutdown_handle().shutdown().unwrap();
    });
}

#[test]
fn a_handler_can_wait_for_the_end_of_another_server() {
    within_limit(|| {
        let other = start(builder().build_fn(say_hello).unwrap());
        let handle = other.shutdown.clone();
        let server = builder().build_fn(move |request| {
            handle.shutdown()?;
            say_hello(request)
        });
        let server = start(server.unwrap());
        assert_eq!(answer(server.address).unwrap(), "hello");
    });
}

/// Counts what was accepted.
#[derive(Clone, Default)]
struct Accepted(Arc<AtomicUsize>);

impl Hooks<Tcp> for Accepted {
    fn verify_request(&self, _request: &mut Request<Tcp>) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        true
    }
}

/// Stops a server that has taken as many requests as it may, all of which wait.
fn stops_when_full(dispatch: impl Dispatch<Tcp> + Send + 'static, most: usize) {
    within_limit(move || {
        let (go_on, waiting) = mpsc::channel::<()>();
        let waiting = Mutex::new(waiting);
        let accepted = Accepted::default();
        let server = builder()
            .hooks(accepted.clone())
            .dispatch(dispatch)
            .build_fn(move |request| {
                waiting.lock().unwrap().recv().unwrap_err();
                say_hello(request)
            });
        let mut server = server.unwrap();
        let (address, handle) = (*server.local_addr(), server.shutdown_handle());
        let running = thread::spawn(move || {
            server.serve_forever().unwrap();
            server
        });
        let inside: Vec<_> = (0..most)
            .map(|_| thread::spawn(move || answer(address).unwrap()))
            .collect();
        while accepted.0.load(Ordering::Relaxed) < most {
            thread::yield_now();
        }
        // There is no place for this one, who waits in the backlog.
        let mut outside = TcpStream::connect(address).unwrap();
        outside.set_read_timeout(Some(PATIENCE)).unwrap();
        let error = outside.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        assert_eq!(accepted.0.load(Ordering::Relaxed), most);
        handle.shutdown().unwrap();
        let server = running.join().unwrap();

        // Dropping the server waits for those who were accepted.
        let dropping = thread::spawn(move || drop(server));
        outside.set_read_timeout(None).unwrap();
        assert!(outside.read(&mut [0]).is_err(), "it wasn't accepted");
        assert!(!dropping.is_finished());
        drop(go_on);
        dropping.join().unwrap();
        for client in inside {
            assert_eq!(client.join().unwrap(), "hello");
        }
    });
}

#[test]
fn a_server_that_is_full_stops_at_once_and_answers_whom_it_has_accepted() {
    let threads = ThreadPerRequest {
        max_threads: 2,
        ..ThreadPerRequest::default()
    };
    stops_when_full(threads, 2);
    let pool = Pool {
        workers: 1,
        queue_length: 2,
    };
    stops_when_full(pool, 3);
}

#[test]
fn threads_are_left_alone_if_that_is_wanted() {
    within_limit(|| {
        let (begun, beginning) = mpsc::channel();
        let (go_on, waiting) = mpsc::channel::<()>();
        let waiting = Mutex::new(waiting);
        let threads = ThreadPerRequest {
            join_on_close: false,
            ..ThreadPerRequest::default()
        };
        let server = builder().dispatch(threads).build_fn(move |request| {
            begun.send(()).unwrap();
            waiting.lock().unwrap().recv().unwrap();
            say_hello(request)
        });
        let server = start(server.unwrap());
        let address = server.address;
        let client = thread::spawn(move || answer(address).unwrap());
        beginning.recv().unwrap();
        drop(server);
        go_on.send(()).unwrap();
        assert_eq!(client.join().unwrap(), "hello");
    });
}

/// Stops a server in the middle of a crowd.
fn loses_nobody(dispatch: impl Dispatch<Tcp> + Send + 'static) {
    const CLIENTS: usize = 8;
    const BEFORE_THE_STOP: usize = 50;
    within_limit(|| {
        let accepted = Accepted::default();
        let answered = Arc::new(AtomicUsize::new(0));
        let enough = Arc::clone(&answered);
        let server = builder()
            .hooks(accepted.clone())
            .dispatch(dispatch)
            .build_fn(move |request| {
                say_hello(request)?;
                if enough.fetch_add(1, Ordering::Relaxed) == BEFORE_THE_STOP {
                    request.shutdown_handle().request();
                }
                Ok(())
            });
        let mut server = server.unwrap();
        let address = *server.local_addr();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                // Each comes again and again, until nobody is there.
                thread::spawn(move || {
                    (0..).map_while(|_| answer(address).ok()).collect()
                })
            })
            .collect();
        server.serve_forever().unwrap();
        drop(server);
        let answers: Vec<Vec<String>> =
            clients.into_iter().map(|one| one.join().unwrap()).collect();
        let accepted = accepted.0.load(Ordering::Relaxed);
        assert!(accepted > BEFORE_THE_STOP);
        assert_eq!(answers.iter().flatten().count(), accepted);
        assert!(answers.iter().flatten().all(|answer| answer == "hello"));
        assert_eq!(answered.load(Ordering::Relaxed), accepted);
    });
}

#[test]
fn nobody_who_was_accepted_is_lost_under_load() {
    loses_nobody(Inline);
    loses_nobody(ThreadPerRequest::default());
    loses_nobody(Pool::default());
}

#[test]
fn an_event_of_the_callers_ends_the_loop_as_well() {
    within_limit(|| {
        let mut server = builder().build_fn(say_hello).unwrap();
        let (event, trigger) = io::pipe().unwrap();
        let address = *server.local_addr();
        let running = thread::spawn(move || server.serve_until(&event));
        assert_eq!(answer(address).unwrap(), "hello");
        drop(trigger);
        running.join().unwrap().unwrap();
    });
}

#[test]
fn a_stop_that_a_handler_requests_is_kept_for_the_next_wait() {
    within_limit(|| {
        let server = builder().build_fn(|request| {
            request.shutdown_handle().request();
            Ok(())
        });
        let mut server = server.unwrap();
        let _client = TcpStream::connect(server.local_addr()).unwrap();
        let mut handle = || server.handle_request(None).unwrap();
        assert_eq!(handle(), Outcome::Processed);
        assert_eq!(handle(), Outcome::Stopped);
        // Which uses it up.
        let outcome = server.handle_request(Some(Duration::ZERO)).unwrap();
        assert_eq!(outcome, Outcome::TimedOut);
    });
}

#[test]
fn a_wait_for_one_request_has_one_deadline_whatever_interrupts_it() {
    const TIMEOUT: Duration = Duration::from_millis(100);
    within_limit(|| {
        let mut server = builder().build_fn(say_hello).unwrap();
        let waiting = thread::spawn(move || {
            let begin = Instant::now();
            let outcome = server.handle_request(Some(TIMEOUT)).unwrap();
            (outcome, begin.elapsed())
        });
        let mut signals = 0;
        while !waiting.is_finished() {
            interrupt_thread(&waiting).unwrap();
            signals += 1;
            thread::sleep(Duration::from_millis(1)); // the pace of the signals
        }
        let (outcome, time) = waiting.join().unwrap();
        assert_eq!(outcome, Outcome::TimedOut);
        assert!(time >= TIMEOUT, "{time:?}, with {signals} signals");
    });
}

#[test]
fn a_wait_for_one_request_is_in_time_for_room_and_no_longer_than_it_may() {
    within_limit(|| {
        let (go_on, waiting) = mpsc::channel::<()>();
        let waiting = Mutex::new(waiting);
        let threads = ThreadPerRequest {
            max_threads: 1,
            ..ThreadPerRequest::default()
        };
        let server = builder().dispatch(threads).build_fn(move |request| {
            waiting.lock().unwrap().recv().unwrap();
            say_hello(request)
        });
        let mut server = server.unwrap();
        let _clients =
            [(); 2].map(|()| TcpStream::connect(server.local_addr()).unwrap());
        let mut handle = |timeout| server.handle_request(Some(timeout)).unwrap();
        assert_eq!(handle(LIMIT), Outcome::Processed);
        // The only place is taken.
        assert_eq!(handle(Duration::from_millis(20)), Outcome::TimedOut);
        thread::scope(|scope| {
            scope.spawn(|| {
                // Nobody can tell from outside whether the wait has begun. If it
                // hasn't, there is less to be seen, and nothing that fails.
                thread::sleep(Duration::from_millis(20));
                go_on.send(()).unwrap();
            });
            assert_eq!(handle(LIMIT), Outcome::Processed);
        });
        go_on.send(()).unwrap();
    });
}

/// Tells which hook is called, and by panicking hooks too.
struct Called {
    calls: mpsc::Sender<&'static str>,
    panics: bool,
}

impl Called {
    fn call(&self, hook: &'static str) {
        self.calls.send(hook).unwrap();
        if self.panics {
            std::panic::resume_unwind(Box::new("told"));
        }
    }
}

impl Hooks<Tcp> for Called {
    fn service_actions(&self) {
        self.call("service_actions");
    }

    fn on_timeout(&self) {
        self.call("on_timeout");
    }

    fn on_error(&self, error: &ServerError, _peer: Option<&SocketAddr>) {
        assert!(error.to_string().ends_with(" panicked: told"), "{error}");
        self.call("on_error");
    }
}

#[test]
fn a_wait_in_vain_is_told_and_a_panic_there_changes_nothing() {
    within_limit(|| {
        for (panics, expected) in [
            (false, &["on_timeout"][..]),
            (true, &["on_timeout", "on_error"]),
        ] {
            let (calls, called) = mpsc::channel();
            let mut server = builder()
                .hooks(Called { calls, panics })
                .build_fn(say_hello)
                .unwrap();
            let outcome = server.handle_request(Some(Duration::ZERO)).unwrap();
            assert_eq!(outcome, Outcome::TimedOut);
            drop(server);
            assert_eq!(called.iter().collect::<Vec<_>>(), expected);
        }
    });
}

#[test]
fn service_actions_follow_each_request_and_come_in_time() {
    within_limit(|| {
        let (calls, called) = mpsc::channel();
        let hooks = Called {
            calls,
            panics: false,
        };
        let server = builder().hooks(hooks).build_fn(say_hello).unwrap();
        let server = start(server);
        for _ in 0..3 {
            answer(server.address).unwrap();
            assert_eq!(called.recv().unwrap(), "service_actions");
        }
        assert!(called.try_recv().is_err());

        let (calls, called) = mpsc::channel();
        let hooks = Called {
            calls,
            panics: true,
        };
        let server = builder()
            .service_interval(Duration::from_millis(1))
            .hooks(hooks)
            .build_fn(say_hello)
            .unwrap();
        let _server = start(server);
        for _ in 0..3 {
            assert_eq!(called.recv().unwrap(), "service_actions");
            assert_eq!(called.recv().unwrap(), "on_error");
        }
    });
}
