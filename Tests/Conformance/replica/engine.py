"""Records and their merge: contexts, holes, voids, shadows, homes, policies.

A record applies changes and states in any order and any number of times; what it holds afterwards
depends only on what has arrived. Nothing here reads a clock or knows of links.
"""

from typing import NamedTuple

from . import change as changes
from .change import EVENT, HOME, LIFE, VOID, Stamp
from .limits import LIMITS, POLICIES

POLICY_OF_ENGINE = {HOME: "authority", VOID: "appendOnly", EVENT: "appendOnly"}


class Context(NamedTuple):
    """What a writer had before him: his past, less the holes."""

    past: dict
    holes: frozenset

    def covers(self, dot):
        """Whether the writer had that dot on his screen, or something that had replaced it."""
        return dot[1] <= self.past.get(dot[0], 0) and dot not in self.holes


class Sibling(NamedTuple):
    """One value of a register; without a context once everything in it has arrived."""

    dot: tuple
    value: object
    stamp: Stamp
    context: Context | None

    def covers(self, dot):
        """Whether the context is kept and covers the dot."""
        return self.context is not None and self.context.covers(dot)


class DotSet:
    """An exact set of dots: a contiguous part per replica, and dots beyond a hole."""

    def __init__(self, dots=()):
        self.upto = {}
        self.extra = {}
        for dot in dots:
            self.add(dot)

    @classmethod
    def of(cls, contiguous, extra):
        """The set with these parts."""
        made = cls()
        made.upto.update(contiguous)
        for dot in extra:
            made.add(dot)
        return made

    def __contains__(self, dot):
        return dot[1] <= self.upto.get(dot[0], 0) or dot[1] in self.extra.get(dot[0], ())

    def add(self, dot):
        """One dot more."""
        replica, counter = dot
        if dot in self:
            return
        self.extra.setdefault(replica, set()).add(counter)
        self._absorb(replica)

    def unite(self, other):
        """All dots of another set too."""
        for replica, counter in other.upto.items():
            self.upto[replica] = max(self.upto.get(replica, 0), counter)
        for dot in other.extras():
            self.add(dot)
        for replica in list(self.extra):
            self._absorb(replica)

    def _absorb(self, replica):
        counter = self.upto.get(replica, 0)
        beyond = {entry for entry in self.extra.get(replica, ()) if entry > counter}
        while counter + 1 in beyond:
            counter += 1
            beyond.discard(counter)
        if counter:
            self.upto[replica] = counter
        if beyond:
            self.extra[replica] = beyond
        else:
            self.extra.pop(replica, None)

    def extras(self):
        """The dots beyond a hole, ascending."""
        return sorted((name, number) for name in self.extra for number in self.extra[name])

    def replicas(self):
        """Every replica of which something is in the set, ascending."""
        return sorted({*self.upto, *self.extra})

    def highest(self, replica):
        """The highest counter of a replica; 0 if none."""
        return max([self.upto.get(replica, 0), *self.extra.get(replica, ())])

    def covers(self, vector):
        """Whether every dot of a vector is in the set."""
        return all(counter <= self.upto.get(name, 0) for name, counter in vector.items())

    def is_within(self, other, besides=()):
        """Whether another set has all of this, but for some dots."""
        return all(
            (name, number) in other or (name, number) in besides
            for name in self.replicas()
            for number in [*range(other.upto.get(name, 0) + 1, self.upto.get(name, 0) + 1),
                           *self.extra.get(name, ())]
        )  # fmt: skip

    def missing(self, vector):
        """The dots of a vector that are not in the set, ascending."""
        return [
            (name, number)
            for name in sorted(vector)
            for number in range(self.upto.get(name, 0) + 1, vector[name] + 1)
            if (name, number) not in self
        ]

    def dots(self):
        """All dots."""
        for name, counter in self.upto.items():
            yield from ((name, number) for number in range(1, counter + 1))
        yield from self.extras()

    def item(self):
        """The set as two arrays."""
        upto = changes.vector_item(self.upto)
        return [upto, [list(dot) for dot in self.extras()]]


