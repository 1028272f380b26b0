"""Deterministic CBOR: the published examples, and everything that is refused."""

import json
import os
import pathlib
import random
import unittest

from replica import cbor
from replica.cbor import Malformed

READS = [
    ("00", 0), ("17", 23), ("1818", 24), ("1903e8", 1000), ("1a000f4240", 1_000_000),
    ("1bffffffffffffffff", 2**64 - 1), ("20", -1), ("3903e7", -1000), ("f4", False), ("f5", True),
    ("f6", None), ("4401020304", b"\1\2\3\4"), ("62225c", '"\\'), ("63e6b0b4", "水"),
    ("64f0908591", "\U00010151"), ("80", []), ("8301820203820405", [1, [2, 3], [4, 5]]),
    ("3b7fffffffffffffff", -(2**63)),
]  # fmt: skip
REFUSED = {
    "a float": "fa47c35000", "a half float": "f90000", "undefined": "f7", "a simple value": "f0",
    "a tag": "c11a514b67b0", "a map": "a0", "an indefinite array": "9fff",
    "an indefinite text": "7f6161ff", "a break": "ff", "a reserved head": "1c",
    "a long head for 23": "1817", "a long head for 255": "1900ff", "a long head for 65535":
    "1a0000ffff", "a long head for 2^32 - 1": "1b00000000ffffffff", "a long length": "5801ff",
    "nothing": "", "a cut head": "19", "a cut text": "62e6", "a cut array": "8201",
    "two items": "0000", "a vast array": "9b7fffffffffffffff", "no UTF-8": "61ff",
    "a surrogate": "63eda080", "an overlong UTF-8": "62c080", "below 64 bits":
    "3b8000000000000000", "false in two bytes": "f814",
}  # fmt: skip


class CBORTests(unittest.TestCase):
    def test_examples_are_read_and_written(self):
        for digits, item in READS:
            with self.subTest(digits):
                self.assertEqual(cbor.decode(bytes.fromhex(digits)), item)
                self.assertEqual(cbor.encode(item).hex(), digits)

    def test_what_is_not_deterministic_is_refused(self):
        for why, digits in REFUSED.items():
            with self.subTest(why), self.assertRaises(Malformed):
                cbor.decode(bytes.fromhex(digits))

    def test_lists_in_lists_do_not_end_the_stack(self):
        for depth in (100, 100_000):
            with self.subTest(depth), self.assertRaises(Malformed):
                cbor.decode(b"\x81" * depth + b"\x80")

    def test_whatever_is_accepted_is_written_in_the_same_bytes(self):
        chance = random.Random("cbor")
        accepted = 0
        for _ in range(20_000):
            data = chance.randbytes(chance.randrange(1, 7))
            try:
                item = cbor.decode(data)
            except Malformed:
                continue
            accepted += 1
            self.assertEqual(cbor.encode(item), data)
        self.assertGreater(accepted, 500)

    def test_the_published_examples_are_read_or_refused(self):
        folder = os.environ.get("TEST_DATA")
        examples = [{"hex": digits, "roundtrip": True} for digits, _ in READS]
        if folder:
            path = pathlib.Path(folder) / "corpora" / "cbor-appendix-a.json"
            examples = json.loads(path.read_text(encoding="utf-8"))
            self.assertEqual(len(examples), 82)
        for example in examples:
            data = bytes.fromhex(example["hex"])
            with self.subTest(example["hex"]):
                try:
                    item = cbor.decode(data)
                except Malformed:
                    # What this profile leaves out: floats, other simple values, tags, maps,
                    # indefinite lengths, and what is below 64 bits.
                    mark = data[0]
                    left_out = mark >> 5 in (5, 6) or mark in (0x3B, 0x5F, 0x7F, 0x9F)
                    nested = not example["roundtrip"] or any(m in data for m in b"\xa1\xbf")
                    self.assertTrue(left_out or mark >= 0xE0 or nested)
                else:
                    self.assertTrue(example["roundtrip"])
                    self.assertEqual(cbor.encode(item), data)
                    self.assertEqual(item, example.get("decoded", item))


if __name__ == "__main__":
    unittest.main()
