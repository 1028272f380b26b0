"""Each limit of protocol.md: at it read, one above it refused."""

import unittest

import zstandard

from replica import bundle, cbor, change, limits, seal, state, wire
from replica.cbor import Malformed
from replica.document import example
from replica.limits import LIMITS
from replica.messages import MESSAGES

NAME = b"\x11" * 16


def number(index):
    """A number as an id that ascends with it."""
    return index.to_bytes(16, "big")


def facet(index):
    return index.to_bytes(16, "big") + b"\x02"


def payload(message, **fields):
    """An example with other fields, encoded without the sender's own checks."""
    item = list(example("message", message).item)
    names = [name for name, _ in MESSAGES[item[0]][1]]
    for name, value in fields.items():
        item[1 + names.index(name)] = value
    return cbor.encode(item)


def body(**fields):
    """The example `created` with other fields."""
    item = list(example("change", "created").item)
    names = [name for name, _ in change.FIELDS]
    for name, value in fields.items():
        item[names.index(name)] = value
    return cbor.encode(item)


def writes(*entries):
    return body(writes=[list(entry) for entry in entries])


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


def incomplete(**parts):
    """The example of a state with other tables in its canonical part."""
    canonical = list(example("canonical", "conflicting").item)
    names = [name for name, _ in state.FIELDS]
    for name, value in parts.items():
        canonical[names.index(name)] = value
    return cbor.encode([1, cbor.encode(canonical), [], []])


def items(count):
    run = list(example("message", "push").item[3][0])
    run[3] = [[bytes(32)]] * count
    return run


def mark(exceptions):
    return [[NAME, 0, 10_000, bytes(32), exceptions]]


def sized(limit, make):
    """What `make` makes of a count, at exactly so many bytes and at one above."""
    count = limit // 8
    while len(make(count)) != limit:
        count += limit - len(make(count))
    return make(count), make(count + 1)


# Limit: (reader, what is read, what is refused).
CASES = {
    "versionsMax": (wire.decode, *(
        payload("greeting", versions=list(range(1, count + 1))) for count in (16, 17))),
    "frameBytesMax": (wire.decode, *sized(1_048_576, lambda count: payload(
        "pull-answer", items=[[0, bytes(200_000)]] * 5 + [[0, bytes(count)]]))),
    "frameChangesMax": (wire.decode, *(
        payload("push", runs=[items(999), items(count)]) for count in (1, 2))),
    "handBackBytesMax": (wire.decode, *sized(2_097_152, lambda count: payload(
        "hand-back", frames=[bytes(count)]))),
    "handBackFramesMax": (wire.decode, *(
        payload("hand-back", frames=[b""] * count) for count in (100, 101))),
    "envelopeBytesMax": (wire.read_envelope, *(
        cbor.encode([1, NAME, bytes(count), bytes(64)]) for count in (2_097_152, 2_097_153))),
    "stateBytesMax": (state.decode, *sized(1_044_480, lambda count: incomplete(
        registers=[[16, number(at), 0, 2, 0, bytes(size)]
                   for at, size in enumerate([65_000] * 16 + [count])],
        stamps=example("canonical", "conflicting").item[6][:1]))),
    "changeBytesMax": (change.decode, *sized(262_144, lambda count: writes(*(
        [16, number(at), bytes(size), []]
        for at, size in enumerate([65_536] * 3 + [count]))))),
    "changeWritesMax": (change.decode, *(
        writes(*([16, number(at), None, []] for at in range(count))) for count in (1000, 1001))),
    "holesMax": (change.decode, *(
        body(past=[[NAME, 2000]], writes=[[16, b"", None, [[NAME, at] for at in range(1, count)]]])
        for count in (1001, 1002))),
    "keyBytesMax": (change.decode, *(
        writes([16, bytes(count), None, []]) for count in (64, 65))),
    "textBytesMax": (change.decode, *(
        writes([16, b"", "x" * count, []]) for count in (65_536, 65_537))),
    "listMax": (change.decode, *(
        writes([16, b"", [None] * count, []]) for count in (1000, 1001))),
    "valueDepthMax": (change.decode, *(
        writes([16, b"", nested(count), []]) for count in (16, 17))),
    "vectorMax": (change.decode, *(
        body(past=[[number(at), 1] for at in range(count)]) for count in (10_000, 10_001))),
    "stragglersMax": (state.decode, *(
        incomplete(stragglers=[[0, 6 + 2 * at] for at in range(count)])
        for count in (10_000, 10_001))),
    "saltBytes": (change.decode, body(salt=bytes(16)), body(salt=bytes(17))),
    "numberMax": (wire.decode, *(
        payload("hello", sequence=count) for count in (2**63 - 1, 2**63))),
    "headsMax": (wire.decode, *(
        payload("hello-answer", known=[[number(at), 1, bytes(32)] for at in range(count)])
        for count in (16_000, 16_001))),
    "exceptionsMax": (wire.decode, *(
        payload("acknowledgement",
                marks=mark([[at + 1, 0, 1, NAME, ""] for at in range(count)]))
        for count in (1000, 1001))),
    "checkpointsMax": (wire.decode, *(
        payload("hello", checkpoints=[[NAME, 1]] * count) for count in (50, 51))),
    "scopePartsMax": (wire.decode, *(
        payload("digest-query", parts=[[f"35{at:02d}", True, 3] for at in range(1, count + 1)])
        for count in (32, 33))),
    "heldMax": (wire.decode, *(
        payload("digest-query", held=[facet(at) for at in range(count)])
        for count in (10_000, 10_001))),
    "leavesMax": (wire.decode, payload("digest-query-rows", leaves=list(range(256))),
                  payload("digest-query-rows", leaves=[*range(256), 255])),
    "rowsMax": (wire.decode, *(
        payload("digest-answer-rows", rows=[[facet(at), bytes(16)] for at in range(count)])
        for count in (25_000, 25_001))),
    "repairMax": (wire.decode, *(
        payload("repair", facets=[[facet(at), [[], []]] for at in range(count)])
        for count in (1000, 1001))),
    "addressesMax": (wire.decode, *(
        payload("credential", addresses=[""] * count) for count in (16, 17))),
    "shortTextBytesMax": (wire.decode, *(
        payload("credential", name="x" * count) for count in (1024, 1025))),
    "parametersMax": (wire.decode, *(
        payload("refusal", parameters=[""] * count) for count in (16, 17))),
}  # fmt: skip
# Not for one decoder alone; each has a test of its own below, or none is refused.
ELSEWHERE = {
    "protocolVersion", "frameItemsBytesMax", "packedBytesMax", "briefBytesMax",
    "bundleEnvelopesMax", "bundleBytesMax",
}  # fmt: skip


