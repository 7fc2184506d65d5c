//! What is done with a request.

use std::io;
use std::sync::Arc;

use crate::kind::Kind;
use crate::request::Request;

/// What is done with one request, in three steps. There is a new value for each
/// request, so that a handler can keep what it needs between the steps.
///
/// An error or a panic in any of them costs this request only: it's passed to
/// [`on_error`](crate::Hooks::on_error), and the request is closed.
///
/// ```
/// use std::io::{self, Read, Write};
/// use socketserver::{BaseRequestHandler, Request, Tcp};
///
/// #[derive(Default)]
/// struct Echo;
///
/// impl BaseRequestHandler<Tcp> for Echo {
///     fn handle(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
///         let mut text = Vec::new();
///         request.read_to_end(&mut text)?;
///         request.write_all(&text)
///     }
/// }
/// ```
// ANCHOR: base-request-handler
pub trait BaseRequestHandler<K: Kind> {
    /// What comes before. If it fails, nothing else is done.
    ///
    /// # Errors
    /// The request can't be handled.
    fn setup(&mut self, request: &mut Request<K>) -> io::Result<()> {
        let _ = request;
        Ok(())
    }

    /// The work.
    ///
    /// # Errors
    /// It couldn't be done.
    fn handle(&mut self, request: &mut Request<K>) -> io::Result<()>;

    /// What comes after, even if the work has failed or panicked.
    ///
    /// # Errors
    /// It couldn't be done.
    fn finish(&mut self, request: &mut Request<K>) -> io::Result<()> {
        let _ = request;
        Ok(())
    }
}
// ANCHOR_END: base-request-handler

/// A handler that is one function, for [`build_fn`](crate::Builder::build_fn).
pub(crate) struct Function<F>(pub(crate) Arc<F>);

impl<K, F> BaseRequestHandler<K> for Function<F>
where
    K: Kind,
    F: Fn(&mut Request<K>) -> io::Result<()>,
{
    fn handle(&mut self, request: &mut Request<K>) -> io::Result<()> {
        (self.0)(request)
    }
}