class Register:
    """The siblings of one register, and what own writes that may still be refused replaced."""

    def __init__(self):
        self.siblings = {}
        self.shadows = {}

    def standing(self):
        """The siblings, ascending by dot."""
        return [self.siblings[dot] for dot in sorted(self.siblings)]

    def all(self):
        """Siblings and shadows."""
        yield from self.siblings.values()
        yield from (sibling for sibling, _ in self.shadows.values())

    def dots(self):
        """The dots of siblings and shadows."""
        return {*self.siblings, *self.shadows}

    def with_hidden(self, dots):
        """Some dots, and those of the shadows behind them."""
        found, more = set(), set(dots)
        while more:
            found |= more
            more = {dot for dot, (_, by) in self.shadows.items() if by & found} - found
        return found

    def drop(self, is_dropped):
        """Drops siblings and shadows by their dots."""
        self.siblings = {dot: own for dot, own in self.siblings.items() if not is_dropped(dot)}
        self.shadows = {dot: own for dot, own in self.shadows.items() if not is_dropped(dot)}

    def remove(self, dots):
        """Takes writes out; what stood behind nothing else stands again."""
        self.drop(dots.__contains__)
        for shadow, (sibling, by) in list(self.shadows.items()):
            by -= dots
            if not by:
                del self.shadows[shadow]
                self.siblings[shadow] = sibling


def join(vector, other):
    """The higher counter of each replica, into the first."""
    for replica, counter in other.items():
        vector[replica] = max(vector.get(replica, 0), counter)


class TooManyHoles(ValueError):
    """A record that lacks so many writes that it takes no new ones."""


class Record:
    """One facet of one record, as one replica has it."""

    def __init__(self, facet, type_number):
        self.facet = facet
        self.type = type_number
        self.registers = {}
        self.received = DotSet()
        self.past = {}
        self.pending = set()
        self._claim = None
        self._claims = {}

    # Reading

    @property
    def claimed_home(self):
        """The least home that a change named; what is not accepted claims only if none else does."""
        return self._claim or min(self._claims.values(), default=None)

    def siblings(self, number, key=b""):
        """What stands in a register, ascending by dot."""
        register = self.registers.get((number, key))
        return register.standing() if register else []

    def homes(self):
        """The divisions that count as the record's home."""
        return {own.value for own in self.siblings(HOME)} or {self.claimed_home}

    def voids(self):
        """The dots that are refused for good."""
        return [
            changes.void_dot(key)
            for (number, key), register in self.registers.items()
            if number == VOID and register.siblings
        ]

    def gap(self):
        """Writes that exist and have not arrived."""
        return self.received.missing(self.past)

    def shown(self):
        """What a person who looks at the record now has on his screen: dots by register."""
        return {name: frozenset(own.siblings) for name, own in self.registers.items()}

    def life(self):
        """`standing`, `withdrawn`, or `revived`: edited without having seen the withdrawal."""
        withdrawals = [dict(own.value) for own in self.siblings(LIFE)]
        if not withdrawals:
            return "standing"
        dots = [
            dot
            for (number, _), own in self.registers.items()
            if number > changes.ENGINE_MAX
            for dot in own.siblings
        ]
        seen = all(any(dot[1] <= v.get(dot[0], 0) for v in withdrawals) for dot in dots)
        return "withdrawn" if seen else "revived"

    # Writing

    def annotate(self, replica, tier, assignments, shown, policy_of):
        """The writes of a change: (register, value) each with its holes."""
        gap = self.gap()
        if len(gap) > LIMITS["holesMax"]:
            raise TooManyHoles(self.facet.hex())
        writes = []
        for name, value in assignments:
            register = self.registers.get(name) or Register()
            screen = shown.get(name, frozenset())
            is_authority = policy_of(name[0]) == "authority"
            replaced = [
                own
                for own in register.all()
                if own.dot in screen and not (is_authority and own.stamp.tier < tier)
            ]
            kept = register.dots() - register.with_hidden(own.dot for own in replaced)
            final = [own for own in register.all() if own.dot not in self.pending]
            covering = [*replaced, *final]
            missing = [dot for dot in gap if not any(own.covers(dot) for own in covering)]
            holes = tuple(sorted({*missing, *kept}))
            writes.append(changes.Write(name, changes.freeze(value), holes))
        return tuple(writes)

    # Merging

    def apply(self, change, is_pending=False):
        """Takes a change in; False if nothing of it was new."""
        dots = change.dots()
        new = [pair for pair in zip(dots, change.writes) if pair[0] not in self.received]
        if not new:
            return False
        for dot, write in new:
            self.received.add(dot)
            if is_pending:
                self.pending.add(dot)
                self._claims[dot] = change.home
            context = Context(change.past, frozenset(write.holes))
            self._arrive(write.register, Sibling(dot, write.value, change.stamp, context))
        if not is_pending:
            self.claim(change.home)
        join(self.past, change.past)
        join(self.past, {change.replica: dots[-1][1]})
        for _, write in zip(dots, change.writes):
            if write.register[0] == VOID:
                self.void(changes.void_dot(write.register[1]))
        self._normalise()
        return True

    def apply_state(self, other):
        """Takes in what another replica knows of the record."""
        for dot in other.voids():
            self.void(dot)
        self.settle([dot for dot in self.pending if dot in other.received])
        knows_all = self.received.is_within(other.received, self.pending)
        for name, register in self.registers.items():
            theirs = other.registers[name].siblings if name in other.registers else {}
            register.drop(lambda dot: dot in other.received and dot not in theirs)
        for name, register in other.registers.items():
            for dot, sibling in register.siblings.items():
                is_here = name in self.registers and dot in self.registers[name].dots()
                if not is_here and (knows_all or dot not in self.received):
                    self._arrive(name, sibling)
        self.received.unite(other.received)
        join(self.past, other.past)
        if knows_all:
            self._claim = other.claimed_home
        else:
            self.claim(other.claimed_home)
        self._normalise()

    def void(self, dot):
        """One write is refused: what it had replaced stands again."""
        self.received.add(dot)
        join(self.past, dict([dot]))
        self.pending.discard(dot)
        self._claims.pop(dot, None)
        for register in self.registers.values():
            register.remove({dot})

    def settle(self, dots):
        """The parent has accepted these writes: what they replaced is forgotten."""
        accepted = set(dots)
        self.pending -= accepted
        for dot in accepted & set(self._claims):
            self.claim(self._claims.pop(dot))
        for register in self.registers.values():
            register.shadows = {
                dot: entry for dot, entry in register.shadows.items() if not entry[1] & accepted
            }

    def _arrive(self, name, new):
        register = self.registers.setdefault(name, Register())
        coverers = {own.dot for own in register.all() if own.covers(new.dot)}
        if coverers - self.pending:
            return
        if new.dot in self.pending:
            for dot, (_, by) in register.shadows.items():
                if new.covers(dot):
                    by.add(new.dot)
            for dot in [dot for dot in register.siblings if new.covers(dot)]:
                register.shadows[dot] = register.siblings.pop(dot), {new.dot}
        else:
            register.remove({dot for dot in register.dots() if new.covers(dot)})
        if coverers:
            register.shadows[new.dot] = new, coverers
        else:
            register.siblings[new.dot] = new

    def claim(self, home):
        """A change that counts named that home."""
        self._claim = home if self._claim is None else min(self._claim, home)

    def _normalise(self):
        def lean(own):
            done = own.context is not None and self.received.covers(own.context.past)
            return own._replace(context=None) if done and own.dot not in self.pending else own

        for name in list(self.registers):
            register = self.registers[name]
            register.siblings = {dot: lean(own) for dot, own in register.siblings.items()}
            register.shadows = {dot: (lean(own), by) for dot, (own, by) in register.shadows.items()}
            if not register.siblings and not register.shadows:
                del self.registers[name]


