//! The client: a question, and the answer to it or a reason.

mod error;

use std::io;
use std::mem;
use std::net::{SocketAddr, ToSocketAddrs};
use std::slice;
use std::time::{Duration, Instant};

use echo_server::client::connect;
use echo_server::ending::Ending;
use echo_server::limits::{self, LimitedStream};

pub use error::Error;

use crate::json::{self, Value};
use crate::stream::MessageStream;
use crate::{JSON_LIMIT, Limits, Message, request};

/// How long a client waits for an answer unless told otherwise: ten seconds are long
/// for a search, and what takes longer has most likely been lost.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// How many bytes of requests are sent before the first of their answers is read:
/// what the systems between the two ends keep for certain, so that we don't wait in
/// `write` for a server that waits in `write` for us.
const BATCH: usize = 16 * 1024;

/// A little more than a request has besides its content, in bytes.
const HEADER: usize = 160;

/// Asks a server, one thing after another.
///
/// A connection is used until it fails; the next request makes a new one. So does a
/// request over a connection that the server has closed meanwhile: it's made again,
/// once, which does no harm, since nothing that this service is asked for changes
/// anything.
///
/// ```
/// use app_protocol::Limits;
/// use app_protocol::client::{Client, TIMEOUT};
/// use app_protocol::json::Value;
/// # use app_protocol::{blocking, conversation, dictionary::Dictionary, service::Service};
///
/// # let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
/// # let address = listener.local_addr()?;
/// # std::thread::spawn(move || {
/// #     let service = Service::new(Dictionary::built_in());
/// #     let patience = conversation::Patience::default();
/// #     blocking::serve(&listener, &service, patience, |_| Ok(()))
/// # });
/// let mut client = Client::connect(address, Limits::default(), TIMEOUT)?;
/// assert_eq!(client.search("cat")?, Value::from("No match for 'cat'."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Client {
    addresses: Vec<SocketAddr>,
    limits: Limits,
    timeout: Duration,
    connection: Connection,
}

// ANCHOR: connection
#[derive(Debug)]
enum Connection {
    /// Nothing was asked over it.
    New(MessageStream<LimitedStream>),
    /// All that was asked over it was answered.
    Used(MessageStream<LimitedStream>),
    /// What may still come over it would be taken for another answer.
    Gone,
}
// ANCHOR_END: connection

impl Client {
    /// Connects to the server at `address`. For that, and later for each answer, it
    /// waits for `timeout` at most, and it takes no answer beyond `limits`.
    ///
    /// # Errors
    /// [`Error::NotConnected`].
    pub fn connect(
        address: impl ToSocketAddrs,
        limits: Limits,
        timeout: Duration,
    ) -> Result<Self, Error> {
        let addresses = address.to_socket_addrs().map_err(Error::NotConnected)?;
        let mut client = Self {
            addresses: addresses.collect(),
            limits,
            timeout,
            connection: Connection::Gone,
        };
        client.connection = Connection::New(client.new_connection()?);
        Ok(client)
    }

    fn new_connection(&self) -> Result<MessageStream<LimitedStream>, Error> {
        let limits = limits::Limits {
            silence: self.timeout,
            conversation: self.timeout,
        };
        let stream = connect(&*self.addresses, self.timeout)
            .and_then(|stream| LimitedStream::new(stream, limits))
            .map_err(Error::NotConnected)?;
        Ok(MessageStream::new(stream, self.limits, self.timeout))
    }

    /// What the server has under the key `value`: what its answer calls `result`.
    ///
    /// # Errors
    /// Those of [`ask`](Self::ask), and an answer that has no result.
    pub fn search(&mut self, value: &str) -> Result<Value<'static>, Error> {
        let answer = self.ask(&request::search(value))?;
        result(&answer)
    }

    /// Sends a request and waits for the answer.
    ///
    /// # Errors
    /// See [`Error`], which says what can be done.
    pub fn ask(&mut self, request: &Message) -> Result<Message, Error> {
        let mut answers = self.ask_all(slice::from_ref(request))?;
        answers.pop().ok_or(Error::Closed)
    }

    /// Sends requests without waiting for the answer to each, and returns the
    /// answers, in the same order. Each may take its time.
    ///
    /// # Errors
    /// Those of [`ask`](Self::ask). The answers to the others are lost.
    // ANCHOR: ask-all
    pub fn ask_all(&mut self, requests: &[Message]) -> Result<Vec<Message>, Error> {
        let mut answers = Vec::new();
        let mut rest = requests;
        while !rest.is_empty() {
            let (batch, later) = rest.split_at(batch_length(rest));
            let was_used = matches!(self.connection, Connection::Used(_));
            let answered = match self.exchange(batch) {
                // It was closed while nobody asked, and we have seen it too late.
                Err(Error::Closed) if was_used => self.exchange(batch),
                answered => answered,
            };
            answers.extend(answered?);
            rest = later;
        }
        Ok(answers)
    }
    // ANCHOR_END: ask-all

    /// Sends some requests in one piece, and reads the answers to them.
    // ANCHOR: exchange
    fn exchange(&mut self, batch: &[Message]) -> Result<Vec<Message>, Error> {
        let mut stream = match mem::replace(&mut self.connection, Connection::Gone)
        {
            Connection::New(stream) | Connection::Used(stream) => stream,
            Connection::Gone => self.new_connection()?,
        };
        if !stream.is_between_messages() {
            return Err(Error::Unasked);
        }
        stream.set_end(self.deadline());
        let sent = stream.write_messages(batch);
        // A server that refuses a request before it has read all of it may have said
        // why.
        let is_cut_off = sent.as_ref().is_err_and(is_reset);
        if !is_cut_off {
            sent?;
        }
        let mut answers = Vec::new();
        for _ in batch {
            answers.push(stream.read_message()?.ok_or(Error::Closed)?);
            stream.set_end(self.deadline());
        }
        if !is_cut_off {
            self.connection = Connection::Used(stream);
        }
        Ok(answers)
    }
    // ANCHOR_END: exchange

    fn deadline(&self) -> Instant {
        let now = Instant::now();
        now.checked_add(self.timeout).unwrap_or(now)
    }
}

fn is_reset(error: &io::Error) -> bool {
    Ending::of(error) == Some(Ending::Reset)
}

/// How many of the requests, one at least, make a batch.
fn batch_length(requests: &[Message]) -> usize {
    let mut length = 0_usize;
    let fitting = requests.iter().take_while(|request| {
        length = length
            .saturating_add(request.content.len())
            .saturating_add(HEADER);
        length <= BATCH
    });
    fitting.count().max(1)
}

/// What an answer calls `result`.
///
/// # Errors
/// Those of [`content`], and an answer that has no result.
pub fn result(answer: &Message) -> Result<Value<'static>, Error> {
    if !answer.is_json() {
        return Err(Error::NoResult);
    }
    let content = content(answer)?;
    let result = content.get("result").ok_or(Error::NoResult)?;
    Ok(result.clone().into_owned())
}

/// The JSON in an answer.
///
/// # Errors
/// It isn't JSON, or is longer than [`JSON_LIMIT`].
pub fn content(answer: &Message) -> Result<Value<'_>, Error> {
    let got = answer.content.len();
    if got > JSON_LIMIT {
        let (limit, got) = (JSON_LIMIT, got as u64);
        return Err(Error::Codec(crate::Error::ContentTooLong { limit, got }));
    }
    json::parse(&answer.content).map_err(Error::Content)
}
