"""Types and registers of the programme, read from the table in protocol.md.

The replica needs them to write records and to choose by policies; it stores, merges and forwards
what it does not find here.
"""

import functools
import re
from typing import NamedTuple

from . import document, engine, seal
from .change import EVENT
from .limits import REACHES

SCHEMA = 1
TYPE = re.compile(r"(\d+) (\w+) \| (.+)")
REGISTER = re.compile(r"  (\d+) (\w+) (\w+) (set |events )?(.+?) \| .*")
WORD = re.compile(r"    = (\S+) \| .+")
FIELD = re.compile(r"(\w+): ([\w]+(?:\([^)]*\))?)")


class Register(NamedTuple):
    """One register of a type: its fields by name, with the kinds of their values."""

    number: int
    reach: int
    policy: str
    is_set: bool
    fields: dict


class RecordType(NamedTuple):
    """One type: key fields, the field that its ids begin with, registers by number."""

    number: int
    name: str
    key: tuple
    of: str | None
    registers: dict


@functools.cache
def types():
    """All types, by name."""
    lines = re.search(r"^```programme\n(.*?)\n```$", document.text(), re.M | re.S).group(1)
    found = {}
    for line in lines.splitlines():
        match = TYPE.fullmatch(line)
        if match:
            number, name, rest = match.groups()
            key = re.search(r" key ((?:(?!of\b)\w+ ?)+)(?:of (\w+))?$", rest)
            fields = tuple(key.group(1).split()) if key else ()
            found[name] = RecordType(int(number), name, fields, key and key.group(2), {})
            continue
        if WORD.fullmatch(line):
            continue
        number, reach, policy, shape, fields = REGISTER.fullmatch(line).groups()
        list(found.values())[-1].registers[int(number)] = Register(
            int(number), REACHES.index(reach), policy, shape == "set ",
            dict(FIELD.findall(fields)),
        )
    return found


def type_numbered(number):
    """The type of a number, or None."""
    return next((entry for entry in types().values() if entry.number == number), None)


def policy(type_number, number):
    """The policy of a register; what is unknown is for a person to decide."""
    if number in engine.POLICY_OF_ENGINE:
        return engine.POLICY_OF_ENGINE[number]
    known = type_numbered(type_number)
    register = known.registers.get(number) if known else None
    return register.policy if register else "multiValue"


def assignments(type_name, values):
    """Values by field name as ((number, key), value) per reach.

    The field of a set takes a mapping from element to whether it is in the set.
    """
    rest, found = dict(values), {}
    for register in types()[type_name].registers.values():
        if register.number == EVENT:
            continue
        named = [field for field in register.fields if field in rest]
        if not named:
            continue
        out = found.setdefault(register.reach, [])
        if register.is_set:
            for element, is_in in rest.pop(named[0]).items():
                key = element.encode() if isinstance(element, str) else element
                out.append(((register.number, key), True if is_in else None))
            continue
        row = [rest.pop(field, None) for field in register.fields]
        out.append(((register.number, b""), row if len(row) > 1 else row[0]))
    if rest:
        raise KeyError(f"{type_name} has no field {', '.join(rest)}")
    return found


def derived_id(type_name, values):
    """The id of a record with a natural key."""
    known = types()[type_name]
    parent = values[known.of][:6] if known.of else bytes(6)
    kinds = {field: kind for own in known.registers.values() if own.number != EVENT
             for field, kind in own.fields.items()}
    parts = [known.name.encode()]
    parts += [b"\x00" + _text(values[field], kinds[field]).encode() for field in known.key]
    return parent + seal.digest(b"".join(parts))[:10]


def _text(value, kind):
    if isinstance(value, bytes):
        return value.hex()
    return f"{value // 100}.{value % 100:02d}" if kind == "money" else str(value)
