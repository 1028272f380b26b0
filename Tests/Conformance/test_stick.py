"""Bundles between this replica and the shipped sync-server: a contact on a stick."""

import copy
import os
import unittest

from replica import bundle, seal, wire
from replica.node import Distrust
from replica.programs import CHANCE, Failed, new_node
from replica.servercase import ADDRESS, ServerCase
from replica.world import TOWNSHIP, VILLAGE


class StickCase(ServerCase):
    """Offices that see no line; only the enrollment is by loopback."""

    def setUp(self):
        self.village = self.without_a_line(VILLAGE)

    def without_a_line(self, office):
        """A node that has its credential, and everything else by stick."""
        node = new_node(office)
        code = self.server.invite(office)
        request, answer = self.path("request"), self.path("answer")
        self.write(request, node.request_by_file(code))
        self.server.run("node", "enroll", request, answer)
        node.answer_by_file(self.read(answer), code)
        self.assertTrue(self.down(node))
        return node

    def path(self, name):
        path = os.path.join(self.folder.name, name)
        if os.path.exists(path):
            os.unlink(path)
        return path

    def write(self, path, data):
        with open(path, "wb") as file:
            file.write(data)

    def read(self, path):
        with open(path, "rb") as file:
            return file.read()

    def up(self, data, expected=0):
        """Takes a bundle to the county; what it says."""
        path = self.path("up.hsb")
        self.write(path, data)
        return self.server.run("import-bundle", path, expected=expected)

    def bundle_for(self, node):
        """The county's bundle for a node."""
        path = self.path("down.hsb")
        if os.path.exists(path):
            os.unlink(path)
        self.server.run("export-bundle", path, "--for", node.keys.node.hex())
        return self.read(path)

    def down(self, node):
        """Brings a bundle from the county; whether it proves that both hold the same."""
        return node.import_bundle(self.bundle_for(node))

    def carry(self, *nodes):
        """A stick of each up, and one down."""
        for node in nodes:
            self.up(node.export_bundle())
            self.assertTrue(self.down(node))

    def household(self, number="12"):
        """A household of the village, not sent yet."""
        entry = {"village": VILLAGE, "number": number, "address": ADDRESS}
        return self.village.enter(self.people[VILLAGE], ("household", None, entry))[0]


class StickTests(StickCase):
    def test_a_machine_without_a_line_gets_everything_and_its_receipt(self):
        self.assertEqual(self.village.values(self.people[VILLAGE], "name"), ["wang"])
        self.household()
        told = self.up(self.village.export_bundle())
        self.assertEqual(told["changes"], 2)
        self.assertEqual(self.village.level(1), "A0")
        self.assertTrue(self.down(self.village))
        self.assertEqual({self.village.level(at) for at in (1, 2)}, {"A1"})
        self.assertEqual(len(self.village.receipts), 2)

    def test_a_conflict_and_its_decision_travel_by_stick(self):
        township = self.without_a_line(TOWNSHIP)
        household = self.household()
        self.carry(self.village, township)
        for node, number in ((self.village, "12-1"), (township, "12A")):
            values = ("household", household, {"number": number})
            node.enter(self.people[node.office], values)
        self.carry(self.village, township, self.village)
        self.assertEqual(sorted(self.village.values(household, "number")), ["12-1", "12A"])
        self.server.run("conflict", "show", household.hex())
        self.server.run("conflict", "resolve", household.hex(), "--choose", 1, "--reason", "seen")
        self.carry(township, self.village)
        decided = self.village.values(household, "number")
        self.assertEqual(len(decided), 1)
        self.assertEqual(township.values(household, "number"), decided)

    def test_line_and_stick_are_mixed_in_any_order(self):
        household = self.household()
        stick = self.village.export_bundle()
        self.assertTrue(self.village.contact(self.carrier).is_equal)
        self.up(stick)
        values = ("household", household, {"number": "13"})
        self.village.enter(self.people[VILLAGE], values)
        self.carry(self.village)
        report = self.village.contact(self.carrier)
        self.assertEqual((report.pushed, report.is_equal), (0, True))

    def test_a_stick_that_was_lost_is_healed_by_the_next(self):
        household = self.household()
        self.village.export_bundle()
        values = ("household", household, {"number": "13"})
        self.village.enter(self.people[VILLAGE], values)
        self.carry(self.village)
        self.assertEqual(self.without_a_line(VILLAGE).values(household, "number"), ["13"])

    def test_a_stick_with_nothing_new_still_brings_the_receipt(self):
        self.household()
        self.carry(self.village, self.village)
        receipts = len(self.village.receipts)
        self.carry(self.village)
        self.assertEqual(len(self.village.receipts), receipts + 1)

    def test_a_refusal_comes_down_by_stick(self):
        person = self.village.enter(
            self.people[VILLAGE],
            ("person", None, {"name": "甲", "village": VILLAGE, "birth_date": "1980-02-28"}),
        )[0]
        self.carry(self.village)
        values = ("person", person, {"birth_date": "1980-02-30"})
        self.village.enter(self.people[VILLAGE], values)
        self.carry(self.village)
        self.assertEqual(self.village.values(person, "birth_date"), ["1980-02-28"])

    def test_a_copy_that_comes_by_stick_is_not_merged_and_told_at_the_next_line(self):
        household = self.household()
        self.carry(self.village)
        other = copy.deepcopy(self.village)
        for node, number in ((self.village, "13"), (other, "13A")):
            node.enter(self.people[VILLAGE], ("household", household, {"number": number}))
        self.carry(self.village)
        self.up(other.export_bundle())
        report = other.contact(self.carrier)
        self.assertEqual((report.verdict, report.is_equal), ("forked", True))
        self.assertEqual(sorted(other.values(household, "number")), ["13", "13A"])


