"""The merge engine: properties over random schedules against an oracle, and its mutants."""

import copy
import itertools
import random
import unittest
from unittest import mock

from replica import change as changes
from replica import engine, state
from replica.change import Change, Stamp, Write
from replica.engine import Context, DotSet, Record, Register, Sibling, chosen, is_conflict

FACET = b"\x33" * 16 + b"\x02"
HOME = "350603101007"
TITLE, MARK = (16, b""), (17, b"")
SCHEDULES = 1500


class Replica:
    """One replica of one record, and what its person has on the screen."""

    def __init__(self, name, tier):
        self.name = name
        self.tier = tier
        self.record = Record(FACET, 11)
        self.sequence = 0

    def write(self, registers, time, screen=None):
        """A change of these registers; the values are unique."""
        self.sequence += 1
        screen = self.record.shown() if screen is None else screen
        rows = [(register, f"{self.name.hex()[:2]}{time}") for register in registers]
        made = Change(
            FACET, 11, HOME, Stamp(self.name, HOME, self.tier, time), self.name, self.sequence,
            (self.sequence, 1), 1, (bytes(16), 0), dict(self.record.past),
            self.record.annotate(self.name, self.tier, rows, screen, lambda number: "multiValue"),
        )  # fmt: skip
        made = changes.decode(made.encode())
        self.record.apply(made)
        return made


class Oracle:
    """Which dots each write replaced, told by what stood on the writer's screen."""

    def __init__(self):
        self.replaced = {}
        self.register = {}

    def saw(self, made, screens):
        for dot, write in zip(made.dots(), made.writes):
            seen = set()
            for other in screens.get(write.register, ()):
                seen |= {other} | self.replaced[other]
            self.replaced[dot] = seen
            self.register[dot] = write.register

    def standing(self, arrived, known, register):
        """The dots that stand once some have arrived, and all that are known have replaced."""
        own = {dot for dot in arrived if self.register[dot] == register}
        writers = [dot for dot in known if self.register.get(dot) == register]
        return own - set().union(*(self.replaced[dot] for dot in writers))


def play(seed):
    """A random schedule of three replicas; raises AssertionError if a rule is broken."""
    chance, oracle, made = random.Random(seed), Oracle(), []
    replicas = [Replica(bytes([at + 1]) * 16, tier) for at, tier in enumerate((5, 4, 3))]
    forms = {}
    for time in range(1, chance.randrange(6, 22)):
        one = chance.choice(replicas)
        step = chance.random()
        if step < 0.12:
            forms[one.name] = one.record.shown()
        elif step < 0.5:
            screen = forms.pop(one.name, None) if chance.random() < 0.5 else None
            screen = one.record.shown() if screen is None else screen
            registers = chance.sample([TITLE, MARK], chance.choice((1, 1, 2)))
            new = one.write(registers, time, screen)
            oracle.saw(new, screen)
            made.append(new)
        elif step < 0.85 and made:
            one.record.apply(chance.choice(made))
        elif (other := chance.choice(replicas)).record.claimed_home:
            one.record.apply_state(state.decode(state.encode(other.record)))
        check(one, oracle)
    for one in replicas:
        for new in chance.sample(made, len(made)):
            one.record.apply(new)
            check(one, oracle)
    if made:
        assert len({state.canonical(one.record) for one in replicas}) == 1, "INV-4"
        assert all(not own.gap() for own in (one.record for one in replicas)), "gap"


def check(one, oracle):
    """INV-1, INV-2 and INV-3 of one replica, and contexts that are dropped in time."""
    arrived = set(one.record.received.dots())
    known = arrived | set(one.record.gap())
    for name in (TITLE, MARK):
        siblings = one.record.siblings(*name)
        standing = {own.dot for own in siblings}
        # What is known and has not arrived may have replaced a value already, and need not.
        assert standing >= oracle.standing(arrived, known, name), "INV-1: an edit is lost"
        assert standing <= oracle.standing(arrived, arrived, name), "INV-2: a stale sibling"
        for a, b in itertools.permutations(siblings, 2):
            assert not a.covers(b.dot), "INV-3"
    assert all(own.context is None or not one.record.received.covers(own.context.past)
               for register in one.record.registers.values() for own in register.all())


