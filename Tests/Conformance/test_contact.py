"""Contacts between replicas of this program: both ends of a link, written from protocol.md."""

import copy
import itertools
import random
import unittest

from replica import bundle, cbor, change, seal, state, wire
from replica.carrier import Ear, Scissors, Silence
from replica.cbor import Malformed
from replica.endpoint import Entry, Refusal
from replica.exchange import Distrust, Refused
from replica.limits import LIMITS
from replica.log import Log
from replica.node import Node
from replica.world import NEIGHBOUR, TOWNSHIP, VILLAGE, World


def text_of(node):
    """All records of a replica, as the bytes that are hashed."""
    return {facet: state.canonical(own) for facet, own in node.records.items()}


class EnrollmentTests(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.code = self.world.county.invite(VILLAGE, "浦口村")

    def node(self, office=VILLAGE):
        return Node(self.world.chance.keys(), office, self.world.clock, self.world.chance)

    def refused(self, node, code):
        with self.assertRaises(Refused) as caught:
            node.enroll(self.world.carrier, code)
        return caught.exception.code

    def test_a_code_makes_a_child(self):
        node = self.node()
        credential = node.enroll(self.world.carrier, self.code)
        self.assertEqual((credential.office, credential.name), (VILLAGE, "浦口村"))
        self.assertEqual(node.contact(self.world.carrier).is_equal, True)

    def test_asking_again_gives_the_same_answer_and_another_node_none(self):
        node = self.node()
        first = node.enroll(self.world.carrier, self.code)
        self.assertEqual(node.enroll(self.world.carrier, self.code).words, first.words)
        self.assertEqual(self.refused(self.node(), self.code), "invitationUsed")

    def test_an_unknown_code_and_a_wrong_proof_are_refused(self):
        stranger = seal.code_of(bytes(16), self.world.county.keys.node)
        self.assertEqual(self.refused(self.node(), stranger), "invitationUnknown")
        slot = seal.slot_of(seal.read_code(self.code)[0])
        self.world.county.invitations[slot]["hash"] = bytes(32)
        for _ in range(6):
            self.assertEqual(self.refused(self.node(), self.code), "invitationTries")

    def test_a_slip_of_the_pen_is_seen_before_anything_is_sent(self):
        for at, letter in enumerate(self.code):
            slip = self.code[:at] + ("7" if letter != "7" else "8") + self.code[at + 1 :]
            if letter != "-":
                with self.subTest(slip), self.assertRaises(Malformed):
                    seal.read_code(slip)

    def test_a_server_with_another_key_is_not_believed(self):
        other = World("other")
        other.county.invitations = self.world.county.invitations
        with self.assertRaises(Distrust):
            self.node().enroll(other.carrier, self.code)

    def test_practice_and_real_nodes_refuse_each_other(self):
        node = self.node()
        node.is_practice = False
        self.assertEqual(self.refused(node, self.code), "world")

    def test_enrollment_goes_by_file_too(self):
        node, county = self.node(), self.world.county
        invitation = bundle.read_invitation(county.invitation_file(self.code))
        answer = county.answer_by_file(node.request_by_file(invitation.code))
        node.answer_by_file(answer, invitation.code)
        self.assertTrue(node.contact(self.world.carrier).is_equal)


class ContactTests(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.village = self.world.office(VILLAGE)
        self.township = self.world.office(TOWNSHIP)
        self.neighbour = self.world.office(NEIGHBOUR)

    def sync(self, *nodes):
        reports = self.world.sync(*nodes)
        self.assertTrue(all(report.is_equal for report in reports), reports)
        return reports

    def conflicting(self):
        """A household whose number village and township corrected at once."""
        household = self.world.household(self.village)
        self.sync(self.village, self.township)
        author = self.world.author
        self.village.enter(author, ("household", household, {"number": "12-1"}))
        self.township.enter(author, ("household", household, {"number": "12A"}))
        self.sync(self.village, self.township, self.village)
        return household

    def test_what_a_village_writes_reaches_its_township_and_not_its_neighbour(self):
        household = self.world.household(self.village)
        self.sync(self.village, self.township, self.neighbour)
        self.assertEqual(self.township.values(household, "number"), ["12"])
        self.assertEqual(self.township.values(household, "address"), ["浦口组7号"])
        self.assertEqual(self.neighbour.records, {})

    def test_a_conflict_is_decided_above_and_the_decision_comes_down(self):
        household = self.conflicting()
        for replica in (self.village, self.township, self.world.county):
            self.assertEqual(sorted(replica.values(household, "number")), ["12-1", "12A"])
            self.assertEqual([name for _, name in replica.conflicts()], [(17, b"")])
        self.world.county.enter(self.world.author, ("household", household, {"number": "12-1"}))
        self.sync(self.village, self.township)
        for replica in (self.village, self.township):
            self.assertEqual(replica.values(household, "number"), ["12-1"])
            self.assertEqual(replica.conflicts(), [])

    def test_a_sibling_that_nobody_saw_reopens_the_case(self):
        household = self.conflicting()
        facet = household + b"\x02"
        screens = {facet: self.village.records[facet].shown()}
        self.world.county.enter(self.world.author, ("household", household, {"number": "12-1"}))
        self.sync(self.village)
        author = self.world.author
        self.village.enter(author, ("household", household, {"number": "9"}), screens=screens)
        self.sync(self.village, self.township)
        self.assertEqual(sorted(self.township.values(household, "number")), ["12-1", "9"])

    def test_an_idle_contact_exchanges_nothing(self):
        self.world.household(self.village)
        self.sync(self.village)
        position = len(self.world.county.feed)
        before = text_of(self.village)
        report = self.sync(self.village)[0]
        self.assertEqual((report.pushed, report.pulled, report.repaired), (0, 0, 0))
        self.assertEqual(len(self.world.county.feed), position)
        self.assertEqual(text_of(self.village), before)

    def test_both_ends_keep_the_receipt_of_the_other(self):
        self.world.household(self.village)
        self.sync(self.village)
        parent = self.village.credential
        key_of = {parent.parentNode: parent.parentSigningKey}.get
        _, receipt = wire.open_envelope(self.village.receipts[-1], key_of)
        kept = self.world.county.children[self.village.keys.node].receipts[-1]
        self.assertEqual(receipt.root, kept.root)
        self.assertEqual(receipt.root, self.village.root())
        self.assertEqual(kept.head, list(self.village.log.head()))

    def test_levels_of_acknowledgement(self):
        self.world.household(self.village)
        self.assertEqual(self.village.level(1), "A0")
        self.sync(self.village)
        self.assertEqual([self.village.level(1), self.village.level(2)], ["A1", "A1"])
        self.village.durable = [[2, self.village.incarnation, 2]]
        levels = [self.village.level(number) for number in (1, 2)]
        self.assertEqual(sorted(levels), ["A1", "A2"])

    def test_a_long_log_goes_in_several_frames(self):
        for number in range(130):
            self.world.household(self.village, str(number))
        carrier = self.world.carrier
        limit = LIMITS["frameChangesMax"]
        try:
            LIMITS["frameChangesMax"] = 100
            self.sync(self.village)
        finally:
            LIMITS["frameChangesMax"] = limit
        self.assertEqual(carrier.words.count("push"), 3)
        report = self.sync(self.township)[0]
        self.assertEqual(report.pulled, 260)

    def test_a_cut_at_any_request_is_healed_by_the_next_contact(self):
        for cut, is_lost in itertools.product(range(7), (True, False)):
            with self.subTest(cut=cut, request_is_lost=is_lost):
                self.setUp()
                household = self.conflicting()
                author = self.world.author
                self.village.enter(author, ("household", household, {"number": "3"}))
                self.township.enter(author, ("household", household, {"address": "x"}))
                self.sync(self.township)
                with self.assertRaises(Silence):
                    self.village.contact(Scissors(self.world.carrier, cut, is_lost))
                    raise Silence("the contact was shorter")
                self.sync(self.village, self.township)
                self.assertEqual(text_of(self.village), text_of(self.township))

    def test_random_offices_always_end_equal(self):
        for seed in range(25):
            with self.subTest(seed):
                self.play(random.Random(seed), World(seed))

    def play(self, chance, world):
        offices = [world.office(code) for code in (VILLAGE, TOWNSHIP, NEIGHBOUR)]
        households = []
        for _ in range(40):
            node, step = chance.choice(offices), chance.random()
            if step < 0.15:
                village = node.office if len(node.office) == 12 else VILLAGE
                entry = ("household", None, {"village": village, "number": "1", "address": "a"})
                households += node.enter(world.author, entry, home=village)
            elif step < 0.6 and households:
                household = chance.choice(households)
                if node.facets(household):
                    field = chance.choice(("number", "address", "head"))
                    values = {field: str(chance.random())}
                    node.enter(world.author, ("household", household, values))
            else:
                reports = world.sync(node)
                self.assertTrue(reports[0].is_equal, reports)
        self.assertTrue(all(own.is_equal for own in world.sync(*offices, *offices)))
        village, township = text_of(offices[0]), text_of(offices[1])
        self.assertEqual({facet: township[facet] for facet in village}, village)

    def test_rows_of_one_leaf_come_in_as_many_answers_as_they_need(self):
        for number in range(12):
            self.world.household(self.village, str(number))
        self.sync(self.village)
        # The village forgets some records; only the digest knows of them.
        lost = sorted(self.village.records)[3:9]
        for facet in lost:
            del self.village.records[facet]
        self.world.county.rows_max = 2
        (report,) = self.sync(self.village)
        self.assertEqual(report.repaired, len(lost))


class RefusalTests(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.village = self.world.office(VILLAGE)
        self.household = self.world.household(self.village)
        self.world.sync(self.village)

    def judged(self, code):
        self.world.county.judge = lambda change: code

    def test_the_old_value_comes_back_in_its_place(self):
        self.village.enter(self.world.author, ("household", self.household, {"address": "?"}))
        self.assertEqual(self.village.values(self.household, "address"), ["?"])
        self.judged("notPermitted")
        report = self.world.sync(self.village)[0]
        self.assertTrue(report.is_equal)
        self.assertEqual(self.village.values(self.household, "address"), ["浦口组7号"])
        self.assertEqual(self.village.level(3), "A0")
        self.assertEqual(list(self.village.exceptions[self.village.incarnation]), [3])

    def test_a_refused_change_takes_its_act_with_it(self):
        county = self.world.county
        county.judge = lambda change: "illTyped" if change.facet[16] == 1 else None
        values = {"number": "13", "address": "?"}
        self.village.enter(self.world.author, ("household", self.household, values))
        self.assertTrue(self.world.sync(self.village)[0].is_equal)
        self.assertEqual(self.village.values(self.household, "number"), ["12"])
        codes = [own[2] for own in self.village.exceptions[self.village.incarnation].values()]
        self.assertEqual(sorted(codes), [2, 8])

    def test_what_is_held_is_left_out_by_both_ends(self):
        self.judged("oldRights")
        self.village.enter(self.world.author, ("household", self.household, {"address": "?"}))
        self.assertTrue(self.world.sync(self.village)[0].is_equal)
        self.assertEqual(self.village.held_facets(), [self.household + b"\x01"])
        self.assertEqual(self.village.values(self.household, "address"), ["?"])
        self.assertEqual(self.world.county.values(self.household, "address"), ["浦口组7号"])

    def test_a_record_of_another_village_is_taken_back_without_its_void(self):
        self.judged("foreignRecord")
        values = {"village": NEIGHBOUR, "number": "9"}
        foreign = self.village.enter(
            self.world.author, ("household", None, values), home=NEIGHBOUR
        )[0]
        report = self.world.sync(self.village)[0]
        self.assertEqual((report.is_equal, report.pulled), (True, 0))
        self.assertEqual(self.village.values(foreign, "number"), [])

    def test_a_new_record_that_is_refused_is_nothing_at_both_ends(self):
        self.judged("foreignRecord")
        other = self.world.household(self.village, "99")
        self.assertTrue(self.world.sync(self.village)[0].is_equal)
        self.assertEqual(self.village.values(other, "number"), [])


class RepairTests(unittest.TestCase):
    """Differences that no change explains, planted at one end."""

    def setUp(self):
        self.world = World()
        self.village = self.world.office(VILLAGE)
        self.household = self.world.household(self.village)
        self.world.household(self.village, "77")
        self.world.sync(self.village)
        self.facet = self.household + b"\x02"

    def healed(self, repaired=1):
        report = self.world.sync(self.village)[0]
        self.assertEqual((report.is_equal, report.repaired), (True, repaired))
        self.assertEqual(text_of(self.village), text_of(self.world.county))

    def test_a_record_that_the_village_lost(self):
        del self.village.records[self.facet]
        self.healed()

    def test_a_record_that_fell_back(self):
        old = copy.deepcopy(self.village.records[self.facet])
        self.village.enter(self.world.author, ("household", self.household, {"number": "13"}))
        self.world.sync(self.village)
        self.village.records[self.facet] = old
        self.healed()
        self.assertEqual(self.village.values(self.household, "number"), ["13"])

    def test_a_record_that_the_county_lost(self):
        del self.world.county.records[self.facet]
        report = self.world.sync(self.village)[0]
        self.assertFalse(report.is_equal)
        # Its log knows the run: a body that is known there is a duplicate, and an alarm stands.
        self.assertEqual(report.repaired, 4)

    def test_a_body_that_travelled_closed_is_opened(self):
        self.village.enter(self.world.author, ("household", self.household, {"number": "13"}))
        log = self.village.log
        closed = list(log.runs(len(log), lambda body: False))
        self.village.greet(self.world.carrier)
        self.village.hello(self.world.carrier)
        self.village._push_frame(self.world.carrier, closed, True)
        self.assertEqual(self.world.county.values(self.household, "number"), ["12"])
        self.healed()
        self.assertEqual(self.world.county.values(self.household, "number"), ["13"])

    def test_a_value_that_rotted_is_an_alarm(self):
        record = self.village.records[self.facet]
        register = record.registers[17, b""]
        dot = next(iter(register.siblings))
        register.siblings[dot] = register.siblings[dot]._replace(value="rotten")
        report = self.world.sync(self.village)[0]
        self.assertFalse(report.is_equal)


class RestoreTests(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.village = self.world.office(VILLAGE)
        self.household = self.world.household(self.village)
        self.world.sync(self.village)
        self.old = copy.deepcopy(self.village)

    def edit(self, node, number):
        node.enter(self.world.author, ("household", self.household, {"number": number}))

    def test_a_village_restored_from_an_old_copy_pulls_back_what_it_lost(self):
        self.edit(self.village, "13")
        self.world.sync(self.village)
        report = self.world.sync(self.old)[0]
        self.assertEqual((report.verdict, report.is_equal), ("rolledBack", True))
        self.assertEqual(self.old.values(self.household, "number"), ["13"])
        self.assertNotEqual(self.old.incarnation, self.village.incarnation)
        self.edit(self.old, "14")
        self.assertEqual(self.world.sync(self.old)[0].verdict, "normal")
        self.assertEqual(self.world.county.values(self.household, "number"), ["14"])

    def test_a_copy_that_wrote_under_the_same_name_writes_its_tail_again(self):
        self.edit(self.village, "13")
        self.edit(self.old, "13A")
        self.world.sync(self.village)
        report = self.world.sync(self.old)[0]
        self.assertEqual((report.verdict, report.is_equal), ("forked", True))
        for replica in (self.old, self.world.county):
            self.assertEqual(sorted(replica.values(self.household, "number")), ["13", "13A"])
        again = change.decode(self.old.log.bodies[-1])
        self.assertEqual(again.origin, (self.village.incarnation, 3))

    def test_a_copy_that_wrote_more_is_told_by_its_ratchet(self):
        self.edit(self.old, "13A")
        self.world.sync(self.village)
        self.world.sync(self.village)
        report = self.world.sync(self.old)[0]
        self.assertEqual((report.verdict, report.is_equal), ("cloned", True))
        self.assertEqual(self.old.values(self.household, "number"), ["13A"])

    def test_a_withdrawal_is_written_again_for_what_it_had_seen(self):
        facet = self.household + b"\x02"
        for node in (self.village, self.old):
            self.edit(node, f"of {node is self.old}")
        self.old.withdraw(self.world.author, facet)
        self.assertEqual(self.old.records[facet].life(), "withdrawn")
        self.world.sync(self.village)
        self.assertTrue(self.world.sync(self.old)[0].is_equal)
        # The other machine's edit was never seen by who withdrew.
        self.assertEqual(self.old.records[facet].life(), "revived")

    def test_edits_on_edits_are_written_again_in_their_order(self):
        self.edit(self.village, "13")
        for number in ("a", "b", "c"):
            self.edit(self.old, number)
        new = self.world.household(self.old, "50")
        self.old.enter(self.world.author, ("household", new, {"number": "51"}))
        self.world.sync(self.village)
        self.assertTrue(self.world.sync(self.old)[0].is_equal)
        self.assertEqual(sorted(self.old.values(self.household, "number")), ["13", "c"])
        self.assertEqual(self.world.county.values(new, "number"), ["51"])


    def test_a_restored_county_is_refilled_by_its_children(self):
        world, county = self.world, self.world.county
        township = world.office(TOWNSHIP)
        backup = copy.deepcopy(county)
        self.edit(self.village, "13")
        world.sync(self.village, township)
        county.enter(world.author, ("household", self.household, {"number": "14"}))
        world.sync(self.village, township)
        before = text_of(self.village)
        backup.restored()
        world.county = world.carrier.parent = backup
        reports = world.sync(self.village, township)
        self.assertTrue(all(report.is_equal for report in reports), reports)
        self.assertEqual(text_of(self.village), before)
        self.assertEqual(backup.values(self.household, "number"), ["14"])
        self.assertEqual(world.carrier.words.count("handback"), 2)


class LoadTests(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.village = self.world.office(VILLAGE)
        for number in range(60):
            self.world.household(self.village, str(number))
        self.world.sync(self.village)

    def test_a_first_load_goes_on_where_it_was_cut(self):
        township = self.world.office(TOWNSHIP)
        with self.assertRaises(Silence):
            township.contact(Scissors(self.world.carrier, 5, True))
        self.assertEqual(len(township.records), 100)
        report = self.world.sync(township)[0]
        self.assertEqual((report.is_equal, report.pulled), (True, 20))

    def test_what_changed_during_the_load_comes_again(self):
        township = self.world.office(TOWNSHIP)
        with self.assertRaises(Silence):
            township.contact(Scissors(self.world.carrier, 4, True))
        household = sorted(self.village.records)[0][:16]
        self.village.enter(self.world.author, ("household", household, {"number": "new"}))
        self.world.sync(self.village)
        self.assertTrue(self.world.sync(township)[0].is_equal)
        self.assertEqual(township.values(household, "number"), ["new"])


class CollisionTests(unittest.TestCase):
    def test_another_content_under_one_name_is_held_and_both_are_kept(self):
        world = World()
        village, reader = world.office(VILLAGE), world.office(TOWNSHIP)
        household = world.household(village)
        world.sync(village, reader)
        again = change.decode(village.log.bodies[-1])
        *front, last = again.writes
        other = again._replace(writes=(*front, last._replace(value="other")))
        for sequence in (again.sequence, 99):
            reader.receive(other._replace(sequence=sequence, act=(sequence, 1)).encode())
        self.assertEqual(list(reader.held.values()), ["dotCollision"] * 2)
        self.assertEqual(text_of(reader), text_of(village))
        self.assertEqual(reader.values(household, "number"), ["12"])


class BundleTests(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.village = self.world.office(VILLAGE)
        self.household = self.world.household(self.village)

    def carry(self):
        """One stick up and one down."""
        county = self.world.county
        node = county.import_bundle(self.village.export_bundle())
        return self.village.import_bundle(county.export_bundle(node))

    def test_an_office_without_a_line_gets_its_receipt(self):
        self.assertTrue(self.carry())
        self.assertEqual(self.village.level(1), "A1")
        self.world.county.enter(self.world.author, ("household", self.household, {"number": "5"}))
        self.assertTrue(self.carry())
        self.assertEqual(self.village.values(self.household, "number"), ["5"])

    def test_a_stick_that_was_lost_is_healed_by_the_next(self):
        self.village.export_bundle()
        self.village.enter(self.world.author, ("household", self.household, {"number": "5"}))
        self.assertTrue(self.carry())
        self.assertEqual(self.world.county.values(self.household, "number"), ["5"])

    def test_line_and_stick_are_mixed(self):
        stick = self.village.export_bundle()
        self.world.sync(self.village)
        self.world.county.import_bundle(stick)
        self.assertTrue(self.carry())
        self.assertEqual(self.world.sync(self.village)[0].pushed, 0)

    def test_a_refusal_comes_down_by_stick(self):
        self.assertTrue(self.carry())
        self.world.county.judge = lambda change: "notPermitted"
        self.village.enter(self.world.author, ("household", self.household, {"address": "?"}))
        self.assertTrue(self.carry())
        self.assertEqual(self.village.values(self.household, "address"), ["浦口组7号"])

    def test_a_bundle_taken_in_twice_changes_nothing(self):
        stick = self.village.export_bundle()
        self.world.county.import_bundle(stick)
        before = text_of(self.world.county)
        with self.assertRaises(Refusal):
            self.world.county.import_bundle(stick)
        self.assertEqual(text_of(self.world.county), before)

    def test_a_bundle_that_is_damaged_anywhere_is_refused_whole(self):
        stick = self.village.export_bundle()
        for at in [*range(0, len(stick), 97), len(stick) - 1]:
            data = bytearray(stick)
            data[at] ^= 1
            with self.subTest(at), self.assertRaises((seal.SealError, bundle.Damaged)):
                self.world.county.import_bundle(bytes(data))
        for end in (8, 60, len(stick) // 2, len(stick) - 1):
            with self.subTest(end), self.assertRaises((seal.SealError, bundle.Damaged)):
                self.world.county.import_bundle(stick[:end])
        self.assertEqual(self.world.county.records, {})

    def test_a_bundle_for_another_county_does_not_open(self):
        other = World("other")
        with self.assertRaises(seal.SealError):
            other.county.import_bundle(self.village.export_bundle())


class SealTests(unittest.TestCase):
    def test_every_length_opens_and_nothing_else_does(self):
        keys = World().chance.keys()
        for size in (0, 1, 65_535, 65_536, 65_537, 131_072):
            data = bytes(size)
            sealed = seal.seal(data, keys.sealing_key, b"\x07" * 32)
            with self.subTest(size):
                self.assertEqual(keys.open(sealed), data)
                with self.assertRaises(seal.SealError):
                    keys.open(sealed[:-1])
                with self.assertRaises(seal.SealError):
                    keys.open(sealed + bytes(1))

    def test_chunks_in_another_order_do_not_open(self):
        keys, size = World().chance.keys(), 65_536 + 16
        sealed = seal.seal(bytes(3 * 65_536), keys.sealing_key, b"\x07" * 32)
        head, chunks = sealed[:48], [sealed[48 + at * size :][:size] for at in range(3)]
        for order in ((1, 0, 2), (0, 1), (0, 2)):
            with self.subTest(order), self.assertRaises(seal.SealError):
                keys.open(head + b"".join(chunks[at] for at in order))

    def test_a_key_of_small_order_is_refused(self):
        keys = World().chance.keys()
        header = b"hs-seal1" + seal.digest(keys.sealing_key)[:8] + bytes(32)
        with self.assertRaises(seal.SealError):
            keys.open(header + bytes(16))
        with self.assertRaises(seal.SealError):
            seal.seal(b"", bytes(32), b"\x07" * 32)


class ProtocolTests(unittest.TestCase):
    """Requests that a parent refuses, and answers that a child does not believe."""

    def setUp(self):
        self.world = World()
        self.village = self.world.office(VILLAGE)
        self.world.household(self.village)

    def refused(self, word, envelope):
        answer = self.world.county.answer(word, envelope)
        parent = self.village.credential
        key_of = {parent.parentNode: parent.parentSigningKey}.get
        _, message = wire.open_envelope(answer, key_of)
        self.assertEqual(message.what, "Refusal")
        return Refused(message).code

    def test_a_request_that_is_repeated_is_refused(self):
        ear = Ear(self.world.carrier)
        self.village.contact(ear)
        for word, envelope in ear.requests[1:]:
            with self.subTest(word):
                self.assertEqual(self.refused(word, envelope), "replayed")

    def test_a_stranger_a_forger_and_noise_are_refused(self):
        greeting = wire.Message(
            "Greeting", versions=[1], node=bytes(16), isPractice=True, nonce=bytes(16)
        )
        stranger = World("stranger").chance.keys()
        self.assertEqual(self.refused("hello", wire.sign(stranger, greeting)), "unknownNode")
        forged = bytearray(wire.sign(self.village.keys, greeting))
        forged[-1] ^= 1
        self.assertEqual(self.refused("hello", bytes(forged)), "unauthentic")
        self.assertEqual(self.refused("hello", b"\x00"), "malformed")
        self.assertEqual(self.refused("push", wire.sign(self.village.keys, greeting)), "malformed")

    def test_runs_with_a_hole_a_fork_or_another_signature_are_refused(self):
        self.village.contact(self.world.carrier)
        self.world.household(self.village, "13")
        self.world.household(self.village, "14")
        log = self.village.log
        good = next(log.runs(3, lambda body: True))
        late = next(log.runs(5, lambda body: True))
        fork = Log(log.replica)
        for body in [log.bodies[0], *log.bodies[2:], log.bodies[1]]:
            fork.append(body)
        fork.signatures[6] = self.village.keys.sign(
            change.run_signed(log.replica, 6, fork.chains[6])
        )
        forked = next(fork.runs(1, lambda body: True))
        unsigned = [*good[:5], bytes(64)]
        for run, code in ((late, "gap"), (forked, "forked"), (unsigned, "unauthentic")):
            self.village.greet(self.world.carrier)
            self.village.hello(self.world.carrier)
            with self.subTest(code), self.assertRaises(Refused) as caught:
                self.village._push_frame(self.world.carrier, [run], True)
            self.assertEqual(caught.exception.code, code)
            if code == "gap":
                self.assertEqual(caught.exception.message.needFrom, [log.replica, 3])

    def test_an_answer_of_somebody_else_counts_as_none(self):
        other = World("other")
        with self.assertRaises(Distrust):
            self.village.contact(other.carrier)

    def test_a_change_that_cannot_be_read_stops_nothing(self):
        county = self.world.county
        self.village.contact(self.world.carrier)
        item = cbor.decode(self.village.log.bodies[0])
        item[0], item[5], item[6] = 2, county.incarnation, len(county.log) + 1
        item[7] = [item[6], 1]
        body = cbor.encode([*item, "new"])
        facet = item[1]
        county.log.append(body)
        county.feed.append(Entry([0, body], facet, frozenset([VILLAGE]), county.incarnation))
        self.world.county.enter(self.world.author, ("household", facet[:16], {"number": "5"}))
        self.assertTrue(self.village.contact(self.world.carrier).is_equal)
        self.assertEqual(self.village.values(facet[:16], "number"), ["5"])
        self.assertEqual(list(self.village.held.values()), ["unreadable"])


class MoveTests(unittest.TestCase):
    def test_a_household_moves_and_an_edit_of_the_old_home_follows(self):
        world = World()
        old, new = world.office(VILLAGE), world.office(NEIGHBOUR)
        household = world.household(old)
        world.sync(old, new)
        facet = household + b"\x02"
        world.county.write(world.author, [(facet, 11, [((change.HOME, b""), NEIGHBOUR)])])
        old.enter(world.author, ("household", household, {"number": "13"}))
        reports = world.sync(old, new)
        self.assertTrue(all(report.is_equal for report in reports), reports)
        self.assertEqual(new.values(household, "number"), ["13"])
        self.assertIn(facet, old.moved)
        self.assertEqual(world.sync(old)[0].is_equal, True)


if __name__ == "__main__":
    unittest.main()
