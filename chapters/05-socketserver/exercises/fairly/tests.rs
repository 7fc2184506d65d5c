//! What is asked of `fairly`.

use std::cell::Cell;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

use crate::cases::Case;

pub type Inside = Mutex<HashMap<IpAddr, usize>>;

pub type Fairly = fn(&Inside, IpAddr, usize, &dyn Fn()) -> bool;

const ONE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const OTHER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

pub const CASES: &[Case<Fairly>] = &[
    Case {
        name: "the first connection",
        check: |fairly| {
            let inside = Inside::default();
            is_handled(fairly, &inside, ONE, 1)
        },
    },
    Case {
        name: "one after another",
        check: |fairly| {
            let inside = Inside::default();
            is_handled(fairly, &inside, ONE, 1)?;
            is_handled(fairly, &inside, ONE, 1)
        },
    },
    Case {
        name: "one while another is handled",
        check: |fairly| {
            let inside = Inside::default();
            while_inside(fairly, &inside, ONE, 2, || {
                is_handled(fairly, &inside, ONE, 2)
            })
        },
    },
    Case {
        name: "one too many",
        check: |fairly| {
            let inside = Inside::default();
            while_inside(fairly, &inside, ONE, 1, || {
                is_turned_away(fairly, &inside, ONE, 1)
            })
        },
    },
    Case {
        name: "another address",
        check: |fairly| {
            let inside = Inside::default();
            while_inside(fairly, &inside, ONE, 1, || {
                is_handled(fairly, &inside, OTHER, 1)
            })
        },
    },
    Case {
        name: "a thousand addresses, one after another",
        check: |fairly| {
            let inside = Inside::default();
            for number in 0..1000 {
                let peer = Ipv4Addr::from_bits(0x0a00_0000 + number);
                is_handled(fairly, &inside, peer.into(), 1)?;
            }
            match inside.lock().map_or(0, |inside| inside.len()) {
                0 => Ok(()),
                left => Err(format!(
                    "nobody is inside, and the map has {left} addresses"
                )),
            }
        },
    },
    Case {
        name: "a handler that panics",
        check: |fairly| {
            let inside = Inside::default();
            let panicking = || {
                // Without the message that `panic!` prints.
                fairly(&inside, ONE, 1, &|| panic::resume_unwind(Box::new(())))
            };
            // What becomes of the panic is for the server to decide, not for us.
            let _ = panic::catch_unwind(AssertUnwindSafe(panicking));
            is_handled(fairly, &inside, ONE, 1)
        },
    },
];

/// Calls `fairly` where there is room.
fn is_handled(
    fairly: Fairly,
    inside: &Inside,
    peer: IpAddr,
    most: usize,
) -> Result<(), String> {
    while_inside(fairly, inside, peer, most, || Ok(()))
}

/// Calls `fairly` where there is room, with a handler that does `what`.
fn while_inside(
    fairly: Fairly,
    inside: &Inside,
    peer: IpAddr,
    most: usize,
    what: impl Fn() -> Result<(), String>,
) -> Result<(), String> {
    let outcome = Cell::new(None);
    let returned = fairly(inside, peer, most, &|| outcome.set(Some(what())));
    match (outcome.take(), returned) {
        (None, _) => Err("there is room, and the handler isn't called".to_owned()),
        (Some(Ok(())), false) => {
            Err("the handler has been called, and `fairly` returns `false`"
                .to_owned())
        }
        (Some(outcome), _) => outcome,
    }
}

/// Calls `fairly` where there is no room.
fn is_turned_away(
    fairly: Fairly,
    inside: &Inside,
    peer: IpAddr,
    most: usize,
) -> Result<(), String> {
    let is_called = Cell::new(false);
    let returned = fairly(inside, peer, most, &|| is_called.set(true));
    match (is_called.get(), returned) {
        (true, _) => Err(format!("{most} are inside, and the handler is called")),
        (false, true) => {
            Err("the handler isn't called, and `fairly` returns `true`".to_owned())
        }
        (false, false) => Ok(()),
    }
}