def failures(seeds, play):
    """How many schedules break a rule."""
    count = 0
    for seed in seeds:
        try:
            play(seed)
        except AssertionError:
            count += 1
    return count


class ScheduleTests(unittest.TestCase):
    def test_no_schedule_loses_an_edit_or_keeps_a_stale_one(self):
        for seed in range(SCHEDULES):
            try:
                play(seed)
            except AssertionError as error:
                self.fail(f"schedule {seed}: {error}")

    def test_every_mutant_is_found(self):
        """Each rule that is left out breaks some schedule: the property can fail."""
        for name, mutant in MUTANTS.items():
            with self.subTest(name), mutant():
                self.assertGreater(failures(range(300), play), 0)


def without_holes():
    """context = past: who merely knows of a dot replaces it."""
    real = Record.annotate

    def annotate(self, *arguments):
        return tuple(own._replace(holes=()) for own in real(self, *arguments))

    return mock.patch.object(Record, "annotate", annotate)


def without_gap_in_holes():
    """Holes name what was kept, and not what has not arrived."""
    return mock.patch.object(Record, "gap", lambda self: [])


def contexts_dropped_at_once():
    """A context is dropped before all of it has arrived."""
    return mock.patch.object(DotSet, "covers", lambda self, vector: True)


def states_ignore_received():
    """A state brings back what was replaced here."""
    real = Record.apply_state

    def apply_state(self, other):
        for name, register in other.registers.items():
            for dot, sibling in register.siblings.items():
                self.registers.setdefault(name, Register()).siblings[dot] = sibling
        real(self, other)

    return mock.patch.object(Record, "apply_state", apply_state)


def states_replace_nothing():
    """A state does not drop what the other has seen replaced."""

    def apply_state(self, other):
        for name, register in other.registers.items():
            for dot, sibling in register.siblings.items():
                if dot not in self.received:
                    self._arrive(name, sibling)
        self.received.unite(other.received)
        engine.join(self.past, other.past)
        self.claim(other.claimed_home)
        self._normalise()

    return mock.patch.object(Record, "apply_state", apply_state)


def late_writes_stand():
    """What arrives after it was replaced stands all the same."""

    def arrive(self, name, new):
        register = self.registers.setdefault(name, Register())
        register.drop(new.covers)
        register.siblings[new.dot] = new

    return mock.patch.object(Record, "_arrive", arrive)


MUTANTS = {
    mutant.__doc__.splitlines()[0]: mutant
    for mutant in (
        without_holes, without_gap_in_holes, contexts_dropped_at_once, states_ignore_received,
        states_replace_nothing, late_writes_stand,
    )
}  # fmt: skip


class Office:
    """A village whose writes wait for the county's verdict."""

    def __init__(self, name):
        self.own = Replica(name, 5)
        self.waiting = []
        self.unheard = []
        self.form = {}

    def write(self, time, oracle, chance):
        screen = self.own.record.shown()
        if chance.random() < 0.3:
            screen, self.form = self.form, screen
        before = copy.deepcopy(self.own.record)
        registers = chance.sample([TITLE, MARK], chance.choice((1, 2)))
        made = self.own.write(registers, time, screen)
        made = made._replace(home=chance.choice((HOME, "350603101", "11")))
        self.own.record = before
        before.apply(made, is_pending=True)
        oracle.saw(made, screen)
        self.waiting.append(made)


