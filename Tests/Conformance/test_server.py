"""This replica against the shipped sync-server, over HTTP on loopback."""

import copy
import http.client
import os
import random
import unittest

import zstandard

from replica import change, cbor, programme, seal, wire
from replica.bundle import read_invitation
from replica.carrier import CallCarrier, Ear, Scissors, Silence
from replica.exchange import Refused
from replica.limits import EXCEPTIONS, HELD, LIMITS, REFUSALS, REFUSED
from replica.log import Log
from replica.node import Distrust
from replica.programs import CHANCE, new_node
from replica.servercase import ADDRESS, ServerCase
from replica.wire import Message
from replica.world import NEIGHBOUR, TOWNSHIP, VILLAGE, World

class EnrollmentTests(ServerCase):
    def refused(self, node, code):
        with self.assertRaises(Refused) as caught:
            node.enroll(self.carrier, code)
        return caught.exception.code

    def test_a_code_makes_a_child_that_knows_its_people(self):
        self.assertEqual(self.village.credential.parentOffice, "350603")
        users = {own["login"]: own["id"] for own in self.server.run("user", "list")["users"]}
        self.assertEqual(users["wang"], self.people[VILLAGE].hex())
        self.assertEqual(self.village.values(self.people[VILLAGE], "name"), ["wang"])

    def test_the_server_keeps_the_node_and_its_incarnation_as_a_record(self):
        record = programme.derived_id("node", {"node": self.village.keys.node})
        self.assertEqual(
            self.village.values(record, "signing_key"),
            [(self.village.keys.node, VILLAGE, self.village.keys.signing_key,
              self.village.keys.sealing_key)],
        )  # fmt: skip
        facet = self.village.records[record + b"\x03"]
        self.assertEqual(
            [own.value for own in facet.siblings(17, self.village.incarnation)], [True]
        )

    def test_asking_again_gives_the_same_answer_and_another_node_none(self):
        code, node = self.server.invite(VILLAGE), new_node(VILLAGE)
        first = node.enroll(self.carrier, code)
        self.assertEqual(node.enroll(self.carrier, code).words, first.words)
        self.assertEqual(self.refused(new_node(VILLAGE), code), "invitationUsed")

    def test_a_code_that_was_never_given_is_unknown(self):
        stranger = seal.code_of(CHANCE(16), self.village.credential.parentNode)
        self.assertEqual(self.refused(new_node(VILLAGE), stranger), "invitationUnknown")

    def test_five_wrong_proofs_void_an_invitation(self):
        code = self.server.invite(VILLAGE)
        secret, _ = seal.read_code(code)
        guesser = new_node(VILLAGE)
        wrong = guesser._enrollment_request(secret)
        wrong.fields["proof"] = bytes(32)
        for _ in range(5):
            answer = self.carrier.post("enrollments", wire.sign(guesser.keys, wrong))
            with self.assertRaises(Refused) as caught:
                guesser.accept_credential(answer, b"")
            self.assertEqual(caught.exception.code, "invitationTries")
        self.assertEqual(self.refused(new_node(VILLAGE), code), "invitationTries")

    def test_practice_and_real_nodes_refuse_each_other(self):
        node = new_node(VILLAGE, is_practice=False)
        self.assertEqual(self.refused(node, self.server.invite(VILLAGE)), "world")

    def test_a_machine_without_a_line_enrolls_by_files(self):
        path = os.path.join(self.folder.name, "enroll")
        code = self.server.invite(VILLAGE, "--file", path + ".invitation")
        with open(path + ".invitation", "rb") as file:
            self.assertEqual(read_invitation(file.read()).code, code)
        node = new_node(VILLAGE)
        with open(path + ".request", "wb") as file:
            file.write(node.request_by_file(code))
        self.server.run("node", "enroll", path + ".request", path + ".answer")
        with open(path + ".answer", "rb") as file:
            node.answer_by_file(file.read(), code)
        self.sync(node)

    def test_a_revoked_machine_is_refused_and_what_it_wrote_stands(self):
        household = self.household("revoked")
        node = self.village.keys.node.hex()
        self.server.run("node", "revoke", node, "--reason", "stolen")
        self.edit(self.village, household, number="after")
        with self.assertRaises(Refused) as caught:
            self.village.contact(self.carrier)
        self.assertEqual(caught.exception.code, "revoked")
        other = self.enrolled(VILLAGE)
        self.assertEqual(other.values(household, "number"), ["revoked"])


