"""A search service: server.py [--port PORT] [--dictionary FILE] [--once]"""

import argparse
import json
import socketserver

from messages import encode, encode_json, read

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=20007)
parser.add_argument("--dictionary")
parser.add_argument("--once", action="store_true", help="close after each answer")
options = parser.parse_args()

dictionary = {"ring": "One ring, in a box, with a note. 💍"}
if options.dictionary:
    with open(options.dictionary, encoding="utf-8") as file:
        dictionary = json.load(file)


# ANCHOR: answer
def answer(header, content):
    if header["content-type"] != "text/json":
        start = b"First 10 bytes of request: " + content[:10]
        return encode(start, "binary/custom-server-binary-type", "binary")
    request = json.loads(content)
    action, value = request.get("action"), request.get("value")
    if action == "search":
        result = dictionary.get(value, f"No match for '{value}'.")
    else:
        result = f"Error: invalid action '{action}'."
    return encode_json({"result": result})


class Conversation(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        while message := read(self.rfile):
            self.wfile.write(answer(*message))
            if options.once:
                break
# ANCHOR_END: answer


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", options.port), Conversation) as server:
    print("listening on %s:%d" % server.server_address, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
