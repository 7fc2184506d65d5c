//! Any bytes are requests or the one error, however they are cut, and so are responses;
//! and a body ends where the next message begins.

#![no_main]

#[allow(unreachable_pub, reason = "a test has it too")]
#[path = "../../../chapters/08-http/tests/http_server/reading.rs"]
mod reading;

use http_server::Limits;
use libfuzzer_sys::fuzz_target;

/// Little, so that inputs of a few hundred bytes reach all of them.
const LIMITS: Limits = Limits {
    request_line: 40,
    headers: 150,
    fields: 5,
    chunk_line: 20,
    chunk_extensions: 30,
    trailers: 50,
};

fuzz_target!(|bytes: &[u8]| {
    let requests = reading::requests([bytes], LIMITS);
    assert_eq!(reading::requests(Cut(bytes), LIMITS), requests);
    assert_eq!(reading::requests(bytes.chunks(1), LIMITS), requests);
    for (head, _) in &requests.0 {
        assert!(head.headers.len() <= LIMITS.fields);
        assert!(head.target.len() <= LIMITS.request_line);
    }

    let responses = reading::responses([bytes], LIMITS);
    assert_eq!(reading::responses(Cut(bytes), LIMITS), responses);
    assert_eq!(reading::responses(bytes.chunks(1), LIMITS), responses);
});

/// Bytes in pieces, each as long as its first byte says.
struct Cut<'a>(&'a [u8]);

impl<'a> Iterator for Cut<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let length = usize::from(*self.0.first()?).clamp(1, self.0.len());
        self.0.split_off(..length)
    }
}
