//! The guided tour, and what else shows the calls.

use socket_api::tour;

use crate::within_limit::within_limit;

#[test]
fn the_tour_goes_from_socket_to_close() {
    within_limit(|| {
        let mut told = Vec::new();
        tour::run(&mut told).unwrap();
        let told = String::from_utf8(told).unwrap();
        let calls: Vec<&str> = told
            .lines()
            .filter(|line| line.starts_with("server") && !line.contains("poll"))
            .map(|line| line.split_whitespace().nth(1).unwrap())
            .map(|call| call.split('(').next().unwrap())
            .collect();
        assert_eq!(
            calls,
            [
                "socket",
                "setsockopt",
                "bind",
                "getsockname",
                "listen",
                "accept",
                "read",
                "write",
                "read",
                "close"
            ]
        );
        assert!(told.lines().all(|line| line.len() <= 84), "{told}");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_call_in_the_wrong_order_is_an_error() {
    use socket_api::wrong_order;
    use std::io::ErrorKind;

    for (call, result) in wrong_order::table().unwrap() {
        let kind = result.as_ref().err().map(std::io::Error::kind);
        match call {
            "listen, without bind" => assert_eq!(kind, None),
            "listen, for datagrams" => {
                assert_eq!(kind, Some(ErrorKind::Unsupported))
            }
            "connect, on a listener" | "connect, a second time" => {
                let number = result.unwrap_err().raw_os_error();
                assert_eq!(number, Some(106), "EISCONN");
            }
            _ => assert_eq!(kind, Some(ErrorKind::InvalidInput), "{call}"),
        }
    }
}
