"""What the tests against the shipped server begin with."""

import os
import tempfile
import unittest

from . import programme
from .programs import Server, new_node
from .world import NEIGHBOUR, TOWNSHIP, VILLAGE

ADDRESS = "浦口组7号"


class ServerCase(unittest.TestCase):
    """One server for all tests of a class; each test has records of its own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="conformance-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server(os.path.join(cls.folder.name, "county"))
        cls.server.init()
        cls.people = {
            TOWNSHIP: cls.server.add_office(TOWNSHIP, "li"),
            VILLAGE: cls.server.add_office(VILLAGE, "wang"),
            NEIGHBOUR: cls.server.add_office(NEIGHBOUR, "chen"),
        }
        cls.carrier = cls.server.serve()
        cls.addClassCleanup(lambda: cls.server.stop())

    def setUp(self):
        self.village = self.enrolled(VILLAGE)

    def enrolled(self, office):
        """A new node of an office, with all that is for it."""
        node = new_node(office)
        node.enroll(self.carrier, self.server.invite(office))
        self.assertTrue(node.contact(self.carrier).is_equal)
        return node

    def sync(self, *nodes):
        """A contact of each, which proves that both ends hold the same."""
        reports = [node.contact(self.carrier) for node in nodes]
        self.assertTrue(all(report.is_equal for report in reports), reports)
        return reports[-1]

    def household(self, number="12", node=None, home=VILLAGE, **values):
        """A household, entered and sent."""
        node = node or self.village
        entry = {"village": home, "number": number, "address": ADDRESS, **values}
        record = node.enter(self.people[node.office], ("household", None, entry), home=home)[0]
        self.sync(node)
        return record

    def edit(self, node, record, **values):
        """An edit that has not been sent yet."""
        kind = next(own.type for own in node.facets(record))
        name = programme.type_numbered(kind).name
        node.enter(self.people[node.office], (name, record, values))
