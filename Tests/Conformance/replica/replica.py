"""What every replica has, at whatever end of a link: keys, records, logs, and one way to write."""

from . import change as changes
from . import engine, programme, state
from .cbor import Malformed
from .change import Change, Stamp
from .engine import Record
from .limits import TIER_OF_DIGITS
from .log import Log

STAMP_AHEAD_MAX = 3_600_000 << 16
SENSITIVE_REACH_MAX = 1


class Replica:
    """The records and logs of one office.

    `clock` tells Unix milliseconds and `entropy` makes bytes of chance; both are functions. A
    replica that has a parent keeps shadows of what its unaccepted writes replace.
    """

    def __init__(self, keys, office, clock, entropy, is_practice=True):
        self.keys = keys
        self.office = office
        self.tier = TIER_OF_DIGITS[0 if office == "0" else len(office)]
        self.clock = clock
        self.entropy = entropy
        self.is_practice = is_practice
        self.has_parent = False
        self.records = {}
        self.logs = {}
        self.held = {}
        self.seen = {}
        self.where = {}
        self.moved = {}
        self.rights = (changes.NOBODY, 0)
        self.last_stamp = 0
        self.incarnation = self.new_incarnation()

    def new_incarnation(self):
        """A name that nobody has written under, with its empty log."""
        self.incarnation = self.entropy(16)
        self.logs[self.incarnation] = Log(self.incarnation)
        return self.incarnation

    @property
    def log(self):
        """The log of the present incarnation."""
        return self.logs[self.incarnation]

    def record_id(self):
        """A new UUIDv7."""
        chance = self.entropy(10)
        time = self.clock().to_bytes(6, "big")
        front = bytes([0x70 | chance[0] & 15, chance[1], 0x80 | chance[2] & 63])
        return time + front + chance[3:]

    def next_stamp(self):
        """A hybrid time above all that this replica gave or saw."""
        self.last_stamp = max(self.clock() << 16, self.last_stamp + 1)
        return self.last_stamp

    # Reading

    def facets(self, record_id):
        """The records (facets) of one record that are here."""
        names = (record_id + bytes([reach]) for reach in range(4))
        return [self.records[name] for name in names if name in self.records]

    def siblings(self, record_id, field):
        """What stands in the register of a field."""
        for record in self.facets(record_id):
            known = programme.type_numbered(record.type)
            for register in known.registers.values() if known else ():
                if field in register.fields and register.reach == record.facet[16]:
                    return record.siblings(register.number)
        return []

    def values(self, record_id, field):
        """The values that stand in the register of a field."""
        return [own.value for own in self.siblings(record_id, field)]

    def conflicts(self):
        """(record, register) of everything that a person must decide."""
        return [
            (record, name)
            for record in self.records.values()
            for name, register in sorted(record.registers.items())
            if engine.is_conflict(programme.policy(record.type, name[0]), register.standing())
        ]

    # Writing

    def enter(self, author, *entries, home=None, screens=None):
        """Writes one act: (type name, record id or None, values by field) each; returns the ids.

        `screens` tells, per facet, the dots that were shown; without it all that stands was.
        """
        parts, ids = [], []
        for type_name, record_id, values in entries:
            known = programme.types()[type_name]
            if record_id is None:
                natural = known.key and programme.derived_id(type_name, values)
                record_id = natural or self.record_id()
            ids.append(record_id)
            for reach, rows in sorted(programme.assignments(type_name, values).items()):
                parts.append((record_id + bytes([reach]), known.number, rows))
        self.write(author, parts, home=home, screens=screens)
        return ids

    def withdraw(self, author, facet):
        """Withdraws a draft, having seen what has arrived of it without a hole."""
        record = self.records[facet]
        seen = changes.vector_item(record.received.upto)
        return self.write(author, [(facet, record.type, [((changes.LIFE, b""), seen)])])

    def write(self, author, parts, home=None, screens=None, stamp=None, origins=None):
        """Writes one act: (facet, type number, ((register, key), value) …) each."""
        stamp = stamp or Stamp(author, self.office, self.tier, self.next_stamp())
        first, written = len(self.log) + 1, []
        for at, (facet, type_number, rows) in enumerate(parts):
            record = self.records.get(facet) or Record(facet, type_number)
            where = min(record.homes()) if record.claimed_home else home or self.office
            if record.claimed_home is None and rows[0][0][0] > changes.ENGINE_MAX:
                rows = [((changes.HOME, b""), where), *rows]
            screen = record.shown() if screens is None else screens.get(facet, {})
            policy = lambda number: programme.policy(type_number, number)  # noqa: E731
            change = Change(
                facet, type_number, where, stamp, self.incarnation, first + at,
                (first, len(parts)), programme.SCHEMA, self.rights, dict(record.past),
                record.annotate(self.incarnation, stamp.tier, rows, screen, policy),
                origins[at] if origins else None,
                self.entropy(16) if facet[16] <= SENSITIVE_REACH_MAX else b"",
            )  # fmt: skip
            self.commit(change, change.encode())
            written.append(change)
        self.log.sign(self.keys)
        return written

    def commit(self, change, body):
        """An own change enters log and record."""
        self.log.append(body)
        self.merge(change, body, is_pending=self.has_parent)

    # Merging

    def merge(self, change, body, is_pending=False):
        """Applies a decoded change; False if nothing of it was new."""
        record = self.records.get(change.facet)
        if record is None:
            record = self.records[change.facet] = Record(change.facet, change.type)
        name = change.replica, change.sequence
        self.seen[name] = body
        for dot in change.dots():
            self.where[change.facet, dot] = name
        ahead = (self.clock() << 16) + STAMP_AHEAD_MAX
        if change.stamp.time <= ahead:
            self.last_stamp = max(self.last_stamp, change.stamp.time)
        self.moved.pop(change.facet, None)
        return record.apply(change, is_pending)

    def receive(self, body):
        """Takes in a change of somebody else; what cannot be read or collides is held."""
        try:
            change = changes.decode(body)
        except Malformed:
            self.hold(body, "unreadable")
            return None
        name = change.replica, change.sequence
        if self.seen.get(name, body) != body or self.collides(change):
            self.hold(body, "dotCollision")
            return None
        self.merge(change, body)
        return change

    def collides(self, change):
        """Whether another value stands under one of the change's dots."""
        record = self.records.get(change.facet)
        if record is None:
            return False
        for dot, write in zip(change.dots(), change.writes):
            for name, register in record.registers.items():
                own = register.siblings.get(dot)
                if own and (name, own.value) != (write.register, write.value):
                    return True
        return False

    def hold(self, body, code):
        """Stored and not merged."""
        try:
            head = changes.head(body)
            self.held[head.replica, head.sequence, body] = code
        except Malformed:
            self.held[None, None, body] = code

    def receive_state(self, data):
        """Takes in a state."""
        other = state.decode(data)
        record = self.records.get(other.facet)
        if record is None:
            record = self.records[other.facet] = Record(other.facet, other.type)
        self.moved.pop(other.facet, None)
        record.apply_state(other)
        return record

    # Comparing

    def heads(self):
        """(incarnation, last sequence, chain) of each log that has something."""
        return sorted(log.head() for log in self.logs.values() if len(log))

    def in_scope(self, parts, left_out=()):
        """(record, how often it counts) of a scope."""
        for facet, record in self.records.items():
            if facet in left_out or facet in self.moved:
                continue
            times = state.weight(record, parts)
            if times:
                yield record, times

    def leaves(self, parts, left_out=()):
        """Leaf to the last eight bytes of its sum."""
        found = {}
        for record, times in self.in_scope(parts, left_out):
            found.setdefault(state.leaf_of(record.facet), []).append((record, times))
        return {leaf: state.summed(pairs)[1][-8:] for leaf, pairs in sorted(found.items())}

    def rows(self, parts, leaves, left_out=()):
        """Facet to the first sixteen bytes of its hash, of some leaves."""
        found = {
            record.facet: state.record_hash(record)[:16]
            for record, _ in self.in_scope(parts, left_out)
            if state.leaf_of(record.facet) in leaves
        }
        return dict(sorted(found.items()))


def void_parts(facet, type_number, dots):
    """What voids some dots of a record, as a part of an act."""
    return facet, type_number, [((changes.VOID, changes.void_key(dot)), True) for dot in dots]
