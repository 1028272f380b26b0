"""Kinds of fields, entries and messages, and envelopes.

`kind` turns the text of a type into a check. A checked item is the value itself: arrays stay lists,
byte strings bytes.
"""

import functools
import re

from . import cbor, seal
from .cbor import Malformed
from .limits import BUNDLE_KINDS, LEVELS, LIMITS, REFUSAL_NAMES, TIERS, VERDICTS
from .messages import ENTRIES, MESSAGES

# Divisions of their own although they end in a group of zeros.
OWN_ZEROS = {"441900", "442000", "460400", "350527000"}
DIVISION = re.compile(r"0|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}", re.ASCII)
LIST = re.compile(r"\[(.+?)\](?: (?:≤ (\w+)|(\d+)…(\w+)))?(, ascending)?")

NUMBERS = {name: number for number, (name, _) in MESSAGES.items()}


class Message:
    """One message: what it is, and its fields as attributes; a field named `from` by item only."""

    def __init__(self, what, /, **fields):
        expected = [field for field, _ in MESSAGES[NUMBERS[what]][1]]
        if list(fields) != expected:
            raise TypeError(f"{what} has the fields {expected}")
        self.what = what
        self.fields = fields

    def __getattr__(self, field):
        try:
            return self.__dict__["fields"][field]
        except KeyError:
            raise AttributeError(field) from None

    def __getitem__(self, field):
        return self.fields[field]

    def __repr__(self):
        return f"{self.what}({', '.join(self.fields)})"

    def encode(self):
        """The payload: the number and the fields, checked as a receiver would."""
        item = [NUMBERS[self.what], *self.fields.values()]
        _check_message(item)
        payload = cbor.encode(item)
        if len(payload) > payload_max(self.what):
            raise Malformed(f"a {self.what} above its limit")
        return payload


def payload_max(name):
    """How many bytes the payload of that message may have."""
    return LIMITS["handBackBytesMax" if name == "HandBack" else "frameBytesMax"]


def decode(payload):
    """The message that a payload is."""
    item = cbor.decode(payload)
    name = _check_message(item)
    if len(payload) > payload_max(name):
        raise Malformed(f"a {name} above its limit")
    return Message(name, **dict(zip((field for field, _ in MESSAGES[item[0]][1]), item[1:])))


def _check_message(item):
    if not isinstance(item, list) or not item or type(item[0]) is not int:
        raise Malformed("no message")
    if item[0] not in MESSAGES:
        raise Malformed(f"no message has the number {item[0]}")
    name, fields = MESSAGES[item[0]]
    check_fields(name, fields, item[1:])
    if name in ("Push", "ReclaimAnswer"):
        if sum(len(run[3]) for run in item[3 if name == "Push" else 1]) > LIMITS["frameChangesMax"]:
            raise Malformed("runs of more than frameChangesMax items")
    return name


def sign(keys, message):
    """The envelope of a message, signed."""
    payload = message.encode()
    return cbor.encode([1, keys.node, payload, keys.sign(_signed(payload))])


def open_envelope(data, key_of):
    """Signer and message of an envelope; `key_of` tells the verifying key of a node, or None."""
    signer, payload, signature = read_envelope(data)
    key = key_of(signer)
    if key is None:
        raise Unauthentic(f"{signer.hex()} is not known")
    if not seal.is_signed(key, signature, _signed(payload)):
        raise Unauthentic(f"the signature is not that of {signer.hex()}")
    return signer, decode(payload)


def read_envelope(data):
    """Signer, payload and signature, not checked yet."""
    if len(data) > LIMITS["envelopeBytesMax"]:
        raise Malformed("an envelope above its limit")
    item = cbor.decode(data)
    fields = [("format", "uint"), ("signer", "id"), ("payload", "bytes"), ("signature", "bytes 64")]
    check_fields("Envelope", fields, item)
    if item[0] != 1:
        raise Malformed("an envelope of another format")
    if len(item[2]) > LIMITS["handBackBytesMax"]:
        raise Malformed("a payload above any limit")
    return item[1], item[2], item[3]


class Unauthentic(ValueError):
    """A signature, or a signer, that is not the one that counts."""


def _signed(payload):
    return b"happiness-sync/1/message\x00" + payload


def check_fields(what, fields, items):
    """Refuses an array that is not of these fields."""
    if not isinstance(items, list) or len(items) != len(fields):
        raise Malformed(f"{what} has {len(fields)} fields")
    for (field, type_text), item in zip(fields, items):
        try:
            kind(type_text)(item)
        except Malformed as error:
            raise Malformed(f"{what}.{field}: {error}") from None


@functools.cache
def kind(type_text):
    """The check that the text of a type describes."""
    if type_text.endswith(" or null"):
        inner = kind(type_text.removesuffix(" or null"))
        return lambda item: None if item is None else inner(item)
    match = LIST.fullmatch(type_text)
    if match:
        return _list_kind(*match.groups())
    if type_text in ENTRIES:
        return _entry_kind(type_text)
    if type_text.startswith("bytes "):
        return functools.partial(_check_bytes, int(type_text.removeprefix("bytes ")))
    return BASIC[type_text]


