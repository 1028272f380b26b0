"""HTTP in front of a parent of this program, on a free port of loopback."""

import http.server
import threading

from . import seal
from .carrier import MEDIA_TYPE
from .cbor import Malformed
from .limits import LIMITS


class Listener:
    """Serves one parent until it is closed; one request at a time."""

    def __init__(self, parent):
        self.words = []
        self.requests = []
        lock = threading.Lock()
        words, requests = self.words, self.requests

        class Handler(http.server.BaseHTTPRequestHandler):
            """POST /v1/WORD."""

            protocol_version = "HTTP/1.1"

            def do_POST(self):
                """Answers with a packed envelope, refusals included."""
                size = int(self.headers.get("Content-Length", 0))
                packed = self.rfile.read(min(size, LIMITS["packedBytesMax"] + 1))
                word = self.path.removeprefix("/v1/")
                with lock:
                    words.append(word)
                    try:
                        envelope = seal.unpack(packed)
                    except Malformed:
                        envelope = b""
                    requests.append((word, envelope))
                    answer = seal.pack(parent.answer(word, envelope))
                self.send_response(200)
                self.send_header("Content-Type", MEDIA_TYPE)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *words):
                """Says nothing: the tests say what failed."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """Ends it."""
        self.server.shutdown()
        self.server.server_close()
