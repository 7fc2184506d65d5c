//! An application: a book in which visitors leave their names and a few words.
//!
//! | Request | Does |
//! |---|---|
//! | `GET /` | shows the latest entries, and a form |
//! | `POST /` | takes what the form sends |
//! | `GET /entries?after=ID` | lists entries as JSON, in order |
//! | `POST /entries` | takes one as JSON |
//! | `GET /entries/ID` | shows one as JSON |

mod api;
mod entry;
mod line;
mod pages;
mod store;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use crate::application::{Application, Failure, Request, Response};
use crate::layers::{ErrorPages, Log, Policy, SameOrigin, TimeLimit};
use crate::method::Method;
use crate::router::Router;

pub use self::entry::{Draft, Entry, Invalid, MESSAGE_LIMIT, NAME_LIMIT};
pub use self::store::{AddError, ENTRIES, OpenError, Store};

/// How long a request may take, with its body: 16 KiB come in that time over any line.
const TIME: Duration = Duration::from_secs(20);

/// How long the body of a request may be. A name and a message at their limits have
/// 4,200 bytes in UTF-8, and three times as many if each is escaped as in a form.
const BODY_LIMIT: usize = 16 * 1024;

/// What our pages need of a browser: a style sheet, and to send a form back here.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// The guest book whose entries are in `store`, with a line for each request to `log`.
// ANCHOR: guest-book
pub fn guest_book(
    store: Store,
    log: impl Fn(&str) + Send + Sync + 'static,
) -> impl Application {
    let routes = SameOrigin::new(routes(Arc::new(store)));
    let logged = Log::new(TimeLimit::new(routes, TIME), log);
    Policy::new(ErrorPages::new(logged), POLICY)
}
// ANCHOR_END: guest-book

fn routes(store: Arc<Store>) -> Router {
    let with_store = |handler: Handler| {
        let store = Arc::clone(&store);
        move |request: &mut Request<'_>| handler(&store, request)
    };
    Router::new()
        .route(Method::Get, "/", with_store(pages::show))
        .route(Method::Post, "/", with_store(pages::sign))
        .route(Method::Get, "/style.css", pages::style)
        .route(Method::Get, "/entries", with_store(api::list))
        .route(Method::Post, "/entries", with_store(api::add))
        .route(Method::Get, "/entries/{id}", with_store(api::one))
}

type Handler = fn(&Store, &mut Request<'_>) -> Result<Response, Failure>;
