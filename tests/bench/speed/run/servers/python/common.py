"""What all of these servers do."""

import os
import sys
import threading


def ready(address):
    """Tells whoever started us that it may connect, and ends when it does."""
    print("listening on %s:%d" % address, flush=True)
    threading.Thread(target=end_with_starter, daemon=True).start()


def end_with_starter():
    sys.stdin.buffer.read()
    os._exit(0)
