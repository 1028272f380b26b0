"""What the shipped sync-server refuses on the wire, each with its data before and after.

What is compared: the records that the county lists, the digest of everything that its township
covers, its place in the log, and the cases in its quarantine.
"""

import http.client
import socket
from typing import NamedTuple

import zstandard

from replica import cbor, change, seal, wire
from replica.carrier import MEDIA_TYPE, Ear
from replica.limits import EXCEPTIONS, HELD, LIMITS, REFUSALS, REFUSED
from replica.node import Refused
from replica.programs import CHANCE, new_node
from replica.servercase import ServerCase
from replica.wire import Message
from replica.world import NEIGHBOUR, TOWNSHIP, VILLAGE

# A deposit account, which a county alone enters.
ACCOUNT = "6228480402564890018"


class Standing(NamedTuple):
    """The county's data at one moment."""

    records: dict
    digest: list
    position: int
    cases: list


class RefusedCase(ServerCase):
    """A village whose requests are refused, and a township that looks on."""

    def setUp(self):
        super().setUp()
        person = self.people[VILLAGE]
        self.household_id = self.household("12")
        self.person_id = self.village.enter(
            person, ("person", None, {"name": "甲", "village": VILLAGE, "birth_date": "1980-02-28"})
        )[0]
        self.sync(self.village)
        if not hasattr(type(self), "watcher"):
            type(self).watcher = self.enrolled(TOWNSHIP)
        self.before = self.standing()

    def standing(self):
        """What the county has, by its commands and by its answer to a comparison."""
        watcher = type(self).watcher
        self.sync(watcher)
        answer, _ = watcher.ask(self.carrier, "digest", watcher.digest_query("root"))
        listed = {kind: self.server.run("list", kind)["records"] for kind in ("household", "person")}
        cases = self.server.run("quarantine", "list", "--all")["cases"]
        return Standing(listed, answer.root, answer.position, cases)

    def new_cases(self, after):
        """(reason, standing) of the cases that are listed now and were not before."""
        names = {number: name for name, (number, _) in EXCEPTIONS.items()}
        old = {case["case"] for case in self.before.cases}
        new = [case for case in after.cases if case["case"] not in old]
        return sorted((names[case["reason"]], case["standing"]) for case in new)

    def assert_untouched(self):
        """Nothing at all has changed at the county."""
        self.assertEqual(self.standing(), self.before)

    def assert_only_listed(self, *cases):
        """No record has changed; what came is listed in the quarantine."""
        after = self.standing()
        self.assertEqual(after._replace(cases=[]), self.before._replace(cases=[]))
        self.assertEqual(self.new_cases(after), sorted(cases))

    def assert_records_untouched(self, *cases):
        """All records show what they showed; what came is listed in the quarantine."""
        after = self.standing()
        self.assertEqual(after.records, self.before.records)
        self.assertEqual(self.new_cases(after), sorted(cases))

    def post(self, word, body, length=None):
        """(status, body of the answer) of a raw request."""
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            headers = {"Content-Type": MEDIA_TYPE, "Content-Length": str(length or len(body))}
            link.request("POST", f"/v1/{word}", body, headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        finally:
            link.close()

    def assert_refused(self, word, packed, code):
        """A signed refusal, and the status that the table gives it."""
        status, body = self.post(word, packed)
        parent = self.village.credential
        key_of = {parent.parentNode: parent.parentSigningKey}.get
        _, message = wire.open_envelope(seal.unpack(body), key_of)
        self.assertEqual(message.what, "Refusal")
        self.assertEqual((Refused(message).code, status), (code, REFUSALS[code][1]))

    def open_session(self):
        self.village.greet(self.carrier)
        self.village.hello(self.carrier)

    def pushed(self, *runs):
        """The signed envelope of a push."""
        message = Message(
            "Push", **self.village._numbered(), runs=list(runs), isFinal=True, after=[]
        )
        return wire.sign(self.village.keys, message)

    def signed(self, payload):
        """An envelope around any payload."""
        keys = self.village.keys
        signature = keys.sign(b"happiness-sync/1/message\x00" + payload)
        return cbor.encode([1, keys.node, payload, signature])

    def raw_change(self, rewrite):
        """Appends a change of the household to the log, its body rewritten."""
        village, number = self.village, len(self.village.log) + 1
        facet = self.household_id + b"\x02"
        stamp = change.Stamp(self.people[VILLAGE], VILLAGE, 5, village.next_stamp())
        one = change.Change(
            facet, 11, VILLAGE, stamp, village.incarnation, number, (number, 1), 1,
            village.rights, dict(village.records[facet].past),
            (change.Write((17, b""), "13", ()),),
        )  # fmt: skip
        village.log.append(rewrite(one.encode()))
        village.log.sign(village.keys)

    def exceptions(self):
        """Number to (code, standing) of what the village was told."""
        names = {number: name for name, (number, _) in EXCEPTIONS.items()}
        told = self.village.exceptions.get(self.village.incarnation, {})
        return {at: (names[own[2]], own[1]) for at, own in told.items()}


class WrongSignatureTests(RefusedCase):
    def test_wrong_signature_of_a_request(self):
        self.open_session()
        self.edit(self.village, self.household_id, number="13")
        good = self.pushed(next(self.village.log.runs(4, lambda body: True)))
        for name, at in {"of the envelope": -1, "over another payload": 40}.items():
            forged = bytearray(good)
            forged[at] ^= 1
            with self.subTest(name):
                self.assert_refused("push", seal.pack(bytes(forged)), "unauthentic")
        self.assert_untouched()

    def test_wrong_signature_of_a_run_is_kept_in_quarantine(self):
        self.edit(self.village, self.household_id, number="13")
        run = next(self.village.log.runs(4, lambda body: True))
        self.open_session()
        self.assert_refused("push", seal.pack(self.pushed([*run[:5], bytes(64)])), "unauthentic")
        self.assert_only_listed(("unreadable", "held"))


class ReplayedRequestTests(RefusedCase):
    def test_replayed_request(self):
        self.edit(self.village, self.household_id, number="13")
        heard = Ear(self.carrier)
        self.assertTrue(self.village.contact(heard).is_equal)
        self.assertIn("push", heard.words)
        self.before = self.standing()
        for word, envelope in heard.requests[1:]:
            with self.subTest(word):
                self.assert_refused(word, seal.pack(envelope), "replayed")
        self.assert_untouched()


class CountyRegisterTests(RefusedCase):
    def test_a_village_that_writes_a_county_register(self):
        self.village.enter(
            self.people[VILLAGE], ("person", self.person_id, {"account": ACCOUNT})
        )
        self.assertEqual(self.village.values(self.person_id, "account"), [ACCOUNT])
        self.sync(self.village)
        number = len(self.village.log)
        self.assertEqual(self.exceptions(), {number: ("notPermitted", REFUSED)})
        self.assertEqual(self.village.values(self.person_id, "account"), [])
        self.assertEqual(self.village.values(self.person_id, "name"), ["甲"])
        self.assert_records_untouched(("notPermitted", "refused"))


class InvitationTests(RefusedCase):
    """Neither a node nor anything else comes of an invitation that is not good."""

    def assert_no_node(self, code, refusal):
        nodes = self.server.run("node", "list")["nodes"]
        with self.assertRaises(Refused) as caught:
            new_node(VILLAGE).enroll(self.carrier, code)
        self.assertEqual(caught.exception.code, refusal)
        self.assertEqual(self.server.run("node", "list")["nodes"], nodes)
        self.assert_untouched()

    def test_unknown_invitation(self):
        stranger = seal.code_of(CHANCE(16), self.village.credential.parentNode)
        self.assert_no_node(stranger, "invitationUnknown")

    def test_used_invitation(self):
        code = self.server.invite(VILLAGE)
        new_node(VILLAGE).enroll(self.carrier, code)
        self.before = self.standing()
        self.assert_no_node(code, "invitationUsed")

    def test_expired_invitation(self):
        code = self.server.invite(VILLAGE, "--days", "1", "--clock", "2017-01-01T08:00")
        self.assert_no_node(code, "invitationExpired")


class ForeignRecordTests(RefusedCase):
    def test_another_villages_record(self):
        facet = self.household_id + b"\x02"
        other = self.enrolled(NEIGHBOUR)
        self.before = self.standing()
        # The neighbour never saw it; he writes it all the same, and believes it.
        past = dict(self.village.records[facet].past)
        stamp = change.Stamp(self.people[NEIGHBOUR], NEIGHBOUR, 5, other.next_stamp())
        foreign = change.Change(
            facet, 11, VILLAGE, stamp, other.incarnation, 1, (1, 1), 1, other.rights, past,
            (change.Write((17, b""), "mine", ()),),
        )  # fmt: skip
        other.log.append(foreign.encode())
        other.log.sign(other.keys)
        self.sync(other)
        told = [own[2] for own in other.exceptions[other.incarnation].values()]
        self.assertEqual(told, [EXCEPTIONS["foreignRecord"][0]])
        self.assert_records_untouched(("foreignRecord", "refused"))
        self.sync(self.village)
        self.assertEqual(self.village.values(self.household_id, "number"), ["12"])


class EnvelopeTests(RefusedCase):
    def test_envelope_too_long(self):
        above = CHANCE(LIMITS["packedBytesMax"] + 1)
        self.assertEqual(self.refused_unread("push", above), 413)
        brief = CHANCE(LIMITS["briefBytesMax"] + 1)
        for word in ("hello", "pull", "reclaim", "enrollments"):
            with self.subTest(word):
                self.assertEqual(self.refused_unread(word, brief), 413)
        inside = CHANCE(LIMITS["frameBytesMax"] + 1)
        self.assert_refused("push", seal.pack(self.signed(inside)), "malformed")
        whole = seal.pack(CHANCE(LIMITS["envelopeBytesMax"] + 1))
        self.assert_refused("push", whole, "tooLarge")
        self.assert_untouched()

    def refused_unread(self, word, body):
        """The status; the server may hang up while the body is still on its way."""
        with socket.create_connection(("127.0.0.1", self.server.port), 30) as link:
            head = f"POST /v1/{word} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
            link.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
            return int(link.recv(4096).split(b" ")[1])

    def test_envelope_too_deep(self):
        for depth in (17, 200, 100_000):
            deep = b"\x81" * depth + b"\x80"
            for name, envelope in {"payload": self.signed(deep), "envelope": deep}.items():
                with self.subTest(name, depth=depth):
                    self.assert_refused("push", seal.pack(envelope), "malformed")
        self.assert_untouched()

    def test_envelope_cut_off(self):
        self.edit(self.village, self.household_id, number="13")
        self.open_session()
        envelope = self.pushed(next(self.village.log.runs(4, lambda body: True)))
        packed = seal.pack(envelope)
        for end in range(0, len(envelope), 37):
            with self.subTest("envelope", end=end):
                self.assert_refused("push", seal.pack(envelope[:end]), "malformed")
        for end in range(0, len(packed), 37):
            with self.subTest("packed", end=end):
                self.assert_refused("push", packed[:end], "malformed")
        with socket.create_connection(("127.0.0.1", self.server.port), 30) as link:
            head = f"POST /v1/push HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
            link.sendall(f"{head}Content-Length: {len(packed)}\r\n\r\n".encode() + packed[:-1])
        self.assert_untouched()

    def test_envelope_inflates_too_far(self):
        level = zstandard.ZstdCompressor
        bomb = level().compress(bytes(LIMITS["envelopeBytesMax"] + 1))
        self.assert_refused("push", bomb, "tooLarge")
        # Within the size, and more than a hundred times what was sent.
        self.assert_refused("push", level().compress(bytes(1_000_000)), "tooLarge")
        # A frame that hides how large it is.
        stream = level(write_content_size=False).compressobj()
        hidden = stream.compress(bytes(50_000_000)) + stream.flush()
        self.assert_refused("push", hidden, "tooLarge")
        wide = zstandard.ZstdCompressionParameters(window_log=27)
        stream = level(compression_params=wide).compressobj()
        self.assert_refused("push", stream.compress(b"x" * 100) + stream.flush(), "tooLarge")
        self.assert_untouched()


class ChangeInsideTests(RefusedCase):
    """Changes in runs that are signed and joined: they stop nothing, and what follows is merged."""

    def pushed_with_a_good_one(self, rewrite):
        self.raw_change(rewrite)
        self.edit(self.village, self.household_id, address="behind it")
        self.sync(self.village)
        self.assertEqual(self.village.values(self.household_id, "address"), ["behind it"])

    def assert_held(self):
        """Unreadable and listed; all else is as it was, but for the change that came behind."""
        number = len(self.village.log) - 1
        self.assertEqual(self.exceptions(), {number: ("unreadable", HELD)})
        after = self.standing()
        self.assertEqual(self.new_cases(after), [("unreadable", "held")])
        self.assertEqual(after.records["person"], self.before.records["person"])
        numbers = [{own["id"]: own["number"] for own in standing.records["household"]}
                   for standing in (self.before, after)]  # fmt: skip
        self.assertEqual(*numbers)

    def test_a_change_that_is_not_deterministic_with_a_long_head(self):
        self.pushed_with_a_good_one(lambda body: b"\x98\x0e" + body[1:])
        self.assert_held()

    def test_a_change_that_is_not_deterministic_with_an_indefinite_array(self):
        self.pushed_with_a_good_one(lambda body: b"\x9f" + body[1:] + b"\xff")
        self.assert_held()

    def test_a_change_that_is_not_deterministic_with_a_float(self):
        self.pushed_with_a_good_one(lambda body: body.replace(b"\x6213", b"\xf9\x3c\x00"))
        self.assert_held()

    def test_a_change_that_nests_too_deep(self):
        deep = b"\x81" * (LIMITS["valueDepthMax"] + 1) + b"\x01"
        self.pushed_with_a_good_one(lambda body: body.replace(b"\x6213", deep))
        self.assert_held()

    def test_a_change_that_is_ill_typed(self):
        for at, values in enumerate(({"number": 13}, {"number": "x" * 41}, {"head": b"\x01"})):
            with self.subTest(values):
                self.edit(self.village, self.household_id, **values)
                number = len(self.village.log)
                self.sync(self.village)
                self.assertEqual(self.exceptions()[number], ("illTyped", REFUSED))
                self.assert_records_untouched(*[("illTyped", "refused")] * (at + 1))
        self.assertEqual(self.village.values(self.household_id, "number"), ["12"])

    def test_a_date_that_does_not_exist(self):
        self.edit(self.village, self.person_id, birth_date="1980-02-30")
        self.sync(self.village)
        self.assertEqual(self.village.values(self.person_id, "birth_date"), ["1980-02-28"])
        self.assert_records_untouched(("illTyped", "refused"))

    def test_an_id_number_with_a_wrong_check_character(self):
        self.edit(self.village, self.person_id, id_number="350603198002280011")
        self.sync(self.village)
        self.assertEqual(self.village.values(self.person_id, "id_number"), [])
        self.assert_records_untouched(("illTyped", "refused"))

    def test_money_that_is_not_in_whole_fen(self):
        values = {"household": self.household_id, "year": 2017, "basis": "application",
                  "total_income": "4200.505", "production_cost": 0, "members_counted": 4,
                  "surveyed_on": "2017-07-15"}  # fmt: skip
        person = self.people[VILLAGE]
        income = self.village.enter(person, ("income_record", None, values))[0]
        self.sync(self.village)
        self.assertEqual(self.village.values(income, "total_income"), [])
        self.assertEqual(self.server.run("list", "income_record")["records"], [])
        self.assert_records_untouched(("illTyped", "refused"))

    def test_a_change_of_unknown_register_and_type_is_kept_and_forwarded(self):
        person, thing = self.people[VILLAGE], self.village.record_id()
        facet = self.household_id + b"\x02"
        self.village.write(person, [(facet, 11, [((99, b"key"), ["new", 1])])])
        self.village.write(person, [(thing + b"\x02", 4_000_000_000, [((16, b""), b"\x00")])])
        self.sync(self.village)
        self.assert_records_untouched()
        for node in (type(self).watcher, self.enrolled(VILLAGE)):
            self.sync(node)
            known = node.records[facet].siblings(99, b"key")
            self.assertEqual([own.value for own in known], [("new", 1)])
            self.assertEqual(node.records[thing + b"\x02"].siblings(16)[0].value, b"\x00")
