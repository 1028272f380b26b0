"""The shipped edge-node under a county of this program: the other end of every link."""

import copy
import os
import shutil
import tempfile
import unittest

from replica import bundle, programme, seal, wire
from replica.carrier import CallCarrier
from replica.endpoint import Refusal
from replica.listener import Listener
from replica.parent import Parent
from replica.programs import CHANCE, CLOCK, Program, new_node
from replica.state import scope_of
from replica.world import COUNTY, TOWNSHIP, VILLAGE


class EdgeTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="conformance-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.county = Parent(CHANCE.keys(), COUNTY, "漳州市龙文区", CLOCK, CHANCE)
        self.admin = programme.derived_id("staff_user", {"division": COUNTY, "login": "admin"})
        self.found()
        self.listener = Listener(self.county)
        self.addCleanup(self.listener.close)
        self.edge = Program("edge-node", os.path.join(self.folder, "edge"))
        self.edge.run("init", "--server", self.listener.address, "--invitation",
                      self.county.invite(VILLAGE, "浦口村"), "--practice")  # fmt: skip
        self.sync()

    def found(self):
        """Divisions, offices and a clerk, as a county's server begins with them."""
        for code in ("0", "35", "3506", COUNTY, TOWNSHIP, VILLAGE):
            values = {"code": code, "name": code}
            self.county.enter(self.admin, ("division", None, values), home=COUNTY)
        for code in (COUNTY, VILLAGE):
            values = {"division": code, "programme": "happiness", "name": code}
            self.county.enter(self.admin, ("office", None, values), home=code)
        clerk = {"division": VILLAGE, "login": "wang", "name": "王", "role": {"clerk": True}}
        self.county.enter(self.admin, ("staff_user", None, clerk), home=VILLAGE)
        self.county.rights = self.county.incarnation, len(self.county.log)

    def sync(self):
        """A contact, which ends with equal digests."""
        told = self.edge.run("sync")
        self.assertTrue(self.county.children)
        child = list(self.county.children.values())[0]
        root = self.county.digest_answer(scope_of(VILLAGE), [], "root", [], [0, bytes(32)]).root
        self.assertEqual(child.receipts[-1].root, root, told)

    def households(self):
        """Number of each household that the edge has: its id."""
        return {own["number"]: own["id"] for own in self.edge.run("list", "household")["records"]}

    def household(self, number="12"):
        """A household entered at the edge; its id."""
        self.edge.run("add", "household", f"village={VILLAGE}", f"number={number}",
                      f"address={number}号", "--as", "wang")  # fmt: skip
        return bytes.fromhex(self.households()[number])

    def test_it_enrolls_pulls_its_people_pushes_and_gets_its_receipt(self):
        household = self.household()
        self.sync()
        self.assertEqual(self.county.values(household, "number"), ["12"])
        self.assertEqual(self.county.values(household, "address"), ["12号"])
        stamp = self.county.siblings(household, "number")[0].stamp
        wang = programme.derived_id("staff_user", {"division": VILLAGE, "login": "wang"})
        self.assertEqual((stamp.author, stamp.office, stamp.tier), (wang, VILLAGE, 5))

    def test_it_conflicts_with_a_township_of_this_program_and_hears_the_decision(self):
        household = self.household()
        self.sync()
        township = new_node(TOWNSHIP)
        carrier = CallCarrier(self.county)
        township.enroll(carrier, self.county.invite(TOWNSHIP, "步文镇"))
        self.assertTrue(township.contact(carrier).is_equal)
        self.assertEqual(township.values(household, "number"), ["12"])
        self.edge.run("set", household.hex(), "number=12-1", "--as", "wang")
        township.enter(self.admin, ("household", household, {"number": "12A"}))
        self.assertTrue(township.contact(carrier).is_equal)
        self.sync()
        self.assertTrue(township.contact(carrier).is_equal)
        listed = self.edge.run("conflict", "list")["conflicts"]
        self.assertEqual([own["id"] for own in listed], [household.hex()])
        self.assertEqual(sorted(township.values(household, "number")), ["12-1", "12A"])
        self.county.enter(self.admin, ("household", household, {"number": "12A"}))
        self.sync()
        self.assertEqual(self.edge.run("conflict", "list")["conflicts"], [])
        self.assertEqual(list(self.households()), ["12A"])

    def test_it_takes_back_what_is_refused(self):
        household = self.household()
        self.sync()
        self.county.judge = lambda change: "notPermitted"
        self.edge.run("set", household.hex(), "number=99", "--as", "wang")
        self.assertEqual(list(self.households()), ["99"])
        self.sync()
        self.assertEqual(list(self.households()), ["12"])

    def test_what_is_refused_whole_is_in_no_list(self):
        self.county.judge = lambda change: "notPermitted"
        self.household("99")
        self.assertEqual(list(self.households()), ["99"])
        self.sync()
        self.assertEqual(self.households(), {})

    def test_it_takes_the_state_of_what_it_was_never_sent(self):
        household = self.household()
        self.sync()
        self.county.enter(self.admin, ("household", household, {"number": "15"}))
        self.county.feed.pop()
        self.sync()
        self.assertIn("repair", self.listener.words)
        self.assertEqual(list(self.households()), ["15"])

    def test_it_sends_again_what_the_county_has_lost(self):
        household = self.household()
        self.sync()
        facet = household + b"\x02"
        before = copy.deepcopy(self.county.records[facet])
        self.edge.run("set", household.hex(), "number=13", "--as", "wang")
        self.sync()
        self.county.records[facet] = before
        dot = self.edge_dot(facet)
        replica, sequence = self.county.where[facet, dot]
        self.county.logs[replica].bodies[sequence - 1] = None
        self.sync()
        self.assertEqual(self.county.values(household, "number"), ["13"])

    def edge_dot(self, facet):
        """The newest write of the edge to a record."""
        child = list(self.county.children.values())[0]
        replica = next(iter(child.incarnations))
        return max(dot for own, dot in self.county.where if own == facet and dot[0] == replica)

    def test_it_goes_on_under_a_new_name_after_a_restore(self):
        household = self.household()
        self.sync()
        backup = os.path.join(self.folder, "edge.backup")
        self.edge.run("backup", backup)
        self.edge.run("set", household.hex(), "number=13", "--as", "wang")
        self.sync()
        shutil.move(self.edge.folder, str(self.edge.folder) + ".broken")
        self.edge.run("restore", backup)
        self.sync()
        self.assertEqual(list(self.households()), ["13"])
        self.edge.run("set", household.hex(), "number=14", "--as", "wang")
        self.sync()
        self.assertEqual(self.county.values(household, "number"), ["14"])
        incarnations = {own.dot[0] for own in self.county.siblings(household, "number")}
        self.assertFalse(incarnations & {self.first_incarnation(household)})

    def first_incarnation(self, household):
        return self.county.siblings(household, "village")[0].dot[0]

    def test_it_exchanges_bundles(self):
        household = self.household()
        self.assertTrue(self.carry()["equal"])
        self.assertEqual(self.county.values(household, "number"), ["12"])
        self.county.enter(self.admin, ("household", household, {"number": "15"}))
        self.assertTrue(self.carry()["equal"])
        self.assertEqual(list(self.households()), ["15"])
        seen = len(self.listener.requests)
        self.sync()
        pushes = [own for word, own in self.listener.requests[seen:] if word == "push"]
        # One that asks what has become of everything, and carries nothing.
        self.assertEqual([self.runs_of(envelope) for envelope in pushes], [[]])

    def runs_of(self, envelope):
        _, payload, _ = wire.read_envelope(envelope)
        return wire.decode(payload).runs

    def carry(self):
        """A stick up, and one down."""
        up, down = (os.path.join(self.folder, f"{name}.hsb") for name in ("up", "down"))
        for path in (up, down):
            if os.path.exists(path):
                os.unlink(path)
        self.edge.run("export-bundle", up)
        with open(up, "rb") as file:
            data = file.read()
        node = self.county.import_bundle(data)
        with self.assertRaises((seal.SealError, bundle.Damaged)):
            self.county.import_bundle(data[:-1])
        with self.assertRaises(Refusal):
            self.county.import_bundle(data)
        stick = self.county.export_bundle(node)
        with open(down, "wb") as file:
            file.write(stick[:-1])
        self.edge.run("import-bundle", down, expected=1)
        with open(down, "wb") as file:
            file.write(stick)
        told = self.edge.run("import-bundle", down)
        self.assertIs(told["repeated"], False)
        again = self.edge.run("import-bundle", down)
        self.assertEqual((again["repeated"], again["items"]), (True, 0))
        return told


if __name__ == "__main__":
    unittest.main()
