//! The roles that show what the system's calls do.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use socket_api::{by_hand, interrupted, tour, wrong_order};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say};

/// Each call in the life of a connection.
pub(super) fn take_tour(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    Ok(tour::run(&mut io::stdout()).tried("finish the tour")?)
}

/// A listener by `std` and one by hand, for `strace` to compare.
pub(super) fn bind_by_hand(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listen = format_args!("listen on {any_port}");
    drop(TcpListener::bind(any_port).tried(listen)?);
    say("that was TcpListener::bind")?;
    drop(by_hand::listen(any_port).tried(listen)?);
    Ok(say("that was ours")?)
}

/// Two listeners at one address.
pub(super) fn share_an_address(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let table = by_hand::two_at_one_address().tried("run the experiment")?;
    Ok(tabulate(table, |()| "done")?)
}

/// What the calls return in the wrong order.
pub(super) fn call_in_the_wrong_order(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let table = wrong_order::table().tried("run the experiment")?;
    Ok(tabulate(table, |()| "done")?)
}

/// What calls that wait return when a signal comes.
pub(super) fn interrupt_calls(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let table = interrupted::table().tried("run the experiment")?;
    Ok(tabulate(table, |what| what)?)
}

fn tabulate<T>(
    table: impl IntoIterator<Item = (&'static str, io::Result<T>)>,
    in_words: impl Fn(T) -> &'static str,
) -> Result<(), Failure> {
    table
        .into_iter()
        .try_for_each(|(what, result)| match result {
            Ok(value) => say(format_args!("{what:<30} {}", in_words(value))),
            Err(error) => say(format_args!("{what:<30} {error}")),
        })
}
