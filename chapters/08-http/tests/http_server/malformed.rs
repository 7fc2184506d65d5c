//! What is wrong is refused, and by the right status.

use std::collections::BTreeSet;

use http_server::Limits;
use http_server::malformed::{Expected, NEXT, all};

use crate::reading;

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
