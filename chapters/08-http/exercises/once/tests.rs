//! What is asked of `once`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use http_server::{
    Application, Body, Failure, Headers, IncomingBody, Method, Request,
    RequestHead, Response, Status, Version,
};

use crate::cases::Case;

pub type Once = fn(Arc<dyn Application>) -> Arc<dyn Application>;

/// How long a second request has to show that it isn't held up, or that it is.
const A_WHILE: Duration = Duration::from_millis(300);

pub const CASES: &[Case<Once>] = &[
    Case {
        name: "no key",
        check: |once| {
            let application = once(counting());
            is(&ask(&*application, None), "1")?;
            is(&ask(&*application, None), "2")
        },
    },
    Case {
        name: "a key twice",
        check: |once| {
            let application = once(counting());
            is(&ask(&*application, Some("a")), "1")?;
            is(&ask(&*application, Some("a")), "1")
        },
    },
    Case {
        name: "two keys",
        check: |once| {
            let application = once(counting());
            is(&ask(&*application, Some("a")), "1")?;
            is(&ask(&*application, Some("b")), "2")?;
            is(&ask(&*application, Some("a")), "1")
        },
    },
    Case {
        name: "a failure, and another attempt",
        check: |once| {
            let calls = AtomicUsize::new(0);
            let application =
                once(Arc::new(move |_: &mut Request<'_>| {
                    match calls.fetch_add(1, Ordering::SeqCst) {
                        0 => Err(Failure::new(
                            Status::SERVICE_UNAVAILABLE,
                            "not now",
                        )),
                        call => Ok(numbered(call)),
                    }
                }));
            is(&ask(&*application, Some("a")), "503: not now")?;
            is(&ask(&*application, Some("a")), "1")?;
            is(&ask(&*application, Some("a")), "1")
        },
    },
    Case {
        name: "two keys at once",
        check: |once| {
            let (application, slow) = slow();
            let application = once(application);
            thread::scope(|scope| {
                let first = scope.spawn(|| ask(&*application, Some("slow")));
                let _ = slow.begun.recv();
                let (done, second) = mpsc::channel();
                let other = &application;
                scope.spawn(move || {
                    let _ = done.send(ask(&**other, Some("quick")));
                });
                let in_time = second.recv_timeout(A_WHILE);
                let _ = slow.go_on.send(());
                is(&first.join().unwrap_or_default(), "1")?;
                match in_time {
                    Ok(answer) => is(&answer, "2"),
                    Err(_) => {
                        Err("the second has to wait for the first".to_owned())
                    }
                }
            })
        },
    },
    Case {
        name: "the same key twice at once",
        check: |once| {
            let (application, slow) = slow();
            let application = once(application);
            thread::scope(|scope| {
                let first = scope.spawn(|| ask(&*application, Some("slow")));
                let _ = slow.begun.recv();
                let second = scope.spawn(|| ask(&*application, Some("slow")));
                // The application is asked again now, or never.
                let again = slow.begun.recv_timeout(A_WHILE).is_ok();
                let _ = slow.go_on.send(());
                let _ = slow.go_on.send(());
                let answers =
                    [first, second].map(|asked| asked.join().unwrap_or_default());
                if again {
                    return Err("the application was asked twice".to_owned());
                }
                answers.iter().try_for_each(|answer| is(answer, "1"))
            })
        },
    },
];

/// An application that counts its requests.
fn counting() -> Arc<dyn Application> {
    let calls = AtomicUsize::new(0);
    Arc::new(move |_: &mut Request<'_>| {
        Ok(numbered(calls.fetch_add(1, Ordering::SeqCst) + 1))
    })
}

/// What is known of an application that is slow.
struct Slow {
    begun: Receiver<()>,
    go_on: Sender<()>,
}

/// An application that says when it has begun with the key `slow`, and then waits until
/// it may go on.
fn slow() -> (Arc<dyn Application>, Slow) {
    let (begins, begun) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = Mutex::new(may_go_on);
    let calls = AtomicUsize::new(0);
    let application = move |request: &mut Request<'_>| {
        let call = calls.fetch_add(1, Ordering::SeqCst) + 1;
        if request.head.headers.get("Idempotency-Key") == Some("slow") {
            let _ = begins.send(());
            let _ = may_go_on.lock().map(|may_go_on| may_go_on.recv());
        }
        Ok(numbered(call))
    };
    (Arc::new(application), Slow { begun, go_on })
}

/// A response whose status, field and body all tell the number.
fn numbered(call: usize) -> Response {
    let status = Status::from_code(200 + call as u16).unwrap_or(Status::OK);
    Response::new(status)
        .with_body("text/plain", call.to_string())
        .with_header("X-Call", call.to_string())
}

fn ask(application: &dyn Application, key: Option<&str>) -> String {
    let mut headers = Headers::new();
    if let Some(key) = key {
        headers.append("Idempotency-Key", key);
    }
    let now = Instant::now();
    let mut request = Request {
        head: RequestHead {
            method: Method::Post,
            target: "/".to_owned(),
            version: Version::Http11,
            headers,
        },
        body: IncomingBody::from(Vec::new()),
        peer: ([127, 0, 0, 1], 40112).into(),
        deadline: now + Duration::from_secs(60),
        parameters: Vec::new(),
    };
    match application.respond(&mut request) {
        Err(failure) => format!("{}: {}", failure.status.code(), failure.text),
        Ok(response) => {
            let Body::Bytes(body) = response.body else {
                return "no body".to_owned();
            };
            let number = String::from_utf8_lossy(&body).into_owned();
            let status = (response.status.code() - 200).to_string();
            let field = response.headers.get("X-Call").unwrap_or_default();
            match status == number && field == number {
                true => number,
                false => format!("{number} with the status or a field of another"),
            }
        }
    }
}

fn is(answer: &str, expected: &str) -> Result<(), String> {
    if answer == expected {
        return Ok(());
    }
    Err(format!(
        "the answer should be that to request {expected}, and is {answer}"
    ))
}
