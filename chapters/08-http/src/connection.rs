//! One conversation: requests in, responses out, one after the other over the same
//! connection.

mod body;
mod input;
mod output;
mod response;

use std::io::{self, ErrorKind};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use threading::panics::caught;

use crate::application::{Application, Failure, IncomingBody, Request, Response};
use crate::crowd::{Crowd, LONG_TURN, Seat, TURN};
use crate::error::Error;
use crate::event::Event;
use crate::framing::BodyLength;
use crate::head::{RequestHead, Version};
use crate::method::Method;
use crate::settings::Settings;
use crate::status::Status;

use body::{IncomingBytes, Progress};
use input::{Input, NoHead, Waits};
use output::{Output, Unsent, panicked};
use response::{Connection, Framing};

/// What all conversations of a server have in common.
pub(crate) struct Shared {
    pub(crate) application: Box<dyn Application>,
    pub(crate) settings: Settings,
    pub(crate) crowd: Crowd,
    /// Whether no request is to be waited for any more.
    pub(crate) is_stopping: AtomicBool,
    pub(crate) report: Box<dyn Fn(Event) + Send + Sync>,
}

/// One client's conversation.
pub(crate) struct Conversation<'a> {
    shared: &'a Shared,
    peer: SocketAddr,
    stream: Arc<TcpStream>,
    input: Input,
    output: Output,
    seat: Seat<'a>,
    answered: u32,
}

/// What of a request its answer depends on, whatever the application does with it.
#[derive(Debug, Clone, Copy)]
struct Asked {
    to_head: bool,
    version: Version,
    expects_continue: bool,
    /// Whether the client will go on with this connection (RFC 9112, section 9.3).
    stays: bool,
}

/// What has come of sending a response.
struct Sent {
    /// Another one than the application's, if that couldn't be sent.
    status: Status,
    /// How many bytes of the body there were.
    bytes: u64,
    /// What has gone wrong. The client can't make anything of what comes behind that.
    cause: Option<io::Error>,
}

/// What comes after a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    NextRequest,
    Close,
}

impl<'a> Conversation<'a> {
    pub(crate) fn new(
        shared: &'a Shared,
        peer: SocketAddr,
        stream: &Arc<TcpStream>,
    ) -> io::Result<Self> {
        let settings = &shared.settings;
        Ok(Self {
            // First of all, so that it's given back if the rest fails.
            seat: shared.crowd.sit(),
            shared,
            peer,
            stream: Arc::clone(stream),
            input: Input::new(Arc::clone(stream), settings)?,
            output: Output::new(Arc::clone(stream), settings)?,
            answered: 0,
        })
    }

    /// Answers each request until one end or the other has had enough. Whoever has
    /// called this closes, so that the last response arrives.
    ///
    /// # Errors
    /// The peer is gone, or was too slow: there is nobody to wait for.
    // ANCHOR: converse
    pub(crate) fn converse(mut self) -> io::Result<()> {
        loop {
            let then = match self.next_head() {
                Ok(head) => self.answer(head)?,
                Err(NoHead::Over) => Then::Close,
                Err(NoHead::Silent) => {
                    self.hang_up();
                    return Ok(());
                }
                Err(NoHead::Wrong(error)) => self.refuse(error, false)?,
                Err(NoHead::TooSlow) => return self.lose_patience(),
                Err(NoHead::Lost(error)) => return Err(error),
            };
            if then == Then::Close {
                return Ok(());
            }
        }
    }
    // ANCHOR_END: converse

