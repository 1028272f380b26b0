"""A node of an office below: the child of one link, over a line or by stick."""

from typing import NamedTuple

from . import seal, wire
from . import change as changes
from . import log as logs
from .exchange import PROGRAM, Distrust, Refused
from .limits import VERDICTS
from .stick import Stick
from .wire import Message


class Report(NamedTuple):
    """What one contact did."""

    verdict: str
    pushed: int
    pulled: int
    repaired: int
    is_equal: bool


class Node(Stick):
    """A village or a township."""

    # Enrollment

    def enroll(self, carrier, code):
        """Enrolls by an invitation code; returns the credential."""
        secret, front = seal.read_code(code)
        request = self._enrollment_request(secret)
        answer = carrier.post("enrollments", wire.sign(self.keys, request))
        return self.accept_credential(answer, front)

    def _enrollment_request(self, secret):
        keys, nonce = self.keys, self.entropy(16)
        info = seal.proof_info(keys.signing_key, keys.sealing_key, self.incarnation)
        return Message(
            "EnrollmentRequest",
            slot=seal.slot_of(secret),
            signingKey=keys.signing_key,
            sealingKey=keys.sealing_key,
            incarnation=self.incarnation,
            nonce=nonce,
            isPractice=self.is_practice,
            program=PROGRAM,
            proof=seal.proof_of(seal.digest(secret), nonce, info),
        )

    def accept_credential(self, envelope, front):
        """Believes a credential if the server whose front is in the code signed it."""
        _, payload, _ = wire.read_envelope(envelope)
        message = wire.decode(payload)
        if message.what == "Refusal":
            raise Refused(message)
        if message.what != "Credential":
            raise Distrust(f"{message.what} is no credential")
        server = seal.node_of(message.parentSigningKey)
        if server[:8] != front or server != message.parentNode:
            raise Distrust("the credential is not of the server in the code")
        signer, _ = wire.open_envelope(envelope, {server: message.parentSigningKey}.get)
        own = (message.node, message.signingKey, message.sealingKey, message.isPractice)
        mine = (self.keys.node, self.keys.signing_key, self.keys.sealing_key, self.is_practice)
        if own != mine or message.office != self.office:
            raise Distrust("the credential is for somebody else")
        if message.words != seal.words_of(self.keys.signing_key, message.parentSigningKey):
            raise Distrust("the words are not of these keys")
        self.credential = message
        self.rights = tuple(message.rights)
        return message

    def request_by_file(self, code):
        """What is carried to a server without a line: the very body that HTTP would carry."""
        secret, _ = seal.read_code(code)
        return seal.pack(wire.sign(self.keys, self._enrollment_request(secret)))

    def answer_by_file(self, data, code):
        """Takes in what was carried back."""
        return self.accept_credential(seal.unpack(data), seal.read_code(code)[1])

    # One contact

    def contact(self, carrier):
        """hello, push, pull, digest, repair, receipt."""
        self.greet(carrier)
        answer = self.hello(carrier)
        verdict = VERDICTS[answer.verdict]
        if verdict == "normal" and self._differs(answer):
            verdict = "forked"
        if verdict != "normal":
            self.renew(verdict, answer)
            answer = self.hello(carrier)
            if VERDICTS[answer.verdict] != "normal":
                raise Distrust("a new incarnation is not accepted")
        if answer.isRecovering:
            self.hand_back(carrier)
        pushed = self.push(carrier, answer)
        pulled = self.pull(carrier, answer)
        if self.aside:
            self.write_again()
            known = {name: len(log) for name, log in self.logs.items()}
            pushed += self._push_from(carrier, {**known, self.incarnation: 0})
        is_equal, repaired = self.compare(carrier)
        return Report(verdict, pushed, pulled, repaired, is_equal)

    def _differs(self, answer):
        """Whether the parent knows another chain of this incarnation.

        The ratchet does not always tell: a copy may show one that still counts, and have written
        more than the parent knows.
        """
        return any(
            name == self.incarnation
            and number <= len(self.log)
            and self.log.chains[number] != chain
            for name, number, chain in answer.known
        )

    def renew(self, verdict, answer):
        """A new incarnation; what the parent never accepted is set aside to be written again."""
        log = self.log
        upto = self.accepted.get(log.replica, 0)
        for name, number, chain in answer.known:
            if name == log.replica and number <= len(log) and log.chains[number] == chain:
                upto = max(upto, number)
        if verdict != "rolledBack":
            self.aside = [changes.decode(body) for body in log.bodies[upto:]]
            kept = self.logs[log.replica] = logs.Log(log.replica)
            for body in log.bodies[:upto]:
                kept.append(body)
            kept.sign(self.keys)
            self.records, self.moved, self.held = {}, {}, {}
        self.checkpoints, self.load = [], None
        self.new_incarnation()

    def write_again(self):
        """Writes what was set aside, each with its origin, person, office and time.

        The screen of each write is what its first context covered, where a dot that was set aside
        means the write that took its place, and never what another machine wrote under it.
        """
        renamed = {(old.facet, dot): None for old in self.aside for dot in old.dots()}
        acts = {}
        for change in self.aside:
            acts.setdefault(change.act[0], []).append(change)
        self.aside = []
        for act in acts.values():
            parts = [(own.facet, own.type, _rows(own, renamed)) for own in act]
            screens = {own.facet: self._old_screen(own, renamed) for own in act}
            written = self.write(
                None, parts, home=act[0].home, screens=screens, stamp=act[0].stamp,
                origins=[(own.replica, own.sequence) for own in act],
            )  # fmt: skip
            for old, new in zip(act, written):
                added = len(new.writes) - len(old.writes)
                renamed.update(zip(((old.facet, dot) for dot in old.dots()), new.dots()[added:]))

    def _old_screen(self, change, renamed):
        record = self.records.get(change.facet)
        if record is None:
            return {}
        first = {new: old for (facet, old), new in renamed.items() if facet == change.facet}
        screen = {}
        for write in change.writes:
            register = record.registers.get(write.register)
            screen[write.register] = frozenset(
                own
                for own in (register.dots() if register else ())
                for dot in [first.get(own, own)]
                if (change.facet, own) not in renamed
                and dot[1] <= change.past.get(dot[0], 0)
                and dot not in write.holes
            )
        return screen


def _rows(change, renamed):
    """Registers and values of a change that is written again."""
    return [
        (own.register, _again(own.value, change.facet, renamed))
        if own.register[0] == changes.LIFE
        else (own.register, own.value)
        for own in change.writes
    ]


def _again(vector, facet, renamed):
    """A withdrawal's vector, with the new names of what was set aside."""
    found = {}
    for replica, upto in vector:
        for number in range(1, upto + 1):
            # A dot that was set aside counts under its new name only: another machine's write may
            # stand under the old one.
            dot = renamed.get((facet, (replica, number)), (replica, number))
            if dot is None:
                break
            found[dot[0]] = max(found.get(dot[0], 0), dot[1])
    return changes.vector_item(found)


__all__ = ["Distrust", "Node", "Refused", "Report"]
