"""Prints the golden messages, one a line: its name, and its bytes in hex.

    python3 messages.py > messages.hex

They are what Python programs send. Each is made as a program would make it that
wasn't written with ours in mind, so that headers differ in order, spaces and escapes.
"""

import json
import struct

DOG = "\N{DOG FACE}"


def frame(header: str, content: bytes) -> bytes:
    encoded = header.encode("utf-8")
    return struct.pack(">H", len(encoded)) + encoded + content


def text(value, **how) -> bytes:
    """As most programs do it: everything in UTF-8, nothing escaped."""
    content = json.dumps(value, ensure_ascii=False).encode("utf-8")
    return frame(json.dumps(fields("text/json", "utf-8", content), **how), content)


def binary(content_type: str, content: bytes, encoding="binary", **more) -> bytes:
    header = fields(content_type, encoding, content, **more)
    return frame(json.dumps(header, ensure_ascii=False), content)


def fields(content_type, encoding, content, byteorder="little", **more):
    return {
        "byteorder": byteorder,
        "content-type": content_type,
        "content-encoding": encoding,
        "content-length": len(content),
    } | {name.replace("_", "-"): value for name, value in more.items()}


def search(value):
    return {"action": "search", "value": value}


ESCAPED = json.dumps(search(DOG)).encode("ascii")  # "\ud83d\udc36"

MESSAGES = {
    "search": text(search("morpheus"), ensure_ascii=False),
    "search-emoji": text(search(DOG), ensure_ascii=False),
    "search-escaped": frame(
        json.dumps(fields("text/json", "utf-8", ESCAPED)), ESCAPED
    ),
    "search-nothing": text(search("")),
    "hit": text({"result": "Asks whether you are ready. \N{RABBIT FACE}"}),
    "miss": text({"result": "No match for 'x'."}),
    "compact": text(search("ring"), separators=(",", ":")),
    "sorted": text(search("ring"), sort_keys=True),
    "indented": text(search("ring"), indent=4),
    "binary": binary("binary/custom-client-binary-type", b"\x01\x02\xff\x00"),
    "binary-answer": binary(
        "binary/custom-server-binary-type",
        b"First 10 bytes of request: " + b"\x01\x02\xff\x00",
    ),
    "every-byte": binary("application/octet-stream", bytes(range(256))),
    "no-content": binary("application/octet-stream", b""),
    "big-endian": binary("any", b"\x00\x01", byteorder="big"),
    "latin-1": binary("text/plain", "gr\xfc\xdfe".encode("latin-1"), "latin-1"),
    "more-fields": binary(
        "any",
        b"x",
        request_id=17,
        tags=["a", DOG, None, True, {"deep": -2.50}],
    ),
    "escaped-name": frame(
        r'{ "byte\u006frder" : "little","content-type":"a\/b\ud83d\udc36",'
        "\t\"content-encoding\":\"binary\",\r\n\"content-length\":0 }",
        b"",
    ),
    "two-at-once": text(search("morpheus")) + binary("any", b"\x00"),
}

if __name__ == "__main__":
    for name, message in MESSAGES.items():
        print(name, message.hex())
