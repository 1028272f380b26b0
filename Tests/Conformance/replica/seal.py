"""Keys, signatures, sealing, invitation codes and the packing of envelopes."""

import hashlib

import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .cbor import Malformed
from .limits import LIMITS

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHUNK = 65_536
TAG = 16
HEADER = 48
WINDOW_MAX = 8 << 20
BLOCK = 131_072


class SealError(ValueError):
    """Sealed bytes that do not open here; the text says why."""


def digest(data):
    """SHA-256."""
    return hashlib.sha256(data).digest()


def derive(secret, salt, info):
    """HKDF-SHA-256, 32 bytes."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


class Keys:
    """The two pairs of a node, from two seeds of 32 bytes."""

    def __init__(self, signing_seed, sealing_seed):
        self._signing = Ed25519PrivateKey.from_private_bytes(signing_seed)
        self._sealing = X25519PrivateKey.from_private_bytes(sealing_seed)
        self.signing_key = _raw(self._signing.public_key())
        self.sealing_key = _raw(self._sealing.public_key())
        self.node = node_of(self.signing_key)

    def __deepcopy__(self, memo):
        # A copied node is the same node: keys are never written to.
        return self

    def sign(self, data):
        """The signature of this node, 64 bytes."""
        return self._signing.sign(data)

    def open(self, data):
        """What was sealed to this node."""
        header, ephemeral = data[:HEADER], data[16:HEADER]
        named = b"hs-seal1" + digest(self.sealing_key)[:8]
        if len(data) < HEADER + TAG or header[:16] != named:
            raise SealError("sealed to another node")
        key = _shared(self._sealing, ephemeral, ephemeral + self.sealing_key)
        return _open_chunks(key, header, data[HEADER:])


def node_of(signing_key):
    """The name of the node that has this verifying key."""
    return digest(b"happiness-sync/1/node" + signing_key)[:16]


def is_signed(signing_key, signature, data):
    """Whether the signature is that key's over the data."""
    try:
        Ed25519PublicKey.from_public_bytes(signing_key).verify(signature, data)
        return True
    except (InvalidSignature, ValueError):
        return False


def _raw(key):
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _shared(private, public, salt):
    try:
        secret = private.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:
        raise SealError("a key of small order") from error
    if not any(secret):
        raise SealError("a key of small order")
    return derive(secret, salt, b"hs-seal1")


def seal(data, recipient, ephemeral_seed):
    """The data sealed to a recipient's key; the seed is used once."""
    ephemeral = X25519PrivateKey.from_private_bytes(ephemeral_seed)
    public = _raw(ephemeral.public_key())
    header = b"hs-seal1" + digest(recipient)[:8] + public
    cipher = ChaCha20Poly1305(_shared(ephemeral, recipient, public + recipient))
    chunks = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [b""]
    out = [header]
    for index, chunk in enumerate(chunks):
        out.append(cipher.encrypt(_nonce(index, index == len(chunks) - 1), chunk, header))
    return b"".join(out)


def _nonce(index, is_last):
    return index.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def _open_chunks(key, header, body):
    cipher, out, size = ChaCha20Poly1305(key), [], CHUNK + TAG
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    for index, piece in enumerate(pieces):
        try:
            out.append(cipher.decrypt(_nonce(index, index == len(pieces) - 1), piece, header))
        except (InvalidTag, ValueError) as error:
            raise SealError(f"chunk {index} was changed or cut") from error
    if len(out) > 1 and not out[-1]:
        raise SealError("an empty chunk behind a full one")
    return b"".join(out)


def code_of(secret, server):
    """The invitation code of a secret of 16 bytes and the server's node."""
    front = server[:8]
    check = digest(b"happiness-sync/1/code" + secret + front)[:2]
    bits = int.from_bytes(secret + front + check, "big") << 2
    letters = "".join(ALPHABET[bits >> 5 * at & 31] for at in reversed(range(42)))
    return "-".join(letters[at : at + 6] for at in range(0, 42, 6))


def read_code(code):
    """The secret, and the first 8 bytes of the server's node."""
    letters = "".join(code.upper().replace("-", "").split())
    letters = letters.translate(str.maketrans("OIL", "011"))
    if len(letters) != 42 or any(letter not in ALPHABET for letter in letters):
        raise Malformed("an invitation code has 42 letters and digits")
    bits = 0
    for letter in letters:
        bits = bits << 5 | ALPHABET.index(letter)
    data = (bits >> 2).to_bytes(26, "big")
    secret, front = data[:16], data[16:24]
    if bits & 3 or digest(b"happiness-sync/1/code" + secret + front)[:2] != data[24:]:
        raise Malformed("the invitation code has a slip of the pen")
    return secret, front


def slot_of(secret):
    """The number of an invitation."""
    return digest(b"happiness-sync/1/slot" + secret)[:8]


def proof_info(signing_key, sealing_key, incarnation):
    """What the proof of an enrollment is over."""
    return b"happiness-sync/1/enroll" + signing_key + sealing_key + incarnation


def proof_of(secret_hash, nonce, info):
    """The proof, from the hash of the code's secret, which is all that a server keeps."""
    return derive(secret_hash, nonce, info)


def words_of(node_key, server_key):
    """The six numbers that both ends show."""
    mark = digest(b"happiness-sync/1/words" + node_key + server_key)
    numbers = [int.from_bytes(mark[at : at + 2], "big") % 1000 for at in range(0, 12, 2)]
    return " ".join(f"{number:03d}" for number in numbers)


def pack(envelope):
    """One zstd frame around an envelope, never denser than a receiver takes."""
    packed = zstandard.ZstdCompressor(level=3).compress(envelope)
    return packed if len(envelope) <= inflated_max(packed) else stored(envelope)


def inflated_max(packed):
    """How many bytes may come out of packed ones."""
    return min(LIMITS["envelopeBytesMax"], 100 * len(packed) + 65_536)


def stored(data):
    """One zstd frame that compresses nothing: raw blocks only (RFC 8878 §3.1.1)."""
    size = len(data).to_bytes(4, "little")
    out = [b"\x28\xb5\x2f\xfd\xa0", size]
    for start in range(0, max(len(data), 1), BLOCK):
        block = data[start : start + BLOCK]
        is_last = start + BLOCK >= len(data)
        out += [(len(block) << 3 | is_last).to_bytes(3, "little"), block]
    return b"".join(out)


def unpack(packed):
    """The envelope in one zstd frame, within all limits."""
    if len(packed) > LIMITS["packedBytesMax"]:
        raise Malformed("above packedBytesMax")
    limit = inflated_max(packed)
    reader = zstandard.ZstdDecompressor(max_window_size=WINDOW_MAX).decompressobj()
    out, at = bytearray(), 0
    try:
        while at < len(packed) and not reader.eof:
            # In small bites: a bite inflates to a few MiB at most before it is measured.
            out += reader.decompress(packed[at : at + 64])
            at += 64
            if len(out) > limit:
                raise Malformed("inflates above its limit")
    except zstandard.ZstdError as error:
        raise Malformed("no zstd frame") from error
    if not reader.eof or reader.unused_data or at < len(packed):
        raise Malformed("a zstd frame that is cut off, or followed by something")
    return bytes(out)
