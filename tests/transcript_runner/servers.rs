//! Servers and clients in several terminals, and their ports.

use std::net::{TcpListener, UdpSocket};
use std::path::Path;

use crate::harness::{assert_fails, assert_passes};
use crate::runner::Limits;
use crate::runner::ports::{Ports, is_free};
use crate::runner::programs::Programs;

const PAGE: &str = "
```console
$ cargo run -p chapter99 -- server
listening on 127.0.0.1:20099
```

```console terminal:2
$ cargo run -q -p chapter99 -- client hello
connected to 127.0.0.1:20099 from 127.0.0.1:45678
the answer: hello
```

```python
import socket

with socket.create_connection((\"127.0.0.1\", 20099)) as client:
    client.sendall(b\"from Python\\n\")
    assert client.recv(1024) == b\"from Python\\n\"
```

```console terminal:1
127.0.0.1:45678 connected
127.0.0.1:45678 said hello
127.0.0.1:45678 left
127.0.0.1:45679 connected
127.0.0.1:45679 said from Python
127.0.0.1:45679 left
^C
$ cargo run -p chapter99 -- client hello
error: connect to 127.0.0.1:20099: Connection refused (os error 111)
$ echo $?
1
```
";

#[test]
fn a_server_talks_with_clients_while_its_port_is_taken() {
    let _taken = TcpListener::bind("127.0.0.1:20099");
    assert_passes(PAGE);
}

#[test]
fn a_role_is_seen_whatever_stands_behind_it() {
    let _taken = TcpListener::bind("127.0.0.1:20099");
    for behind in ["; echo never", ";", "|cat", " 2>&1", ">&2"] {
        assert_passes(&format!(
            "```console\n$ cargo run -p chapter99 -- server{behind}\nlistening on 127.0.0.1:20099\n^C\n```\n"
        ));
    }
}

#[test]
fn the_file_that_cargo_made_is_run_like_the_command() {
    let _taken = TcpListener::bind("127.0.0.1:20099");
    for command in [
        "target/debug/chapter99 server",
        "env -i target/debug/chapter99 server 2>&1 | cat",
    ] {
        assert_passes(&format!(
            "```console\n$ {command}\nlistening on 127.0.0.1:20099\n^C\n```\n"
        ));
    }
    assert_fails(
        "```console\n$ target/debug/chapter98 server\n```\n",
        &["has no program `chapter98`"],
    );
}

#[test]
fn a_role_for_a_group_gets_its_port_there() {
    assert_passes(
        "```console\n$ cargo run -p chapter99 -- group\nwould send to 239.255.3.3:20099\n```\n",
    );
}

