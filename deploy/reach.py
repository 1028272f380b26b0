"""Looks for what may not leave a county in every file that a played world left.

    reach.py INPUT WORLD COUNTY

INPUT is the folder of input files, WORLD holds a data directory and a log per office, COUNTY is the
code of the county. Every ID number, telephone and account of the input is looked for as text and in
unpacked zstd frames: in all files of the offices above the county and in all logs (none may be
found), and in the county's database (all must be). Exits 1 if it is otherwise.
"""

import csv
import pathlib
import re
import sqlite3
import sys

import zstandard

MAGIC = b"\x28\xb5\x2f\xfd"
SECRET = ("id_number", "phone", "account")


def secrets(folder):
    """The secret numbers of the input, by column."""
    found = {name: set() for name in SECRET}
    for file in sorted(folder.rglob("*.csv")):
        if "refused" in file.name:
            continue  # A line that the keyboard did not take is nowhere.
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for name in SECRET:
                    if row.get(name):
                        found[name].add(row[name].encode())
    return found


def unpacked(data):
    """What the zstd frames in some bytes hold, frames in frames too."""
    start = data.find(MAGIC)
    while start >= 0:
        try:
            inner = zstandard.ZstdDecompressor().decompressobj().decompress(data[start:])
            yield inner
            yield from unpacked(inner)
        except zstandard.ZstdError:
            pass  # The four bytes stood there by chance.
        start = data.find(MAGIC, start + 1)


def cells(path):
    """Every value of every table of a database, so that none is cut by a page."""
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    base.text_factory = bytes
    tables = base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    for (table,) in tables:
        name = table.decode().replace('"', '""')
        for row in base.execute(f'SELECT * FROM "{name}"'):
            yield b"\0".join(value for value in row if isinstance(value, bytes))
    base.close()


def pieces(path):
    """All that is to be searched of a file: as it lies there, by cells, and unpacked."""
    data = path.read_bytes()
    yield data
    yield from unpacked(data)
    if data.startswith(b"SQLite format 3\0"):
        for cell in cells(path):
            yield cell
            yield from unpacked(cell)


def hits(paths, numbers):
    """The numbers that stand somewhere in some files, and how many bytes were searched.

    Where one of their first five bytes begins, the whole number is compared: one pass over a file,
    however many numbers there are.
    """
    found, size = set(), 0
    starts = re.compile(b"(?=" + b"|".join(sorted({re.escape(n[:5]) for n in numbers})) + b")")
    lengths = {len(number) for number in numbers}
    for path in paths:
        for piece in pieces(path):
            size += len(piece)
            for match in starts.finditer(piece):
                at = match.start()
                found |= {piece[at:at + n] for n in lengths if piece[at:at + n] in numbers}
    return found, size


def main():
    folder, world, county = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    by_column = secrets(folder)
    numbers = set().union(*by_column.values())
    files = [path for path in world.rglob("*") if path.is_file()]

    def office(path):
        return path.relative_to(world).parts[0].split(".")[0]

    above = {d.name for d in folder.iterdir() if d.is_dir() and len(d.name) < len(county)}
    places = [(f"all files of {code}", [p for p in files if office(p) == code], 0)
              for code in sorted(above)]
    places.append((f"database of {county}", [world / county / "replica.db"], len(numbers)))
    places.append(("all logs", [p for p in files if p.suffix == ".log"], 0))
    counts = ", ".join(f"{len(v)} {k}" for k, v in by_column.items())
    print(f"  looked for: {counts}")
    bad = not numbers
    for title, paths, expected in places:
        found, size = hits(paths, numbers)
        good = len(found) == expected and paths
        bad = bad or not good
        print(f"  {title:<28} {len(found):>4} of {len(numbers)} found in {len(paths)} files,"
              f" {size:,} bytes unpacked  {'✓' if good else '✗'}")
    return 1 if bad else 0


sys.exit(main())
