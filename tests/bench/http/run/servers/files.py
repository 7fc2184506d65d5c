"""Python's http.server, with a thread for each connection."""

import functools
import http.server
import os
import sys
import threading


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # So that a head and its body don't wait for each other.
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 1024


def end_with_starter():
    sys.stdin.buffer.read()
    os._exit(0)


handler = functools.partial(Handler, directory=sys.argv[1])
with Server(("127.0.0.1", 0), handler) as server:
    print("listening on %s:%d" % server.server_address, flush=True)
    threading.Thread(target=end_with_starter, daemon=True).start()
    server.serve_forever()
