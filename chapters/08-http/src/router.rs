//! Which of several applications answers, by method and path.

mod pattern;

use std::fmt;

use crate::application::{Application, Failure, Request, Response};
use crate::method::Method;
use crate::percent;
use crate::status::Status;

use self::pattern::Pattern;

/// Applications by method and path.
///
/// A path is taken apart at its slashes, and then its segments are decoded: the `%2F`
/// in `/a%2Fb` is a character of its only segment. `/a` and `/a/` are two paths.
///
/// ```
/// use http_server::router::Router;
/// use http_server::{Method, Request, Response};
///
/// let router = Router::new()
///     .route(Method::Get, "/", |_: &mut Request<'_>| {
///         Ok(Response::ok("text/plain", "all entries"))
///     })
///     .route(Method::Get, "/entries/{id}", |request: &mut Request<'_>| {
///         let id = request.parameter("id").unwrap_or_default();
///         Ok(Response::ok("text/plain", format!("entry {id}")))
///     });
/// ```
#[derive(Default)]
// ANCHOR: router
pub struct Router {
    routes: Vec<Route>,
}

struct Route {
    method: Method,
    pattern: Pattern,
    application: Box<dyn Application>,
}
// ANCHOR_END: router

impl Router {
    /// Nothing is found.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an application for a method and the paths of a pattern: segments behind
    /// slashes, of which `{name}` stands for any that isn't empty.
    ///
    /// If several patterns fit a path, the one counts that has a literal first where
    /// another has a parameter. Of two routes that are the same, the first counts.
    #[must_use]
    pub fn route(
        mut self,
        method: Method,
        pattern: &str,
        application: impl Application + 'static,
    ) -> Self {
        self.routes.push(Route {
            method,
            pattern: Pattern::new(pattern),
            application: Box::new(application),
        });
        self
    }

    /// The routes whose pattern fits the path best.
    // ANCHOR: fitting
    fn fitting(&self, segments: &[String]) -> Vec<&Route> {
        let routes = self.routes.iter();
        let mut fitting: Vec<_> = routes
            .filter(|route| route.pattern.fits(segments))
            .collect();
        let best = fitting.iter().map(|route| route.pattern.rank()).max();
        fitting.retain(|route| Some(route.pattern.rank()) == best);
        fitting
    }
    // ANCHOR_END: fitting
}

// ANCHOR: respond
impl Application for Router {
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        let method = &request.head.method;
        if request.head.target == "*" && *method == Method::Options {
            return Ok(options(&self.routes.iter().collect::<Vec<_>>()));
        }
        let segments = segments(request.head.path())?;
        let fitting = self.fitting(&segments);
        match find(&fitting, method) {
            Some(route) => {
                let parameters = route.pattern.parameters(segments);
                request.parameters.extend(parameters);
                route.application.respond(request)
            }
            None if fitting.is_empty() => {
                Err(Failure::new(Status::NOT_FOUND, "there is nothing here"))
            }
            None if *method == Method::Options => Ok(options(&fitting)),
            None if matches!(method, Method::Other(_)) => {
                let text = "this method isn't known here";
                Err(Failure::new(Status::NOT_IMPLEMENTED, text))
            }
            None => Err(not_allowed(&fitting)),
        }
    }
}
// ANCHOR_END: respond

/// The segments of a path, decoded.
// ANCHOR: segments
fn segments(path: &str) -> Result<Vec<String>, Failure> {
    let segments = path.strip_prefix('/').and_then(|path| {
        let segments = path.split('/').map(percent::decode);
        segments
            .map(|segment| String::from_utf8(segment?).ok())
            .collect()
    });
    segments.ok_or_else(|| {
        let text = "the path is none, or isn't UTF-8";
        Failure::new(Status::BAD_REQUEST, text)
    })
}
// ANCHOR_END: segments

/// What answers GET answers HEAD as well: the server leaves the body out (RFC 9110,
/// section 9.3.2).
fn find<'a>(routes: &[&'a Route], method: &Method) -> Option<&'a Route> {
    let of = |method: &Method| routes.iter().find(|route| route.method == *method);
    let found = match method {
        Method::Head => of(method).or_else(|| of(&Method::Get)),
        _ => of(method),
    };
    found.copied()
}

/// What can be done here (RFC 9110, section 9.3.7).
fn options(routes: &[&Route]) -> Response {
    Response::new(Status::NO_CONTENT).with_header("Allow", allowed(routes))
}

/// Not that, but what else, as has to be said (RFC 9110, section 15.5.6).
fn not_allowed(routes: &[&Route]) -> Failure {
    let allow = allowed(routes);
    let text = format!("this takes {allow}");
    let mut failure = Failure::new(Status::METHOD_NOT_ALLOWED, text);
    failure.headers.set("Allow", allow);
    failure
}

/// The methods of these routes, each once.
fn allowed(routes: &[&Route]) -> String {
    let mut names = Vec::new();
    let mut add = |method: &Method| {
        if !names.contains(&method.to_string()) {
            names.push(method.to_string());
        }
    };
    for route in routes {
        add(&route.method);
        if route.method == Method::Get {
            add(&Method::Head);
        }
    }
    add(&Method::Options);
    names.join(", ")
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let routes = self.routes.iter();
        let routes = routes.map(|route| (route.method.name(), &route.pattern));
        f.debug_map().entries(routes).finish()
    }
}

#[cfg(test)]
mod tests;