class MergeTests(ServerCase):
    def setUp(self):
        super().setUp()
        self.township = self.enrolled(TOWNSHIP)
        self.neighbour = self.enrolled(NEIGHBOUR)

    def conflicts(self, record):
        """The registers of a record that a person must decide."""
        return [name for own, name in self.village.conflicts() if own.facet[:16] == record]

    def conflicting(self, first="12-1", second="12A"):
        household = self.household()
        self.sync(self.township)
        self.edit(self.village, household, number=first)
        self.edit(self.township, household, number=second)
        self.sync(self.village, self.township, self.village)
        return household

    def test_what_a_village_writes_reaches_its_township_and_not_its_neighbour(self):
        household = self.household("8")
        self.sync(self.township, self.neighbour)
        self.assertEqual(self.township.values(household, "number"), ["8"])
        self.assertEqual(self.township.values(household, "address"), [ADDRESS])
        self.assertEqual(self.neighbour.facets(household), [])

    def test_a_conflict_is_decided_at_the_county_and_the_decision_comes_down(self):
        household = self.conflicting()
        for node in (self.village, self.township):
            self.assertEqual(sorted(node.values(household, "number")), ["12-1", "12A"])
        listed = self.server.run("conflict", "list")["conflicts"]
        self.assertIn(household.hex(), [own["id"] for own in listed])
        self.server.run("conflict", "show", household.hex())
        self.server.run("conflict", "resolve", household.hex(), "--choose", 1, "--reason", "seen")
        self.sync(self.village, self.township)
        decided = self.village.values(household, "number")
        self.assertEqual(len(decided), 1)
        self.assertEqual(self.township.values(household, "number"), decided)
        sibling = self.village.siblings(household, "number")[0]
        self.assertEqual((sibling.stamp.office, sibling.stamp.tier), ("350603", 3))

    def test_a_sibling_that_nobody_saw_reopens_the_case(self):
        household = self.conflicting()
        facet = household + b"\x02"
        form = {facet: self.village.records[facet].shown()}
        self.server.run("conflict", "show", household.hex())
        self.server.run("conflict", "resolve", household.hex(), "--value", "number=12",
                        "--reason", "seen")  # fmt: skip
        self.sync(self.village)
        values = ("household", household, {"number": "13"})
        self.village.enter(self.people[VILLAGE], values, screens=form)
        self.sync(self.village, self.township)
        self.assertEqual(sorted(self.township.values(household, "number")), ["12", "13"])
        listed = self.server.run("conflict", "list")["conflicts"]
        self.assertIn(household.hex(), [own["id"] for own in listed])

    def test_two_offices_that_make_the_same_thing_make_one_record(self):
        household = self.household()
        self.sync(self.township)
        key = {"household": household, "year": 2017, "basis": "application"}
        records = set()
        for node, income in ((self.village, 420_000), (self.township, 490_000)):
            values = {**key, "total_income": income, "members_counted": 4,
                      "surveyed_on": "2017-07-15", "production_cost": 0}  # fmt: skip
            records.add(node.enter(self.people[node.office], ("income_record", None, values),
                                   home=VILLAGE)[0])  # fmt: skip
        self.sync(self.village, self.township, self.village)
        self.assertEqual(len(records), 1)
        record = records.pop()
        incomes = [value[0] for value in self.village.values(record, "total_income")]
        self.assertEqual(sorted(incomes), [420_000, 490_000])
        self.assertEqual(self.conflicts(record), [(17, b"")])

    def test_an_element_of_a_set_that_one_adds_and_one_removes_stays(self):
        household = self.household(kind={"two_daughter": True})
        self.sync(self.township)
        self.edit(self.village, household, kind={"two_daughter": False})
        self.edit(self.township, household, kind={"two_daughter": True, "ordinary": True})
        self.sync(self.village, self.township, self.village)
        self.assertEqual(self.conflicts(household), [])
        facet = self.village.records[household + b"\x01"]
        values = {own.value for own in facet.siblings(19, b"two_daughter")}
        self.assertEqual(values, {True, None})

    def test_what_the_county_does_not_know_is_kept_and_forwarded(self):
        household, thing = self.household(), self.village.record_id()
        person = self.people[VILLAGE]
        self.village.write(person, [(household + b"\x02", 11, [((99, b"key"), ["new", 1])])])
        self.village.write(person, [(thing + b"\x02", 4_000_000_000, [((16, b""), b"\x00\xff")])])
        self.sync(self.village, self.township)
        facets = self.township.records
        known = facets[household + b"\x02"].siblings(99, b"key")
        self.assertEqual([own.value for own in known], [("new", 1)])
        self.assertEqual(facets[thing + b"\x02"].siblings(16)[0].value, b"\x00\xff")

    def test_an_idle_contact_exchanges_nothing(self):
        self.household()
        for _ in range(2):
            report = self.sync(self.village)
            self.assertEqual(report[1:4], (0, 0, 0))
        self.village.greet(self.carrier)
        self.assertTrue(self.village.hello(self.carrier).isSame)

    def test_the_receipt_is_signed_and_names_what_both_hold(self):
        self.household()
        parent = self.village.credential
        key_of = {parent.parentNode: parent.parentSigningKey}.get
        _, receipt = wire.open_envelope(self.village.receipts[-1], key_of)
        self.assertTrue(receipt.isEqual)
        self.assertEqual(receipt.root, self.village.root())
        self.assertGreater(receipt.root[0], 0)

    def test_a_long_log_goes_up_and_comes_down_in_several_frames(self):
        before = len(self.village.log)
        for number in range(600):
            entry = {"village": VILLAGE, "number": f"long {number}", "address": ADDRESS}
            self.village.enter(self.people[VILLAGE], ("household", None, entry))
        heard = Ear(self.carrier)
        self.assertEqual(self.village.contact(heard).pushed, 1200)
        self.assertEqual(heard.words.count("push"), 2)
        self.assertEqual(len(self.village.log) - before, 1200)
        heard = Ear(self.carrier)
        self.assertTrue(self.township.contact(heard).is_equal)
        self.assertGreater(heard.words.count("pull"), 1)

    def test_a_change_of_almost_the_greatest_size_travels_alone(self):
        thing = self.village.record_id()
        rows = [((16, bytes([at])), CHANCE(65_000)) for at in range(4)]
        self.village.write(self.people[VILLAGE], [(thing + b"\x02", 4_000_000_000, rows)])
        self.assertGreater(len(self.village.log.bodies[-1]), 260_000)
        self.sync(self.village, self.township)
        self.assertEqual(len(self.township.records[thing + b"\x02"].registers), 5)

    def test_a_frame_that_would_be_too_dense_is_stored(self):
        thing = self.village.record_id()
        rows = [((16, bytes([at])), bytes(65_000)) for at in range(4)]
        self.village.write(self.people[VILLAGE], [(thing + b"\x02", 4_000_000_000, rows)])
        self.sync(self.village, self.township)
        self.assertEqual(self.township.records[thing + b"\x02"].siblings(16, b"\x00")[0].value,
                         bytes(65_000))  # fmt: skip