class LimitTests(unittest.TestCase):
    def test_every_limit_has_its_case(self):
        self.assertEqual(set(CASES) | ELSEWHERE, set(LIMITS))
        self.assertFalse(set(CASES) & ELSEWHERE)

    def test_at_the_limit_is_read_and_one_above_is_refused(self):
        for name, (read, within, above) in CASES.items():
            with self.subTest(name):
                read(within)
                with self.assertRaises(Malformed):
                    read(above)

    def test_a_packed_envelope_is_measured_before_and_while_it_inflates(self):
        size = LIMITS["envelopeBytesMax"]
        self.assertEqual(len(seal.unpack(seal.pack(b"\x5a" * 65_000))), 65_000)
        with self.assertRaises(Malformed):
            seal.unpack(bytes(LIMITS["packedBytesMax"] + 1))
        with self.assertRaises(Malformed):
            seal.unpack(seal.pack(bytes(size + 1)))
        dense = zstandard.ZstdCompressor(level=3).compress(bytes(size))
        with self.assertRaises(Malformed):
            seal.unpack(dense)
        with self.assertRaises(Malformed):
            seal.unpack(seal.pack(b"") + b"x")
        with self.assertRaises(Malformed):
            seal.unpack(seal.pack(b"x" * 1000)[:-1])

    def test_a_sender_packs_no_denser_than_a_receiver_takes(self):
        for count in (0, 1, 65_536, 131_072, 131_073, LIMITS["envelopeBytesMax"]):
            with self.subTest(count):
                self.assertEqual(seal.unpack(seal.pack(bytes(count))), bytes(count))

    def test_a_frame_that_looks_back_too_far_is_refused(self):
        parameters = zstandard.ZstdCompressionParameters(window_log=24)
        wide = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
        data = wide.compress(b"x" * 100) + wide.flush()
        with self.assertRaises(Malformed):
            seal.unpack(data)

    def test_a_trailer_that_counts_too_many_envelopes_is_refused(self):
        header = wire.decode(example("message", "bundle-header").data)
        trailer = wire.decode(
            payload("bundle-trailer", count=LIMITS["bundleEnvelopesMax"] + 1)
        )
        with self.assertRaises(bundle.Damaged):
            bundle._check([header], trailer, [])

    def test_only_one_version_is_spoken(self):
        self.assertEqual(LIMITS["protocolVersion"], 1)
        self.assertEqual(limits.REFUSALS["version"], (2, 400))


