//! The roles about kinds of servers.

use std::env;
use std::io::{self, ErrorKind};
use std::process::Command;

use echo_server::echo::echo;
use socket_api::interrupt::Interrupt;
use socketserver::experiment::sixteen::{self, WAYS};
use socketserver::kind::Addresses;
use socketserver::{Kind, Request, Server, UnixDatagram, UnixStream};
use tcp_vs_udp::command::{
    Failure, Stopped, Tried, Words, say, say_ready, write_line,
};

pub(super) fn echo_at_a_file(words: Words) -> Result<(), Stopped> {
    serve::<UnixStream>(words, |request| echo(request, &mut 0).map(drop))
}

pub(super) fn echo_datagrams_at_a_file(words: Words) -> Result<(), Stopped> {
    serve::<UnixDatagram>(words, |request| request.reply(request.data()))
}

/// Serves at a file until Ctrl-C.
fn serve<K: Kind>(
    mut words: Words,
    handle: impl Fn(&mut Request<K>) -> io::Result<()> + Send + Sync + 'static,
) -> Result<(), Stopped>
where
    String: Addresses<K>,
{
    let path = words.text().ok_or_else(|| "PATH is missing".to_owned())?;
    words.finish()?;
    let server = Server::<K>::builder(path.clone()).build_fn(move |request| {
        handle(request)?;
        write_line(format_args!("{} was answered", request.peer_name()))
    });
    let mut server = server.map_err(|error| {
        Failure::new(format_args!("listen on {path}"), error).with_hint_for(
            ErrorKind::AddrInUse,
            "if no server has that file open, one has left it behind: remove it",
        )
    })?;
    let interrupt = Interrupt::on_ctrl_c().tried("wait for Ctrl-C")?;
    say_ready(&path)?;
    server.serve_until(&interrupt).tried("go on")?;
    Ok(())
}

/// Prints the answers of all sixteen servers.
pub(super) fn tabulate(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let program = env::current_exe().tried("find this program")?;
    let table = sixteen::table(|kind| {
        let mut child = Command::new(&program);
        child.args(["kinds-child", kind]);
        child
    });
    let row = |kind: &str, cells: [&str; 4]| {
        let [inline, threads, processes, pool] = cells;
        say(format_args!(
            "{kind:<14} {inline:<8} {threads:<8} {processes:<10} {pool}"
        ))
    };
    row("", WAYS)?;
    for one in table.tried("try all servers")? {
        row(one.kind, one.answers.each_ref().map(String::as_str))?;
    }
    Ok(())
}

/// Serves the one request that this process was started for.
pub(super) fn serve_one(mut words: Words) -> Result<(), Stopped> {
    let kind = words.text();
    words.finish()?;
    let served = kind.as_deref().and_then(sixteen::serve_one);
    let served =
        served.ok_or_else(|| "kinds-child needs the name of a kind".to_owned())?;
    served.tried("serve the request")?;
    Ok(())
}
