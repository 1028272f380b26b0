"""Every example and vector of protocol.md, executed; every list of it, compared."""

import itertools
import unittest

from replica import cbor, change, document, limits, messages, programme, seal, state, wire
from replica.document import example, vector
from replica.engine import Record
from replica.messages import ENTRIES, MESSAGES
from replica.wire import Message

VILLAGE = seal.Keys(vector("village signing seed"), vector("village sealing seed"))
COUNTY = seal.Keys(vector("county signing seed"), vector("county sealing seed"))
KEY_OF = {keys.node: keys.signing_key for keys in (VILLAGE, COUNTY)}.get
CHAIN = ["created", "created-sensitive", "by-village", "refused", "late"]
TIME = 1_500_087_600_000
V, C = b"\x11" * 16, b"\x22" * 16


def body(name):
    return example("change", name).data


def message(name):
    return wire.decode(example("message", name).data)


def applied(*names, at_village=False):
    first = change.decode(body(names[0]))
    record = Record(first.facet, first.type)
    for name in names:
        one = change.decode(body(name))
        record.apply(one, is_pending=at_village and one.replica == V)
    return record


def chains():
    found = [change.ZERO_CHAIN]
    for number, name in enumerate(CHAIN, 1):
        found.append(change.chain_after(found[-1], V, number, seal.digest(body(name))))
    return found


