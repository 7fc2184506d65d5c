"""Messages with a header: how they are written, and how they are read."""

import json
import struct
import sys


# ANCHOR: encode
def encode(content, content_type, content_encoding):
    """The bytes of a message."""
    header = {
        "byteorder": sys.byteorder,
        "content-type": content_type,
        "content-encoding": content_encoding,
        "content-length": len(content),
    }
    header = json.dumps(header, ensure_ascii=False).encode("utf-8")
    return struct.pack(">H", len(header)) + header + content


def encode_json(value):
    """The bytes of a message whose content is JSON."""
    content = json.dumps(value, ensure_ascii=False).encode("utf-8")
    return encode(content, "text/json", "utf-8")
# ANCHOR_END: encode


# ANCHOR: decode
def read(file):
    """The next message's header and content, or None at the end of file."""
    prefix = file.read(2)
    if not prefix:
        return None
    (length,) = struct.unpack(">H", prefix)
    header = json.loads(read_whole(file, length))
    return header, read_whole(file, header["content-length"])


def read_whole(file, length):
    data = file.read(length)
    if len(data) < length:
        raise EOFError("the peer ended in the middle of a message")
    return data
# ANCHOR_END: decode
