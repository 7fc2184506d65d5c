//! Applications that have another application inside: what each does for all that lies
//! within it.
//!
//! A layer sees the request on its way in, and the response, or the failure, on its way
//! out. So the order counts: [`Log`] within [`ErrorPages`] is told why something has
//! failed, and outside of it sees a page.
//!
//! ```
//! use std::time::Duration;
//!
//! use http_server::layers::{ErrorPages, Log, TimeLimit};
//! use http_server::router::Router;
//!
//! let application = ErrorPages::new(Log::new(
//!     TimeLimit::new(Router::new(), Duration::from_secs(10)),
//!     |line| eprintln!("{line}"),
//! ));
//! ```

mod error_pages;
mod log;
mod policy;
mod same_origin;
mod time_limit;

#[cfg(test)]
mod tests;

pub use self::{
    error_pages::ErrorPages, log::Log, policy::Policy, same_origin::SameOrigin,
    time_limit::TimeLimit,
};
