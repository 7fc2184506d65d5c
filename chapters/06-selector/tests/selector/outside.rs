//! Clients and servers that others wrote: in Python, with its `selectors` and with
//! `asyncio`, against ours.

use std::process::Command;

use crate::program::{python, run, stderr, stdout, with_server};

/// Those that every Unix has, and Linux's.
const BACKENDS: &[&str] = &[
    #[cfg(target_os = "linux")]
    "epoll",
    "poll",
    "select",
];

/// Twenty connections in one thread, by the module that ours is measured by. What each
/// says is larger than a socket takes at once, so it has to wait for room, and ends
/// with a half-close.
const SELECTORS: &str = "\
import selectors, socket, sys
server = (sys.argv[1], int(sys.argv[2]))
selector = selectors.DefaultSelector()
for number in range(20):
    client = socket.socket()
    client.setblocking(False)
    client.connect_ex(server)
    text = b'%d says so. ' % number * 20_000
    both = selectors.EVENT_READ | selectors.EVENT_WRITE
    selector.register(client, both, {'text': text, 'sent': 0, 'answer': b''})
while selector.get_map():
    for key, events in selector.select(10) or sys.exit('nothing happens'):
        client, data = key.fileobj, key.data
        if events & selectors.EVENT_READ:
            answer = client.recv(65_536)
            data['answer'] += answer
            if not answer:
                assert data['answer'] == data['text']
                selector.unregister(client)
                client.close()
                continue
        if events & selectors.EVENT_WRITE:
            data['sent'] += client.send(data['text'][data['sent']:])
            if data['sent'] == len(data['text']):
                client.shutdown(socket.SHUT_WR)
                selector.modify(client, selectors.EVENT_READ, data)
print('20 were echoed')
";

/// A hundred connections, each of a task.
const ASYNCIO: &str = "\
import asyncio, sys
async def talk(number):
    reader, writer = await asyncio.open_connection(sys.argv[1], int(sys.argv[2]))
    for turn in range(3):
        writer.write(b'%d, %d\\n' % (number, turn))
        assert await reader.readline() == b'%d, %d\\n' % (number, turn)
    writer.write(b'the end')
    writer.write_eof()
    assert await reader.read() == b'the end'
    writer.close()
    await writer.wait_closed()
async def main():
    await asyncio.wait_for(asyncio.gather(*map(talk, range(100))), 15)
    print('100 were echoed')
asyncio.run(main())
";

/// One that resets its connection, in the middle of a message, and then another.
const RESET: &str = "\
import socket, struct, sys
server = (sys.argv[1], int(sys.argv[2]))
for _ in range(3):
    with socket.create_connection(server, 10) as rude:
        rude.sendall(b'half of')
        rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    with socket.create_connection(server, 10) as polite:
        polite.sendall(b'hello')
        assert polite.recv(100) == b'hello'
print('3 were echoed')
";

#[test]
fn a_client_by_python_s_selectors_is_echoed_on_every_backend() {
    echoes(SELECTORS, "20 were echoed\n");
}

#[test]
fn a_client_by_asyncio_is_echoed_on_every_backend() {
    echoes(ASYNCIO, "100 were echoed\n");
}

#[test]
fn a_client_in_python_that_resets_its_connection_harms_nobody() {
    echoes(RESET, "3 were echoed\n");
}

/// Runs a client in Python against our server, with each backend.
fn echoes(client: &'static str, expected: &'static str) {
    for backend in BACKENDS {
        let mut server = Command::new(env!("CARGO_BIN_EXE_chapter6"));
        server.args(["server", "--backend", backend, "--address", "127.0.0.1:0"]);
        with_server(server, move |address, _| {
            let (host, port) = address.rsplit_once(':').unwrap();
            if let Some(mut python) = python(client) {
                python.args([host, port]);
                let output = run(python);
                assert_eq!(stdout(&output), expected, "{}", stderr(&output));
            }
        });
    }
}

/// The multi-connection server as the manual of `selectors` has it: a function to call
/// beside each source.
const SELECTORS_SERVER: &str = "\
import selectors, socket
selector = selectors.DefaultSelector()
def accept(listener):
    client, _peer = listener.accept()
    client.setblocking(False)
    selector.register(client, selectors.EVENT_READ, serve)
def serve(client):
    data = client.recv(1000)
    if data:
        client.send(data)
    else:
        selector.unregister(client)
        client.close()
listener = socket.create_server(('127.0.0.1', 0))
listener.setblocking(False)
selector.register(listener, selectors.EVENT_READ, accept)
print('listening on %s:%d' % listener.getsockname(), flush=True)
while True:
    for key, _events in selector.select():
        key.data(key.fileobj)
";

const ASYNCIO_SERVER: &str = "\
import asyncio
async def serve(reader, writer):
    while data := await reader.read(1000):
        writer.write(data)
        await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    print('listening on %s:%d' % server.sockets[0].getsockname(), flush=True)
    await server.serve_forever()
asyncio.run(main())
";

#[test]
fn our_client_is_echoed_by_a_server_by_python_s_selectors() {
    is_echoed_by(SELECTORS_SERVER);
}

#[test]
fn our_client_is_echoed_by_a_server_by_asyncio() {
    is_echoed_by(ASYNCIO_SERVER);
}

/// Runs our client, with a hundred connections, against a server in Python.
fn is_echoed_by(server: &'static str) {
    let Some(server) = python(server) else {
        return;
    };
    with_server(server, |address, _| {
        let mut client = Command::new(env!("CARGO_BIN_EXE_chapter6"));
        client.args([
            "client",
            "--address",
            address,
            "100",
            "hello",
            "and goodbye",
        ]);
        let output = run(client);
        let last = stdout(&output).lines().last().unwrap_or_default();
        let expected = "all 100 connections got back what they sent: 200 messages";
        assert!(last.starts_with(expected), "{last}: {}", stderr(&output));
    });
}
