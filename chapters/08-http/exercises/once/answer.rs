//! A client whose connection breaks before the answer to a POST has come can't know
//! whether it was done. If it asks again, something may be done twice.
//!
//! So it gives each thing that it wants done a name of its own, in a field
//! `Idempotency-Key`, and asks again with the same one. Wrap an application so that it
//! is asked only once for each key, and everybody who asks with that key gets the same
//! status, fields and body. Whoever asks while the first is still being answered waits
//! for that answer. Other keys wait for nobody. A failure is given on and not kept: the
//! next one with this key is a new attempt. Requests without a key are passed on.
//!
//! You need not keep a body that is a stream: such a response is given on as it is.
//!
//! Try your answer: `cargo test -p chapter8 --test exercises once`

use std::sync::Arc;

use http_server::{Application, Request};

/// The same application, which does nothing twice that has a key.
pub fn once(application: Arc<dyn Application>) -> Arc<dyn Application> {
    Arc::new(move |request: &mut Request<'_>| application.respond(request))
}
