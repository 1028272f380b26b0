"""Changes: their bodies, values, the registers of the engine, the chain and runs."""

from typing import NamedTuple

from . import cbor, seal, wire
from .cbor import Malformed
from .limits import LIMITS

HOME, VOID, LIFE, EVENT = 1, 2, 3, 4
ENGINE_MAX = 15
FORMAT = 1
ZERO_CHAIN = bytes(32)
NOBODY = bytes(16)

FIELDS = [
    ("format", "uint"),
    ("facet", "facet"),
    ("type", "uint32"),
    ("home", "division"),
    ("stamp", "Stamp"),
    ("replica", "id"),
    ("sequence", "uint ≥ 1"),
    ("act", "Act"),
    ("schema", "uint32"),
    ("rights", "RightsNumber"),
    ("past", "VersionVector"),
    ("writes", "Writes"),
    ("origin", "Origin or null"),
    ("salt", "bytes"),
]


class Stamp(NamedTuple):
    """Who wrote, for which office and tier, and when (hybrid time)."""

    author: bytes
    office: str
    tier: int
    time: int


class Write(NamedTuple):
    """One register write: (number, key), value, and the dots that it leaves standing."""

    register: tuple
    value: object
    holes: tuple


class Change(NamedTuple):
    """One atomic act of one person on one record."""

    facet: bytes
    type: int
    home: str
    stamp: Stamp
    replica: bytes
    sequence: int
    act: tuple
    schema: int
    rights: tuple
    past: dict
    writes: tuple
    origin: tuple | None = None
    salt: bytes = b""

    def dots(self):
        """The dots of the writes, in their order."""
        first = self.past.get(self.replica, 0) + 1
        return [(self.replica, first + index) for index in range(len(self.writes))]

    def encode(self):
        """The body."""
        item = [
            FORMAT, self.facet, self.type, self.home, list(self.stamp), self.replica,
            self.sequence, list(self.act), self.schema, list(self.rights),
            vector_item(self.past), [_write_item(write) for write in self.writes],
            list(self.origin) if self.origin else None, self.salt,
        ]  # fmt: skip
        _check(item)
        body = cbor.encode(item)
        if len(body) > LIMITS["changeBytesMax"]:
            raise Malformed("a change above changeBytesMax")
        return body


def decode(body):
    """The change that a body is."""
    if len(body) > LIMITS["changeBytesMax"]:
        raise Malformed("a change above changeBytesMax")
    item = cbor.decode(body)
    _check(item)
    return Change(
        *item[1:4],
        Stamp(*item[4]),
        *item[5:7],
        tuple(item[7]),
        item[8],
        tuple(item[9]),
        dict(map(tuple, item[10])),
        tuple(_write(entry) for entry in item[11]),
        tuple(item[12]) if item[12] else None,
        item[13],
    )


def readable(body):
    """The change that a body is, or None if it cannot be read here."""
    try:
        return decode(body)
    except Malformed:
        return None


class Head(NamedTuple):
    """The fields that every format has: enough to route what cannot be read."""

    format: int
    facet: bytes
    type: int
    home: str
    stamp: Stamp
    replica: bytes
    sequence: int
    act: tuple


def head(body):
    """The first eight fields of a body of any format; Malformed if they are not there."""
    item = cbor.decode(body)
    if not isinstance(item, list) or len(item) < 8:
        raise Malformed("no change")
    wire.check_fields("Change", FIELDS[:7], item[:7])
    _check_act(item[7], item[6])
    return Head(*item[:4], Stamp(*item[4]), *item[5:7], tuple(item[7]))


def head_of(body, **instead):
    """The same; of bytes that are none only what is put instead."""
    try:
        return head(body)
    except Malformed:
        return Head(*(instead.get(name) for name in Head._fields))


def vector_item(vector):
    """A version vector as an array."""
    return [[replica, vector[replica]] for replica in sorted(vector)]


def _write_item(write):
    number, key = write.register
    return [number, key, write.value, [list(dot) for dot in write.holes]]


def _write(item):
    return Write((item[0], item[1]), freeze(item[2]), tuple(map(tuple, item[3])))


def freeze(value):
    """A value that can be compared and kept: lists become tuples."""
    return tuple(map(freeze, value)) if isinstance(value, (list, tuple)) else value


def _check(item):
    if not isinstance(item, list) or len(item) != len(FIELDS):
        raise Malformed("a change has 14 fields")
    for (field, type_text), value in zip(FIELDS, item):
        if field == "act":
            _check_act(value, item[6])
        elif field == "writes":
            _check_writes(value, dict(map(tuple, item[10])), item[5])
        elif field == "origin":
            if value is not None:
                wire.check_fields("Change.origin", wire.ENTRIES["Dot"], value)
        else:
            wire.check_fields("Change", [(field, type_text)], [value])
    if item[0] != FORMAT:
        raise Malformed("a change of another format")
    if len(item[13]) not in (0, LIMITS["saltBytes"]):
        raise Malformed("a salt has 16 bytes, or none")


def _check_act(act, sequence):
    wire.check_fields("Change.act", [("first", "uint ≥ 1"), ("count", "uint ≥ 1")], act)
    first, count = act
    if count > LIMITS["frameChangesMax"] or not first <= sequence < first + count:
        raise Malformed("a change outside of its act")