class ExampleTests(unittest.TestCase):
    def test_all_notation_is_the_bytes_beside_it(self):
        self.assertEqual(len(document.examples()), document.text().count("\n```example "))
        for entry in document.examples():
            with self.subTest(f"{entry.kind} {entry.name}"):
                self.assertEqual(cbor.encode(entry.item), entry.data)
                self.assertEqual(cbor.decode(entry.data), entry.item)

    def test_every_example_is_decoded_and_encoded_again(self):
        again = {
            "value": lambda data: cbor.encode(self.checked_value(data)),
            "change": lambda data: change.decode(data).encode(),
            "canonical": lambda data: state.canonical(state.decode_canonical(data)),
            "state": lambda data: state.encode(state.decode(data)),
            "message": lambda data: wire.decode(data).encode(),
            "envelope": lambda data: cbor.encode([1, *wire.read_envelope(data)]),
        }
        for entry in document.examples():
            with self.subTest(f"{entry.kind} {entry.name}"):
                self.assertEqual(again[entry.kind](entry.data), entry.data)

    def checked_value(self, data):
        item = cbor.decode(data)
        change.check_value(item)
        return item

    def test_one_byte_more_or_less_is_refused(self):
        read = {"change": change.decode, "state": state.decode, "message": wire.decode}
        for entry in document.examples():
            if entry.kind in read:
                for data in (entry.data + b"\0", entry.data[:-1], b"\0" + entry.data[1:]):
                    with self.subTest(entry.name), self.assertRaises(cbor.Malformed):
                        read[entry.kind](data)

    def test_every_single_bit_that_is_turned_is_refused_or_kept(self):
        read = {
            "change": lambda data: change.decode(data).encode(),
            "state": lambda data: state.encode(state.decode(data)),
            "message": lambda data: wire.decode(data).encode(),
        }
        for entry in document.examples():
            if entry.kind not in read or len(entry.data) > 400:
                continue
            for bit in range(len(entry.data) * 8):
                data = bytearray(entry.data)
                data[bit // 8] ^= 1 << bit % 8
                try:
                    again = read[entry.kind](bytes(data))
                except cbor.Malformed:
                    continue
                self.assertEqual(again, bytes(data), f"{entry.name}, bit {bit}")

    def test_the_envelope_is_signed_by_the_village(self):
        signer, greeting = wire.open_envelope(example("envelope", "greeting").data, KEY_OF)
        self.assertEqual((signer, greeting.what), (VILLAGE.node, "Greeting"))
        self.assertEqual(wire.sign(VILLAGE, greeting), example("envelope", "greeting").data)
        forged = bytearray(example("envelope", "greeting").data)
        forged[-1] ^= 1
        with self.assertRaises(wire.Unauthentic):
            wire.open_envelope(bytes(forged), KEY_OF)

    def test_the_frame_that_is_handed_back_is_signed_by_the_county(self):
        signer, answer = wire.open_envelope(message("hand-back").frames[0], KEY_OF)
        self.assertEqual((signer, answer.what), (COUNTY.node, "PullAnswer"))

    def test_the_runs_are_signed_by_their_origin(self):
        for run in message("push").runs + message("reclaim-answer").runs:
            change.check_run(run, VILLAGE.signing_key)
            with self.assertRaises(wire.Unauthentic):
                change.check_run(run, COUNTY.signing_key)
            with self.assertRaises(wire.Unauthentic):
                change.check_run([*run[:3], run[3][:1], *run[4:]], VILLAGE.signing_key)

    def test_the_closed_item_hides_the_sensitive_change(self):
        opened, closed = message("push").runs[0][3]
        self.assertEqual(opened, body("created"))
        self.assertEqual(closed, [seal.digest(body("created-sensitive"))])

    def test_the_pulled_items_are_readable(self):
        first, second, third = message("pull-answer").items
        self.assertEqual(first[1], body("by-county"))
        pulled = state.canonical(state.decode(second[1]))
        self.assertEqual(pulled, example("canonical", "voided").data)
        self.assertEqual(third[2], vector("hash of settled"))

    def test_the_repair_is_about_the_conflict(self):
        answer = message("repair-answer")
        repaired = state.decode(answer.states[0])
        self.assertEqual(state.canonical(repaired), example("canonical", "conflicting").data)
        asked = message("repair").facets[0]
        self.assertEqual(answer.missing, [[asked[0], [[C, 2]]]])

    def test_the_trailer_closes_header_and_statement(self):
        envelopes = [
            wire.sign(VILLAGE, message(name)) for name in ("bundle-header", "statement")
        ]
        self.assertEqual(message("bundle-trailer").hash, seal.digest(b"".join(envelopes)))
        self.assertEqual(message("bundle-trailer").count, len(envelopes))

    def test_the_credential_answers_the_request(self):
        request, credential = message("enrollment-request"), message("credential")
        self.assertEqual(credential.node, seal.node_of(request.signingKey))
        self.assertEqual(credential.signingKey, request.signingKey)
        self.assertEqual(credential.parentNode, seal.node_of(credential.parentSigningKey))
        secret, front = seal.read_code(message("invitation").code)
        self.assertEqual(front, credential.parentNode[:8])
        self.assertEqual(seal.slot_of(secret), request.slot)


class VectorTests(unittest.TestCase):
    def test_every_vector_is_what_this_replica_computes(self):
        computed = {
            **self.keys(), **self.story(), **self.chain(), **self.enrollment(), **self.codes(),
        }  # fmt: skip
        self.assertEqual(set(computed), set(document.vectors()))
        for name, value in computed.items():
            with self.subTest(name):
                text = value.hex() if isinstance(value, bytes) else str(value)
                self.assertEqual(text, document.vectors()[name])

    def keys(self):
        found = {}
        for name, keys in (("county", COUNTY), ("village", VILLAGE)):
            for kind in ("signing seed", "sealing seed"):
                found[f"{name} {kind}"] = vector(f"{name} {kind}")
            found[f"{name} signing key"] = keys.signing_key
            found[f"{name} sealing key"] = keys.sealing_key
            found[f"{name} node"] = keys.node
        return found

    def story(self):
        settled = applied("created", "by-village", "by-county", "decided")
        voided = applied("created-sensitive", "refused", "voiding", at_village=True)
        conflicting = applied("created", "by-village", "by-county")
        both = (settled, voided)
        leaves = {f"leaf of {own.facet.hex()}": state.leaf_of(own.facet) for own in both}
        return {
            "hash of conflicting": state.record_hash(conflicting),
            "hash of settled": state.record_hash(settled),
            "hash of voided": state.record_hash(voided),
            "sum of settled and voided": state.summed([(settled, 1), (voided, 1)])[1],
            **leaves,
        }

    def chain(self):
        found = chains()
        run = message("push").runs[0]
        signed = change.run_signed(V, 2, found[2])
        created = seal.digest(body("created"))
        return {
            "body hash of created": created,
            "chain input 1": change.chain_input(found[0], V, 1, created),
            **{f"chain {number}": found[number] for number in range(1, 6)},
            "run signed bytes": signed,
            "run signature": run[5] if run[5] == VILLAGE.sign(signed) else b"",
            "subtree hash": change.subtree_hash([(V, 5, found[5])]),
        }

    def enrollment(self):
        secret = vector("invitation secret")
        code = seal.code_of(secret, COUNTY.node)
        self.assertEqual(seal.read_code(code.lower().replace("-", " ")), (secret, COUNTY.node[:8]))
        info = seal.proof_info(VILLAGE.signing_key, VILLAGE.sealing_key, V)
        seed = vector("ephemeral seed")
        sealed = seal.seal(b"a bundle", COUNTY.sealing_key, seed)
        self.assertEqual(COUNTY.open(sealed), b"a bundle")
        return {
            "invitation secret": secret,
            "invitation code": code,
            "invitation slot": seal.slot_of(secret),
            "hash of the secret": seal.digest(secret),
            "proof info": info,
            "proof": seal.proof_of(seal.digest(secret), b"\x99" * 16, info),
            "words": seal.words_of(VILLAGE.signing_key, COUNTY.signing_key),
            "ephemeral seed": seed,
            "sealed to the county: a bundle": sealed,
            "head of 300 packed bytes": (300).to_bytes(4, "big"),
        }

    def codes(self):
        found = {}
        for name, (number, _) in limits.REFUSALS.items():
            found[f"refusal {name}"] = Message(
                "Refusal", code=number, parameters=[], retryAfterSeconds=0, needFrom=None, time=TIME
            ).encode()
        for name, (number, _) in limits.EXCEPTIONS.items():
            mark = [1, limits.HELD, number, b"\xca" * 16, ""]
            found[f"exception {name}"] = Message(
                "Acknowledgement", marks=[[V, 0, 1, bytes(32), [mark]]], logID=b"\x66" * 16,
                position=43, durable=[], time=TIME,
            ).encode()  # fmt: skip
        return found


class TableTests(unittest.TestCase):
    def test_the_messages_and_their_fields_are_those_of_the_document(self):
        shared = document.section("## Messages")
        headings = [
            line.removeprefix("### ").split(" ")
            for line in shared.splitlines()
            if line.startswith("### ") and line[4].isdigit()
        ]
        self.assertEqual(
            [(int(number), name) for number, name in headings],
            [(number, name) for number, (name, _) in MESSAGES.items()],
        )
        for number, name in headings:
            rows = document.table(f"### {number} {name}")
            with self.subTest(name):
                self.assertEqual([tuple(row[:2]) for row in rows], MESSAGES[int(number)][1])

    def test_every_message_has_an_example(self):
        named = {
            MESSAGES[entry.item[0]][0] for entry in document.examples() if entry.kind == "message"
        }
        self.assertEqual(named, {name for name, _ in MESSAGES.values()})

    def test_the_fields_of_runs_changes_and_states_are_those_of_the_document(self):
        runs = [tuple(row[:2]) for row in document.table("### Chain and runs")]
        self.assertEqual(runs, ENTRIES["Run"])
        self.assertEqual(
            [row[0] for row in document.table("### Changes")], [name for name, _ in change.FIELDS]
        )
        self.assertEqual(
            [row[0] for row in document.table("### States")], [name for name, _ in state.FIELDS]
        )

    def test_the_entries_are_those_of_the_document(self):
        rows = {name: fields for name, fields in document.table("### Entries")}
        self.assertEqual(set(rows) - {"VersionVector"}, set(ENTRIES) & set(rows))
        for name in ("Dot", "SequencePoint", "HeadMark", "Checkpoint", "Digest"):
            fields = []
            for field, kind in ENTRIES[name]:
                least = " ≥ 1" if kind.endswith(" ≥ 1") else ""
                fields.append(f"{kind.removesuffix(least)} {field}{least}")
            with self.subTest(name):
                self.assertEqual(rows[name], ", ".join(fields))

    def test_the_limits_are_those_of_the_document(self):
        rows = document.table("## Limits")
        self.assertEqual(
            {row[0]: int(row[1].replace(",", "")) for row in rows}, limits.LIMITS
        )

    def test_the_codes_are_those_of_the_document(self):
        refusals = {
            name: (int(number), None if http == "–" else int(http))
            for number, name, http, _ in document.table("### Refusal codes")
        }
        self.assertEqual(refusals, limits.REFUSALS)
        standings = {"held": limits.HELD, "refused": limits.REFUSED, "as its act": None}
        exceptions = {
            name: (int(number), standings[standing])
            for number, name, standing, _ in document.table("### Exception codes")
        }
        self.assertEqual(exceptions, limits.EXCEPTIONS)

    def test_the_numbered_lists_are_those_of_the_document(self):
        for heading, names in {
            "### Verdicts": limits.VERDICTS,
            "### Levels": limits.LEVELS,
            "### Kinds of bundles": limits.BUNDLE_KINDS,
            "### Reaches": limits.REACHES,
            "### Tiers": limits.TIERS,
            "### Policies": limits.POLICIES,
        }.items():
            rows = [(int(row[0]), row[1]) for row in document.table(heading)]
            with self.subTest(heading):
                self.assertEqual(rows, list(enumerate(names)))

    def test_the_invariants_are_numbered_without_a_hole(self):
        names = [row[0] for row in document.table("## Invariants")]
        self.assertEqual(names, [f"INV-{number}" for number in range(1, 19)])

    def test_the_programme_is_read_whole(self):
        types = programme.types()
        block = document.section("## The programme").split("```programme\n")[1].split("\n```")[0]
        registers = sum(len(own.registers) for own in types.values())
        lines = [line for line in block.splitlines() if not line.startswith("    = ")]
        self.assertEqual(len(lines), len(types) + registers)
        self.assertTrue(all(own.policy in limits.POLICIES
                            for kind in types.values() for own in kind.registers.values()))
        self.assertEqual(
            programme.assignments("household", {"number": "12", "kind": {"two_daughter": True}}),
            {2: [((17, b""), "12")], 1: [((19, b"two_daughter"), True)]},
        )


class StoryTests(unittest.TestCase):
    """What protocol.md tells of its examples, in every order."""

    def test_all_orders_of_the_story_give_the_settled_bytes(self):
        names = ("created", "by-village", "by-county", "decided")
        for order in itertools.permutations(names):
            with self.subTest(order):
                self.assertEqual(
                    state.canonical(applied(*order)), example("canonical", "settled").data
                )

    def test_the_village_and_the_county_conflict_until_the_decision(self):
        record = applied("created", "by-village", "by-county")
        self.assertEqual(state.canonical(record), example("canonical", "conflicting").data)
        self.assertEqual([own.value for own in record.siblings(17)], ["12-1", "12A"])

    def test_a_void_and_what_it_voids_come_in_any_order(self):
        for order in itertools.permutations(("created-sensitive", "refused", "voiding")):
            with self.subTest(order):
                record = applied(*order, at_village=True)
                self.assertEqual(state.canonical(record), example("canonical", "voided").data)

    def test_a_server_that_never_merged_the_refused_change_agrees(self):
        for order in itertools.permutations(("created-sensitive", "voiding")):
            with self.subTest(order):
                self.assertEqual(
                    state.canonical(applied(*order)), example("canonical", "voided").data
                )

    def test_a_decision_that_comes_first_keeps_what_it_replaced_away(self):
        record = applied("created", "decided")
        self.assertEqual(state.encode(record), example("state", "incomplete").data)
        self.assertEqual(record.gap(), [(V, 4), (C, 1)])
        self.assertFalse(record.apply(change.decode(body("created"))))
        record.apply(change.decode(body("by-village")))
        self.assertEqual([own.value for own in record.siblings(17)], ["12-1"])

    def test_a_form_that_was_opened_before_the_decision_reopens_the_case(self):
        record = applied("created", "by-village", "by-county", "decided", "late")
        self.assertEqual([own.value for own in record.siblings(17)], ["12-2", "12-1"])


class SurfaceTests(unittest.TestCase):
    def test_a_message_is_made_with_all_its_fields_in_order(self):
        with self.assertRaises(TypeError):
            Message("BundleTrailer", id=bytes(16), hash=bytes(32), count=1)
        self.assertEqual(messages.MESSAGES[20][0], "BundleTrailer")


if __name__ == "__main__":
    unittest.main()
