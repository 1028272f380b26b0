"""protocol.md as data: its tables, examples, vectors, and the table of the programme."""

import functools
import pathlib
import re
from typing import NamedTuple

from . import notation

PATH = pathlib.Path(__file__).resolve().parents[3] / "protocol.md"


class Example(NamedTuple):
    """One example: what it is of, its name, its bytes, and the item that its notation tells."""

    kind: str
    name: str
    data: bytes
    item: object


@functools.cache
def text():
    """The whole document."""
    return PATH.read_text(encoding="utf-8")


def section(heading):
    """The text under a heading, up to the next heading of its level or above."""
    level = heading.split(" ")[0]
    start = re.search(rf"^{re.escape(heading)}$", text(), re.MULTILINE)
    if not start:
        raise KeyError(heading)
    end = re.compile(rf"^#{{1,{len(level)}}} ", re.MULTILINE).search(text(), start.end())
    return text()[start.end() : end.start() if end else len(text())]


def table(heading):
    """The first table under a heading: rows of cells, without the back quotes, without its head."""
    rows = []
    for line in section(heading).splitlines():
        if line.startswith("|"):
            rows.append([cell.strip().replace("`", "") for cell in line.strip("|").split("|")])
        elif rows:
            break
    return rows[2:]


@functools.cache
def examples():
    """All examples, in the order of the document."""
    blocks = re.findall(r"^```example (\S+) (\S+)\n(.*?)\n---\n(.*?)\n```$", text(), re.M | re.S)
    found = [
        Example(kind, name, bytes.fromhex(data.replace("\n", "")), notation.parse(item))
        for kind, name, data, item in blocks
    ]
    if len(found) != text().count("\n```example "):
        raise ValueError("an example is not of the form that all have")
    return found


def example(kind, name):
    """The example of that kind and name."""
    return next(entry for entry in examples() if (entry.kind, entry.name) == (kind, name))


@functools.cache
def vectors():
    """All named vectors: name to text."""
    found = {}
    for block in re.findall(r"^```vectors\n(.*?)\n```$", text(), re.M | re.S):
        for line in block.splitlines():
            name, value = line.split(" = ", 1)
            if name in found:
                raise ValueError(f"two vectors are named {name}")
            found[name] = value
    return found


def vector(name):
    """The bytes of a vector that is written in hexadecimal digits."""
    return bytes.fromhex(vectors()[name])