def _check_writes(writes, past, replica):
    if not isinstance(writes, list) or not 1 <= len(writes) <= LIMITS["changeWritesMax"]:
        raise Malformed("a change has 1 to changeWritesMax writes")
    if past.get(replica, 0) + len(writes) > LIMITS["numberMax"]:
        raise Malformed("counters above numberMax")
    for write in writes:
        if not isinstance(write, list) or len(write) != 4:
            raise Malformed("a write has 4 fields")
        check_register(write[0], write[1])
        check_value(write[2])
        wire.kind("[Dot] ≤ holesMax, ascending")(write[3])
        if any(counter > past.get(name, 0) for name, counter in write[3]):
            raise Malformed("a hole beyond the past")
        check_engine_register(write[0], write[1], write[2], past)
    if len({(write[0], write[1]) for write in writes}) != len(writes):
        raise Malformed("a register written twice")


def check_register(number, key):
    """Refuses what is no register number, or a key that is too long."""
    wire.check_uint(2**32 - 1, 1, number)
    if not isinstance(key, bytes) or len(key) > LIMITS["keyBytesMax"]:
        raise Malformed("a key has at most keyBytesMax bytes")


def check_value(value, depth=0):
    """Refuses what a register cannot hold."""
    if isinstance(value, (list, tuple)):
        if depth == LIMITS["valueDepthMax"] or len(value) > LIMITS["listMax"]:
            raise Malformed("a list too deep or too long")
        for entry in value:
            check_value(entry, depth + 1)
    elif isinstance(value, (str, bytes)):
        if len(value.encode() if isinstance(value, str) else value) > LIMITS["textBytesMax"]:
            raise Malformed("a text above textBytesMax")
    elif type(value) is int:
        if not -(2**63) <= value < 2**63:
            raise Malformed("an integer beyond 64 bits with sign")
    elif value is not None and type(value) is not bool:
        raise Malformed("no value")


def check_engine_register(number, key, value, past):
    """Refuses a register from 1 to 15 that is not as the engine has it."""
    if number > ENGINE_MAX:
        return
    if number == HOME and key == b"":
        wire.check_division(value)
    elif number == VOID and value is True:
        void_dot(key)
    elif number == LIFE and key == b"" and isinstance(value, (list, tuple)):
        dots = [list(entry) if isinstance(entry, (list, tuple)) else entry for entry in value]
        wire.kind("VersionVector")(dots)
        if past is not None and any(counter > past.get(name, 0) for name, counter in dots):
            raise Malformed("a withdrawal beyond the past")
    elif number == EVENT and len(key) == 16 and isinstance(value, (list, tuple)) and len(value) == 3:
        vector, holes = (_dots(part) for part in value[:2])
        wire.kind("VersionVector")([list(dot) for dot in vector])
        seen = dict(vector)
        if past is not None and any(counter > past.get(name, 0) for name, counter in vector):
            raise Malformed("an event that has seen more than the past")
        if any(counter > seen.get(name, 0) for name, counter in holes) or holes != sorted(set(holes)):
            raise Malformed("an event with holes beyond what it has seen")
    else:
        raise Malformed(f"the register {number} of the engine has another shape")


def _dots(value):
    """The dots of a list of [incarnation, counter]; of a vector each incarnation once."""
    if not isinstance(value, (list, tuple)):
        raise Malformed("no list of dots")
    for entry in value:
        if not isinstance(entry, (list, tuple)) or len(entry) != 2 or type(entry[0]) is not bytes \
                or len(entry[0]) != 16:
            raise Malformed("no dot")
        wire.check_uint(LIMITS["numberMax"], 1, entry[1])
    return [tuple(entry) for entry in value]


def void_dot(key):
    """The dot that a register `void` names."""
    if len(key) != 24:
        raise Malformed("a void names a dot of 24 bytes")
    dot = key[:16], int.from_bytes(key[16:], "big")
    wire.check_uint(LIMITS["numberMax"], 1, dot[1])
    return dot


def void_key(dot):
    """The key of the register that voids a dot."""
    return dot[0] + dot[1].to_bytes(8, "big")


def chain_input(before, replica, sequence, body_hash):
    """What the next link of a chain is the hash of."""
    return b"\x01" + before + replica + sequence.to_bytes(8, "big") + body_hash


def chain_after(before, replica, sequence, body_hash):
    """The chain after one more change."""
    return seal.digest(chain_input(before, replica, sequence, body_hash))


def run_signed(replica, last, chain):
    """The bytes that the origin of a run signs."""
    return b"happiness-sync/1/run\x00" + replica + last.to_bytes(8, "big") + chain


def subtree_hash(heads):
    """The hash of a list of heads: (incarnation, sequence, chain)."""
    return seal.digest(
        b"".join(name + number.to_bytes(8, "big") + chain for name, number, chain in sorted(heads))
    )


def item_hash(item):
    """The body hash that an item of a run stands for."""
    return seal.digest(item) if isinstance(item, bytes) else item[0]


def run_chain(run):
    """The chains after each item of a run."""
    replica, sequence, chain, items = run[:4]
    chains = []
    for item in items:
        chain = chain_after(chain, replica, sequence, item_hash(item))
        chains.append(chain)
        sequence += 1
    return chains


def check_run(run, signing_key):
    """Refuses a run whose chain or signature is not its origin's."""
    chains = run_chain(run)
    last = run[1] + len(run[3]) - 1
    if chains[-1] != run[4]:
        raise wire.Unauthentic("the chain of a run does not end where it says")
    if not seal.is_signed(signing_key, run[5], run_signed(run[0], last, run[4])):
        raise wire.Unauthentic("a run that its origin did not sign")