def chosen(policy, siblings):
    """The siblings that a policy leaves, a function of the siblings alone."""
    if policy in ("authority", "nearest") and siblings:
        pick = min if policy == "authority" else max
        tier = pick(own.stamp.tier for own in siblings)
        return [own for own in siblings if own.stamp.tier == tier]
    present = [own for own in siblings if own.value is not None]
    absent = [own for own in siblings if own.value is None]
    if policy == "setAddWins":
        return present or siblings
    if policy == "setRemoveWins":
        return absent or siblings
    if policy in ("earliest", "latestDate") and present:
        pick = min if policy == "earliest" else max
        value = pick(own.value for own in present)
        return [own for own in present if own.value == value]
    if policy == "latest" and siblings:
        time = max(own.stamp.time for own in siblings)
        return [min((own for own in siblings if own.stamp.time == time), key=lambda own: own.dot)]
    if policy not in POLICIES:
        raise ValueError(f"no policy is named {policy}")
    return siblings


def is_conflict(policy, siblings):
    """Whether a person must decide."""
    values = [(type(own.value), own.value) for own in chosen(policy, siblings)]
    return any(value != values[0] for value in values)


def provisional(policy, siblings):
    """The sibling that is shown: of the lowest tier, then of the lowest dot; None of none."""
    left = chosen(policy, siblings)
    return min(left, key=lambda own: (-own.stamp.tier, own.dot)) if left else None