class RefusedStickTests(StickCase):
    """Bundles that change nothing."""

    def setUp(self):
        super().setUp()
        self.household()
        self.before = self.bundle_root()

    def tearDown(self):
        self.assertEqual(self.bundle_root(), self.before)

    def bundle_root(self):
        """The county's digest of all that the township covers."""
        if not hasattr(type(self), "watcher"):
            type(self).watcher = self.without_a_line(TOWNSHIP)
        self.assertTrue(self.down(type(self).watcher))
        watcher = type(self).watcher
        people = {own for own in watcher.records if own[16] < 3}
        return {own: watcher.records[own].received.item() for own in people}

    def test_a_bundle_that_is_damaged_anywhere(self):
        stick = self.village.export_bundle()
        for at in (0, 9, 20, 50, len(stick) // 2, len(stick) - 1):
            data = bytearray(stick)
            data[at] ^= 1
            with self.subTest(at):
                self.up(bytes(data), expected=1)

    def test_a_bundle_that_is_cut_anywhere(self):
        stick = self.village.export_bundle()
        for end in (0, 7, 8, 56, 72, len(stick) // 2, len(stick) - 1):
            with self.subTest(end):
                self.up(stick[:end], expected=1)

    def test_a_bundle_whose_envelopes_are_another_number_or_order(self):
        stick = self.village.export_bundle()
        for name, change in {
            "one is missing": lambda all: all[:1] + all[2:],
            "one is twice": lambda all: all[:2] + all[1:],
            "two are exchanged": lambda all: [all[0], all[2], all[1], *all[3:]],
            "no trailer": lambda all: all[:-1],
            "no header": lambda all: all[1:],
            "something behind": lambda all: [*all, all[-1]],
        }.items():
            with self.subTest(name):
                self.up(self.rebound(stick, change), expected=1)

    def rebound(self, stick, change):
        """The bundle with other envelopes, sealed again to the county."""
        parent = self.village.credential
        signed = self.envelopes(stick)
        data = b"".join(map(bundle.framed, change(signed)))
        return bundle.MAGIC + seal.seal(data, parent.parentSealingKey, CHANCE(32))

    def envelopes(self, stick):
        """What a bundle holds; made again, because only the county can open it."""
        made = []
        real = bundle.framed
        try:
            bundle.framed = lambda envelope: (made.append(envelope), real(envelope))[1]
            self.village.export_bundle()
        finally:
            bundle.framed = real
        self.assertGreater(len(stick), 0)
        return made

    def test_a_bundle_for_another_county_or_another_node(self):
        stranger = new_node(VILLAGE)
        self.village.credential.fields["parentSealingKey"] = stranger.keys.sealing_key
        self.up(self.village.export_bundle(), expected=1)

    def test_a_bundle_of_a_node_that_is_not_enrolled(self):
        stranger = new_node(VILLAGE)
        stranger.credential = self.village.credential
        self.up(stranger.export_bundle(), expected=1)

    def test_a_bundle_of_another_world(self):
        self.village.is_practice = False
        self.up(self.village.export_bundle(), expected=1)

    def test_the_countys_bundle_opens_for_its_node_alone(self):
        down = self.bundle_for(self.village)
        other = self.without_a_line(VILLAGE)
        with self.assertRaises(seal.SealError):
            other.import_bundle(down)
        with self.assertRaises(Failed):
            self.up(down)
        damaged = bytearray(down)
        damaged[-1] ^= 1
        with self.assertRaises(seal.SealError):
            self.village.import_bundle(bytes(damaged))
        # Not equal: what the village wrote is not on the stick downward.
        self.assertIs(self.village.import_bundle(down), False)
        self.assertIsNone(self.village.import_bundle(down))

    def test_a_bundle_that_goes_the_other_way(self):
        real = self.village._header
        self.village._header = lambda kind, *words, **fields: real("downward", *words, **fields)
        self.up(self.village.export_bundle(), expected=1)

    def test_a_bundle_of_another_server_is_not_believed(self):
        down = self.bundle_for(self.village)
        parent = self.village.credential
        parent.fields["parentSigningKey"] = new_node(VILLAGE).keys.signing_key
        with self.assertRaises((wire.Unauthentic, Distrust)):
            self.village.import_bundle(down)


class RepeatedStickTests(StickCase):
    def test_a_bundle_taken_in_twice_changes_nothing(self):
        household = self.household()
        stick = self.village.export_bundle()
        told = self.up(stick)
        self.assertEqual((told["repeated"], told["changes"]), (False, 2))
        self.assertTrue(self.down(self.village))
        before = self.server.run("list", "household"), self.server.run("verify")
        told = self.up(stick)
        self.assertEqual((told["repeated"], told["changes"]), (True, 0))
        self.assertEqual((self.server.run("list", "household"), self.server.run("verify")), before)
        self.assertTrue(self.down(self.village))
        self.assertEqual(self.village.values(household, "number"), ["12"])
        self.assertEqual(self.village.contact(self.carrier)[1:4], (0, 0, 0))


if __name__ == "__main__":
    unittest.main()