def void(county, made):
    """The county's change that voids a change."""
    county.sequence += 1
    record = county.record if county.record.claimed_home else Record(FACET, 11)
    rows = [((changes.VOID, changes.void_key(dot)), True) for dot in made.dots()]
    change = Change(
        FACET, 11, HOME, Stamp(bytes(16), "350603", 3, 99), county.name, county.sequence,
        (county.sequence, 1), 1, (bytes(16), 0), dict(record.past),
        tuple(Write(name, value, ()) for name, value in rows),
    )  # fmt: skip
    county.record.apply(change)
    return change


def play_refusals(seed):
    """Two villages and a county that refuses some of what they write."""
    chance, oracle = random.Random(seed), Oracle()
    county = Replica(b"\x03" * 16, 3)
    offices = [Office(b"\x01" * 16), Office(b"\x02" * 16)]
    feed = []

    def judge(office):
        made = office.waiting.pop(0)
        if chance.random() < 0.4:
            feed.append(void(county, made))
        else:
            county.record.apply(made)
            feed.append(made)
            office.unheard.append(made)

    def hear(office):
        for made in office.unheard:
            office.own.record.settle(made.dots())
        office.unheard = []

    for time in range(1, chance.randrange(5, 25)):
        office, step = chance.choice(offices), chance.random()
        if step < 0.4:
            office.write(time, oracle, chance)
        elif step < 0.6 and office.waiting:
            judge(office)
        elif step < 0.7:
            hear(office)
        elif step < 0.9 and feed:
            office.own.record.apply(chance.choice(feed))
        elif county.record.claimed_home:
            office.own.record.apply_state(state.decode(state.encode(county.record)))
    for office in offices:
        while office.waiting:
            judge(office)
    for office in offices:
        hear(office)
        for made in chance.sample(feed, len(feed)):
            office.own.record.apply(made)
        assert state.canonical(office.own.record) == state.canonical(county.record), "INV-4"
        assert not any(own.shadows for own in office.own.record.registers.values()), "a shadow"
    arrived = {dot for dot in county.record.received.dots() if dot in oracle.register}
    arrived -= set(county.record.voids())
    for name in (TITLE, MARK):
        standing = {own.dot for own in county.record.siblings(*name)}
        assert standing == oracle.standing(arrived, arrived, name), "INV-1 or INV-2"


class RefusalScheduleTests(unittest.TestCase):
    def test_offices_and_county_agree_whatever_is_refused(self):
        for seed in range(SCHEDULES):
            try:
                play_refusals(seed)
            except AssertionError as error:
                self.fail(f"schedule {seed}: {error}")

    def test_every_mutant_is_found(self):
        for name, mutant in REFUSAL_MUTANTS.items():
            with self.subTest(name), mutant():
                self.assertGreater(failures(range(400), play_refusals), 0)


def shadows_dropped():
    """A void gives nothing back."""
    real = Record.void

    def void(self, dot):
        self.settle([dot])
        real(self, dot)

    return mock.patch.object(Record, "void", void)


def shadows_replaced():
    """What hides behind a pending write counts as shown."""
    return mock.patch.object(
        Register, "with_hidden", lambda self, dots: {*dots, *self.shadows}
    )


def claims_at_once():
    """A change that is not accepted yet claims its home."""
    real = Record.apply

    def apply(self, change, is_pending=False):
        self.claim(change.home)
        return real(self, change, is_pending)

    return mock.patch.object(Record, "apply", apply)


def shadows_ignore_new_writes():
    """A later own write does not keep the shadows of the first away."""
    real = Record._arrive

    def arrive(self, name, new):
        real(self, name, new)
        for dot, (_, by) in self.registers[name].shadows.items():
            if len(by) > 1:
                by.discard(new.dot)

    return mock.patch.object(Record, "_arrive", arrive)


REFUSAL_MUTANTS = {
    mutant.__doc__: mutant
    for mutant in (shadows_dropped, shadows_replaced, claims_at_once, shadows_ignore_new_writes)
}