def _list_kind(inner, limit, least, most, ascending):
    check, maximum = kind(inner), limit or most
    maximum = LIMITS[maximum] if maximum else None
    least = int(least or 0)

    def check_list(items):
        if not isinstance(items, list) or len(items) < least:
            raise Malformed(f"no list of {inner}")
        if maximum is not None and len(items) > maximum:
            raise Malformed(f"more than {maximum} of {inner}")
        for item in items:
            check(item)
        if ascending:
            check_ascending([ORDERS.get(inner, _first)(item) for item in items])

    return check_list


def _first(item):
    return item[0] if isinstance(item, list) else item


# By what entries ascend; all others by their first field.
ORDERS = {"Dot": tuple, "ScopePart": lambda part: (part[0], part[2], not part[1])}


def check_ascending(keys):
    """Refuses keys that do not ascend strictly."""
    for before, after in zip(keys, keys[1:]):
        if not before < after:
            raise Malformed("does not ascend")


def check_uint(maximum, least, item):
    """Refuses what is no integer from `least` to `maximum`."""
    if type(item) is not int or not least <= item <= maximum:
        raise Malformed(f"no integer from {least} to {maximum}")


def _check_bytes(count, item):
    if not isinstance(item, bytes) or (count is not None and len(item) != count):
        raise Malformed(f"no byte string of {count} bytes")


def _check_bool(item):
    if type(item) is not bool:
        raise Malformed("no boolean")


def _check_text(item):
    if not isinstance(item, str) or len(item.encode()) > LIMITS["shortTextBytesMax"]:
        raise Malformed("no text, or too long")


def check_division(item):
    """Refuses what is not the code of a division."""
    if not isinstance(item, str) or not DIVISION.fullmatch(item):
        raise Malformed("no division")
    group = item[-3:] if len(item) > 6 else item[-2:]
    if item != "0" and item not in OWN_ZEROS and not group.strip("0"):
        raise Malformed("a division that ends in a group of zeros")


def _check_facet(item):
    _check_bytes(17, item)
    if item[16] > 3:
        raise Malformed("no reach has that number")


def _check_vector(item):
    kind("[Dot] ≤ vectorMax")(item)
    check_ascending([entry[0] for entry in item])


def _check_run_item(item):
    if isinstance(item, bytes):
        if len(item) > LIMITS["changeBytesMax"]:
            raise Malformed("a body above changeBytesMax")
        return
    check_fields("RunItem", [("hash", "bytes 32")], item)


def _check_pulled_item(item):
    fields = {
        0: [("kind", "uint"), ("body", "bytes")],
        1: [("kind", "uint"), ("state", "bytes")],
        2: [("kind", "uint"), ("facet", "facet"), ("hash", "bytes 32"), ("home", "division")],
    }
    if not isinstance(item, list) or not item or item[0] not in fields or item[0] is False:
        raise Malformed("no pulled item")
    check_fields("PulledItem", fields[item[0]], item)
    if item[0] < 2 and len(item[1]) > LIMITS[("changeBytesMax", "stateBytesMax")[item[0]]]:
        raise Malformed("a pulled item above its limit")


def _check_numbered(names, first, item):
    check_uint(first + len(names) - 1, first, item)


def _entry_kind(name):
    def check(item):
        check_fields(name, ENTRIES[name], item)
        if name in REFINED:
            REFINED[name](item)

    return check


def _refine_dot_set(item):
    upto = dict(map(tuple, item[0]))
    for replica, counter in item[1]:
        if counter <= upto.get(replica, 0) + 1:
            raise Malformed("an extra dot that belongs to the contiguous part")


def _refine_mark(item):
    _, after, upto, _, exceptions = item
    if after > upto:
        raise Malformed("a mark that ends before it begins")
    if exceptions and not (after < exceptions[0][0] and exceptions[-1][0] <= upto):
        raise Malformed("an exception outside of its mark")


def _refine_scope_part(item):
    check_uint(3, 0, item[2])


def _refine_run(item):
    if item[1] + len(item[3]) - 1 > LIMITS["numberMax"]:
        raise Malformed("a run above numberMax")


# What the fields of an entry do not say alone.
REFINED = {
    "DotSet": _refine_dot_set,
    "AcknowledgementMark": _refine_mark,
    "ScopePart": _refine_scope_part,
    "Run": _refine_run,
}
BASIC = {
    "uint": functools.partial(check_uint, LIMITS["numberMax"], 0),
    "uint ≥ 1": functools.partial(check_uint, LIMITS["numberMax"], 1),
    "uint8": functools.partial(check_uint, 2**8 - 1, 0),
    "uint32": functools.partial(check_uint, 2**32 - 1, 0),
    "time": functools.partial(check_uint, 2**64 - 1, 0),
    "id": functools.partial(_check_bytes, 16),
    "facet": _check_facet,
    "bytes": functools.partial(_check_bytes, None),
    "text": _check_text,
    "division": check_division,
    "bool": _check_bool,
    "VersionVector": _check_vector,
    "RunItem": _check_run_item,
    "PulledItem": _check_pulled_item,
    "HelloVerdict": functools.partial(_check_numbered, VERDICTS, 0),
    "DigestLevel": functools.partial(_check_numbered, LEVELS, 0),
    "BundleKind": functools.partial(_check_numbered, BUNDLE_KINDS, 0),
    "Tier": functools.partial(_check_numbered, TIERS, 0),
    "Standing": functools.partial(_check_numbered, ["held", "refused"], 0),
    "RefusalCode": functools.partial(_check_numbered, REFUSAL_NAMES, 1),
}
