//! The book for people, as HTML.

use std::fmt::Write;

use super::api::{body_of_type, number};
use super::entry::{Draft, Entry, MESSAGE_LIMIT, NAME_LIMIT};
use super::store::Store;
use crate::application::{Failure, Request, Response};
use crate::form::Form;
use crate::html::Text;
use crate::status::Status;

/// How many entries a page has.
const SHOWN: usize = 50;

/// Takes what the form sends, and sends the browser back to the book with GET: whoever
/// loads that page again doesn't send the form again.
// ANCHOR: sign
pub(super) fn sign(
    store: &Store,
    request: &mut Request<'_>,
) -> Result<Response, Failure> {
    let body = body_of_type(request, "application/x-www-form-urlencoded")?;
    let form = Form::parse(&body)
        .map_err(|error| Failure::new(Status::BAD_REQUEST, error.to_string()))?;
    let [name, message] =
        ["name", "message"].map(|name| form.get(name).unwrap_or_default());
    store.add(Draft::new(name, message)?)?;
    Ok(Response::redirect(Status::SEE_OTHER, "/"))
}
// ANCHOR_END: sign

/// The latest entries, or those before the number `before`.
pub(super) fn show(
    store: &Store,
    request: &mut Request<'_>,
) -> Result<Response, Failure> {
    let before = number(request, "before")?.unwrap_or(u64::MAX);
    let entries = store.before(before, SHOWN);
    let mut page = head();
    for entry in &entries {
        page.push_str(&article(entry));
    }
    let last = entries.last().filter(|_| entries.len() == SHOWN);
    if let Some(last) = last {
        let _ =
            writeln!(page, "<p><a href=\"/?before={}\">Earlier</a></p>", last.id);
    }
    page.push_str("</main>\n</html>\n");
    Ok(Response::ok("text/html; charset=utf-8", page))
}

/// An entry as it stands in the page.
// ANCHOR: article
fn article(entry: &Entry) -> String {
    let (name, message) = (Text(&entry.name), Text(&entry.message));
    format!(
        "<article id=\"e{}\">\n<h2 dir=\"auto\">{name}</h2>\n\
         <p dir=\"auto\">{message}</p>\n</article>\n",
        entry.id
    )
}
// ANCHOR_END: article

/// What stands above the entries.
fn head() -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Guest book</title>
<link rel="stylesheet" href="/style.css">
</head>
<main>
<h1>Guest book</h1>
<form method="post" action="/">
<label for="name">Name</label>
<input id="name" name="name" required maxlength="{NAME_LIMIT}">
<label for="message">Message</label>
<textarea id="message" name="message" required rows="4" maxlength="{MESSAGE_LIMIT}"></textarea>
<button>Sign</button>
</form>
"#
    )
}

/// How it looks, in light and in dark.
pub(super) fn style(_: &mut Request<'_>) -> Result<Response, Failure> {
    Ok(Response::ok("text/css; charset=utf-8", STYLE))
}

const STYLE: &str = "\
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 36rem; margin: 2rem auto; padding: 0 1rem }
form { display: grid; gap: .5rem }
input, textarea, button { font: inherit; padding: .4rem; box-sizing: border-box }
button { justify-self: start; padding: .4rem 1.5rem }
article { border-top: 1px solid; margin-top: 1.5rem }
h2 { font-size: 1.1rem; margin: 1rem 0 0 }
p { margin: .25rem 0; white-space: pre-line }
h2, p { overflow-wrap: anywhere }
";
