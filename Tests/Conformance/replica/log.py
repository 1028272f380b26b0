"""The changes of one incarnation in their chain, and the runs that are cut from it."""

from . import change as changes
from . import seal
from .limits import LIMITS


class Gap(ValueError):
    """A run that begins behind what is known; the argument is the number that is needed."""


class Forked(ValueError):
    """A run whose chain differs from the one that is known."""


class Log:
    """All changes of one incarnation from 1 on: bodies, or hashes of what has not travelled."""

    def __init__(self, replica):
        self.replica = replica
        self.hashes = []
        self.bodies = []
        self.chains = [changes.ZERO_CHAIN]
        self.signatures = {}

    def __len__(self):
        return len(self.hashes)

    def head(self):
        """(incarnation, last sequence, chain)."""
        return self.replica, len(self), self.chains[-1]

    def append(self, body):
        """One more change of one's own."""
        self._link(body, seal.digest(body))

    def _link(self, body, body_hash):
        number = len(self) + 1
        self.chains.append(changes.chain_after(self.chains[-1], self.replica, number, body_hash))
        self.hashes.append(body_hash)
        self.bodies.append(body)

    def take(self, run):
        """Links a run that was checked; returns (sequence, body) of what is new or now open."""
        first, items = run[1], run[3]
        if first > len(self) + 1:
            raise Gap(len(self) + 1)
        if self.chains[first - 1] != run[2]:
            raise Forked(first - 1)
        chains = changes.run_chain(run)
        for number, chain in enumerate(chains, first):
            if number <= len(self) and self.chains[number] != chain:
                raise Forked(number)
        new = []
        for number, item in enumerate(items, first):
            body = item if isinstance(item, bytes) else None
            if number > len(self):
                self._link(body, changes.item_hash(item))
            elif body is None or self.bodies[number - 1] is not None:
                continue
            else:
                self.bodies[number - 1] = body
            if body is not None:
                new.append((number, body))
        self.signatures[first + len(items) - 1] = run[5]
        return new

    def sign(self, keys):
        """Signs at each end of an act that has no signature yet; only the origin can."""
        for number, body in enumerate(self.bodies, 1):
            if body is None or number in self.signatures:
                continue
            # What cannot be read is an act of its own.
            first, count = changes.head_of(body, act=(number, 1)).act
            if number == first + count - 1:
                signed = changes.run_signed(self.replica, number, self.chains[number])
                self.signatures[number] = keys.sign(signed)

    def runs(self, first, is_open, last=None):
        """Runs from `first` on, each within the limits of a frame, cut where a signature is."""
        end = len(self) if last is None else last
        while first <= end:
            cut, size = None, 0
            for number in range(first, len(self) + 1):
                size += len(self._item(number, is_open)) + 3
                is_full = size > LIMITS["frameItemsBytesMax"]
                if cut and (is_full or number - first >= LIMITS["frameChangesMax"]):
                    break
                if number in self.signatures:
                    cut = number
                    if cut >= end:
                        break
            if cut is None:
                return
            yield self._run(first, cut, is_open)
            first = cut + 1

    def run_around(self, number, is_open):
        """The shortest run that holds one sequence number."""
        before = [cut for cut in self.signatures if cut < number]
        after = [cut for cut in self.signatures if cut >= number]
        if not after:
            return None
        return self._run(max(before, default=0) + 1, min(after), is_open)

    def _item(self, number, is_open):
        body = self.bodies[number - 1]
        return body if body is not None and is_open(body) else [self.hashes[number - 1]]

    def _run(self, first, last, is_open):
        items = [self._item(number, is_open) for number in range(first, last + 1)]
        return [
            self.replica, first, self.chains[first - 1], items, self.chains[last],
            self.signatures[last],
        ]  # fmt: skip


def travels(least_reach):
    """Whether a body may travel on a link: upward to a county 1, to a tier above 2."""
    return lambda body: changes.head_of(body, facet=b"\xff" * 17).facet[16] >= least_reach


def frames(runs):
    """Runs together, as many as fit one push each."""
    batch, count, size = [], 0, 0
    for run in runs:
        items = len(run[3])
        weight = sum(len(item) for item in run[3] if isinstance(item, bytes)) + 40 * items
        full = count + items > LIMITS["frameChangesMax"]
        if batch and (full or size + weight > LIMITS["frameItemsBytesMax"]):
            yield batch
            batch, count, size = [], 0, 0
        batch.append(run)
        count += items
        size += weight
    if batch:
        yield batch