class RefusalTests(unittest.TestCase):
    """What a void gives back at the replica that wrote."""

    def setUp(self):
        self.village = Replica(b"\x01" * 16, 5)
        self.county = Replica(b"\x03" * 16, 3)
        self.first = self.village.write([TITLE], 1)
        self.county.record.apply(self.first)

    def own(self, time, screen=None, home=HOME):
        """A write of the village that its parent has not accepted."""
        before = copy.deepcopy(self.village.record)
        made = self.village.write([TITLE], time, screen)._replace(home=home)
        self.village.record = before
        self.village.record.apply(made, is_pending=True)
        return made

    def void(self, made):
        """The county's change that voids a change."""
        return void(self.county, made)

    def values(self, one):
        return [own.value for own in one.record.siblings(*TITLE)]

    def equal(self):
        return state.canonical(self.village.record) == state.canonical(self.county.record)

    def test_the_old_value_stands_again_in_its_place(self):
        refused = self.own(2)
        self.assertEqual(len(self.values(self.village)), 1)
        self.village.record.apply(self.void(refused))
        self.assertEqual(self.values(self.village), ["011"])
        self.assertTrue(self.equal())

    def test_a_void_that_is_known_by_a_state_does_the_same(self):
        refused = self.own(2)
        self.void(refused)
        self.village.record.apply_state(state.decode(state.encode(self.county.record)))
        self.assertEqual(self.values(self.village), ["011"])
        self.assertTrue(self.equal())

    def test_two_own_writes_are_voided_in_any_order(self):
        for order in ((0, 1), (1, 0)):
            self.setUp()
            both = [self.own(2), self.own(3)]
            self.village.record.apply(self.void(both[order[0]]))
            shown = self.values(self.village)
            self.village.record.apply(self.void(both[order[1]]))
            with self.subTest(order):
                self.assertEqual(shown, ["013"] if order[0] == 0 else ["012"])
                self.assertEqual(self.values(self.village), ["011"])
                self.assertTrue(self.equal())

    def test_what_the_county_replaced_meanwhile_does_not_come_back(self):
        refused = self.own(2)
        by_county = self.county.write([TITLE], 3)
        self.village.record.apply(by_county)
        self.assertEqual(len(self.values(self.village)), 2)
        self.village.record.apply(self.void(refused))
        self.assertEqual(self.values(self.village), ["033"])
        self.assertTrue(self.equal())

    def test_an_accepted_write_forgets_what_it_replaced(self):
        accepted = self.own(2)
        self.county.record.apply(accepted)
        self.village.record.settle(accepted.dots())
        self.assertFalse(self.village.record.pending)
        self.assertFalse(any(own.shadows for own in self.village.record.registers.values()))
        self.assertTrue(self.equal())

    def test_shadows_are_neither_hashed_nor_sent(self):
        self.own(2)
        self.assertEqual(len(self.village.record.registers[TITLE].shadows), 1)
        data = state.encode(self.village.record)
        self.assertEqual([own.value for own in state.decode(data).siblings(*TITLE)], ["012"])
        self.assertNotIn(b"011", data)

    def test_what_hides_behind_a_pending_write_is_on_nobodys_screen(self):
        form = {}
        hidden = self.own(2)
        self.county.record.apply(hidden)
        self.village.record.settle(hidden.dots())
        refused = self.own(3)
        saved = self.own(4, screen=form)
        self.assertEqual(set(saved.writes[0].holes), {*hidden.dots(), *refused.dots()})
        self.village.record.apply(self.void(refused))
        self.county.record.apply(saved)
        self.village.record.settle(saved.dots())
        self.assertEqual(self.values(self.village), ["012", "014"])
        self.assertTrue(self.equal())

    def test_who_covers_a_write_and_not_what_hides_behind_it_has_refused_it(self):
        hidden = self.own(2)
        refused = self.own(3)
        voiding = self.void(refused)
        by_county = self.county.write([TITLE], 4)  # knows of the hidden one, and has not seen it
        self.village.record.apply(by_county)
        self.assertEqual(self.values(self.village), ["012", "034"])
        self.village.record.apply(voiding)
        self.assertEqual(self.values(self.village), ["012", "034"])
        self.county.record.apply(hidden)
        self.village.record.settle(hidden.dots())
        self.assertTrue(self.equal())

    def test_a_refused_change_claims_no_home(self):
        refused = self.own(2, home="11")
        self.assertEqual(self.village.record.claimed_home, HOME)
        self.village.record.apply(self.void(refused))
        self.assertTrue(self.equal())
        accepted = self.own(3, home="11")
        self.county.record.apply(accepted)
        self.village.record.settle(accepted.dots())
        self.assertEqual(self.village.record.claimed_home, "11")
        self.assertTrue(self.equal())

    def test_a_state_gives_back_what_a_refused_write_of_a_server_had_replaced(self):
        """The province refuses what the county wrote, and the village had merged for good."""
        by_county = self.county.write([TITLE], 3)
        self.village.record.apply(by_county)
        self.assertEqual(self.values(self.village), ["033"])
        province = Record(FACET, 11)
        province.apply(self.first)
        province.void(by_county.dots()[0])
        self.village.record.void(by_county.dots()[0])
        self.assertEqual(self.values(self.village), [])
        self.village.record.apply_state(state.decode(state.encode(province)))
        self.assertEqual(self.values(self.village), ["011"])


