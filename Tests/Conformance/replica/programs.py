"""The shipped programs, as a person at a terminal uses them: build/release, files and loopback."""

import json
import os
import pathlib
import re
import subprocess

from . import programme
from .carrier import HTTPCarrier
from .document import PATH
from .node import Node
from .world import Chance, Ticks

RELEASE = PATH.parent / ".build" / "release"


class Failed(Exception):
    """A command that ended with another exit code than was expected."""


class Program:
    """One data directory of one program."""

    def __init__(self, name, folder):
        self.path = RELEASE / name
        self.folder = pathlib.Path(folder)
        if not self.path.exists():
            raise FileNotFoundError(f"{self.path} is missing: build the programs first")

    def run(self, *words, expected=0):
        """What a command answers as JSON; Failed if it does not exit as expected."""
        command = [self.path, *map(str, words), "--data", self.folder, "--json"]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, env=environment()
        )
        if done.returncode != expected:
            raise Failed(f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return json.loads(done.stdout) if done.stdout.startswith("{") else {}


def environment():
    """English, whatever the language of the machine is."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


class Server(Program):
    """A county's server in a practice world, with one administrator."""

    def __init__(self, folder, office="350603"):
        super().__init__("sync-server", folder)
        self.office = office
        self.process = None
        self.port = None

    def init(self):
        """Makes the server."""
        name = "漳州市龙文区"
        self.run("init", "--office", self.office, "--name", name, "--practice", "--as", "admin")

    def serve(self):
        """Starts it on a free port; returns a carrier to it."""
        command = [self.path, "serve", "--listen", "127.0.0.1:0", "--data", self.folder]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment()
        )
        line = self.process.stdout.readline()
        told = re.search(r":(\d+)\s*$", line)
        if not told:
            self.stop()
            raise Failed(f"serve said {line!r}")
        self.port = int(told.group(1))
        return HTTPCarrier("127.0.0.1", self.port)

    def stop(self):
        """Ends it as a person does; returns its exit code."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            self.process.stdout.close()
            self.process = None

    def add_office(self, code, login):
        """An office below, with one person; returns the person's record id."""
        self.run("office", "add", code, code)
        return self.add_person(code, login)

    def add_person(self, code, login):
        """A clerk of an office; returns the record id, which follows from office and login."""
        self.run("user", "add", login, "--name", login, "--office", code, "--roles", "clerk")
        return programme.derived_id("staff_user", {"division": code, "login": login})

    def invite(self, code, *options):
        """An invitation code."""
        return self.run("node", "invite", code, *options)["code"]


# The same in each run: keys, ids and times of what this program says.
CHANCE, CLOCK = Chance("beside the shipped programs"), Ticks()


def new_node(office, is_practice=True):
    """A node with keys of its own."""
    return Node(CHANCE.keys(), office, CLOCK, CHANCE, is_practice)
