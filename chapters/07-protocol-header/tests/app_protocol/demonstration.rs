//! What the command shows without a role.

use app_protocol::demonstration;

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
        "client: search 🐶 answer: Good dog! 🦴",
        "answer: Error: the header has no byteorder.",
        "server: has ended",
    ] {
        assert!(one.contains(expected), "{one}");
    }
}
