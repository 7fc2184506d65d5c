//! What is wrong is refused, and by the right status.

use std::collections::BTreeSet;

#[cfg(unix)]
use std::thread;

use http_server::Limits;
use http_server::malformed::{Expected, NEXT, all};
#[cfg(unix)]
use http_server::{Failure, Request, Response, Server, Settings};
#[cfg(unix)]
use threading::stop::Stop;

use crate::reading;
#[cfg(unix)]
use crate::within_limit::within_limit;

#[test]
fn every_malformed_request_gets_its_status() {
    for row in all() {
        let bytes = [&row.bytes, NEXT].concat();
        let (read, end) = reading::requests([&*bytes], Limits::default());
        let status = end.as_ref().err().map(|error| error.status());
        let is_right = match row.expected {
            Expected::Refused(expected) => {
                read.is_empty() && status == Some(expected)
            }
            Expected::RefusedInBody(expected) => {
                read.len() == 1 && status == Some(expected)
            }
            Expected::Answered(times) => read.len() == times + 1 && end.is_ok(),
        };
        let name = row.name;
        assert!(is_right, "{name}: {:?}, and not {end:?}", row.expected);
    }
}

#[test]
fn no_two_rows_are_the_same() {
    let rows = all();
    let names: BTreeSet<_> = rows.iter().map(|row| row.name).collect();
    let bytes: BTreeSet<_> = rows.iter().map(|row| &row.bytes).collect();
    assert_eq!((names.len(), bytes.len()), (rows.len(), rows.len()));
    let wrong = rows
        .iter()
        .filter(|row| !matches!(row.expected, Expected::Answered(_)));
    assert!(wrong.count() >= 110);
}

/// An application that reads what it is sent.
#[cfg(unix)]
fn length(request: &mut Request<'_>) -> Result<Response, Failure> {
    let body = request.body.read_all(100_000)?;
    let text = format!("{} bytes\n", body.len());
    Ok(Response::ok("text/plain", text))
}

#[cfg(unix)]
#[test]
fn every_malformed_request_gets_its_status_over_a_socket_and_no_other_answer() {
    within_limit(|| {
        let stop = Stop::new().unwrap();
        let settings = Settings::default();
        let server =
            Server::bind("127.0.0.1:0", length, settings, &stop, |_| {}).unwrap();
        let address = [server.local_addr()];
        let running = thread::spawn(move || server.serve());
        for row in all() {
            let outcome = row.send(&address).unwrap();
            let is_right = match row.expected {
                Expected::RefusedInBody(status) => outcome.answers == [status],
                _ => true,
            };
            let (name, expected) = (row.name, row.expected);
            assert!(
                is_right && row.is_met_by(&outcome),
                "{name}: {outcome}, and not {expected}"
            );
        }
        stop.request();
        running.join().unwrap().unwrap();
    });
}
