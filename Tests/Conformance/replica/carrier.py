"""How envelopes reach the other end: over HTTP, or by a call."""

import http.client

from . import seal
from .limits import LIMITS


class Silence(OSError):
    """No answer that counts: nobody there, cut off, or no packed envelope."""


class HTTPCarrier:
    """Requests to one server over plain HTTP on loopback."""

    def __init__(self, host, port):
        self.host = host
        self.port = port
        self.status = None

    def post(self, word, envelope):
        """The envelope that the server answers with; `status` is for machines in between."""
        link = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            link.request("POST", f"/v1/{word}", seal.pack(envelope))
            answer = link.getresponse()
            self.status = answer.status
            return seal.unpack(answer.read(LIMITS["packedBytesMax"] + 1))
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise Silence(f"{word}: {error}") from error
        finally:
            link.close()


class CallCarrier:
    """Requests to a parent in the same program, packed and unpacked as over HTTP."""

    def __init__(self, parent):
        self.parent = parent
        self.words = []

    def post(self, word, envelope):
        """The envelope that the parent answers with."""
        self.words.append(word)
        return seal.unpack(seal.pack(self.parent.answer(word, seal.unpack(seal.pack(envelope)))))