class RandomTests(ServerCase):
    """Offices that edit, sync, forget and are decided upon at random."""

    SEED = "random offices"

    def test_offices_and_county_always_end_equal(self):
        chance, households = random.Random(self.SEED), []
        nodes = [self.village, self.enrolled(TOWNSHIP), self.enrolled(NEIGHBOUR)]
        for _ in range(150):
            node, step = chance.choice(nodes), chance.random()
            if step < 0.1:
                home = node.office if node.office != TOWNSHIP else VILLAGE
                entry = {"village": home, "number": "1", "address": "a"}
                people = self.people[node.office]
                households += node.enter(people, ("household", None, entry), home=home)
            elif step < 0.6:
                known = [own for own in households if node.facets(own)]
                if known:
                    self.random_edit(chance, node, chance.choice(known))
            elif step < 0.65:
                self.decide_one(chance)
            elif step < 0.7 and households:
                self.forget(chance, node)
            else:
                self.sync(node)
        self.sync(*nodes, *nodes)
        village, township = nodes[0], nodes[1]
        for facet, record in village.records.items():
            if facet[:16] in households:
                self.assertEqual(record.homes(), township.records[facet].homes())
        self.assertGreater(len(households), 3)

    def random_edit(self, chance, node, household):
        values = {
            "number": str(chance.randrange(1000)),
            "address": str(chance.randrange(1000)),
            "kind": {chance.choice(("ordinary", "two_daughter")): chance.random() < 0.5},
        }
        fields = chance.sample(sorted(values), chance.choice((1, 1, 2, 3)))
        self.edit(node, household, **{field: values[field] for field in fields})

    def decide_one(self, chance):
        listed = self.server.run("conflict", "list")["conflicts"]
        if listed:
            one = chance.choice(listed)["id"]
            self.server.run("conflict", "show", one)
            self.server.run("conflict", "resolve", one, "--choose", 1, "--reason", "seed")

    def forget(self, chance, node):
        """A record is lost that holds nothing that the county lacks."""
        sent = [facet for facet, own in node.records.items() if not own.pending]
        if sent:
            del node.records[chance.choice(sorted(sent))]


