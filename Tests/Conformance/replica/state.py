"""Records as bytes: the canonical part that is hashed, and states as they travel."""

from . import cbor, change, seal, wire
from .cbor import Malformed
from .engine import Context, DotSet, Record, Register, Sibling
from .limits import LIMITS

FORMAT = 1
FIELDS = [
    ("format", "uint"),
    ("facet", "facet"),
    ("type", "uint32"),
    ("claimedHome", "division"),
    ("received", "list"),
    ("stragglers", "list"),
    ("stamps", "list"),
    ("registers", "list"),
]


def canonical(record):
    """What all replicas agree on that have received the same."""
    replicas = record.received.replicas()
    index = {replica: at for at, replica in enumerate(replicas)}
    shown = {
        name: own.standing() for name, own in sorted(record.registers.items()) if own.siblings
    }
    stamps = sorted({own.stamp for siblings in shown.values() for own in siblings})
    registers = []
    for (number, key), siblings in shown.items():
        row = [number, key]
        for own in siblings:
            row += [index[own.dot[0]], own.dot[1], stamps.index(own.stamp), own.value]
        registers.append(row)
    return cbor.encode([
        FORMAT,
        record.facet,
        record.type,
        record.claimed_home,
        [[replica, record.received.upto.get(replica, 0)] for replica in replicas],
        [[index[name], number] for name, number in record.received.extras()],
        [list(stamp) for stamp in stamps],
        registers,
    ])  # fmt: skip


def record_hash(record):
    """The hash of a record."""
    return seal.digest(canonical(record))


def encode(record):
    """The state of a record, as it travels downward."""
    ahead = [
        [name, number]
        for name, number in sorted(record.past.items())
        if number > record.received.highest(name)
    ]
    contexts = []
    for (number, key), register in sorted(record.registers.items()):
        for own in register.standing():
            if own.context is not None:
                past = change.vector_item(own.context.past)
                holes = [list(dot) for dot in sorted(own.context.holes)]
                contexts.append([[number, key], list(own.dot), [past, holes]])
    data = cbor.encode([FORMAT, canonical(record), ahead, contexts])
    if len(data) > LIMITS["stateBytesMax"]:
        raise Malformed("a state above stateBytesMax")
    return data


def decode(data):
    """The record that a state describes."""
    if len(data) > LIMITS["stateBytesMax"]:
        raise Malformed("a state above stateBytesMax")
    item = cbor.decode(data)
    fields = [("format", "uint"), ("canonical", "bytes"), ("ahead", "VersionVector")]
    if not isinstance(item, list) or len(item) != 4 or not isinstance(item[3], list):
        raise Malformed("a state has 4 fields")
    wire.check_fields("State", fields, item[:3])
    if item[0] != FORMAT:
        raise Malformed("a state of another format")
    record = decode_canonical(item[1])
    if sum(map(len, record.received.extra.values())) > LIMITS["stragglersMax"]:
        raise Malformed("a state with too many stragglers")
    record.past = {name: record.received.highest(name) for name in record.received.replicas()}
    for name, number in item[2]:
        if number <= record.past.get(name, 0):
            raise Malformed("`ahead` names what has arrived")
        record.past[name] = number
    _read_contexts(record, item[3])
    return record


def decode_canonical(data):
    """A record without contexts, from its canonical part."""
    item = cbor.decode(data)
    if not isinstance(item, list) or len(item) != len(FIELDS):
        raise Malformed("a canonical state has 8 fields")
    wire.check_fields("State", FIELDS[:4], item[:4])
    if item[0] != FORMAT:
        raise Malformed("a canonical state of another format")
    record = Record(item[1], item[2])
    record.claim(item[3])
    replicas = _read_received(record, item[4], item[5])
    wire.kind("[Stamp]")(item[6])
    stamps = [change.Stamp(*stamp) for stamp in item[6]]
    wire.check_ascending(stamps)
    if not isinstance(item[7], list):
        raise Malformed("no registers")
    used = set()
    for row in item[7]:
        _read_register(record, row, replicas, stamps, used)
    wire.check_ascending([(row[0], row[1]) for row in item[7]])
    if len(used) != len(stamps):
        raise Malformed("a stamp that nothing uses")
    for dot in record.voids():
        if dot not in record.received or any(dot in own.siblings for own in _registers(record)):
            raise Malformed("a voided dot that stands, or has not arrived")
    return record


def _registers(record):
    return record.registers.values()


