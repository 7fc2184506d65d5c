"""Asks a search service: client.py [--port PORT] search VALUE... | binary TEXT..."""

import argparse
import json
import socket

from messages import encode, encode_json, read

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=20007)
parser.add_argument("kind", choices=["search", "binary"])
parser.add_argument("values", nargs="+")
options = parser.parse_args()


def request(value):
    if options.kind == "search":
        return encode_json({"action": "search", "value": value})
    return encode(value.encode(), "binary/custom-client-binary-type", "binary")


# ANCHOR: converse
with socket.create_connection(("127.0.0.1", options.port), timeout=10) as sock:
    answers = sock.makefile("rb")
    for value in options.values:
        sock.sendall(request(value))
        header, content = read(answers)
        if header["content-type"] == "text/json":
            print(json.loads(content)["result"])
        else:
            print(content)
# ANCHOR_END: converse
