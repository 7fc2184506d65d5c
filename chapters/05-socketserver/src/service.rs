//! `finish_request`: from a request to its handler and back, whatever goes wrong.

use std::fmt;
use std::io;

use echo_server::ending::Ending;
use threading::panics;

use crate::handler::BaseRequestHandler;
use crate::hooks::{Hooks, ServerError, Step};
use crate::kind::Kind;
use crate::request::{Closing, Request};
use crate::shutdown::ShutdownHandle;

/// What a server does with its requests: the handler, the hooks, and what holds when
/// one of them fails. Whoever does the work shares it.
pub struct Service<K: Kind> {
    run: Box<Run<K>>,
    hooks: Box<dyn Hooks<K>>,
    shutdown: ShutdownHandle,
}

/// Takes a request through all steps of its handler.
pub(crate) type Run<K> = dyn Fn(&Service<K>, &mut Request<K>) + Send + Sync;

impl<K: Kind> Service<K> {
    pub(crate) fn new(
        run: Box<Run<K>>,
        hooks: Box<dyn Hooks<K>>,
        shutdown: ShutdownHandle,
    ) -> Self {
        Self {
            run,
            hooks,
            shutdown,
        }
    }

    /// Makes a handler, has it handle the request, and closes that.
    // ANCHOR: finish-request
    pub fn finish_request(&self, mut request: Request<K>) {
        let _working = self.shutdown.working();
        request.set_closing(Closing::AfterAnswer);
        (self.run)(self, &mut request);
    }
    // ANCHOR_END: finish-request

    /// Tells [`Hooks::on_error`] what has gone wrong.
    pub fn report(&self, error: &ServerError, peer: Option<&K::Address>) {
        let on_error = || self.hooks.on_error(error, peer);
        // If that panics, there is nobody left to tell.
        let _ = panics::caught(on_error);
    }

    pub(crate) fn verify_request(&self, request: &mut Request<K>) -> bool {
        self.attempt(Step::VerifyRequest, request, |request| {
            Ok(self.hooks.verify_request(request))
        })
        .unwrap_or(false)
    }

    pub(crate) fn service_actions(&self) {
        self.call(Step::ServiceActions, |hooks| hooks.service_actions());
    }

    pub(crate) fn on_timeout(&self) {
        self.call(Step::OnTimeout, |hooks| hooks.on_timeout());
    }

    /// Calls a hook that is about no request.
    fn call(&self, step: Step, hook: impl FnOnce(&dyn Hooks<K>)) {
        let call = || {
            hook(&*self.hooks);
            Ok(())
        };
        if let Err(error) = caught(step, call) {
            self.report(&error, None);
        }
    }

    /// Makes a step, and reports how it has failed.
    fn attempt<T>(
        &self,
        step: Step,
        request: &mut Request<K>,
        call: impl FnOnce(&mut Request<K>) -> io::Result<T>,
    ) -> Option<T> {
        match caught(step, || call(request)) {
            Ok(value) => Some(value),
            Err(error) => {
                if error.is_loss_of_peer() {
                    request.set_closing(Closing::AtOnce);
                }
                self.report(&error, Some(request.peer()));
                None
            }
        }
    }
}

/// The three steps of a handler.
// ANCHOR: run
pub(crate) fn run<K: Kind, H: BaseRequestHandler<K>>(
    service: &Service<K>,
    request: &mut Request<K>,
    make: impl FnOnce() -> H,
) {
    let made = service.attempt(Step::Setup, request, |request| {
        let mut handler = make();
        handler.setup(request)?;
        Ok(handler)
    });
    let Some(mut handler) = made else { return };
    service.attempt(Step::Handle, request, |request| handler.handle(request));
    service.attempt(Step::Finish, request, move |request| {
        handler.finish(request)
    });
}
// ANCHOR_END: run

/// Makes a call that may panic.
///
/// What the call was using when it panicked is used no more, or guards itself, as a
/// `Mutex` does. A request and a handler are the exception: `finish` sees them as the
/// panic has left them.
// ANCHOR: caught
pub(crate) fn caught<T>(
    step: Step,
    call: impl FnOnce() -> io::Result<T>,
) -> Result<T, ServerError> {
    match panics::caught(call) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(ServerError::Failed { step, error }),
        Err(message) => Err(ServerError::Panicked { step, message }),
    }
}
// ANCHOR_END: caught

impl ServerError {
    /// Whether the peer is gone or has kept us waiting, so that nobody will take an
    /// answer.
    fn is_loss_of_peer(&self) -> bool {
        matches!(self, Self::Failed { error, .. } if Ending::of(error).is_some())
    }
}

impl<K: Kind> fmt::Debug for Service<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}
