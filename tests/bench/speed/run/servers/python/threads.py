"""An echo server on Python's socketserver, with a thread for each connection."""

import socket
import socketserver

from common import ready

BUFFER_SIZE = 16 * 1024


class Echo(socketserver.BaseRequestHandler):
    def setup(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def handle(self):
        try:
            while data := self.request.recv(BUFFER_SIZE):
                self.request.sendall(data)
        except ConnectionError:
            pass


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


with Server(("127.0.0.1", 0), Echo) as server:
    ready(server.server_address)
    server.serve_forever()
