"""Turns the lines of a file into the words of `set`: TYPE:NAME FIELD=VALUE…, quoted for a shell.

    lines.py TYPE FILE

The first column names the record, the header the fields; an empty cell is left out.
"""

import csv
import shlex
import sys

kind, path = sys.argv[1:]
with open(path, encoding="utf-8", newline="") as lines:
    for row in csv.DictReader(lines):
        (_, name), *fields = row.items()
        words = [f"{kind}:{name}"] + [f"{field}={value}" for field, value in fields if value]
        print(shlex.join(words))