class JudgementTests(ServerCase):
    """What the county refuses or holds, and what the sender makes of it."""

    def exceptions(self, node=None):
        node = node or self.village
        names = {number: name for name, (number, _) in EXCEPTIONS.items()}
        standing = node.exceptions.get(node.incarnation, {})
        return {at: (names[own[2]], own[1]) for at, own in standing.items()}

    def test_a_record_of_another_village_is_refused_and_taken_back(self):
        values = {"village": NEIGHBOUR, "number": "9"}
        person = self.people[VILLAGE]
        foreign = self.village.enter(person, ("household", None, values), home=NEIGHBOUR)[0]
        self.sync(self.village)
        self.assertEqual(self.exceptions(), {1: ("foreignRecord", REFUSED)})
        self.assertEqual(self.village.values(foreign, "number"), [])

    def test_more_than_one_mark_names_is_heard_in_several(self):
        count = LIMITS["exceptionsMax"] + 100
        person = self.people[VILLAGE]
        for number in range(count):
            values = {"village": NEIGHBOUR, "number": f"{number}"}
            self.village.enter(person, ("household", None, values), home=NEIGHBOUR)
        self.sync(self.village)
        self.assertEqual(sorted(self.exceptions()), list(range(1, count + 1)))
        self.household()
        self.sync(self.village)
        self.assertEqual(len(self.exceptions()), count)
        self.assertEqual(self.village.level(count + 1), "A1")

    def test_a_register_of_the_county_is_refused_with_its_whole_act(self):
        values = {"name": "甲", "village": VILLAGE, "account": "6222020200112233"}
        person = self.village.enter(self.people[VILLAGE], ("person", None, values))[0]
        self.sync(self.village)
        codes = sorted(code for code, _ in self.exceptions().values())
        self.assertEqual(len(codes), 2)
        self.assertIn("companion", codes)
        self.assertEqual(self.village.values(person, "name"), [])

    def test_the_old_value_comes_back_in_its_place(self):
        person = self.village.enter(
            self.people[VILLAGE],
            ("person", None, {"name": "乙", "village": VILLAGE, "birth_date": "1980-02-28"}),
        )[0]
        self.sync(self.village)
        self.edit(self.village, person, birth_date="1980-02-30")
        self.assertEqual(self.village.values(person, "birth_date"), ["1980-02-30"])
        self.sync(self.village)
        self.assertEqual(self.village.values(person, "birth_date"), ["1980-02-28"])
        self.assertEqual(self.exceptions(), {3: ("illTyped", REFUSED)})
        self.assertEqual(self.village.level(3), "A0")

    def test_values_of_another_shape_are_refused(self):
        household = self.household()
        for values in ({"number": 12}, {"number": "x" * 41}, {"village": "35060310"},
                       {"head": b"\x01"}, {"kind": {"unheard_of": True}}):  # fmt: skip
            with self.subTest(values):
                first = len(self.village.log) + 1
                self.edit(self.village, household, **values)
                self.sync(self.village)
                self.assertEqual(self.exceptions()[first], ("illTyped", REFUSED))
        self.assertEqual(self.village.values(household, "number"), ["12"])

    def test_a_lower_tier_does_not_replace_a_higher_one(self):
        record = programme.derived_id("office", {"division": VILLAGE, "programme": "happiness"})
        facet = record + b"\x03"
        known = self.village.records[facet]
        write = change.Write((17, b""), "ours", ())
        self.push_raw(facet, known.type, known.homes().pop(), dict(known.past), (write,))
        code, standing = self.exceptions()[len(self.village.log)]
        self.assertEqual(standing, REFUSED)
        self.assertIn(code, ("authority", "notPermitted"))
        self.assertEqual(len(self.village.values(record, "telephone")), 0)

    def push_raw(self, facet, type_number, home, past, writes, author=None, is_merged=True,
                 **fields):  # fmt: skip
        """A change as no honest replica writes it; its writer may know that he may not."""
        village, number = self.village, len(self.village.log) + 1
        stamp = change.Stamp(author or self.people[VILLAGE], VILLAGE, 5, village.next_stamp())
        one = change.Change(
            facet, type_number, home, stamp, village.incarnation, number, (number, 1), 1,
            village.rights, past, writes, None, b"" if facet[16] > 1 else CHANCE(16),
        )._replace(**fields)  # fmt: skip
        if is_merged:
            village.commit(one, one.encode())
        else:
            village.log.append(one.encode())
        village.log.sign(village.keys)
        return self.sync(village)

    def test_a_village_voids_nothing(self):
        household = self.household("keep")
        facet = household + b"\x02"
        record = self.village.records[facet]
        dot = record.siblings(17)[0].dot
        void = change.Write((change.VOID, change.void_key(dot)), True, ())
        self.push_raw(facet, 11, VILLAGE, dict(record.past), (void,), is_merged=False)
        number = len(self.village.log)
        self.assertEqual(self.exceptions(), {number: ("voidNotPermitted", REFUSED)})
        other = self.enrolled(VILLAGE)
        self.assertEqual(other.values(household, "number"), ["keep"])

    def test_an_author_whom_nobody_knows_is_held_and_left_out_by_both_ends(self):
        household = self.household("12")
        values = ("household", household, {"number": "13"})
        self.village.enter(b"\x99" * 16, values)
        self.sync(self.village)
        self.assertEqual(self.exceptions(), {3: ("unknownAuthor", HELD)})
        self.assertEqual(self.village.held_facets(), [household + b"\x02"])
        self.assertEqual(self.enrolled(VILLAGE).values(household, "number"), ["12"])

    def test_what_stays_at_home_travels_as_a_hash(self):
        thing = self.village.record_id()
        row = [((16, b""), "for nobody else")]
        self.village.write(self.people[VILLAGE], [(thing + b"\x00", 4_000_000_000, row)])
        heard = Ear(self.carrier)
        self.assertTrue(self.village.contact(heard).is_equal)
        sent = b"".join(envelope for _, envelope in heard.requests)
        self.assertNotIn(b"for nobody else", sent)
        self.assertEqual(self.enrolled(VILLAGE).facets(thing), [])

    def test_what_is_held_can_be_admitted_and_refused(self):
        household = self.household("12")
        for number, verdict in (("13", "admit"), ("14", "refuse")):
            self.village.enter(b"\x98" * 16, ("household", household, {"number": number}))
            self.sync(self.village)
            case = self.village.exceptions[self.village.incarnation]
            case = case[len(self.village.log)][3].hex()
            self.server.run("quarantine", verdict, case, "--reason", "looked at")
            other = self.enrolled(VILLAGE)
            with self.subTest(verdict):
                self.assertEqual(other.values(household, "number"), ["13"])
        self.sync(self.village)
        self.assertEqual(self.village.values(household, "number"), ["13"])

    def test_what_became_of_a_held_change_is_heard_with_nothing_to_push(self):
        household = self.household("12")
        for number, verdict, told in (
            ("13", "admit", None), ("14", "refuse", ("notPermitted", REFUSED)),
        ):  # fmt: skip
            self.village.enter(b"\x97" * 16, ("household", household, {"number": number}))
            self.sync(self.village)
            at = len(self.village.log)
            self.assertEqual(self.exceptions()[at], ("unknownAuthor", HELD))
            case = self.village.exceptions[self.village.incarnation][at][3].hex()
            self.server.run("quarantine", verdict, case, "--reason", "looked at")
            with self.subTest(verdict):
                self.assertEqual(self.sync(self.village).pushed, 0)
                self.assertEqual(self.exceptions().get(at), told)
                self.assertEqual(self.village.values(household, "number"), ["13"])

    def test_a_void_that_its_writer_believed_in_is_taken_back_too(self):
        household = self.household("keep")
        facet = household + b"\x02"
        record = self.village.records[facet]
        dot = record.siblings(17)[0].dot
        void = change.Write((change.VOID, change.void_key(dot)), True, ())
        self.push_raw(facet, 11, VILLAGE, dict(record.past), (void,))
        number = len(self.village.log)
        self.assertEqual(self.exceptions(), {number: ("voidNotPermitted", REFUSED)})
        for node in (self.village, self.enrolled(VILLAGE)):
            self.assertEqual(node.values(household, "number"), ["keep"])

    def test_a_void_of_somebody_unknown_is_not_for_a_village_either(self):
        household = self.household("keep")
        facet = household + b"\x02"
        void = change.Write((change.VOID, change.void_key((b"\x42" * 16, 1))), True, ())
        past = dict(self.village.records[facet].past)
        self.push_raw(facet, 11, VILLAGE, past, (void,), is_merged=False)
        self.assertEqual(self.exceptions(), {3: ("voidNotPermitted", REFUSED)})

    def test_rights_that_were_withdrawn_meanwhile_hold_later_acts(self):
        person = self.server.add_person(VILLAGE, "zhao")
        self.sync(self.village)
        self.village.enter(person, ("household", None, {"village": VILLAGE, "number": "1"}))
        self.sync(self.village)
        self.assertEqual(self.exceptions(), {})
        self.server.run("user", "disable", "zhao", "--office", VILLAGE)
        self.village.enter(person, ("household", None, {"village": VILLAGE, "number": "2"}))
        self.sync(self.village)
        self.assertEqual(self.exceptions(), {2: ("oldRights", HELD)})

    def test_a_change_that_cannot_be_read_stops_nothing(self):
        household = self.household("12")
        log = self.village.log
        item = cbor.decode(log.bodies[-1])
        item[0], item[6] = 2, len(log) + 1
        item[7] = [item[6], 1]
        log.append(cbor.encode([*item, "something new"]))
        log.sign(self.village.keys)
        self.edit(self.village, household, number="13")
        self.sync(self.village)
        self.assertEqual(self.exceptions(), {3: ("unreadable", HELD)})
        self.assertEqual(self.enrolled(VILLAGE).values(household, "number"), ["13"])