class ShapeTests(unittest.TestCase):
    """What is no limit and yet refused."""

    def test_lists_that_should_ascend_and_do_not_are_refused(self):
        parts = example("message", "digest-query").item[4]
        for name, data in {
            "equal versions": payload("greeting", versions=[1, 1]),
            "falling heads": payload("hello-answer", known=[
                [number(2), 1, bytes(32)], [number(1), 1, bytes(32)]]),
            "falling parts": payload("digest-query", parts=parts[::-1]),
            "equal parts": payload("digest-query", parts=[parts[0], parts[0]]),
            "falling leaves": payload("digest-query-rows", leaves=[2, 1]),
            "falling facets": payload("repair", facets=[
                [facet(2), [[], []]], [facet(1), [[], []]]]),
            "an exception above its mark": payload("acknowledgement", marks=[
                [NAME, 1, bytes(32), [[2, 0, 1, NAME, ""]]]]),
            "an extra dot that is the next": payload("repair", facets=[
                [facet(1), [[[NAME, 3]], [[NAME, 4]]]]]),
        }.items():  # fmt: skip
            with self.subTest(name), self.assertRaises(Malformed):
                wire.decode(data)

    def test_changes_of_another_shape_are_refused(self):
        one = [16, b"", None, []]
        for name, data in {
            "another format": body(format=2),
            "no writes": body(writes=[]),
            "a register twice": writes(one, one),
            "register 0": writes([0, b"", None, []]),
            "a hole beyond the past": writes([16, b"", None, [[NAME, 1]]]),
            "outside of its act": body(act=[2, 1]),
            "a home that is none": writes([1, b"", "35060", []]),
            "a home with a key": writes([1, b"x", "350603", []]),
            "a void that is false": writes([2, NAME + number(1)[8:], False, []]),
            "a void of counter 0": writes([2, bytes(24), True, []]),
            "a withdrawal beyond the past": writes([3, b"", [[NAME, 1]], []]),
            "an unknown register of the engine": writes([4, b"", None, []]),
            "an origin of sequence 0": body(origin=[NAME, 0]),
            "counters that overflow": body(past=[[NAME, 2**63 - 1]]),
            "a tier that is none": body(stamp=[NAME, "350603", 6, 1]),
            "a reach that is none": body(facet=bytes(16) + b"\x04"),
            "an integer of 65 bits": writes([16, b"", 2**63, []]),
        }.items():
            with self.subTest(name), self.assertRaises(Malformed):
                change.decode(data)

    def test_divisions_are_read_without_padding_only(self):
        for code in ("0", "35", "3506", "350603", "350603101", "350603101007", "350010"):
            with self.subTest(code):
                wire.check_division(code)
        for code in ("", "3", "00", "3500", "350600", "350603000", "350603101000", "35a6",
                     "３５", "350603\n", 35):  # fmt: skip
            with self.subTest(code), self.assertRaises(Malformed):
                wire.check_division(code)

    def test_states_that_are_not_canonical_are_refused(self):
        stamps = example("canonical", "conflicting").item[6]
        rows = example("canonical", "conflicting").item[7]
        for name, data in {
            "an unused stamp": incomplete(registers=rows[:2]),
            "stamps that fall": incomplete(stamps=stamps[::-1]),
            "registers that fall": incomplete(registers=rows[::-1]),
            "a register without siblings": incomplete(registers=[*rows, [99, b""]]),
            "a sibling that has not arrived": incomplete(registers=[
                *rows, [99, b"", 0, 9, 0, None]]),
            "a straggler that is contiguous": incomplete(stragglers=[[0, 5]]),
            "an empty incarnation": incomplete(received=[
                *example("canonical", "conflicting").item[4], [b"\x33" * 16, 0]]),
            "a voided dot that stands": incomplete(registers=[
                rows[0], [2, change.void_key((NAME, 2)), 0, 3, 0, True], *rows[1:]]),
            "a voided dot that has not arrived": incomplete(registers=[
                rows[0], [2, change.void_key((NAME, 9)), 0, 3, 0, True], *rows[1:]]),
        }.items():  # fmt: skip
            with self.subTest(name), self.assertRaises(Malformed):
                state.decode(data)

    def test_a_later_format_can_still_be_routed(self):
        item = list(example("change", "created").item)
        later = cbor.encode([2, *item[1:], "something new"])
        with self.assertRaises(Malformed):
            change.decode(later)
        head = change.head(later)
        self.assertEqual((head.format, head.facet, head.sequence), (2, item[1], 1))


if __name__ == "__main__":
    unittest.main()
