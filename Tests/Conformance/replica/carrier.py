"""How envelopes reach the other end: over HTTP, or by a call."""

import http.client

from . import seal
from .limits import LIMITS

MEDIA_TYPE = "application/vnd.happiness-sync"


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
            link.request("POST", f"/v1/{word}", seal.pack(envelope), {"Content-Type": MEDIA_TYPE})
            answer = link.getresponse()
            self.status = answer.status
            if answer.getheader("Content-Type") != MEDIA_TYPE:
                raise Silence(f"{word}: status {answer.status}, and no answer of a server")
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


class Scissors:
    """Cuts a contact at one request: before the parent gets it, or before its answer comes."""

    def __init__(self, carrier, cut, is_lost):
        self.carrier = carrier
        self.cut = cut
        self.is_lost = is_lost

    def post(self, word, envelope):
        """The answer, until the cut."""
        self.cut -= 1
        if self.cut < 0 and self.is_lost:
            raise Silence("cut")
        answer = self.carrier.post(word, envelope)
        if self.cut < 0:
            raise Silence("cut")
        return answer


class Ear:
    """Hears which requests a contact makes."""

    def __init__(self, carrier):
        self.carrier = carrier
        self.words = []
        self.requests = []
        self.answers = []

    def post(self, word, envelope):
        """The answer of the carrier."""
        self.words.append(word)
        self.requests.append((word, envelope))
        answer = self.carrier.post(word, envelope)
        self.answers.append((word, answer))
        return answer
