"""Diagnostic notation (RFC 8949 §8), with comments between slashes, as protocol.md uses it."""

import json
import re

TOKEN = re.compile(
    r"""\s+|/[^/]*/|(?P<bytes>h'[0-9a-f]*')|(?P<text>"(?:[^"\\]|\\.)*")"""
    r"""|(?P<integer>-?\d+)|(?P<word>true|false|null)|(?P<mark>[\[\],])"""
)
WORDS = {"true": True, "false": False, "null": None}


def parse(text):
    """The item that the notation describes."""
    tokens = list(_tokens(text))
    item, rest = _item(tokens, 0)
    if rest != len(tokens):
        raise ValueError(f"behind the item: {tokens[rest:]}")
    return item


def _tokens(text):
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise ValueError(f"no notation: {text[at:at + 40]!r}")
        at = match.end()
        if match.lastgroup:
            yield match.lastgroup, match.group()


def _item(tokens, at):
    kind, text = tokens[at]
    if kind == "bytes":
        return bytes.fromhex(text[2:-1]), at + 1
    if kind == "text":
        return json.loads(text), at + 1
    if kind == "integer":
        return int(text), at + 1
    if kind == "word":
        return WORDS[text], at + 1
    if text != "[":
        raise ValueError(f"unexpected {text}")
    return _array(tokens, at + 1)


def _array(tokens, at):
    items = []
    while tokens[at][1] != "]" or tokens[at][0] != "mark":
        if items:
            if tokens[at] != ("mark", ","):
                raise ValueError(f"a comma is missing before {tokens[at][1]}")
            at += 1
        item, at = _item(tokens, at)
        items.append(item)
    return items, at + 1
