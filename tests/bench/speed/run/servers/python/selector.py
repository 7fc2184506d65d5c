"""An echo server on Python's selectors, written with the care of chapter 6's."""

import selectors
import socket

from common import ready

BUFFER_SIZE = 64 * 1024

selector = selectors.DefaultSelector()
buffer = memoryview(bytearray(BUFFER_SIZE))
owed = {}


def accept(listener):
    connection, _ = listener.accept()
    connection.setblocking(False)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(connection, selectors.EVENT_READ, echo)


def echo(connection):
    try:
        length = connection.recv_into(buffer)
        if length == 0:
            return close(connection)
        sent = send(connection, buffer[:length])
    except OSError:
        return close(connection)
    if sent < length:
        owed[connection] = bytes(buffer[sent:length])
        selector.modify(connection, selectors.EVENT_WRITE, flush)


def flush(connection):
    rest = owed[connection]
    try:
        sent = send(connection, rest)
    except OSError:
        return close(connection)
    owed[connection] = rest[sent:]
    if sent == len(rest):
        del owed[connection]
        selector.modify(connection, selectors.EVENT_READ, echo)


def send(connection, data):
    try:
        return connection.send(data)
    except BlockingIOError:
        return 0


def close(connection):
    owed.pop(connection, None)
    selector.unregister(connection)
    connection.close()


with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
    listener.setblocking(False)
    selector.register(listener, selectors.EVENT_READ, accept)
    ready(listener.getsockname())
    while True:
        for key, _ in selector.select():
            key.data(key.fileobj)
