"""A server for villages and townships: the parent of their links.

Small, and in memory; it shows that the other end of a link can be written from protocol.md too.
Who may write what is not its business: `judge` is a function that the tests give it.
"""

from . import bundle, seal, state, wire
from . import change as changes
from .endpoint import Child, Endpoint, Refusal
from .limits import BUNDLE_KINDS, HELD
from .log import Log
from .programme import SCHEMA
from .wire import Message

TRIES_MAX = 5


class Parent(Endpoint):
    """A county's server."""

    # Enrollment

    def invite(self, office, name):
        """An invitation code for an office."""
        secret = self.entropy(16)
        self.invitations[seal.slot_of(secret)] = {
            "hash": seal.digest(secret), "office": office, "name": name, "tries": 0, "by": None,
        }  # fmt: skip
        return seal.code_of(secret, self.keys.node)

    def invitation_file(self, code):
        """The same invitation as a file."""
        secret, _ = seal.read_code(code)
        known = self.invitations[seal.slot_of(secret)]
        return wire.sign(self.keys, Message(
            "Invitation", slot=seal.slot_of(secret), code=code, addresses=[],
            node=self.keys.node, signingKey=self.keys.signing_key,
            sealingKey=self.keys.sealing_key, pins=[], office=known["office"],
            name=known["name"], isPractice=self.is_practice, expires=2**63,
        ))  # fmt: skip

    def enroll(self, request):
        """The credential that a request earns."""
        known = self.invitations.get(request.slot)
        if known is None:
            raise Refusal("invitationUnknown")
        if known["by"] not in (None, request.signingKey):
            raise Refusal("invitationUsed")
        info = seal.proof_info(request.signingKey, request.sealingKey, request.incarnation)
        if known["tries"] >= TRIES_MAX:
            raise Refusal("invitationTries")
        if request.proof != seal.proof_of(known["hash"], request.nonce, info):
            known["tries"] += 1
            raise Refusal("invitationTries")
        if request.isPractice != self.is_practice:
            raise Refusal("world")
        known["by"] = request.signingKey
        credential = self._credential(request, known)
        child = self.children.setdefault(credential.node, Child(credential))
        child.incarnations.add(request.incarnation)
        self.logs.setdefault(request.incarnation, Log(request.incarnation))
        return credential

    def _credential(self, request, known):
        office = known["office"]
        return Message(
            "Credential", node=seal.node_of(request.signingKey), office=office,
            tier={6: 3, 9: 4, 12: 5}[len(office)], name=known["name"], programme="happiness",
            signingKey=request.signingKey, sealingKey=request.sealingKey,
            isPractice=self.is_practice, parentNode=self.keys.node,
            parentSigningKey=self.keys.signing_key, parentSealingKey=self.keys.sealing_key,
            parentOffice=self.office, parentName=self.name, addresses=[], pins=[],
            rights=list(self.rights), time=self.clock(),
            words=seal.words_of(request.signingKey, self.keys.signing_key),
        )  # fmt: skip

    # Bundles

    def import_bundle(self, data):
        """A stick from below; the node that it is from."""
        messages = bundle.read(self.keys, data, self._key_of)
        header = messages[0][0]
        if header.recipientNode != self.keys.node or header.recipientOffice != self.office:
            raise Refusal("bundleRecipient")
        child = self.children[header.sourceNode]
        if header.kind != BUNDLE_KINDS.index("upward"):
            raise Refusal("bundleDamaged")
        if header.id in child.taken:
            raise Refusal("bundleRepeated")
        for message, _ in messages[1:]:
            if message.what == "Statement":
                child.statement = message
                child.incarnations.add(message.incarnation)
                self.logs.setdefault(message.incarnation, Log(message.incarnation))
            elif message.what == "Push":
                self.push(message, child)
            elif message.what == "DigestQuery":
                self.digest(message, child)
        child.taken.add(header.id)
        return header.sourceNode

    def answer_by_file(self, data):
        """What answers a request for enrollment that came as a file."""
        return seal.pack(self.answer("enrollments", seal.unpack(data)))

    def export_bundle(self, node):
        """A stick downward."""
        child = self.children[node]
        parts = state.scope_of(child.credential.office)
        told = child.statement.checkpoints if child.statement else []
        cursor = next((own for own in told if own[0] == self.log_id), None)
        messages, load, first = [], None, cursor[1] if cursor else 0
        messages.append(self.acknowledgement([head[0] for head in self.heads_of(child)]))
        while True:
            pull = Message(
                "Pull", session=bytes(16), counter=1, cursor=cursor, load=load, bytesMax=2**20
            )
            answer = self.pull(pull, child)
            messages.append(answer)
            cursor, load = answer.cursor, answer.load
            if answer.isLast:
                break
        held = self._held_of(child)
        messages.append(self.digest_answer(parts, held, "root", [], [0, bytes(32)]))
        header = self._header("downward", child.credential, first, len(self.feed))
        key = child.credential.sealingKey
        return bundle.write(self.keys, header, messages, key, self.entropy(32))

    def _held_of(self, child):
        return {
            changes.head(self.quarantine[case]).facet
            for replica in child.incarnations
            for _, standing, _, case, _ in self.exceptions.get(replica, {}).values()
            if standing == HELD
        }

    def _header(self, kind, credential, first, last):
        return Message(
            "BundleHeader", id=self.entropy(16), kind=BUNDLE_KINDS.index(kind),
            sourceNode=self.keys.node, sourceOffice=self.office, incarnation=self.incarnation,
            recipientNode=credential.node, recipientOffice=credential.office,
            created=self.clock(), first=first, last=last, logID=self.log_id, schema=SCHEMA,
            isPractice=self.is_practice, contact=0,
        )  # fmt: skip