def _read_received(record, table, stragglers):
    if not isinstance(table, list) or len(table) > LIMITS["vectorMax"]:
        raise Malformed("no table of incarnations")
    for entry in table:
        wire.check_fields("received", [("replica", "id"), ("upTo", "uint")], entry)
    replicas = [entry[0] for entry in table]
    wire.check_ascending(replicas)
    if not isinstance(stragglers, list):
        raise Malformed("no stragglers")
    for entry in stragglers:
        wire.check_fields("straggler", [("index", "uint"), ("counter", "uint ≥ 1")], entry)
        if entry[0] >= len(table) or entry[1] <= table[entry[0]][1] + 1:
            raise Malformed("a straggler that is none")
    wire.check_ascending(list(map(tuple, stragglers)))
    named = {index for index, _ in stragglers}
    if any(entry[1] == 0 and index not in named for index, entry in enumerate(table)):
        raise Malformed("an incarnation of which nothing has arrived")
    record.received = DotSet.of(
        {name: number for name, number in table if number},
        [(replicas[index], counter) for index, counter in stragglers],
    )
    return replicas


def _read_register(record, row, replicas, stamps, used):
    if not isinstance(row, list) or len(row) < 6 or len(row) % 4 != 2:
        raise Malformed("a register has two items and four for each sibling")
    number, key = row[:2]
    change.check_register(number, key)
    register = record.registers[number, key] = Register()
    dots = []
    for at in range(2, len(row), 4):
        index, counter, stamp, value = row[at : at + 4]
        wire.check_uint(len(replicas) - 1, 0, index)
        wire.check_uint(LIMITS["numberMax"], 1, counter)
        wire.check_uint(len(stamps) - 1, 0, stamp)
        change.check_value(value)
        change.check_engine_register(number, key, value, None)
        dots.append((replicas[index], counter))
        used.add(stamp)
        register.siblings[dots[-1]] = Sibling(
            dots[-1], change.freeze(value), stamps[stamp], None
        )
    wire.check_ascending(dots)
    if any(dot not in record.received for dot in dots):
        raise Malformed("a sibling that has not arrived")


def _read_contexts(record, entries):
    order = []
    for entry in entries:
        if not isinstance(entry, list) or len(entry) != 3:
            raise Malformed("a context has 3 fields")
        wire.check_fields("Context", [("dot", "Dot")], [entry[1]])
        name, dot, context = _register_name(entry[0]), tuple(entry[1]), _context(entry[2])
        register = record.registers.get(name)
        if register is None or dot not in register.siblings:
            raise Malformed("a context of nothing")
        if any(number > record.past.get(own, 0) for own, number in context.past.items()):
            raise Malformed("a context beyond the past")
        register.siblings[dot] = register.siblings[dot]._replace(context=context)
        order.append((name, dot))
    wire.check_ascending(order)


def _register_name(item):
    if not isinstance(item, list) or len(item) != 2:
        raise Malformed("no name of a register")
    change.check_register(*item)
    return item[0], item[1]


def _context(item):
    wire.check_fields("Context", [("past", "VersionVector"), ("holes", "[Dot], ascending")], item)
    past = dict(map(tuple, item[0]))
    holes = frozenset(map(tuple, item[1]))
    if any(number > past.get(name, 0) for name, number in holes):
        raise Malformed("a hole beyond the past")
    return Context(past, holes)


# Digests


def leaf_of(facet):
    """The leaf of the digest tree that a record belongs to."""
    return seal.digest(facet)[0]


def is_within(home, part):
    """Whether a part of a scope covers a home."""
    prefix, is_exact, _ = part
    return home == prefix or not is_exact and (prefix == "0" or home.startswith(prefix))


def scope_of(office, is_server=False):
    """The parts of the scope of a link, from the child's office."""
    parts = [[office, False, reach] for reach in ((2, 3) if is_server else (1, 2, 3))]
    if office != "0":
        digits = [count for count in (2, 4, 6, 9) if count < len(office)]
        parts += [[code, True, 3] for code in ["0", *(office[:count] for count in digits)]]
    return sorted(parts, key=wire.ORDERS["ScopePart"])


def weight(record, parts):
    """How many times a record counts in a scope: once for each home within each part."""
    reach = record.facet[16]
    if record.claimed_home is None:
        # Nothing of it was accepted, and all of it refused.
        return 0
    return sum(
        is_within(home, part) for part in parts if part[2] == reach for home in record.homes()
    )


def summed(records):
    """Count and sum of (record, weight) pairs, as a Digest."""
    count, total = 0, 0
    for record, times in records:
        count += times
        total += times * int.from_bytes(record_hash(record), "big")
    return [count, (total % 2**256).to_bytes(32, "big")]
