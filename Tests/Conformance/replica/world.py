"""Small worlds for the tests: a clock and chance from a seed, a county, and offices below it."""

import hashlib

from . import seal
from .carrier import CallCarrier
from .node import Node
from .parent import Parent

COUNTY, TOWNSHIP = "350603", "350603101"
VILLAGE, NEIGHBOUR = "350603101007", "350603101008"


class Chance:
    """Bytes that look like chance and come from a seed."""

    def __init__(self, seed):
        self.seed = seed
        self.count = 0

    def __call__(self, count):
        self.count += 1
        out = hashlib.shake_256(f"{self.seed}/{self.count}".encode())
        return out.digest(count)

    def __deepcopy__(self, memo):
        # Copies of a node go on with different chance, as copied machines do.
        return self

    def keys(self):
        """Both pairs of a new node."""
        return seal.Keys(self(32), self(32))


class Ticks:
    """A clock that moves one second at each look."""

    def __init__(self, start=1_500_087_600_000):
        self.now = start

    def __deepcopy__(self, memo):
        return self

    def __call__(self):
        self.now += 1000
        return self.now


class World:
    """A county in this program, with offices that enroll at it."""

    def __init__(self, seed="world"):
        self.chance = Chance(seed)
        self.clock = Ticks()
        self.author = self.chance(16)
        self.county = Parent(
            self.chance.keys(), COUNTY, "漳州市龙文区", self.clock, self.chance
        )
        self.carrier = CallCarrier(self.county)

    def office(self, code):
        """A node of an office, enrolled."""
        node = Node(self.chance.keys(), code, self.clock, self.chance)
        node.enroll(self.carrier, self.county.invite(code, code))
        return node

    def sync(self, *nodes):
        """One contact of each; the reports."""
        return [node.contact(self.carrier) for node in nodes]

    def household(self, node, number="12"):
        """A household entered at a node."""
        return node.enter(
            self.author,
            ("household", None, {
                "village": VILLAGE, "number": number, "address": "浦口组7号",
                "kind": {"two_daughter": True},
            }),
            home=VILLAGE,
        )[0]  # fmt: skip
