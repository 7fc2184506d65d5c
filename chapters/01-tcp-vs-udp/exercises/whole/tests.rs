//! What is asked of `whole`.

use std::io;
use std::net::UdpSocket;

use tcp_vs_udp::loopback::datagram_pair;

use crate::cases::Case;

pub type Whole = fn(&UdpSocket, usize) -> io::Result<Option<Vec<u8>>>;

/// How long a datagram may be, in all cases but one.
const LIMIT: usize = 1000;

pub const CASES: &[Case<Whole>] = &[
    Case {
        name: "a short datagram",
        check: |whole| received(whole, LIMIT, &[5], &[Some(5)]),
    },
    Case {
        name: "an empty datagram",
        check: |whole| received(whole, LIMIT, &[0], &[Some(0)]),
    },
    Case {
        name: "a datagram of just the limit",
        check: |whole| received(whole, LIMIT, &[LIMIT], &[Some(LIMIT)]),
    },
    Case {
        name: "a datagram of one byte more",
        check: |whole| received(whole, LIMIT, &[LIMIT + 1], &[None]),
    },
    Case {
        name: "a datagram that is far too long",
        check: |whole| received(whole, LIMIT, &[9000], &[None]),
    },
    Case {
        name: "a good one behind a bad one",
        check: |whole| {
            let expected = [Some(3), None, Some(4)];
            received(whole, LIMIT, &[3, 2000, 4], &expected)
        },
    },
    Case {
        name: "a limit of more than the usual buffer",
        check: |whole| received(whole, 8000, &[8000, 8001], &[Some(8000), None]),
    },
];

/// Sends datagrams of `lengths`, and expects what is returned to be as long as
/// `expected`.
fn received(
    whole: Whole,
    limit: usize,
    lengths: &[usize],
    expected: &[Option<usize>],
) -> Result<(), String> {
    let (near, far) = datagram_pair().unwrap();
    // 251 is a prime: no part of it can be taken for another.
    let bytes: Vec<u8> = (0..=250).cycle().take(9000).collect();
    for (&length, &expected) in lengths.iter().zip(expected) {
        near.send(&bytes[..length]).unwrap();
        let returned = match whole(&far, limit) {
            Ok(datagram) => datagram,
            Err(error) => return Err(format!("`whole` returns an error: {error}")),
        };
        if returned.as_ref().map(Vec::len) != expected {
            return Err(format!(
                "{length} bytes come, the limit is {limit}, and `whole` returns {}",
                shown(returned.map(|datagram| datagram.len()))
            ));
        }
        if returned.is_some_and(|datagram| datagram != bytes[..length]) {
            return Err("`whole` returns other bytes than those that come".into());
        }
    }
    Ok(())
}

fn shown(length: Option<usize>) -> String {
    match length {
        Some(length) => format!("{length} bytes"),
        None => "None".to_owned(),
    }
}