class RepairTests(ServerCase):
    """Differences that no change explains."""

    def setUp(self):
        super().setUp()
        self.record = self.household("12")
        self.facet = self.record + b"\x02"

    def healed(self):
        report = self.sync(self.village)
        self.assertEqual((report.is_equal, report.repaired), (True, 1))
        self.assertEqual(self.sync(self.village).repaired, 0)

    def test_a_record_that_was_lost(self):
        del self.village.records[self.facet]
        self.healed()
        self.assertEqual(self.village.values(self.record, "number"), ["12"])

    def test_a_record_that_fell_back(self):
        old = copy.deepcopy(self.village.records[self.facet])
        self.edit(self.village, self.record, number="13")
        self.sync(self.village)
        self.village.records[self.facet] = old
        self.healed()
        self.assertEqual(self.village.values(self.record, "number"), ["13"])

    def test_a_body_that_travelled_closed_is_opened(self):
        self.edit(self.village, self.record, number="13")
        closed = list(self.village.log.runs(len(self.village.log), lambda body: False))
        self.village.greet(self.carrier)
        self.village.hello(self.carrier)
        self.village._push_frame(self.carrier, closed, True)
        self.assertEqual(self.enrolled(VILLAGE).values(self.record, "number"), ["12"])
        self.healed()
        self.assertEqual(self.enrolled(VILLAGE).values(self.record, "number"), ["13"])

    def test_a_value_that_rotted_is_an_alarm(self):
        register = self.village.records[self.facet].registers[17, b""]
        dot = next(iter(register.siblings))
        register.siblings[dot] = register.siblings[dot]._replace(value="rotten")
        self.assertFalse(self.village.contact(self.carrier).is_equal)


class RestoreTests(ServerCase):
    """Copies of a machine: old ones, and two of one."""

    def setUp(self):
        super().setUp()
        self.record = self.household("12")
        self.old = copy.deepcopy(self.village)

    def numbers(self, node):
        return sorted(node.values(self.record, "number"))

    def test_a_village_restored_from_an_old_copy_pulls_back_what_it_lost(self):
        self.edit(self.village, self.record, number="13")
        self.sync(self.village)
        report = self.sync(self.old)
        self.assertEqual(report.verdict, "rolledBack")
        self.assertEqual(self.numbers(self.old), ["13"])
        self.assertNotEqual(self.old.incarnation, self.village.incarnation)
        self.edit(self.old, self.record, number="14")
        self.assertEqual(self.sync(self.old).verdict, "normal")
        self.assertEqual(self.numbers(self.enrolled(VILLAGE)), ["14"])

    def test_a_copy_that_wrote_under_the_same_name_writes_its_tail_again(self):
        self.edit(self.village, self.record, number="13")
        self.edit(self.old, self.record, number="13A")
        self.sync(self.village)
        self.assertEqual(self.sync(self.old).verdict, "forked")
        self.assertEqual(self.numbers(self.old), ["13", "13A"])
        self.assertEqual(self.numbers(self.enrolled(VILLAGE)), ["13", "13A"])
        again = change.decode(self.old.log.bodies[-1])
        self.assertEqual(again.origin, (self.village.incarnation, 3))

    def test_a_copy_that_wrote_more_writes_all_of_it_again(self):
        self.edit(self.village, self.record, number="13")
        for number in ("a", "b", "c"):
            self.edit(self.old, self.record, number=number)
        entry = {"village": VILLAGE, "number": "50"}
        new = self.old.enter(self.people[VILLAGE], ("household", None, entry))[0]
        self.sync(self.village, self.old)
        self.assertEqual(self.numbers(self.enrolled(VILLAGE)), ["13", "c"])
        self.assertEqual(self.enrolled(VILLAGE).values(new, "number"), ["50"])

    def test_a_copy_that_comes_after_two_contacts_is_told_by_its_ratchet(self):
        self.edit(self.old, self.record, number="13A")
        self.sync(self.village, self.village)
        self.assertEqual(self.sync(self.old).verdict, "cloned")
        self.assertEqual(self.numbers(self.enrolled(VILLAGE)), ["13A"])


