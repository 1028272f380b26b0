"""The end of a link that answers: sessions, verdicts, merging, the feed, digests."""

from typing import NamedTuple

from . import seal, state, wire
from . import change as changes
from .cbor import Malformed
from .limits import EXCEPTIONS, HELD, LEVELS, LIMITS, REFUSALS, REFUSED, VERDICTS
from .log import Forked, Gap, Log
from .replica import Replica, void_parts
from .wire import Message

ITEMS_MAX = 50
# How far a session has come: what may be asked in it.
GREETED, HEARD, WELCOME = range(3)


class Refusal(Exception):
    """Ends a request; nothing of it is merged."""

    def __init__(self, code, need_from=None):
        super().__init__(code)
        self.code = code
        self.need_from = need_from


class Child:
    """What the server keeps of one node."""

    def __init__(self, credential):
        self.credential = credential
        self.incarnations = set()
        self.ratchets = {}
        self.offered = {}
        self.statement = None
        self.receipts = []
        self.taken = set()


class Entry(NamedTuple):
    """One position of the server's log: an item to pull, for whom, and from whom it came."""

    item: list
    facet: bytes
    homes: frozenset
    origin: bytes | None


class Endpoint(Replica):
    """What a server does with requests."""

    def __init__(self, keys, office, name, clock, entropy, is_practice=True):
        super().__init__(keys, office, clock, entropy, is_practice)
        self.name = name
        self.log_id = entropy(16)
        self.feed = []
        self.invitations = {}
        self.children = {}
        self.sessions = {}
        self.exceptions = {}
        self.quarantine = {}
        self.judge = lambda change: None
        self.is_recovering = False
        self.rows_max = LIMITS["rowsMax"]

    # Requests

    def answer(self, word, envelope):
        """The envelope that answers one request."""
        try:
            message = self._answer(word, envelope)
        except Refusal as refusal:
            message = self._refusal(refusal.code, refusal.need_from)
        except wire.Unauthentic:
            message = self._refusal("unauthentic")
        except Malformed:
            message = self._refusal("malformed")
        return wire.sign(self.keys, message)

    def _refusal(self, code, need_from=None):
        return Message(
            "Refusal", code=REFUSALS[code][0], parameters=[], retryAfterSeconds=0,
            needFrom=need_from, time=self.clock(),
        )  # fmt: skip

    def enroll(self, request):
        """The credential that a request earns."""
        raise NotImplementedError

    def _answer(self, word, envelope):
        signer, payload, _ = wire.read_envelope(envelope)
        if word == "enrollments":
            request = wire.decode(payload)
            if request.what != "EnrollmentRequest":
                raise Refusal("malformed")
            wire.open_envelope(envelope, {seal.node_of(request.signingKey): request.signingKey}.get)
            return self.enroll(request)
        if signer not in self.children:
            raise Refusal("unknownNode")
        _, message = wire.open_envelope(envelope, self._key_of)
        if message.what == "Greeting" and word == "hello":
            return self.greet(message, signer)
        handlers = {
            "Hello": ("hello", self.hello), "Push": ("push", self.push),
            "Pull": ("pull", self.pull), "DigestQuery": ("digest", self.digest),
            "Repair": ("repair", self.repair), "Reclaim": ("reclaim", self.reclaim),
            "HandBack": ("handback", self.hand_back),
        }  # fmt: skip
        expected, handler = handlers.get(message.what, (None, None))
        if word != expected:
            raise Refusal("malformed")
        needed = {"Hello": GREETED, "Reclaim": HEARD}.get(message.what, WELCOME)
        self._count(message, signer, needed)
        return handler(message, self.children[signer])

    def _key_of(self, node):
        child = self.children.get(node)
        return child.credential.signingKey if child else None

    def _count(self, message, signer, needed):
        node, counter, stage = self.sessions.get(message.session, (None, 0, 0))
        if node != signer:
            raise Refusal("sessionEnded")
        if message.counter <= counter:
            raise Refusal("replayed")
        if stage < needed:
            raise Refusal("malformed")
        self.sessions[message.session] = node, message.counter, stage

    def greet(self, message, signer):
        """A session for a node that is known here."""
        if message.node != signer:
            raise Refusal("unauthentic")
        if message.isPractice != self.is_practice:
            raise Refusal("world")
        if LIMITS["protocolVersion"] not in message.versions:
            raise Refusal("version")
        session = self.entropy(16)
        self.sessions[session] = signer, 0, GREETED
        return Message(
            "Challenge", version=1, nonce=message.nonce, session=session, node=self.keys.node,
            office=self.office, name=self.name, isPractice=self.is_practice, time=self.clock(),
        )  # fmt: skip

    def hello(self, message, child):
        """The verdict, and what is known of the child's incarnations."""
        verdict = self._verdict(message, child)
        if verdict == "normal":
            child.incarnations.add(message.incarnation)
            self.logs.setdefault(message.incarnation, Log(message.incarnation))
            child.ratchets[message.incarnation] = message.ratchet
            child.offered[message.incarnation] = self.entropy(16)
        stage = WELCOME if verdict == "normal" else HEARD
        self.sessions[message.session] = child.credential.node, message.counter, stage
        heads = self.heads_of(child)
        is_same = verdict == "normal" and changes.subtree_hash(heads) == message.subtreeHash
        cursor = [own for own in message.checkpoints if own[0] == self.log_id]
        return Message(
            "HelloAnswer", verdict=VERDICTS.index(verdict), isSame=is_same,
            known=[] if is_same else [list(head) for head in heads],
            ratchet=child.offered[message.incarnation] if verdict == "normal" else bytes(16),
            incarnation=self.incarnation, logID=self.log_id, cursor=cursor[0] if cursor else None,
            time=self.clock(), rights=list(self.rights), isRecovering=self.is_recovering,
        )  # fmt: skip

    def _verdict(self, message, child):
        log = self.logs.get(message.incarnation)
        if log is None:
            return "normal"
        if message.incarnation not in child.incarnations:
            raise Refusal("unauthentic")
        if message.sequence <= len(log) and log.chains[message.sequence] != message.chain:
            return "forked"
        if message.sequence < len(log):
            return "rolledBack"
        shown = {child.ratchets.get(message.incarnation), child.offered.get(message.incarnation)}
        if message.incarnation in child.offered and message.ratchet not in shown:
            return "cloned"
        return "normal"

    def heads_of(self, child):
        """(incarnation, last sequence, chain) of everything the child wrote."""
        own = (self.logs[name].head() for name in child.incarnations)
        return sorted(head for head in own if head[1])

    # Merging

    def push(self, message, child):
        """Takes runs in; the acknowledgement is given afterwards."""
        for run in message.runs:
            if run[0] not in child.incarnations:
                raise Refusal("unauthentic")
            changes.check_run(run, child.credential.signingKey)
        for run in message.runs:
            try:
                new = self.logs[run[0]].take(run)
            except Gap as gap:
                raise Refusal("gap", [run[0], gap.args[0]]) from gap
            except Forked as fork:
                raise Refusal("forked") from fork
            self._take_acts(new)
        after = {name: number for name, number in message.after if name in child.incarnations}
        heads = self.heads_of(child) if message.isFinal else message.runs
        return self.acknowledgement(sorted({entry[0] for entry in heads} | set(after)), after)

    def _take_acts(self, bodies):
        acts = {}
        for sequence, body in bodies:
            first = changes.head(body).act[0]
            acts.setdefault(first, []).append((sequence, body))
        for act in acts.values():
            verdicts = [self._judged(body) for _, body in act]
            worst = next((own for own in verdicts if own), None)
            for (sequence, body), verdict in zip(act, verdicts):
                if worst is None:
                    change = self.receive(body)
                    self.fed([0, body], change)
                else:
                    self._set_aside(sequence, body, verdict or ("companion", worst[1]))

    def _judged(self, body):
        try:
            change = changes.decode(body)
        except Malformed:
            return "unreadable", HELD
        code = self.judge(change)
        return code and (code, EXCEPTIONS[code][1])

    def _set_aside(self, sequence, body, verdict):
        code, standing = verdict
        head, case = changes.head(body), self.entropy(16)
        entry = [sequence, standing, EXCEPTIONS[code][0], case, ""]
        self.exceptions.setdefault(head.replica, {})[sequence] = entry
        self.quarantine[case] = body
        if standing == REFUSED:
            change = changes.decode(body)
            part = void_parts(change.facet, change.type, change.dots())
            self.write(changes.NOBODY, [part], home=change.home)

    def commit(self, change, body):
        """An own change enters log, record and feed."""
        super().commit(change, body)
        self.fed([0, body], change)

    def merge(self, change, body, is_pending=False):
        """Applies a change, and says who must hear that a record has moved."""
        before = self.records.get(change.facet)
        before = before.homes() if before else set()
        is_new = super().merge(change, body, is_pending)
        record = self.records[change.facet]
        self._move(record, before, record.homes())
        return is_new

    def _move(self, record, before, after):
        if before and before != after:
            origin, reach = None, record.facet[16]
            left = [2, record.facet, state.record_hash(record), min(after)]
            self.feed.append(Entry(left, record.facet, frozenset(before - after), origin))
            if reach:
                come = [1, record.facet]
                self.feed.append(Entry(come, record.facet, frozenset(after - before), origin))

    def fed(self, item, change):
        """One more position of the log."""
        homes = frozenset(self.records[change.facet].homes())
        self.feed.append(Entry(item, change.facet, homes, change.replica))

    def acknowledgement(self, incarnations, after=None):
        """What the server has of incarnations, with the exceptions that stand behind a number."""
        marks = []
        for replica in incarnations:
            _, upto, chain = self.logs[replica].head()
            begins = min((after or {}).get(replica, 0), upto)
            standing = self.exceptions.get(replica, {})
            named = [standing[at] for at in sorted(standing) if at > begins]
            if len(named) > LIMITS["exceptionsMax"]:
                upto = named[LIMITS["exceptionsMax"]][0] - 1
                chain = self.logs[replica].chains[upto]
                named = named[: LIMITS["exceptionsMax"]]
            marks.append([replica, begins, upto, chain, named])
        return Message(
            "Acknowledgement", marks=marks, logID=self.log_id, position=len(self.feed),
            durable=[], time=self.clock(),
        )  # fmt: skip

    # Pulling

    def pull(self, message, child):
        """What came after the cursor, or a first load."""
        parts = state.scope_of(child.credential.office)
        if message.cursor is None or message.cursor[0] != self.log_id or message.load:
            return self._load(message, parts)
        return self._news(message.cursor[1], parts, child)

    def _load(self, message, parts):
        began = message.cursor if message.load else [self.log_id, len(self.feed)]
        facets = sorted(record.facet for record, _ in self.in_scope(parts))
        left = [facet for facet in facets if message.load is None or facet > message.load]
        items = [[1, state.encode(self.records[facet])] for facet in left[:ITEMS_MAX]]
        last = left[ITEMS_MAX - 1] if len(left) > ITEMS_MAX else None
        return Message("PullAnswer", items=items, cursor=began, load=last, isLast=False)

    def _news(self, position, parts, child):
        items = []
        while position < len(self.feed) and len(items) < ITEMS_MAX:
            item = self._item_for(self.feed[position], parts, child)
            position += 1
            if item:
                items.append(item)
        is_last = position == len(self.feed)
        cursor = [self.log_id, position]
        return Message("PullAnswer", items=items, cursor=cursor, load=None, isLast=is_last)

    def _item_for(self, entry, parts, child):
        reach = entry.facet[16]
        near = [part for part in parts if part[2] == reach]
        if not any(state.is_within(home, part) for home in entry.homes for part in near):
            return None
        if entry.origin in child.incarnations:
            return None
        if entry.item[0] == 1:
            return [1, state.encode(self.records[entry.facet])]
        is_here = state.weight(self.records[entry.facet], parts)
        return None if entry.item[0] == 2 and is_here else entry.item

    # Comparing

    def digest(self, message, child):
        """The sums that the server has, at the level that was asked."""
        parts, level = state.scope_of(child.credential.office), LEVELS[message.level]
        if message.parts != parts:
            raise Refusal("outOfScope")
        answer = self.digest_answer(
            parts, message.held, level, message.leaves, message.root, message.after
        )
        if answer.isEqual and level == "root":
            child.receipts.append(message)
        return answer

    def digest_answer(self, parts, held, level, leaves, root, after=None):
        """A DigestAnswer over some parts."""
        own = state.summed(self.in_scope(parts, held))
        sums = self.leaves(parts, held) if level == "leaves" else {}
        rows = self.rows(parts, leaves, held) if level == "rows" else {}
        rows = sorted(pair for pair in rows.items() if after is None or pair[0] > after)
        return Message(
            "DigestAnswer", level=LEVELS.index(level), isEqual=own == root, root=own,
            leaves=[list(pair) for pair in sums.items()],
            rows=[list(pair) for pair in rows[: self.rows_max]],
            logID=self.log_id, position=len(self.feed), time=self.clock(),
            isLast=len(rows) <= self.rows_max,
        )  # fmt: skip

    def repair(self, message, child):
        """States of what differs, and what the server lacks of it."""
        parts = state.scope_of(child.credential.office)
        states, missing, unknown, size = [], [], [], 0
        for facet, (upto, extra) in message.facets:
            record = self.records.get(facet)
            if record is None or not state.weight(record, parts):
                unknown.append(facet)
                continue
            encoded = state.encode(record)
            size += len(encoded)
            if states and size > LIMITS["frameItemsBytesMax"]:
                break
            states.append(encoded)
            theirs = {name: number for name, number in upto}
            dots = record.received.missing(theirs)
            dots += [tuple(dot) for dot in extra if tuple(dot) not in record.received]
            if dots:
                missing.append([facet, [list(dot) for dot in sorted(dots)]])
        return Message("RepairAnswer", states=states, missing=missing, unknown=unknown)

    def reclaim(self, message, child):
        """Runs of an incarnation of the child."""
        if message.incarnation not in child.incarnations:
            raise Refusal("outOfScope")
        runs = list(self.logs[message.incarnation].runs(message["from"], lambda body: True))
        return Message("ReclaimAnswer", runs=runs, isLast=True)

    def restored(self):
        """What a server does that was restored from a backup."""
        self.new_incarnation()
        self.log_id = self.entropy(16)
        self.is_recovering = True

    def hand_back(self, message, child):
        """Frames that this server had signed before it was restored."""
        for envelope in message.frames:
            own = {self.keys.node: self.keys.signing_key}.get
            _, frame = wire.open_envelope(envelope, own)
            for item in frame.items if frame.what == "PullAnswer" else ():
                if item[0] == 0 and (change := self.receive(item[1])):
                    self.fed(item, change)
                elif item[0] == 1:
                    self.receive_state(item[1])
        return self.acknowledgement([])
