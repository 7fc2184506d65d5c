"""Asks for several things over one connection, with Python's own client."""

import argparse
import http.client

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--port", type=int, default=20008)
parser.add_argument("targets", nargs="+")
arguments = parser.parse_args()

# ANCHOR: ask
connection = http.client.HTTPConnection("127.0.0.1", arguments.port, timeout=10)
for target in arguments.targets:
    is_new = connection.sock is None
    connection.request("GET", target)
    response = connection.getresponse()
    body = response.read()  # or the next request fails: this response is in its way
    over = "a new connection" if is_new else "the same connection"
    print(f"{target}: {response.status}, {len(body)} bytes, over {over}")
# ANCHOR_END: ask
