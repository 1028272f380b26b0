"""A contact on a stick: the envelopes that HTTP would carry, sealed to the other end."""

from . import seal, wire
from .cbor import Malformed
from .limits import LIMITS
from .wire import Message

MAGIC = b"HSBUNDL1"


class Damaged(ValueError):
    """A bundle that was cut or changed."""


def write(keys, header, messages, recipient_key, ephemeral_seed):
    """The file that holds the messages, the header first, each signed by the source."""
    envelopes = [wire.sign(keys, message) for message in (header, *messages)]
    digest = seal.digest(b"".join(envelopes))
    trailer = Message("BundleTrailer", id=header.id, count=len(envelopes), hash=digest)
    envelopes.append(wire.sign(keys, trailer))
    return MAGIC + seal.seal(b"".join(map(framed, envelopes)), recipient_key, ephemeral_seed)


def framed(envelope):
    """One packed envelope behind its length."""
    packed = seal.pack(envelope)
    return len(packed).to_bytes(4, "big") + packed


def read(keys, data, key_of):
    """(message, envelope) of each envelope but the trailer, all of them checked."""
    if len(data) > LIMITS["bundleBytesMax"] or data[:8] != MAGIC:
        raise Damaged("no bundle")
    envelopes = list(_envelopes(keys.open(data[8:])))
    try:
        opened = [wire.open_envelope(envelope, key_of) for envelope in envelopes]
    except Malformed as error:
        raise Damaged(str(error)) from error
    if len({signer for signer, _ in opened}) != 1:
        raise Damaged("not all of one source")
    *messages, trailer = [message for _, message in opened]
    _check(messages, trailer, envelopes)
    return list(zip(messages, envelopes))


def _envelopes(data):
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        packed = data[at + 4 : at + 4 + size]
        if len(packed) != size or at + 4 > len(data):
            raise Damaged("cut off")
        at += 4 + size
        try:
            yield seal.unpack(packed)
        except Malformed as error:
            raise Damaged(str(error)) from error


def _check(messages, trailer, envelopes):
    if not messages or messages[0].what != "BundleHeader" or trailer.what != "BundleTrailer":
        raise Damaged("header or trailer is missing")
    if trailer.count != len(messages) or trailer.count > LIMITS["bundleEnvelopesMax"]:
        raise Damaged("envelopes are missing")
    if trailer.id != messages[0].id or trailer.hash != seal.digest(b"".join(envelopes[:-1])):
        raise Damaged("the trailer is not that of this bundle")


def read_invitation(data):
    """The Invitation of a file, which holds its envelope as it is."""
    signer, payload, _ = wire.read_envelope(data)
    message = wire.decode(payload)
    if message.what != "Invitation" or seal.node_of(message.signingKey) != message.node:
        raise Damaged("no invitation")
    wire.open_envelope(data, {message.node: message.signingKey}.get)
    return message
