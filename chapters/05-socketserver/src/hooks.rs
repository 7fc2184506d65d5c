//! What a server lets others do at certain moments.

use std::fmt;
use std::io::{self, Write};

use crate::kind::Kind;
use crate::request::Request;

/// What is done at certain moments of a server's life. Each has a default.
///
/// All but `on_error` are called by the thread that runs the loop, which does nothing
/// else meanwhile. A panic in a hook costs no more than the request it is about.
// ANCHOR: hooks
pub trait Hooks<K: Kind>: Send + Sync {
    /// Whether a request that has been taken is to be handled; otherwise it's
    /// closed at once.
    fn verify_request(&self, request: &mut Request<K>) -> bool {
        let _ = request;
        true
    }

    /// Called at the end of each turn of the loop: after each request, and each
    /// [`service_interval`](crate::Builder::service_interval) if there is one.
    fn service_actions(&self) {}

    /// Something has gone wrong, and the server goes on. If it's about one request,
    /// `peer` is where that comes from. Unless told otherwise, it's printed to
    /// standard error.
    ///
    /// It's called by the thread in which it has happened.
    fn on_error(&self, error: &ServerError, peer: Option<&K::Address>) {
        let who = peer.map_or("server".to_owned(), K::name);
        // Without standard error, there is nobody left to tell.
        let _ = writeln!(io::stderr(), "{who}: {error}");
    }

    /// No request has come in time; see
    /// [`handle_request`](crate::Server::handle_request).
    fn on_timeout(&self) {}
}
// ANCHOR_END: hooks

/// All hooks as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHooks;

impl<K: Kind> Hooks<K> for NoHooks {}

/// What has gone wrong.
#[derive(Debug)]
// ANCHOR: server-error
pub enum ServerError {
    /// The system lacks something, such as descriptors, so that no request can be
    /// taken. The server tries on, and won't say it again before it has taken one.
    NotAccepted(io::Error),
    /// A step has returned an error.
    Failed {
        /// Which.
        step: Step,
        /// What it has returned.
        error: io::Error,
    },
    /// A step has panicked.
    Panicked {
        /// Which.
        step: Step,
        /// What it has said.
        message: String,
    },
}
// ANCHOR_END: server-error

/// The steps in which something can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// [`Hooks::verify_request`].
    VerifyRequest,
    /// Finding somebody who does the work: a thread, or a process.
    ProcessRequest,
    /// Making the handler, and [`setup`](crate::BaseRequestHandler::setup).
    Setup,
    /// [`handle`](crate::BaseRequestHandler::handle).
    Handle,
    /// [`finish`](crate::BaseRequestHandler::finish), and dropping the handler.
    Finish,
    /// [`Hooks::service_actions`].
    ServiceActions,
    /// [`Hooks::on_timeout`].
    OnTimeout,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VerifyRequest => "verify_request",
            Self::ProcessRequest => "process_request",
            Self::Setup => "setup",
            Self::Handle => "handle",
            Self::Finish => "finish",
            Self::ServiceActions => "service_actions",
            Self::OnTimeout => "on_timeout",
        })
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAccepted(error) => {
                write!(f, "cannot accept requests: {error}")
            }
            Self::Failed { step, error } => write!(f, "{step} failed: {error}"),
            Self::Panicked { step, message } => {
                write!(f, "{step} panicked: {message}")
            }
        }
    }
}

impl std::error::Error for ServerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotAccepted(error) | Self::Failed { error, .. } => Some(error),
            Self::Panicked { .. } => None,
        }
    }
}
