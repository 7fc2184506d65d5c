"""Next year's peers: what they say has more in it than this year's."""

import json
import socket
import sys


def decode(stream):
    length = int.from_bytes(stream.read(2), "big")
    header = json.loads(stream.read(length))
    content = json.loads(stream.read(header["content-length"]))
    # ANCHOR: default
    # A peer of this year doesn't say it, and speaks English.
    return header.get("language", "English"), content
    # ANCHOR_END: default


# ANCHOR: newer
def encode(content, **more):
    content = json.dumps(content).encode()
    header = {
        "byteorder": sys.byteorder,
        "content-type": "text/json",
        "content-encoding": "utf-8",
        "content-length": len(content),
        **more,
    }
    header = json.dumps(header).encode()
    return len(header).to_bytes(2, "big") + header + content


def ask(connection, value):
    with connection, connection.makefile("rwb") as stream:
        request = {"action": "search", "value": value, "most": 3}
        stream.write(encode(request, language="German"))
        stream.flush()
        language, answer = decode(stream)
        print(f"{answer['result']} ({language})")
# ANCHOR_END: newer


def serve(connection):
    with connection, connection.makefile("rwb") as stream:
        language, request = decode(stream)
        answer = {"result": f"{request['value']}, in {language}", "seconds": 0.1}
        stream.write(encode(answer, language=language))
    print(f"answered in {language}")


def main(role, host, port, *value):
    if role == "ask":
        ask(socket.create_connection((host, port)), *value)
        return
    with socket.create_server((host, int(port))) as listener:
        print(f"listening on {host}:{listener.getsockname()[1]}", flush=True)
        serve(listener.accept()[0])


if sys.argv[1:]:
    main(*sys.argv[1:])