class OrderTests(unittest.TestCase):
    def test_a_form_saved_over_a_gap_leaves_the_same_in_every_order(self):
        """What was replaced unseen takes what it had replaced with it."""
        one, other = Replica(b"\x01" * 16, 5), Replica(b"\x02" * 16, 4)
        made = [other.write([TITLE], 1), other.write([TITLE], 2)]
        one.record.apply(made[1])
        form = one.record.shown()
        made += [one.write([TITLE], 3), one.write([TITLE], 4, form)]
        for count in (2, 3, 4):
            for some in itertools.combinations(made, count):
                states = set()
                for order in itertools.permutations(some):
                    record = Record(FACET, 11)
                    for change in order:
                        record.apply(change)
                    states.add(state.canonical(record))
                self.assertEqual(len(states), 1)


class SetTests(unittest.TestCase):
    def test_a_set_of_dots_has_one_form(self):
        dots = [(b"a", number) for number in (1, 2, 3, 5, 6, 9)] + [(b"b", 2)]
        expected = [[[b"a", 3]], [[b"a", 5], [b"a", 6], [b"a", 9], [b"b", 2]]]
        for order in itertools.islice(itertools.permutations(dots), 0, 5040, 41):
            self.assertEqual(DotSet(order).item(), expected)
        other = DotSet([(b"a", 4), (b"b", 1)])
        other.unite(DotSet(dots))
        self.assertEqual(other.item(), [[[b"a", 6], [b"b", 2]], [[b"a", 9]]])
        self.assertEqual(other.missing({b"a": 9, b"c": 1}), [(b"a", 7), (b"a", 8), (b"c", 1)])

    def test_a_set_as_one_register_each_keeps_what_was_not_on_the_screen(self):
        """{p} against {p, q, r}, both after {p, q}: q stays out only if its register says so."""
        keys = [(19, key) for key in (b"p", b"q", b"r")]
        first, second = Replica(b"\x01" * 16, 5), Replica(b"\x02" * 16, 4)
        base = [first.write([keys[0]], 1), first.write([keys[1]], 2)]
        for made in base:
            second.record.apply(made)
        removed = Write(keys[1], None, ())
        taken = first.write([keys[1]], 3)._replace(writes=(removed,))
        added = second.write([keys[2]], 4)
        third = Record(FACET, 11)
        for made in (added, taken, *base):
            third.apply(made)
        self.assertEqual([own.value for own in third.siblings(*keys[1])], [None])
        self.assertEqual(len(third.siblings(*keys[0])), 1)
        self.assertEqual(len(third.siblings(*keys[2])), 1)