class RecoveryTests(ServerCase):
    """The county itself is restored from a backup."""

    def test_a_restored_county_is_refilled_by_its_children(self):
        record, township = self.household("12"), self.enrolled(TOWNSHIP)
        backup = os.path.join(self.folder.name, "county.backup")
        self.server.run("backup", backup)
        self.edit(self.village, record, number="13", address="new")
        self.edit(township, record, number="13A")
        self.sync(self.village, township)
        levels = {self.village.level(number) for number in (1, 2)}
        self.assertEqual(levels, {"A1", "A2"})
        self.server.run("conflict", "show", record.hex())
        self.server.run("conflict", "resolve", record.hex(), "--value", "number=14",
                        "--reason", "seen")  # fmt: skip
        self.sync(self.village, township)
        self.assertEqual(self.server.stop(), 0)
        self.server.folder = self.server.folder.with_name("restored")
        self.server.run("restore", backup)
        type(self).carrier = self.server.serve()
        heard = Ear(self.carrier)
        self.assertTrue(self.village.contact(heard).is_equal)
        self.assertIn("handback", heard.words)
        self.sync(township, self.village)
        self.assertEqual(self.village.values(record, "number"), ["14"])
        self.assertEqual(self.enrolled(VILLAGE).values(record, "number"), ["14"])
        self.assertEqual(self.enrolled(VILLAGE).values(record, "address"), ["new"])
        # Every child has called since: it says by itself that it is complete again.
        self.assertFalse(self.said(self.village).isRecovering)

    def said(self, node):
        """What the server answers to a hello."""
        node.greet(self.carrier)
        return node.hello(self.carrier)

    def test_answers_to_pulls_and_acknowledgements_may_be_handed_back(self):
        heard = Ear(self.carrier)
        self.village.contact(heard)
        self.said(self.village)
        frames = [envelope for word, envelope in heard.answers if word in ("pull", "push")]
        answer, _ = self.village.ask(self.carrier, "handback", Message(
            "HandBack", **self.village._numbered(), frames=frames))  # fmt: skip
        self.assertEqual(answer.what, "Acknowledgement")
        receipts = [envelope for word, envelope in heard.answers if word == "digest"]
        with self.assertRaises(Refused) as caught:
            self.village.ask(self.carrier, "handback", Message(
                "HandBack", **self.village._numbered(), frames=receipts))  # fmt: skip
        self.assertEqual(caught.exception.code, "malformed")


class CommandTests(ServerCase):
    def test_verify_says_the_same_beside_a_running_server_and_without_one(self):
        self.household()
        beside = self.server.run("verify")
        self.assertGreater(beside["records"], 0)
        self.assertEqual(beside["faults"], [])
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.server.run("verify"), beside)
        type(self).carrier = self.server.serve()


class CutTests(ServerCase):
    def test_a_cut_at_any_request_is_healed_by_the_next_contact(self):
        township = self.enrolled(TOWNSHIP)
        record = self.household("0")
        for cut in range(5):
            for is_lost in (True, False):
                with self.subTest(cut=cut, request_is_lost=is_lost):
                    self.sync(township)
                    self.edit(township, record, address=f"{cut} {is_lost}")
                    self.edit(self.village, record, number=f"{cut} {is_lost}")
                    self.sync(township)
                    with self.assertRaises(Silence):
                        self.village.contact(Scissors(self.carrier, cut, is_lost))
                    self.sync(self.village, township)
                    self.assertEqual(township.values(record, "number"), [f"{cut} {is_lost}"])


