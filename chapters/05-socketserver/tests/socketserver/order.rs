//! The order of calls, as it is and as the book draws it.

use socketserver::order::calls;

use crate::within_limit;

fn names(panic_in: Option<&'static str>) -> Vec<&'static str> {
    within_limit(move || {
        let calls = calls(panic_in).unwrap();
        calls.into_iter().map(|call| call.name).collect()
    })
}

#[test]
fn the_calls_come_in_the_order_of_the_figure() {
    let page = include_str!("../../../../book/src/05-socketserver/inside.md");
    let figure = page.split_once("```bob id:order-of-calls\n").unwrap().1;
    let figure = figure.split_once("```").unwrap().0;
    // Below the caption and the text alternative.
    let drawing = figure.split_once("\n\n").unwrap().1;
    let is_of_a_name =
        |character: char| character.is_ascii_lowercase() || character == '_';
    let calls = names(None);
    let drawn: Vec<&str> = drawing
        .split(|character: char| !is_of_a_name(character))
        .filter(|word| calls.contains(word))
        .collect();
    assert_eq!(drawn, calls);
}

#[test]
fn a_panic_leaves_out_what_depends_on_it_and_nothing_else() {
    let all = names(None);
    for (panic_in, left_out) in [
        (
            "verify_request",
            &[
                "process_request",
                "finish_request",
                "setup",
                "handle",
                "finish",
                "shutdown_request",
            ][..],
        ),
        ("setup", &["handle", "finish"]),
        ("handle", &[]),
        ("finish", &[]),
        ("service_actions", &[]),
    ] {
        let mut expected = all.clone();
        expected.retain(|call| !left_out.contains(call));
        let at = expected.iter().position(|call| *call == panic_in).unwrap();
        expected.insert(at + 1, "on_error");
        assert_eq!(names(Some(panic_in)), expected);
    }
}

#[test]
fn a_panic_of_the_dispatch_costs_its_request_and_not_the_loop() {
    let mut expected = names(None);
    let answered = ["finish_request", "setup", "handle", "finish"];
    expected.retain(|call| !answered.contains(call) && *call != "shutdown_request");
    // The request is closed on the way out of the panic.
    let at = expected.iter().position(|call| *call == "close_request");
    expected.insert(at.unwrap() + 1, "on_error");
    assert_eq!(names(Some("process_request")), expected);
}
