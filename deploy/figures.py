"""Compares the nation's total of submissions with what awk adds up, and with what was published.

    figures.py TOTAL.json EXPECTED.csv [--published | --in-time]

TOTAL.json is what `submission total --json` prints, EXPECTED.csv what longwen-expected.awk prints.
Prints a table with the coverage; exits 1 if a figure differs.
"""

import csv
import json
import sys

PUBLISHED = {
    "sources": 183.56, "batches": 24, "towns": 4, "villages": 34, "lent": 821.5,
    "household_times": 987, "households": 986, "mothers": 986, "repeats": 1, "persons": 4267,
    "average": 0.8323, "turnover": 4.4754, "due_2017": 72, "recovered_of_due_2017": 72,
    "on_time_of_due_2017": 72, "on_time_rate_2017": 1, "recovered": 671.5, "outstanding": 150,
    "free": 33.56, "surveys": 861, "exits": 758, "exit_rate": 0.8804,
    "income_before_sum": 3667860, "income_after_sum": 5751480, "income_before_mean": 4260,
    "income_after_mean": 6680,
}


def figures(total):
    """The figures of the submissions, by the names of the expected ones."""
    lines = {line["figure"]: line for line in total["figures"]}

    def to_date(name):
        return lines[name]["to_date"] if name in lines else 0

    def in_year(name):
        return lines[name]["year"] if name in lines else 0

    wan, yuan = 1e6, 100
    found = {name.replace("source_", "sources_"): line["to_date"] / wan
             for name, line in lines.items() if name.startswith("source_") and name != "source_in"}
    sources = sum(found.values())
    lent, times, repaid = to_date("lent") / wan, to_date("household_times"), to_date("repaid") / wan
    surveys, exits = to_date("surveys"), to_date("exits")
    before, after = to_date("income_before") / yuan, to_date("income_after") / yuan
    due, back = in_year("due") / wan, in_year("recovered_of_due") / wan
    on_time = in_year("on_time") / wan
    found |= {
        "sources": sources, "lent": lent, "household_times": times,
        "households": to_date("households"), "mothers": to_date("mothers"),
        "repeats": to_date("successive") + to_date("overlapping"), "persons": to_date("persons"),
        "average": lent / times, "turnover": lent / sources, "due_2017": due,
        "recovered_of_due_2017": back, "on_time_of_due_2017": on_time,
        "recovery_rate_2017": back / due, "on_time_rate_2017": on_time / due, "recovered": repaid,
        "outstanding": lent - repaid, "free": sources - lent + repaid, "surveys": surveys,
        "exits": exits, "exit_rate": exits / surveys, "income_before_sum": before,
        "income_after_sum": after, "income_before_mean": before / surveys,
        "income_after_mean": after / surveys,
    }
    return found


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        total = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        expected = {name: float(value) for name, value in csv.reader(file)}
    is_published = "--published" in sys.argv
    found, bad = figures(total), 0
    print(f"  {'figure':<34} {'expected':>14} {'submitted':>14}"
          + (f" {'published':>12}" if is_published else ""))
    for name, value in found.items():
        digits = 4 if abs(value) < 10 else 2
        good = name in expected and round(value, digits) == round(expected[name], digits)
        if is_published and name in PUBLISHED:
            good = good and round(value, digits) == round(PUBLISHED[name], digits)
        bad += not good
        line = f"  {name:<34} {expected.get(name, float('nan')):>14g} {value:>14.10g}"
        if is_published:
            line += f" {PUBLISHED.get(name, ''):>12}"
        print(line + ("  ✓" if good else "  ✗"))
    different = [line["figure"] for line in total["figures"] if line.get("equal") is False]
    print(f"  counties {total['counties']}, towns {total['towns']} of {total['obliged_towns']},"
          f" records here {total['rows']}; submitted and forwarded differ in {len(different)} figures")
    return 1 if bad or different else 0


sys.exit(main())