    /// Nothing was sent for so long that what comes now can destroy no response: nobody
    /// has to wait for the peer to close too, and the worker is free at once.
    fn hang_up(&self) {
        // If the peer has gone already, all the better.
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Waits for a head, unless we stop, or somebody else waits for this worker.
    // ANCHOR: next-head
    fn next_head(&mut self) -> Result<RequestHead, NoHead> {
        let shared = self.shared;
        let (settings, seat) = (&shared.settings, &mut self.seat);
        self.input.next_head(settings, |waits| match waits {
            Waits::ForRequest => shared.is_stopping() || seat.make_way(),
            Waits::ForRest(time) => {
                time >= settings.hurried_header_time && seat.make_way()
            }
        })
    }
    // ANCHOR_END: next-head

    fn answer(&mut self, head: RequestHead) -> io::Result<Then> {
        let begin = Instant::now();
        let length = match BodyLength::of_request(&head) {
            Ok(length) => length,
            Err(error) => return self.refuse(error, head.method == Method::Head),
        };
        let asked = Asked::of(&head);
        let (method, target) = (head.method.clone(), head.target.clone());
        let deadline = self.input.after(begin, self.shared.settings.body_time);
        let mut body = Progress::new(
            length,
            self.shared.settings.limits,
            asked.expects_continue,
            deadline,
        );

        let (response, cause) = match self.respond(head, &mut body, deadline) {
            Ok(response) => (response, None),
            Err(mut failure) => {
                let cause = failure.source.take();
                (failure.into(), cause)
            }
        };
        let connection = self.stay_or_close(&asked, &body, &response);
        let sent = self.send(response, &asked, connection)?;

        let is_whole = sent.cause.is_none();
        self.answered = self.answered.saturating_add(1);
        self.report(Event::Answered {
            peer: self.peer,
            method,
            target,
            status: sent.status,
            bytes: sent.bytes,
            time: begin.elapsed(),
            cause: cause.or(sent.cause),
        });
        let goes_on = is_whole
            && connection != Connection::Close
            && self.bytes_of(&mut body).discard();
        Ok(if goes_on {
            Then::NextRequest
        } else {
            Then::Close
        })
    }

    /// Has the application answer, whatever it does.
    fn respond(
        &mut self,
        head: RequestHead,
        body: &mut Progress,
        deadline: Instant,
    ) -> Result<Response, Failure> {
        if let Some(failure) = refusal(&head) {
            return Err(failure);
        }
        let shared = self.shared;
        let mut request = Request {
            head,
            peer: self.peer,
            deadline,
            parameters: Vec::new(),
            body: match body.is_over() {
                true => IncomingBody::new(io::empty()),
                false => IncomingBody::new(self.bytes_of(body)),
            },
        };
        let responded = caught(|| shared.application.respond(&mut request));
        drop(request);
        responded.unwrap_or_else(|panic| {
            // How far it has read can't be told.
            body.break_off();
            Err(Failure::from(panicked(&panic)))
        })
    }

    fn bytes_of<'b>(&'b mut self, progress: &'b mut Progress) -> IncomingBytes<'b> {
        IncomingBytes {
            progress,
            input: &mut self.input,
            output: &mut self.output,
        }
    }

    /// Whether there can be another request.
    // ANCHOR: stay-or-close
    fn stay_or_close(
        &mut self,
        asked: &Asked,
        body: &Progress,
        response: &Response,
    ) -> Connection {
        let most = self.shared.settings.max_requests;
        let stays = asked.stays
            && body.leads_to_next()
            && Framing::of(response, asked.to_head, asked.version)
                != Framing::UntilClose
            && !response.headers.has_token("Connection", "close")
            && self.answered.saturating_add(1) < most
            && !self.shared.is_stopping()
            && !self.seat.make_way_after(self.turn());
        match asked.version {
            _ if !stays => Connection::Close,
            Version::Http10 => Connection::SayKeep,
            Version::Http11 => Connection::Keep,
        }
    }
    // ANCHOR_END: stay-or-close

    /// How long the worker is ours, if others wait for it. What was read of the next
    /// request will be lost, so that one is let through, but not one behind the other.
    fn turn(&self) -> Duration {
        if self.input.unseen().is_empty() {
            TURN
        } else {
            LONG_TURN
        }
    }

    /// Sends a response. If the application's can't be begun, the client gets 500.
    fn send(
        &mut self,
        response: Response,
        asked: &Asked,
        connection: Connection,
    ) -> io::Result<Sent> {
        let status = response.status;
        let framing = Framing::of(&response, asked.to_head, asked.version);
        self.output.next.clear();
        let head =
            response::head(&response, framing, connection, &mut self.output.next);
        let sent = match head {
            Ok(()) => self.output.send(response.body, framing),
            Err(error) => Err(Unsent::NotBegun(io::Error::other(error))),
        };
        match sent {
            Ok(bytes) => Ok(Sent {
                status,
                bytes,
                cause: None,
            }),
            Err(Unsent::NotBegun(error)) => {
                let instead = Failure::from(io::Error::from(ErrorKind::Other));
                let sent = self.send(instead.into(), asked, Connection::Close)?;
                Ok(Sent {
                    cause: Some(error),
                    ..sent
                })
            }
            Err(Unsent::Source(error, bytes)) => Ok(Sent {
                status,
                bytes,
                cause: Some(error),
            }),
            Err(Unsent::Peer(error)) => Err(error),
        }
    }

    /// What has come is no request, and where the next one begins can't be told.
    fn refuse(&mut self, error: Error, to_head: bool) -> io::Result<Then> {
        let failure = Failure::new(error.status(), error.to_string());
        self.say_last(failure, to_head)?;
        self.report(Event::Refused {
            peer: self.peer,
            error,
        });
        Ok(Then::Close)
    }

    /// A part of a request has come, and not the rest (RFC 9110, section 15.5.9).
    fn lose_patience(&mut self) -> io::Result<()> {
        let text = "the request took too long to come";
        self.say_last(Failure::new(Status::REQUEST_TIMEOUT, text), false)?;
        // Who was slow so far isn't waited for much longer.
        self.input.close_soon();
        Err(ErrorKind::TimedOut.into())
    }

    fn say_last(&mut self, failure: Failure, to_head: bool) -> io::Result<()> {
        let asked = Asked {
            to_head,
            version: Version::Http11,
            expects_continue: false,
            stays: false,
        };
        self.send(failure.into(), &asked, Connection::Close)?;
        Ok(())
    }

    fn report(&self, event: Event) {
        (self.shared.report)(event);
    }
}

impl Asked {
    fn of(head: &RequestHead) -> Self {
        let says = |token| head.headers.has_token("Connection", token);
        let is_new = head.version >= Version::Http11;
        Self {
            to_head: head.method == Method::Head,
            version: head.version,
            // HTTP/1.0 doesn't know it (RFC 9110, section 10.1.1).
            expects_continue: is_new && head.headers.get("Expect").is_some(),
            stays: !says("close") && (is_new || says("keep-alive")),
        }
    }
}

/// What no application is asked.
fn refusal(head: &RequestHead) -> Option<Failure> {
    let mut expected = head.headers.list("Expect");
    if head.version >= Version::Http11
        && expected.any(|what| !what.eq_ignore_ascii_case("100-continue"))
    {
        let text = "nothing but 100-continue can be expected here";
        return Some(Failure::new(Status::EXPECTATION_FAILED, text));
    }
    let text = match head.method {
        Method::Connect => "this server makes no tunnels",
        // It would send cookies back to scripts that may not see them.
        Method::Trace => "this server sends no request back",
        _ => return None,
    };
    Some(Failure::new(Status::NOT_IMPLEMENTED, text))
}

impl Shared {
    fn is_stopping(&self) -> bool {
        self.is_stopping.load(Relaxed)
    }
}
