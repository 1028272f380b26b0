#!/usr/bin/python3
"""Counts the tests of one run and refuses a run that proves nothing.

    count.py swift RESULTS.xml LIST FILTER    the xUnit file of `swift test`, and `swift test list`
    count.py unittest OUTPUT                  what `python3 -m unittest -v` printed

Prints "PASSED FAILED". Exits 1, with a sentence on standard error, if a test failed or was skipped,
if none ran, or if the build contains tests that did not run. A crash ends a run before its results
are written: then the results are missing and every listed test counts as failed.
"""

import re
import sys
import xml.etree.ElementTree as xml


def swift(results, listing, pattern):
    # The list is what was built; a run of less is a run that stopped early.
    with open(listing, encoding="utf-8") as lines:
        names = [line.strip() for line in lines if re.match(r"\w+Tests\.", line)]
    if pattern:
        names = [name for name in names if re.search(pattern, name)]
    try:
        cases = list(xml.parse(results).getroot().iter("testcase"))
    except (OSError, xml.ParseError):
        return 0, max(len(names), 1), ["the run ended without results: a crash, or a time-out"]
    problems = []
    bad = 0
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            bad += 1
            problems.append(f"failed: {case.get('classname')} {case.get('name')}")
        elif case.find("skipped") is not None:
            bad += 1
            problems.append(f"skipped: {case.get('classname')} {case.get('name')}")
    # A parameterised test is one test in the list and one in the results.
    if len(cases) != len(names):
        ran = {f"{case.get('classname')}/{case.get('name')}".replace(".", "/") for case in cases}
        absent = [name for name in names if name.replace(".", "/") not in ran]
        bad += max(len(names) - len(cases), 1)
        problems.append(f"the build contains {len(names)} tests, {len(cases)} ran")
        problems.extend(f"did not run: {name}" for name in absent[:20])
    passed = sum(1 for case in cases if len(case) == 0)
    return passed, bad, problems


def unittest(output):
    with open(output, encoding="utf-8") as text:
        text = text.read()
    ran = re.search(r"^Ran (\d+) tests?", text, re.MULTILINE)
    if not ran:
        return 0, 1, ["the run ended without results"]
    # A skip proves nothing, and an unexpected success hides something: both count as failures.
    words = "failures|errors|skipped|expected failures|unexpected successes"
    last = text[ran.end():]
    bad = sum(int(number) for number in re.findall(rf"(?:{words})=(\d+)", last))
    total = int(ran.group(1))
    return max(total - bad, 0), bad, [f"{bad} of {total} failed or skipped"] if bad else []


def main(arguments):
    if arguments[:1] == ["swift"] and len(arguments) == 4:
        passed, bad, problems = swift(*arguments[1:])
    elif arguments[:1] == ["unittest"] and len(arguments) == 2:
        passed, bad, problems = unittest(arguments[1])
    else:
        sys.exit(__doc__)
    if passed + bad == 0:
        bad, problems = 1, ["no test ran"]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(passed, bad)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
