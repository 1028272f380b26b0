"""The link by stick: bundles both ways."""

from . import bundle
from . import change as changes
from . import log as logs
from .exchange import Distrust, Exchange
from .limits import BUNDLE_KINDS
from .programme import SCHEMA
from .wire import Message

NO_SESSION = bytes(16)


class Stick(Exchange):
    """What a node does with files."""

    def _header(self, kind, recipient, office, first, last, log_id=bytes(16)):
        return Message(
            "BundleHeader", id=self.entropy(16), kind=BUNDLE_KINDS.index(kind),
            sourceNode=self.keys.node, sourceOffice=self.office, incarnation=self.incarnation,
            recipientNode=recipient, recipientOffice=office, created=self.clock(), first=first,
            last=last, logID=log_id, schema=SCHEMA, isPractice=self.is_practice,
            contact=self.contacts,
        )  # fmt: skip

    def export_bundle(self):
        """A stick upward: everything after the last acknowledged change."""
        parent, log = self.credential, self.log
        log.sign(self.keys)
        self.contacts += 1
        numbered = {"session": NO_SESSION, "counter": 1}
        runs = [
            run
            for name in sorted(self.logs, key=lambda name: name != self.incarnation)
            for run in self.logs[name].runs(self.accepted.get(name, 0) + 1, logs.travels(1))
        ]
        batches = list(logs.frames(runs))
        messages = [self.statement()]
        for at, batch in enumerate(batches):
            messages.append(
                Message("Push", **numbered, runs=batch, isFinal=at == len(batches) - 1, after=[])
            )
        messages.append(self.digest_query("root", numbered=numbered))
        header = self._header(
            "upward", parent.parentNode, parent.parentOffice,
            first=min(self.accepted.get(self.incarnation, 0) + 1, len(log)), last=len(log),
            log_id=self.checkpoints[0][0] if self.checkpoints else bytes(16),
        )  # fmt: skip
        return bundle.write(
            self.keys, header, messages, parent.parentSealingKey, self.entropy(32)
        )

    def statement(self):
        """What a hello says, on a stick."""
        replica, sequence, chain = self.log.head()
        accepted = self.accepted.get(replica)
        return Message(
            "Statement", incarnation=replica, sequence=sequence, chain=chain,
            ratchet=self.ratchets.get(replica, bytes(16)), schema=SCHEMA, clock=self.clock(),
            checkpoints=self.checkpoints, subtreeHash=changes.subtree_hash(self.heads()),
            acknowledged=[replica, accepted] if accepted is not None else None,
        )  # fmt: skip

    def import_bundle(self, data):
        """A stick downward; whether it proves that both hold the same."""
        parent = self.credential
        key_of = {parent.parentNode: parent.parentSigningKey}.get
        messages = bundle.read(self.keys, data, key_of)
        header = messages[0][0]
        self._check_header(header, "downward", parent.parentNode)
        if header.id in self.taken:
            return None
        is_equal, joins = None, self.joins(header)
        for message, envelope in messages[1:]:
            if message.what == "Acknowledgement":
                self.acknowledge(message, envelope)
            elif message.what == "PullAnswer" and joins:
                self.take_pull(message, envelope)
            elif message.what == "PullAnswer":
                for item in message.items:
                    self.take_item(item)
            elif message.what == "DigestAnswer":
                self.bundle_answer = message
                is_equal = message.root == self.root()
                if is_equal:
                    self.receipts.append(envelope)
            else:
                raise Distrust(f"{message.what} has no place in this bundle")
        self.taken.add(header.id)
        return is_equal

    def joins(self, header):
        """Whether a bundle from above follows what is here: none before it was lost."""
        log, position = self.checkpoints[0] if self.checkpoints else (None, 0)
        return header.first == 0 or log == header.logID and position >= header.first

    def _check_header(self, header, kind, source):
        if header.kind != BUNDLE_KINDS.index(kind) or header.sourceNode != source:
            raise Distrust("a bundle of another kind, or of another source")
        if header.recipientNode != self.keys.node or header.recipientOffice != self.office:
            raise Distrust("a bundle for somebody else")
        if header.isPractice != self.is_practice:
            raise Distrust("a bundle of another world")
