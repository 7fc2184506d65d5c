#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use super::*;
use crate::application::{Body, IncomingBody};
use crate::head::{RequestHead, Version};
use crate::headers::Headers;

fn request(method: Method, target: &str) -> Request<'static> {
    Request {
        head: RequestHead {
            method,
            target: target.to_owned(),
            version: Version::Http11,
            headers: Headers::new(),
        },
        body: IncomingBody::from(Vec::new()),
        peer: SocketAddr::from((Ipv4Addr::LOCALHOST, 40112)),
        deadline: Instant::now(),
        parameters: Vec::new(),
    }
}

/// An application that says what it is, and what it was told.
fn says(name: &'static str) -> impl Application {
    move |request: &mut Request<'_>| {
        let parameters = request.parameters.iter();
        let parameters: String = parameters
            .map(|(name, value)| format!(" {name}={value}"))
            .collect();
        Ok(Response::ok("text/plain", format!("{name}{parameters}")))
    }
}

fn answer(router: &Router, method: Method, target: &str) -> String {
    match router.respond(&mut request(method, target)) {
        Ok(response) => match response.body {
            Body::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
            _ => {
                let allow = response.headers.get("Allow").unwrap_or_default();
                format!("{} {allow}", response.status.code())
            }
        },
        Err(failure) => {
            let allow = failure.headers.get("Allow").unwrap_or_default();
            format!("{} {allow}", failure.status.code())
        }
    }
}

fn entries() -> Router {
    Router::new()
        .route(Method::Get, "/", says("root"))
        .route(Method::Get, "/entries", says("all"))
        .route(Method::Post, "/entries", says("add"))
        .route(Method::Get, "/entries/{id}", says("one"))
        .route(Method::Get, "/entries/new", says("new"))
        .route(Method::Delete, "/entries/{id}/{part}", says("part"))
}

#[test]
fn a_route_is_found_by_method_and_path() {
    let get = |target| answer(&entries(), Method::Get, target);
    assert_eq!(get("/"), "root");
    assert_eq!(get("/?a=/entries"), "root");
    assert_eq!(get("/entries"), "all");
    assert_eq!(get("http://localhost/entries?after=3"), "all");
    assert_eq!(get("/entries/7"), "one id=7");
    assert_eq!(answer(&entries(), Method::Post, "/entries"), "add");
    let deleted = answer(&entries(), Method::Delete, "/entries/7/name");
    assert_eq!(deleted, "part id=7 part=name");
}

#[test]
fn a_literal_beats_a_parameter_in_any_order() {
    let get = |router: Router, target| answer(&router, Method::Get, target);
    assert_eq!(get(entries(), "/entries/new"), "new");
    let first = Router::new()
        .route(Method::Get, "/a/{y}", says("right"))
        .route(Method::Get, "/{x}/b", says("left"));
    assert_eq!(get(first, "/a/b"), "right y=b");
    let last = Router::new()
        .route(Method::Get, "/{x}/b", says("left"))
        .route(Method::Get, "/a/{y}", says("right"));
    assert_eq!(get(last, "/a/b"), "right y=b");
}

#[test]
fn the_path_that_fits_best_decides_which_methods_there_are() {
    let router = entries().route(Method::Post, "/entries/{id}", says("change"));
    assert_eq!(
        answer(&router, Method::Post, "/entries/new"),
        "405 GET, HEAD, OPTIONS"
    );
    assert_eq!(
        answer(&router, Method::Put, "/entries/7"),
        "405 GET, HEAD, POST, OPTIONS"
    );
}

#[test]
fn segments_are_cut_before_they_are_decoded() {
    let get = |target| answer(&entries(), Method::Get, target);
    assert_eq!(get("/entries/a%2Fb%20%C3%A9"), "one id=a/b é");
    assert_eq!(get("/entries/a%2Fb/c"), "405 DELETE, OPTIONS");
    assert_eq!(get("/%65ntries"), "all");
    assert_eq!(get("/entries%2F7"), "404 ");
    assert_eq!(get("/entries/%252F"), "one id=%2F");
    assert_eq!(get("/entries/.."), "one id=..");
}

#[test]
fn a_slash_at_the_end_makes_another_path() {
    let get = |target| answer(&entries(), Method::Get, target);
    assert_eq!(get("/entries/"), "404 ");
    assert_eq!(get("//entries"), "404 ");
    assert_eq!(get("/entries/7/"), "404 ");
    assert_eq!(get("/Entries"), "404 ");
}

#[test]
fn what_is_no_path_is_refused() {
    let get = |target| answer(&entries(), Method::Get, target);
    for target in ["*", "localhost:80", "/entries/%", "/entries/%ff", ""] {
        assert_eq!(get(target), "400 ", "{target}");
    }
}

#[test]
fn head_is_answered_as_get_unless_it_has_its_own_route() {
    assert_eq!(answer(&entries(), Method::Head, "/entries"), "all");
    let post = Router::new().route(Method::Post, "/", says("post"));
    assert_eq!(answer(&post, Method::Head, "/"), "405 POST, OPTIONS");
    let own = post.route(Method::Get, "/", says("get")).route(
        Method::Head,
        "/",
        says("head"),
    );
    assert_eq!(answer(&own, Method::Head, "/"), "head");
    let all = "204 POST, GET, HEAD, OPTIONS";
    assert_eq!(answer(&own, Method::Options, "/"), all);
}

#[test]
fn options_are_told_of_a_path_and_of_all() {
    let options = |target| answer(&entries(), Method::Options, target);
    assert_eq!(options("/entries"), "204 GET, HEAD, POST, OPTIONS");
    assert_eq!(options("*"), "204 GET, HEAD, POST, DELETE, OPTIONS");
    assert_eq!(options("/nothing"), "404 ");
    let own = entries().route(Method::Options, "/", says("own"));
    assert_eq!(answer(&own, Method::Options, "/"), "own");
}

#[test]
fn a_method_that_nobody_knows_is_told_apart_from_one_that_doesnt_fit() {
    let brew = |target| answer(&entries(), Method::from_name("BREW"), target);
    assert_eq!(brew("/entries"), "501 ");
    assert_eq!(brew("/nothing"), "404 ");
    let patch = answer(&entries(), Method::Patch, "/entries");
    assert_eq!(patch, "405 GET, HEAD, POST, OPTIONS");
    let own = entries().route(Method::from_name("BREW"), "/entries", says("tea"));
    assert_eq!(answer(&own, Method::from_name("BREW"), "/entries"), "tea");
}

#[test]
fn of_two_routes_that_are_the_same_the_first_counts() {
    let router = Router::new()
        .route(Method::Get, "/{a}", says("first"))
        .route(Method::Get, "/{b}", says("second"))
        .route(Method::Post, "/{b}", says("post"));
    assert_eq!(answer(&router, Method::Get, "/x"), "first a=x");
    assert_eq!(answer(&router, Method::Post, "/x"), "post b=x");
}

#[test]
fn a_router_in_a_router_keeps_what_the_first_has_found() {
    let inner = Router::new().route(Method::Get, "/{a}/{b}", says("inner"));
    let outer = Router::new().route(Method::Get, "/{x}/{y}", inner);
    let told = answer(&outer, Method::Get, "/1/2");
    assert_eq!(told, "inner x=1 y=2 a=1 b=2");
}
