"""Runs one command, or one server, of a play in which the current fails now and then.

    stumble.py run PROGRAM WORDS…      a command; killed at some point, it is repeated
    stumble.py serve PROGRAM WORDS…    a server; killed, it is started again at once

STUMBLE names a folder with the count of steps and kills, STUMBLE_LIBRARY what counts the points
(points.c), STUMBLE_MAX how often the current fails altogether. Which steps are hit, and where, depends on
their number alone. What is said to have been done already counts as done: people look, too.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time

FOLDER = os.environ["STUMBLE"]
DONE = ("there already", "in this folder", "Nothing would change", "exists already",
        "已经有", "没有任何变化", "已经存在")
# Every so many commands one is hit; servers are hit at each start, later than their beginning.
EVERY = 4


def count(name, limit=None):
    """One more of a name; its new number, or 0 if the limit is reached."""
    with open(os.path.join(FOLDER, name), "a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        number = int(file.read() or 0)
        if limit is not None and number >= limit:
            return 0
        file.truncate(0)
        file.write(str(number + 1))
        return number + 1


def fatal(point):
    """The environment of a process whose current fails at a point."""
    library = os.environ["STUMBLE_LIBRARY"]
    return {**os.environ, "LD_PRELOAD": library, "POINTS_KILL": str(point)}


def killed():
    """Notes that the current has failed."""
    count("killed")


def is_over():
    """Whether it has failed often enough."""
    try:
        with open(os.path.join(FOLDER, "killed"), encoding="ascii") as file:
            return int(file.read() or 0) >= int(os.environ["STUMBLE_MAX"])
    except FileNotFoundError:
        return False


def run(words):
    """A command, repeated until it is done; its exit code."""
    step = count("steps")
    point = step * 5 // EVERY % 11 + 1 if step % EVERY == 0 and not is_over() else 0
    done = subprocess.run(words, env=fatal(point) if point else None, capture_output=True, check=False)
    hit = done.returncode == -signal.SIGKILL
    if hit:
        killed()
    tries = 0
    while done.returncode != 0 and tries < 20:
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        if tries > 0 and any(words in said for words in DONE):
            done.returncode = 0
            break
        if not hit:
            # A server may be on its way up again.
            time.sleep(0.2)
        hit = False
        tries += 1
        done = subprocess.run(words, capture_output=True, check=False)
    sys.stdout.buffer.write(done.stdout)
    sys.stderr.buffer.write(done.stderr)
    return done.returncode


def serve(words):
    """A server until it is told to stop; its exit code."""
    number = count("serves")
    child = None
    ends = False
    tries = 0

    def stop(*_):
        nonlocal ends
        ends = True
        if child:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    environment = None if is_over() else fatal(15 + 10 * number)
    while not ends:
        child = subprocess.Popen(words, env=environment)
        if ends:
            child.terminate()
        code = child.wait()
        if code == -signal.SIGKILL:
            killed()
            environment, tries = None, 50
        elif ends or not tries:
            return code
        else:
            # A command has the directory for a moment, because no server had it.
            tries -= 1
            time.sleep(0.1)
    return 0


if __name__ == "__main__":
    sys.exit({"run": run, "serve": serve}[sys.argv[1]](sys.argv[2:]))
