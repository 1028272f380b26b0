"""Requests of one link: push, pull, digest, repair; what the child keeps of its parent."""

from . import change as changes
from . import log as logs
from . import state, wire
from .limits import HELD, LEVELS, LIMITS, REFUSAL_NAMES, REFUSED, VERDICTS
from .programme import SCHEMA
from .replica import Replica
from .wire import Message

PROGRAM = "replica in Python 1"
# One comparison, one after a repair, and some more while the other end moves on.
ROUNDS_MAX = 4


class Refused(Exception):
    """The parent refused a request; nothing of it was merged."""

    def __init__(self, message):
        self.code = REFUSAL_NAMES[message.code]
        self.message = message
        super().__init__(f"{self.code} {message.parameters}")


class Distrust(Exception):
    """An answer, or a bundle, that does not come from whom it should."""


class Exchange(Replica):
    """The child of a link, between a hello and a receipt."""

    def __init__(self, keys, office, clock, entropy, is_practice=True):
        super().__init__(keys, office, clock, entropy, is_practice)
        self.has_parent = True
        self.credential = None
        self.accepted = {}
        self.exceptions = {}
        self.durable = []
        self.ratchets = {}
        self.checkpoints = []
        self.load = None
        self.aside = []
        self.receipts = []
        self.kept = []
        self.taken = set()
        self.session = None
        self.contacts = 0
        self.bundle_answer = None

    def ask(self, carrier, word, message):
        """Message and envelope of the parent's answer; Refused if it refuses."""
        envelope = carrier.post(word, wire.sign(self.keys, message))
        parent = self.credential
        try:
            _, answer = wire.open_envelope(
                envelope, {parent.parentNode: parent.parentSigningKey}.get
            )
        except wire.Unauthentic as error:
            raise Distrust(str(error)) from error
        if answer.what == "Refusal":
            raise Refused(answer)
        return answer, envelope

    def _numbered(self):
        session, counter = self.session
        self.session = session, counter + 1
        return {"session": session, "counter": counter}

    def greet(self, carrier):
        """Opens a session with the server that answers to the parent's key."""
        nonce = self.entropy(16)
        greeting = Message(
            "Greeting", versions=[LIMITS["protocolVersion"]], node=self.keys.node,
            isPractice=self.is_practice, nonce=nonce,
        )  # fmt: skip
        challenge, _ = self.ask(carrier, "hello", greeting)
        if challenge.nonce != nonce or challenge.node != self.credential.parentNode:
            raise Distrust("an old challenge, or another server's")
        if challenge.isPractice != self.is_practice or challenge.version != 1:
            raise Distrust("another world, or another version")
        self.session = challenge.session, 1

    def hello(self, carrier):
        """Says what this machine last wrote; returns the answer."""
        replica, sequence, chain = self.log.head()
        answer, _ = self.ask(carrier, "hello", Message(
            "Hello", **self._numbered(), incarnation=replica, sequence=sequence, chain=chain,
            ratchet=self.ratchets.get(replica, bytes(16)), schema=SCHEMA, program=PROGRAM,
            clock=self.clock(), checkpoints=self.checkpoints,
            subtreeHash=changes.subtree_hash(self.heads()), isRecovering=False,
        ))  # fmt: skip
        if VERDICTS[answer.verdict] == "normal":
            self.ratchets[replica] = answer.ratchet
            self.contacts += 1
        return answer

    # Pushing

    def push(self, carrier, answer):
        """Sends what the parent lacks; returns how many changes."""
        for log in self.logs.values():
            log.sign(self.keys)
        known = {name: number for name, number, _ in answer.known}
        if answer.isSame:
            known = {name: len(log) for name, log in self.logs.items()}
        elif len(known) == LIMITS["headsMax"]:
            known = {**self.accepted_behind(max(known)), **known}
        for replica, log in list(self.logs.items()):
            if known.get(replica, 0) > len(log):
                self.reclaim(carrier, replica)
        while True:
            try:
                return self._push_from(carrier, known)
            except Refused as refused:
                need = refused.message.needFrom
                if refused.code != "gap" or need[1] > known.get(need[0], 0):
                    raise
                known[need[0]] = need[1] - 1

    def accepted_behind(self, name):
        """What the parent had acknowledged of the incarnations behind one."""
        return {own: upto for own, upto in self.accepted.items() if own > name}

    def _push_from(self, carrier, known):
        own_first = sorted(self.logs, key=lambda name: name != self.incarnation)
        runs = [
            run
            for name in own_first
            for run in self.logs[name].runs(known.get(name, 0) + 1, logs.travels(1))
        ]
        # The last one asks what has become of everything, and goes even if nothing is left.
        batches = list(logs.frames(runs)) or [[]]
        for at, batch in enumerate(batches):
            answer = self._push_frame(carrier, batch, at == len(batches) - 1)
        for name, _, upto, _, _ in answer.marks:
            self._ask_on(carrier, name, upto)
        return sum(len(run[3]) for run in runs)

    def _ask_on(self, carrier, name, upto):
        """Hears the exceptions that had no room in a mark."""
        while name in self.logs and upto < len(self.logs[name]):
            answer = self._push_frame(carrier, [], False, [[name, upto]])
            more = next((mark[2] for mark in answer.marks if mark[0] == name), upto)
            if more == upto:
                return
            upto = more

    def _push_frame(self, carrier, runs, is_final, after=()):
        message = Message(
            "Push", **self._numbered(), runs=runs, isFinal=is_final, after=list(after)
        )
        answer, envelope = self.ask(carrier, "push", message)
        self.acknowledge(answer, envelope)
        return answer

    def acknowledge(self, message, envelope):
        """What the parent has accepted can no longer be undone."""
        self.durable = message.durable
        for replica, after, upto, chain, exceptions in message.marks:
            log = self.logs.get(replica)
            if log is None or upto > len(log) or log.chains[upto] != chain:
                continue
            if after > self.accepted.get(replica, 0):
                continue
            standing = self.exceptions.get(replica, {}).items()
            kept = {at: entry for at, entry in standing if not after < at <= upto}
            self.exceptions[replica] = kept | {entry[0]: entry for entry in exceptions}
            self._settle(replica, upto)

    def _settle(self, replica, upto):
        self.accepted[replica] = max(upto, self.accepted.get(replica, 0))
        standing = self.exceptions.get(replica, {})
        for number, body in enumerate(self.logs[replica].bodies[:upto], 1):
            change = body and changes.readable(body)
            if not change:
                continue
            record = self.records.get(change.facet)
            own = [dot for dot in change.dots() if record and dot in record.pending]
            if not own:
                continue
            if number not in standing:
                record.settle(own)
            elif standing[number][1] == REFUSED:
                # The change that voids them may lie outside of this scope, and never come.
                for dot in own:
                    record.void(dot)

    def level(self, sequence):
        """A0, A1 or A2 of an own change."""
        if sequence > self.accepted.get(self.incarnation, 0):
            return "A0"
        if sequence in self.exceptions.get(self.incarnation, {}):
            return "A0"
        reach = changes.head(self.log.bodies[sequence - 1]).facet[16]
        marks = [upto for r, name, upto in self.durable if (r, name) == (reach, self.incarnation)]
        return "A2" if any(sequence <= upto for upto in marks) else "A1"

    def held_facets(self):
        """Facets that both ends leave out, because changes of them are held."""
        found = set()
        for replica, standing in self.exceptions.items():
            for sequence, how, *_ in standing.values():
                if how == HELD:
                    found.add(changes.head_of(self.logs[replica].bodies[sequence - 1]).facet)
        return sorted(found - {None})

    def reclaim(self, carrier, replica):
        """Fetches changes of an own incarnation that this machine has lost."""
        log, is_last = self.logs[replica], False
        while not is_last:
            answer, _ = self.ask(carrier, "reclaim", Message(
                "Reclaim", **self._numbered(), incarnation=replica,
                **{"from": len(log) + 1}, bytesMax=LIMITS["frameItemsBytesMax"],
            ))  # fmt: skip
            for run in answer.runs:
                changes.check_run(run, self.keys.signing_key)
                for _, body in log.take(run):
                    self.receive(body)
            is_last = answer.isLast or not answer.runs
        self.accepted[replica] = len(log)

    def hand_back(self, carrier):
        """Gives a restored server the frames that it had signed."""
        batch, size = [], 0
        for envelope in [*self.kept, None]:
            full = len(batch) == LIMITS["handBackFramesMax"]
            full = full or envelope and size + len(envelope) > LIMITS["frameBytesMax"]
            if batch and (envelope is None or full):
                message = Message("HandBack", **self._numbered(), frames=batch)
                self.ask(carrier, "handback", message)
                batch, size = [], 0
            if envelope is not None:
                batch.append(envelope)
                size += len(envelope)

    # Pulling

    def pull(self, carrier, hello):
        """Fetches until there is no more; returns how many items."""
        cursor, load, count = hello.cursor, None, 0
        if self.load and (not self.checkpoints or self.load[0] not in self.checkpoints):
            cursor, load = self.load
        while True:
            answer, envelope = self.ask(carrier, "pull", Message(
                "Pull", **self._numbered(), cursor=cursor, load=load,
                bytesMax=LIMITS["frameItemsBytesMax"],
            ))  # fmt: skip
            count += self.take_pull(answer, envelope)
            cursor, load = answer.cursor, answer.load
            if answer.isLast:
                self.rights = tuple(hello.rights)
                return count

    def take_pull(self, answer, envelope):
        """Stores the items and moves the cursor, at once."""
        self.kept.append(envelope)
        for item in answer.items:
            self.take_item(item)
        self.load = (answer.cursor, answer.load) if answer.load else None
        if not answer.load:
            self.checkpoints = [answer.cursor] + [
                entry for entry in self.checkpoints if entry != answer.cursor
            ]
            del self.checkpoints[LIMITS["checkpointsMax"] :]
        return len(answer.items)

    def take_item(self, item):
        """One pulled item: a change, a state, or word that a record has left."""
        if item[0] == 0:
            self.receive(item[1])
        elif item[0] == 1:
            self.receive_state(item[1])
        else:
            self.moved[item[1]] = item[2], item[3]
            record = self.records.get(item[1])
            if record and not record.pending:
                del self.records[item[1]]

    # Comparing

    def parts(self):
        """The scope of the link."""
        return state.scope_of(self.office)

    def root(self):
        """Count and sum of everything in the scope that is not held."""
        return state.summed(self.in_scope(self.parts(), self.held_facets()))

    def digest_query(self, level, leaves=(), numbered=None, after=None):
        """A question at one level."""
        cursor = self.checkpoints[0] if self.checkpoints else None
        return Message(
            "DigestQuery", **(numbered or self._numbered()), level=LEVELS.index(level),
            parts=self.parts(), held=self.held_facets(), root=self.root(),
            leaves=sorted(leaves), head=list(self.log.head()), cursor=cursor, time=self.clock(),
            after=after,
        )  # fmt: skip

    def compare(self, carrier):
        """(whether both hold the same, how many facets were repaired)."""
        repaired = 0
        for _ in range(ROUNDS_MAX):
            answer, envelope = self.ask(carrier, "digest", self.digest_query("root"))
            if answer.isEqual and answer.root == self.root():
                self.receipts.append(envelope)
                return True, repaired
            if self.checkpoints and answer.position > self.checkpoints[0][1]:
                hello = self.hello(carrier)
                self.push(carrier, hello)
                self.pull(carrier, hello)
                continue
            facets = self.differences(carrier)
            repaired += len(facets)
            for at in range(0, len(facets), LIMITS["repairMax"]):
                self.repair(carrier, facets[at : at + LIMITS["repairMax"]])
        return False, repaired

    def differences(self, carrier):
        """The facets that differ, ascending."""
        answer, _ = self.ask(carrier, "digest", self.digest_query("leaves"))
        theirs, mine = dict(answer.leaves), self.leaves(self.parts(), self.held_facets())
        differing = sorted(x for x in {*theirs, *mine} if theirs.get(x) != mine.get(x))
        mine = self.rows(self.parts(), differing, self.held_facets())
        theirs, after = {}, None
        while differing:
            query = self.digest_query("rows", differing, after=after)
            answer, _ = self.ask(carrier, "digest", query)
            theirs |= dict(answer.rows)
            if answer.isLast:
                break
            after = answer.rows[-1][0]
        return sorted(x for x in {*theirs, *mine} if theirs.get(x) != mine.get(x))

    def repair(self, carrier, facets):
        """Mends facets, ascending: each answer speaks of the first of them that fit a frame."""
        while facets:
            last = self._repair_some(carrier, facets)
            facets = [facet for facet in facets if last is not None and facet > last]

    def _repair_some(self, carrier, facets):
        """Takes states, and sends what the parent lacks; the last facet that was answered."""
        records = [self.records.get(facet) for facet in facets]
        received = [own.received.item() if own else [[], []] for own in records]
        message = Message(
            "Repair", **self._numbered(), facets=[list(x) for x in zip(facets, received)]
        )
        answer, _ = self.ask(carrier, "repair", message)
        answered = [self.receive_state(data).facet for data in answer.states] + answer.unknown
        missing = [(facet, tuple(dot)) for facet, dots in answer.missing for dot in dots]
        for facet in answer.unknown:
            if facet in self.records:
                missing += [(facet, dot) for dot in self.records[facet].received.dots()]
        self._push_missing(carrier, missing)
        return max(answered, default=None)

    def _push_missing(self, carrier, missing):
        wanted = {self.where[name] for name in missing if name in self.where}
        runs = {}
        for replica, sequence in sorted(wanted):
            if replica in self.logs:
                run = self.logs[replica].run_around(sequence, logs.travels(1))
                if run:
                    runs[replica, run[1]] = run
        for batch in logs.frames(runs.values()):
            self._push_frame(carrier, batch, False)
