//! What the command shows without a role.

use http_server::demonstration;

use crate::within_limit::within_limit;

#[test]
fn the_demonstration_says_the_same_each_time() {
    let told = || {
        let mut out = Vec::new();
        demonstration::run(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let told = within_limit(move || [told(), told()]);
    // What differs are the ports.
    let [one, other] = told.map(|told| {
        let words = told.split_whitespace();
        let kept = words.filter(|word| !word.starts_with("127.0.0.1:"));
        kept.collect::<Vec<_>>().join(" ")
    });
    assert_eq!(one, other);
    for expected in [
        "answer: 200 OK, Content-Length: 55 server:",
        "answer: 304 Not Modified server:",
        "bytes 38-54/55: <p>It works.</p>",
        "HOW ARE YOU?",
        "answer: 400 Bad Request, Connection: close:",
        "answer: end of file server: has ended",
    ] {
        assert!(one.contains(expected), "{one}");
    }
}