class ProtocolTests(ServerCase):
    """Requests that the server refuses; the data before and after are the same."""

    def setUp(self):
        super().setUp()
        self.record = self.household("12")
        self.before = self.fingerprint()

    def tearDown(self):
        self.assertEqual(self.fingerprint(), self.before)

    def fingerprint(self):
        """The county's digest of all that the township covers."""
        if not hasattr(type(self), "watcher"):
            type(self).watcher = self.enrolled(TOWNSHIP)
        watcher = type(self).watcher
        self.sync(watcher)
        return {own: watcher.records[own].received.item() for own in watcher.records
                if own[:16] == self.record}  # fmt: skip

    def post(self, word, packed):
        """Status and refusal of a raw request; the refusal is None if there was none."""
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            link.request("POST", f"/v1/{word}", packed)
            answer = link.getresponse()
            parent = self.village.credential
            key_of = {parent.parentNode: parent.parentSigningKey}.get
            _, message = wire.open_envelope(seal.unpack(answer.read()), key_of)
        finally:
            link.close()
        refusal = Refused(message) if message.what == "Refusal" else None
        return answer.status, refusal

    def refused(self, word, message, keys=None):
        """The code of a refusal, whose status is that of the table."""
        return self.refused_raw(word, seal.pack(wire.sign(keys or self.village.keys, message)))

    def refused_raw(self, word, packed):
        status, refusal = self.post(word, packed)
        self.assertIsNotNone(refusal, f"{word} was accepted")
        self.assertEqual(status, REFUSALS[refusal.code][1], refusal.code)
        return refusal.code

    def greeting(self, **fields):
        values = {"versions": [1], "node": self.village.keys.node, "isPractice": True,
                  "nonce": CHANCE(16), **fields}  # fmt: skip
        return Message("Greeting", **values)

    def pull(self):
        return Message("Pull", **self.village._numbered(), cursor=None, load=None, bytesMax=1)

    def push(self, run):
        message = Message("Push", **self.village._numbered(), runs=[run], isFinal=True, after=[])
        return self.post("push", seal.pack(wire.sign(self.village.keys, message)))[1]

    def open_session(self):
        self.village.greet(self.carrier)
        self.village.hello(self.carrier)

    def test_noise_is_malformed(self):
        for name, data in {
            "nothing": b"", "no frame": b"abc", "an empty frame": seal.pack(b""),
            "noise": seal.pack(CHANCE(100)), "two frames": seal.pack(b"") * 2,
        }.items():  # fmt: skip
            with self.subTest(name):
                self.assertEqual(self.refused_raw("hello", data), "malformed")

    def test_what_inflates_too_far_is_too_large(self):
        bomb = zstandard.ZstdCompressor().compress(bytes(LIMITS["envelopeBytesMax"] + 1))
        self.assertEqual(self.refused_raw("hello", bomb), "tooLarge")
        dense = zstandard.ZstdCompressor().compress(bytes(1_000_000))
        self.assertEqual(self.refused_raw("push", dense), "tooLarge")

    def test_a_body_above_any_limit_is_not_read_to_its_end(self):
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            link.request("POST", "/v1/push", CHANCE(LIMITS["packedBytesMax"] + 1))
            self.assertEqual(link.getresponse().status, 413)
        except (ConnectionError, http.client.BadStatusLine):
            # The server hung up while the body was still on its way.
            pass
        link.close()
        self.assertEqual(self.refused_raw("push", b""), "malformed")

    def test_every_structure_that_is_not_of_the_protocol_is_malformed(self):
        item = cbor.decode(self.greeting().encode())
        for name, payload in {
            "a field more": cbor.encode([*item, 0]),
            "a field less": cbor.encode(item[:-1]),
            "another type": cbor.encode([*item[:-1], "nonce"]),
            "an unknown message": cbor.encode([99, *item[1:]]),
            "a long head": b"\x98\x05" + cbor.encode(item)[1:],
            "an indefinite array": b"\x9f" + cbor.encode(item)[1:] + b"\xff",
            "a byte behind": cbor.encode(item) + b"\x00",
            "deep lists": b"\x81" * 200 + b"\x80",
        }.items():
            signature = self.village.keys.sign(b"happiness-sync/1/message\x00" + payload)
            envelope = cbor.encode([1, self.village.keys.node, payload, signature])
            with self.subTest(name):
                self.assertEqual(self.refused_raw("hello", seal.pack(envelope)), "malformed")

    def test_strangers_and_forgers_are_refused(self):
        stranger = new_node(VILLAGE).keys
        self.assertEqual(self.refused("hello", self.greeting(), stranger), "unknownNode")
        forged = bytearray(wire.sign(self.village.keys, self.greeting()))
        forged[-1] ^= 1
        self.assertEqual(self.refused_raw("hello", seal.pack(bytes(forged))), "unauthentic")

    def test_another_world_is_refused(self):
        self.assertEqual(self.refused("hello", self.greeting(isPractice=False)), "world")

    def test_a_greeting_of_another_version_is_refused(self):
        self.assertEqual(self.refused("hello", self.greeting(versions=[2, 3])), "version")

    def test_a_greeting_in_the_name_of_another_node_is_refused(self):
        other = self.village.credential.parentNode
        self.assertEqual(self.refused("hello", self.greeting(node=other)), "unauthentic")

    def test_nothing_is_answered_before_a_hello(self):
        village = self.village
        for word, message in (
            ("pull", self.pull), ("push", lambda: self.empty_push(village)),
            ("digest", lambda: village.digest_query("root")),
            ("repair", lambda: Message("Repair", **village._numbered(),
                                       facets=[[self.record + b"\x02", [[], []]]])),
            ("reclaim", lambda: self.reclaim(village)),
            ("handback", lambda: Message("HandBack", **village._numbered(),
                                         frames=[village.kept[0]])),
        ):  # fmt: skip
            village.greet(self.carrier)
            with self.subTest(word):
                self.assertEqual(self.refused(word, message()), "malformed")

    def empty_push(self, node):
        return Message("Push", **node._numbered(), runs=[], isFinal=True, after=[])

    def reclaim(self, node, incarnation=None):
        return Message("Reclaim", **node._numbered(), incarnation=incarnation or node.incarnation,
                       **{"from": 1}, bytesMax=10**6)  # fmt: skip

    def test_a_hello_under_the_name_of_another_incarnation_is_refused(self):
        other = self.enrolled(NEIGHBOUR)
        village = self.village
        for incarnation in (other.incarnation, village.credential.rights[0]):
            village.greet(self.carrier)
            _, sequence, chain = village.log.head()
            hello = Message(
                "Hello", **village._numbered(), incarnation=incarnation, sequence=0,
                chain=bytes(32), ratchet=bytes(16), schema=1, program="", clock=0,
                checkpoints=[], subtreeHash=bytes(32), isRecovering=False,
            )  # fmt: skip
            with self.subTest(incarnation):
                self.assertEqual(self.refused("hello", hello), "unauthentic")

    def test_a_message_on_another_address_is_malformed(self):
        self.assertEqual(self.refused("push", self.greeting()), "malformed")

    def test_a_request_that_is_repeated_is_refused(self):
        heard = Ear(self.carrier)
        self.edit(self.village, self.record, address="x")
        self.village.contact(heard)
        self.before = self.fingerprint()
        for word, envelope in heard.requests[1:]:
            with self.subTest(word):
                self.assertEqual(self.refused_raw(word, seal.pack(envelope)), "replayed")

    def test_a_session_that_is_unknown_or_somebody_elses_has_ended(self):
        self.open_session()
        other = self.enrolled(NEIGHBOUR)
        other.greet(self.carrier)
        for session in (CHANCE(16), bytes(16), other.session[0]):
            message = self.pull()
            message.fields["session"] = session
            with self.subTest(session):
                self.assertEqual(self.refused("pull", message), "sessionEnded")

    def test_divisions_beyond_the_link_are_refused(self):
        self.open_session()
        query = self.village.digest_query("root")
        query.fields["parts"] = [["350603", False, 1]]
        self.assertEqual(self.refused("digest", query), "outOfScope")

    def test_facets_beyond_the_link_are_unknown(self):
        other = self.enrolled(NEIGHBOUR)
        other.greet(self.carrier)
        other.hello(self.carrier)
        facet = self.record + b"\x02"
        answer, _ = other.ask(self.carrier, "repair", Message(
            "Repair", **other._numbered(), facets=[[facet, [[], []]]]))  # fmt: skip
        self.assertEqual((answer.states, answer.unknown), ([], [facet]))

    def test_the_log_of_another_office_is_not_given(self):
        other = self.enrolled(NEIGHBOUR)
        other.greet(self.carrier)
        other.hello(self.carrier)
        request = self.reclaim(other, self.village.incarnation)
        answer, _ = other.ask(self.carrier, "reclaim", request)
        self.assertEqual(answer.runs, [])

    def test_runs_with_a_hole_or_another_signature_are_refused(self):
        village = self.village
        first = len(village.log) + 1
        self.edit(village, self.record, address="x")
        self.edit(village, self.record, address="y")
        self.open_session()
        late = next(village.log.runs(first + 1, lambda body: True))
        refusal = self.push(late)
        self.assertEqual(refusal.code, "gap")
        self.assertEqual(refusal.message.needFrom, [village.incarnation, first])
        good = next(village.log.runs(first, lambda body: True))
        self.assertEqual(self.push([*good[:5], bytes(64)]).code, "unauthentic")
        self.assertEqual(self.push([*good[:4], bytes(32), good[5]]).code, "unauthentic")
        self.assertEqual(self.push([good[0], good[1], bytes(32), *good[3:]]).code, "unauthentic")

    def test_a_run_that_goes_on_from_another_chain_is_a_fork(self):
        village = self.village
        self.edit(village, self.record, address="x")
        self.open_session()
        fork = Log(village.incarnation)
        for body in (village.log.bodies[1], village.log.bodies[0], village.log.bodies[2]):
            fork.append(body)
        fork.signatures[3] = village.keys.sign(
            change.run_signed(village.incarnation, 3, fork.chains[3])
        )
        run = fork._run(3, 3, lambda body: True)
        self.assertEqual(self.push(run).code, "forked")

    def test_a_run_that_repeats_known_numbers_on_another_chain_is_a_fork(self):
        village, opened = self.village, lambda body: True
        self.edit(village, self.record, address="x")
        self.sync(village)
        self.before = self.fingerprint()
        self.edit(village, self.record, address="y")
        one, two, three, four = village.log.bodies
        for order in ((two, one, three, four), (one, three, two, four), (one, two, four, three)):
            fork = Log(village.incarnation)
            for body in order:
                fork.append(body)
            fork.signatures[4] = village.keys.sign(
                change.run_signed(village.incarnation, 4, fork.chains[4])
            )
            for first in range(1, 5):
                if fork.chains[first - 1] != village.log.chains[first - 1]:
                    break
                self.open_session()
                with self.subTest(order=order.index(four), first=first):
                    refusal = self.push(fork._run(first, 4, opened))
                    self.assertEqual(refusal.code, "forked")
        # The head of the incarnation is where it was: its own next change joins it.
        self.assertEqual(self.fingerprint(), self.before)
        self.open_session()
        answer = self.village.hello(self.carrier)
        self.assertIn([village.incarnation, 3, village.log.chains[3]], answer.known)

    def test_an_answer_of_another_server_counts_as_none(self):
        with self.assertRaises(Distrust):
            self.village.contact(CallCarrier(World("impostor").county))

    def test_the_server_takes_posts_alone(self):
        for method in ("GET", "PUT", "DELETE"):
            link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
            link.request(method, "/v1/hello")
            with self.subTest(method):
                self.assertEqual(link.getresponse().status, 405)
            link.close()


if __name__ == "__main__":
    unittest.main()
