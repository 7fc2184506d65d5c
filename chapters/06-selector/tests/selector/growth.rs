//! What the backends cost as connections grow.

use selector::growth::{data, tables};

use crate::{numbers, within_limit};

/// More than `select` can wait for.
const MANY: usize = 2_000;

#[test]
fn select_ends_poll_pays_for_each_neighbour_and_epoll_for_none() {
    let _many = numbers::many();
    let tables = within_limit(|| tables(&[10, MANY], 1).unwrap());
    assert!(data(&tables).contains("\n[tables.crowd]\n"));
    let [one, crowd] = tables;
    assert_eq!(one.median("select", MANY), None);
    // By factors of more than fifty on an idle machine.
    let [few, many] = [10, MANY].map(|point| one.median("poll", point).unwrap());
    assert!(many > 5 * few, "{few:?}, {many:?}");
    if cfg!(target_os = "linux") {
        let epoll = one.median("epoll", MANY).unwrap();
        assert!(many > 5 * epoll, "{many:?}, {epoll:?}");
        // A hundred share a call.
        let shared = crowd.median("epoll", MANY).unwrap();
        assert!(shared < epoll, "{shared:?}, {epoll:?}");
    }
}