#[test]
fn a_role_over_ipv6_gets_its_port_there() {
    let _taken = TcpListener::bind("[::1]:20099");
    assert_passes(
        "```console
$ cargo run -p chapter99 -- server-of-six
listening on [::1]:20099
```

```console terminal:2
$ cargo run -p chapter99 -- client --address [::1]:20099 hello
connected to [::1]:20099 from [::1]:45678
the answer: hello
```

```python
import socket

with socket.create_connection((\"::1\", 20099)) as client:
    assert client.getpeername()[:2] == (\"::1\", 20099)
```

```console
[::1]:45678 connected
[::1]:45678 said hello
[::1]:45678 left
[::1]:45679 connected
[::1]:45679 left
^C
```
",
    );
}

#[test]
fn a_role_that_talks_with_nobody_gets_no_address() {
    for option in ["", " --long"] {
        assert_passes(&format!(
            "```console\n$ cargo run -p chapter99 -- lengths{option}\n> four\n4\n^D\nthe end\n```\n"
        ));
    }
}

#[test]
fn pages_run_side_by_side() {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_passes(PAGE));
        }
    });
}

#[test]
fn every_line_of_a_server_is_accounted_for() {
    let line = "127.0.0.1:45679 left\n";
    assert_fails(
        &PAGE.replace(line, ""),
        &["printed something else", "+ 127.0.0.1:45679 left"],
    );
}

#[test]
fn a_peer_shown_with_the_port_of_another_fails() {
    let page = PAGE.replace("45679 said", "45678 said");
    assert_fails(
        &page,
        &[
            "- 127.0.0.1:45678 said from Python",
            "+ 127.0.0.1:45679 said from Python",
        ],
    );
}

#[test]
fn an_address_that_is_typed_is_mapped_too() {
    assert_passes(
        "```console
$ cargo run -p chapter99 -- server --address 127.0.0.1:20042
listening on 127.0.0.1:20042
```

```console terminal:2
$ echo hello | cargo run -p chapter99 -- client --address localhost:20042 hello | sort
connected to localhost:20042 from 127.0.0.1:45678
the answer: hello
```

```console terminal:1
127.0.0.1:45678 connected
127.0.0.1:45678 said hello
127.0.0.1:45678 left
^C
```
",
    );
}

#[test]
fn a_port_that_the_system_chose_can_be_typed() {
    assert_passes(
        "```console
$ cargo run -p chapter99 -- server --address 127.0.0.1:0
listening on 127.0.0.1:40000
```

```console terminal:2
$ cargo run -p chapter99 -- client --address 127.0.0.1:40000 hello
connected to 127.0.0.1:40000 from 127.0.0.1:45678
the answer: hello
```

```console terminal:1
127.0.0.1:45678 connected
127.0.0.1:45678 said hello
127.0.0.1:45678 left
^C
```
",
    );
}

#[test]
fn help_shows_the_default_port_itself() {
    assert_passes(
        "```console
$ cargo run -p chapter99 -- client hello | head -n 1
error: connect to 127.0.0.1:20099: Connection refused (os error 111)
$ cargo run -p chapter99 -- --help | tail -n 1
The address is 127.0.0.1:20099 unless given.
$ cargo run -p chapter99 -- nonsense
error: there is no such role
```
"
        .replace("hello |", "hello 2>&1 |")
        .as_str(),
    );
}

#[test]
fn picked_ports_differ_and_lie_outside_the_systems_range() {
    let mut ports = Ports::default();
    let picked: Vec<u16> = (20001..20051).map(|page| ports.actual(page)).collect();
    for (at, port) in picked.iter().enumerate() {
        assert!((10001..32768).contains(port));
        assert!(!(20000..20100).contains(port));
        assert!(!picked[..at].contains(port));
    }
    assert_eq!(ports.actual(20001), picked[0]);
}

#[test]
fn a_port_in_use_is_not_free() {
    let stream = TcpListener::bind("127.0.0.1:0").unwrap();
    assert!(!is_free(stream.local_addr().unwrap().port()));
    let datagrams = UdpSocket::bind("127.0.0.1:0").unwrap();
    assert!(!is_free(datagrams.local_addr().unwrap().port()));
}

#[test]
#[cfg(target_os = "linux")]
fn a_port_whose_client_waits_out_its_connection_is_remembered() {
    use crate::runner::ports::is_remembered;
    use std::net::TcpStream;

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let client = TcpStream::connect(address).unwrap();
    let (served, _) = listener.accept().unwrap();
    // The one that closes first waits; the server's port itself becomes free.
    drop((client, served, listener));
    assert!(is_free(address.port()));
    assert!(is_remembered(address.port()));
}

/// One that did would hold the port for as long as it runs.
#[test]
#[cfg(target_os = "linux")]
fn no_process_inherits_what_the_search_for_a_port_opens() {
    use crate::runner::process::{Process, Until};
    use std::process::Command;
    use std::thread;

    thread::scope(|scope| {
        let processes = scope.spawn(|| {
            for _ in 0..100 {
                let mut list = Command::new("ls");
                list.args(["-l", "/proc/self/fd"]);
                let mut process = Process::start(list).unwrap();
                let output = process.read(Until::End, &Limits::ORDINARY);
                let inherited =
                    output.lines.iter().any(|line| line.contains("socket:"));
                assert!(!inherited, "{:?}", output.lines);
            }
        });
        while !processes.is_finished() {
            is_free(10000);
            thread::yield_now();
        }
    });
}

#[test]
fn the_chapters_programs_are_built() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let programs = Programs::build(root, "chapter*").unwrap();
    let expanded = programs.expand(
        "timeout 5 cargo run -q -p chapter3 | cat",
        &mut Ports::default(),
        &Limits::ORDINARY,
    );
    let expanded = expanded.unwrap();
    assert!(expanded.starts_with("timeout 5 '/"), "{expanded}");
    assert!(expanded.ends_with("/chapter3' | cat"), "{expanded}");
    assert!(Programs::build(root, "no-such-package*").is_err());
}