def sibling(value, tier=5, time=1, name=1):
    return Sibling((bytes([name]) * 16, 1), value, Stamp(bytes(16), HOME, tier, time), None)


class PolicyTests(unittest.TestCase):
    def test_each_policy_chooses_what_the_document_says(self):
        low, high = sibling("b", tier=5, time=1, name=1), sibling("a", tier=3, time=2, name=2)
        gone = sibling(None, tier=4, time=3, name=3)
        every = [low, high, gone]
        expected = {
            "multiValue": every, "authority": [high], "nearest": [low],
            "setAddWins": [low, high], "setRemoveWins": [gone], "immutable": every,
            "appendOnly": every, "earliest": [high], "latestDate": [low], "latest": [gone],
        }  # fmt: skip
        for policy, left in expected.items():
            with self.subTest(policy):
                self.assertEqual(chosen(policy, every), left)
                self.assertEqual(chosen(policy, []), [])
                self.assertEqual(is_conflict(policy, every), len(left) > 1)

    def test_equal_values_never_conflict_and_true_is_not_one(self):
        self.assertFalse(is_conflict("multiValue", [sibling("x"), sibling("x", name=2)]))
        self.assertTrue(is_conflict("multiValue", [sibling(True), sibling(1, name=2)]))

    def test_the_lowest_tier_is_shown_and_then_the_lowest_dot(self):
        ones = [sibling("a", tier=4, name=1), sibling("b", name=3), sibling("c", name=2)]
        self.assertEqual(engine.provisional("multiValue", ones).value, "c")

    def test_a_lower_tier_never_replaces_a_higher_one(self):
        county, village = Replica(b"\x03" * 16, 3), Replica(b"\x01" * 16, 5)
        village.record.apply(county.write([TITLE], 1))
        rows = [(TITLE, "proposal")]
        written = village.record.annotate(
            village.name, 5, rows, village.record.shown(), lambda number: "authority"
        )
        self.assertEqual(written[0].holes, ((county.name, 1),))

    def test_an_edit_that_has_not_seen_the_withdrawal_revives(self):
        one, other = Replica(b"\x01" * 16, 5), Replica(b"\x02" * 16, 4)
        first = one.write([TITLE], 1)
        other.record.apply(first)
        self.assertEqual(one.record.life(), "standing")
        seen = ((one.name, 1),)
        withdrawal = one.write([TITLE], 2)._replace(writes=(Write((3, b""), seen, ()),))
        third = Record(FACET, 11)
        third.apply(first)
        third.apply(withdrawal)
        self.assertEqual(third.life(), "withdrawn")
        third.apply(other.write([TITLE], 3))
        self.assertEqual(third.life(), "revived")


class BoundTests(unittest.TestCase):
    def test_a_record_that_lacks_too_much_takes_no_new_writes(self):
        one = Replica(b"\x01" * 16, 5)
        made = one.write([TITLE], 1)._replace(past={b"\x09" * 16: 1001})
        other = Replica(b"\x02" * 16, 5)
        other.record.apply(made)
        with self.assertRaises(engine.TooManyHoles):
            other.write([TITLE], 2)

    def test_a_thousand_corrections_leave_one_number(self):
        one = Replica(b"\x01" * 16, 5)
        one.write([TITLE], 1)
        size = len(state.encode(one.record))
        for time in range(2, 1001):
            one.write([TITLE], time)
        self.assertEqual(one.record.received.item(), [[[one.name, 1000]], []])
        self.assertLess(len(state.encode(one.record)), size + 16)

    def test_contexts_hold_what_they_say(self):
        context = Context({b"a": 3}, frozenset({(b"a", 2)}))
        covered = [number for number in range(1, 5) if context.covers((b"a", number))]
        self.assertEqual(covered, [1, 3])
        self.assertFalse(context.covers((b"b", 1)))


if __name__ == "__main__":
    unittest.main()
