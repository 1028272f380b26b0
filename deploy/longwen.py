#!/usr/bin/python3
"""Writes deploy/longwen/, the input of the demonstration: what the offices of Longwen type.

    longwen.py          writes the folder anew, the same bytes each time, and checks it
    longwen.py check    checks the folder as it lies there

The totals are those of the district's summary of 2017, by batch as in BATCHES. Whatever the summary
does not say is invented by `rule`, a fixed linear rule: there is no chance in it. The check adds up
the files that were written (not what the writer meant to write), follows the books day by day, and
compares both with the constants below and with deploy/longwen-expected.awk.
"""

import csv
import datetime
import io
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE / "longwen"

# Released (year, month), loans of so many yuan, persons.
BATCHES = [
    (2003, 11, [5000] * 24, 104), (2004, 5, [5000] * 24, 104), (2004, 12, [5000] * 24, 104),
    (2005, 7, [5000] * 26, 112), (2006, 3, [5000] * 48, 207), (2006, 10, [5000] * 50, 216),
    (2007, 5, [5000] * 60, 259), (2007, 12, [5000] * 60, 259),
    (2008, 7, [5000] * 62 + [10000] * 3, 281), (2009, 3, [10000] * 36, 156),
    (2009, 10, [10000] * 33, 143), (2010, 5, [10000] * 36, 156), (2010, 12, [10000] * 38, 164),
    (2011, 7, [10000] * 39, 169), (2012, 2, [10000] * 40, 173), (2012, 9, [10000] * 42, 181),
    (2013, 4, [10000] * 40, 173), (2013, 11, [10000] * 40, 173),
    (2014, 10, [10000] * 63 + [5000], 277), (2015, 5, [10000] * 36, 156),
    (2015, 7, [10000] * 36, 156), (2016, 3, [10000] * 48, 207), (2016, 10, [10000] * 54, 233),
    (2017, 7, [20000] * 24, 104),
]
FIRST = [("provincial_aid", "15", "省资助资金"), ("county_matching", "15", "区配套资金"),
         ("prefecture_aid", "12", "市资助资金"), ("donation", "9.84", "区干部职工捐款")]
LEVIES = ["20", "20", "18", "15", "12", "10", "10", "8", "6", "5", "4", "3.72"]  # from 2005
LOCAL_AVERAGE = 4500  # yuan a head and year
SURVEYS, EXITS, BEFORE, AFTER = 861, 758, 3_667_860, 5_751_480  # yuan, over batches 1 to 21
LAST_DAY = "2017-10-31"

# What the district printed, as longwen-expected.awk prints it with all towns.
PUBLISHED = {
    "sources": "183.56", "sources_provincial_aid": "15", "sources_county_matching": "15",
    "sources_prefecture_aid": "12", "sources_donation": "9.84",
    "sources_social_maintenance_levy": "131.72", "batches": "24", "towns": "4", "villages": "34",
    "lent": "821.5", "household_times": "987", "households": "986", "mothers": "986",
    "repeats": "1", "persons": "4267", "average": "0.8323", "turnover": "4.4754",
    "due_2017": "72", "typed_of_due_2017": "73", "recovered_of_due_2017": "72", "on_time_of_due_2017": "72",
    "recovered": "671.5", "outstanding": "150", "overdue": "0", "free": "33.56", "contracts_due": "861",
    "surveys": "861", "exits": "758", "exit_rate": "0.8804", "not_exited_below_average": "103",
    "income_before_sum": "3667860", "income_after_sum": "5751480",
    "income_before_mean": "4260", "income_after_mean": "6680",
}

COUNTY = "350603"
TOWNS = {"350603100": ("蓝田", "lantian", 9), "350603101": ("步文", "buwen", 9),
         "350603102": ("朝阳", "chaoyang", 8), "350603103": ("郭坑", "guokeng", 8)}
LANTIAN, BUWEN, CHAOYANG, GUOKENG = TOWNS
ENDED = {LANTIAN: "2020-06-30", BUWEN: "2018-12-31", CHAOYANG: "2020-06-30", GUOKENG: ""}
PAIRS = [(LANTIAN, BUWEN), (CHAOYANG, GUOKENG), (LANTIAN, CHAOYANG), (BUWEN, GUOKENG)]
REPEAT = "350603101202"  # the village of the mother who was aided in batches 17 and 20
NUMERALS = "一二三四五六七八九"


def rule(n, most, salt=0):
    """The fixed linear rule: a number below `most` for the n-th thing of a kind."""
    return (n * 48271 + salt * 69621 + 11) % 2147483647 % most


# ---- The files -----------------------------------------------------------------------------------

FILES = {}


def put(office, name, columns, rows):
    """Keeps the lines of a file; a list in a cell is a set."""
    assert (office, name) not in FILES, (office, name)
    FILES[office, name] = (columns.split(","), rows)


def text(columns, rows):
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    for row in rows:
        assert len(row) == len(columns), (columns, row)
        lines.writerow([",".join(c) if isinstance(c, list) else c for c in row])
    return out.getvalue()


def write():
    if FOLDER.exists():
        readme = (FOLDER / "README.md").read_bytes()
        shutil.rmtree(FOLDER)
        FOLDER.mkdir()
        (FOLDER / "README.md").write_bytes(readme)  # written by hand, and kept
    for (office, name), (columns, rows) in sorted(FILES.items()):
        path = FOLDER / office / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(columns, rows), encoding="utf-8", newline="")


# ---- Invented people -----------------------------------------------------------------------------

SURNAMES = ("陈林黄郑李张蔡吴王洪许郭杨戴江刘谢沈柯曾周叶苏庄卢赖"
            "方施余何汤邱廖魏游简韩徐胡朱罗潘范詹翁温邹童傅连")
WOMEN = ("秀丽雅淑惠玉春秋月桂美兰金银彩素碧巧宝锦", "英珍华芳琴珠花云香莲娥凤霞燕玲萍红娟芬卿")
MEN = ("志建国文明德庆永进水金福财天木和清茂荣顺", "强辉忠生发龙山源成坤泉利泰平旺海根添祥")
GIRLS = ("雨思欣佳晓静诗婉梓舒", "涵怡婷琪彤妍蕾颖萱瑶")
BOYS = ("宇俊浩泽嘉子鑫家伟凯", "轩豪杰阳航鹏辰翔斌彬")


class People:
    """Names and ID numbers, each given once."""

    def __init__(self):
        self.names, self.numbers, self.walks = set(), set(), {}

    def name(self, given, surname=None):
        """A name nobody has: a walk of long steps over all that can be put together."""
        surnames = surname or SURNAMES
        first, last = len(given[0]), len(given[1])
        while True:
            n = self.walks.get((surname, given), 0)
            self.walks[surname, given] = n + 1
            assert n < len(surnames) * first * last, "no name is left"
            n = (n * 7919 + 101) % (len(surnames) * first * last)
            name = surnames[n // (first * last)] + given[0][n // last % first] + given[1][n % last]
            if name not in self.names:
                self.names.add(name)
                return name

    def number(self, n, year):
        """The ID number of a woman who is 25 to 50 years old in a year."""
        while True:
            day = datetime.date(year - 50, 1, 1) + datetime.timedelta(rule(n, 9000, 4))
            body = f"990101{day:%Y%m%d}{2 * rule(n, 499, 5) + 2:03}"
            if body not in self.numbers:
                self.numbers.add(body)
                return body + check_character(body)
            n += 100_003


def check_character(body):
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


def card(n):
    """A card number of 19 digits that begins with 990101 and has a right last digit."""
    body = f"990101{2017:04}{n:08}"
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(body))]
    return body + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


PEOPLE = People()
PHONES = iter(range(13000001001, 13000009999))


def village_name(village):
    return TOWNS[village[:9]][0] + NUMERALS[int(village[9:]) - 201] + "村"


VILLAGES = [f"{town}{201 + i}" for town, (_, _, count) in TOWNS.items() for i in range(count)]
HOUSES = {village: 0 for village in VILLAGES}


class House:
    """A household: its line, and the lines of its members."""

    def __init__(self, village, size, year, live=False, mother=None, with_number=True):
        self.village, self.size, self.live = village, size, live
        HOUSES[village] += 1
        n = HOUSES[village]
        self.seed = self.kin = n * 34 + VILLAGES.index(village)
        self.number = f"{village}-H{n:03}"
        self.mother = mother or PEOPLE.name(WOMEN)
        self.id_number = PEOPLE.number(self.seed, year) if with_number else ""
        self.phone = str(next(PHONES)) if year >= 2015 else ""
        self.two_daughters = size >= 4 and rule(self.seed, 3, 6) == 0
        surname = SURNAMES[rule(self.seed, len(SURNAMES), 7)]
        self.members = [("husband", PEOPLE.name(MEN, surname), "male", year - 45)]
        for i in range(min(size - 2, 2)):
            girl = self.two_daughters or rule(self.seed + i, 2, 8) == 0
            self.members.append(("child", PEOPLE.name(GIRLS if girl else BOYS, surname),
                                 "female" if girl else "male", year - 18 + 3 * i))
        for i in range(size - 4):
            self.members.append(("parent", PEOPLE.name(WOMEN if i else MEN, None if i else surname),
                                 "female" if i else "male", year - 68 - i))
        assert len(self.members) == size - 1

    def line(self):
        """number, village, address and, where the village types it, kind"""
        group, door = 1 + rule(self.seed, 6, 9), 1 + rule(self.seed, 90, 10)
        line = [self.number, self.village, f"{village_name(self.village)}{group}组{door}号"]
        kind = (["two_daughter"] if self.two_daughters else []) + ["family_planning"]
        return line + [kind] if self.live else line

    def persons(self, birth_date=""):
        """name, village, household, relation, id_number, phone (, birth_date, sex)"""
        where = [self.village, self.number]
        lines = [[self.mother, *where, "mother", self.id_number, self.phone, birth_date,
                  "" if self.id_number else "female"]]
        for i, (relation, name, sex, year) in enumerate(self.members):
            day = datetime.date(year, 1, 1) + datetime.timedelta(rule(self.kin + i, 365, 11))
            lines.append([name, *where, relation, "", "", str(day), sex])
        return lines if self.live else [line[:6] for line in lines]


# ---- Loans ---------------------------------------------------------------------------------------

class Loan:
    def __init__(self, batch, index, house, principal):
        year, month = BATCHES[batch - 1][:2]
        self.batch, self.house, self.principal = batch, house, principal
        self.no = f"LW-{batch:02}-{index + 1:03}"
        self.paid = f"{year}-{month:02}-20"
        self.repaid = f"{year + 2}-{month:02}-10"
        self.village, self.town = house.village, house.village[:9]


def towns_of(batch):
    if batch == 24:
        return [BUWEN, GUOKENG]
    return list(PAIRS[batch - 1]) if batch <= 4 else list(TOWNS)


def spread(count, villages, start):
    """How many of a batch each village has: evenly, the rest from a place on."""
    share = [count // len(villages)] * len(villages)
    for i in range(count % len(villages)):
        share[(start + i) % len(villages)] += 1
    return share


def sizes(count, persons):
    """The sizes of a batch's households: 3 to 6, together so many persons."""
    result = [3 if i % 7 == 2 and i + 1 < count else 5 if i % 7 == 3 else 4 for i in range(count)]
    free = [i for i in range(count) if i % 7 in (0, 3, 4, 6)]
    left = persons - sum(result)
    assert 0 <= left <= len(free)
    for k in range(left):
        result[free[k * len(free) // left]] += 1
    assert sum(result) == persons
    return result


def loans():
    """All loans, by batch and in a batch by village, with their households."""
    result, start, repeated = [], 0, None
    for batch, (year, _, principals, persons) in enumerate(BATCHES, 1):
        villages = [v for v in VILLAGES if v[:9] in towns_of(batch)]
        if batch == 24:  # twelve for each of its towns
            share = (spread(12, [v for v in villages if v[:9] == BUWEN], 0)
                     + spread(12, [v for v in villages if v[:9] == GUOKENG], 0))
        else:
            share = spread(len(principals), villages, start)
            start += len(principals) % len(villages)
        where = [v for v, count in zip(villages, share) for _ in range(count)]
        size = sizes(len(principals), persons)
        again = where.index(REPEAT) if batch in (17, 20) else None
        if again is not None and size[again] != 4:
            other = size.index(4)
            size[again], size[other] = size[other], size[again]
        for i, (village, principal) in enumerate(zip(where, principals)):
            if i == again and repeated:
                house = repeated
            else:
                house = House(village, size[i], year, live=batch == 24)
            if i == again:
                repeated = house
            result.append(Loan(batch, i, house, principal))
    return result


def measured(old):
    """Incomes before and after, and whether she left poverty: by loan of batches 1 to 21."""
    count = len(old)
    assert count == SURVEYS
    half = count // 2
    steps = [1 + rule(i, 238, 12) for i in range(half)]
    apart = sorted(range(count), key=lambda i: (rule(i, 1_000_003, 13), i))
    before = [0] * count
    for k, i in enumerate(apart):
        step = 0 if k == 2 * half else steps[k // 2] * (1 if k % 2 else -1)
        before[i] = BEFORE // count + step
    # Eight of batches 20 and 21 and 95 of the others have not left it: 88 % of each have.
    stay = set()
    for some, stays in ([i for i, x in enumerate(old) if x.batch < 20], 95), (
            [i for i, x in enumerate(old) if x.batch >= 20], 8):
        stay |= {some[(2 * k + 1) * len(some) // (2 * stays)] for k in range(stays)}
    # She who was aided again two years later had not left it.
    first = next(i for i, x in enumerate(old) if x.batch == 17 and x.village == REPEAT)
    if first not in stay:
        stay.remove(min(stay, key=lambda i: (abs(i - first), i)))
        stay.add(first)
    after = [before[i] + rule(i, LOCAL_AVERAGE - before[i], 14) if i in stay
             else 5200 + rule(i, 3600, 15) for i in range(count)]
    gone = [i for i in range(count) if i not in stay]
    each, rest = divmod(AFTER - sum(after), len(gone))
    for k, i in enumerate(gone):
        after[i] += each + (k < rest)
    return {x.no: (before[i], after[i], "no" if i in stay else "yes") for i, x in enumerate(old)}


# ---- Offices -------------------------------------------------------------------------------------

def official():
    """A name for somebody who works in an office or stands surety."""
    return PEOPLE.name(WOMEN if len(PEOPLE.names) % 3 else MEN)


STAFF = {}


def offices():
    columns = "division,programme,name,valid_from,valid_to"
    start = "2003-01-01"
    put("0", "divisions.csv", "code,name", [["35", "福建省"]])
    put("0", "offices.csv", columns, [["35", "happiness", "福建省幸福工程组委会办公室", start, ""]])
    put("35", "divisions.csv", "code,name", [[COUNTY, "龙文区"]])
    put("35", "offices.csv", columns,
        [[COUNTY, "happiness", "龙文区幸福工程项目办公室", start, ""]])
    divisions = [[town, name + "镇"] for town, (name, _, _) in TOWNS.items()]
    divisions += [[v, village_name(v)] for v in VILLAGES]
    put(COUNTY, "divisions.csv", "code,name", divisions)
    put(COUNTY, "offices.csv", columns,
        [[code, "happiness", name + "项目办公室", start, ENDED[code[:9]]]
         for code, name in divisions])


def staff():
    columns = "division,login,name,role"
    put("0", "staff.csv", columns, [["35", "province.head", official(), "head"],
                                    ["35", "province.clerk", official(), "clerk"],
                                    ["35", "province.security", official(), "sec_admin"]])
    county = [("head", "head"), ("finance", "finance"), ("cashier", "finance"),
              ("conflicts", "conflict_admin"), ("approver", "approver"),
              ("security", "sec_admin"), ("clerk", "clerk")]
    STAFF[COUNTY] = {login: official() for login, _ in county}
    put("35", "staff.csv", columns,
        [[COUNTY, f"county.{login}", STAFF[COUNTY][login], role] for login, role in county])
    rows = []
    for town, (_, latin, count) in TOWNS.items():
        STAFF[town] = {role: official() for role in ("head", "finance", "clerk")}
        rows += [[town, f"{latin}.{role}", STAFF[town][role], role] for role in STAFF[town]]
        for i in range(count):
            STAFF[f"{town}{201 + i}"] = {"clerk": official(), "chair": official()}
            rows.append([f"{town}{201 + i}", f"{latin}{i + 1}.clerk",
                         STAFF[f"{town}{201 + i}"]["clerk"], ["clerk", "head"]])
    put(COUNTY, "staff.csv", columns + ",phone",
        [row + [str(13000000901 + i)] for i, row in enumerate(rows)])


def calendar():
    """The days of 2017 that differ from the week, and the days off between them."""
    def days(first, last):
        first, last = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
        return [str(first + datetime.timedelta(i)) for i in range((last - first).days + 1)]
    rows = []
    for note, off, worked in [
            ("元旦", days("2017-01-01", "2017-01-02"), []),
            ("春节", days("2017-01-27", "2017-02-02"), ["2017-01-22", "2017-02-04"]),
            ("清明节", days("2017-04-02", "2017-04-04"), ["2017-04-01"]),
            ("劳动节", days("2017-04-29", "2017-05-01"), []),
            ("端午节", days("2017-05-28", "2017-05-30"), ["2017-05-27"]),
            ("国庆节、中秋节", days("2017-10-01", "2017-10-08"), ["2017-09-30"])]:
        rows += [[day, "no", note] for day in off] + [[day, "yes", note + "调休"] for day in worked]
    put("0", "calendar_days.csv", "date,is_working_day,note", sorted(rows))


def wan(yuan):
    """Yuan as 万元, without needless zeros."""
    whole = f"{yuan / 10000:.4f}".rstrip("0").rstrip(".")
    return whole + "万元"


def county_funds():
    sources, bookings = [], []
    came = [(2003, i, *first, "2003-11-01") for i, first in enumerate(FIRST, 1)]
    came += [(2005 + i, 1, "social_maintenance_levy", amount, "区财政从社会抚养费中划拨",
              f"{2005 + i}-01-15") for i, amount in enumerate(LEVIES)]
    for year, i, kind, amount, note, day in came:
        sources.append([f"S{year}-{i:02}", kind, amount + "万元", year, note])
        bookings.append(["source_in", f"S{year}-{i:02}", round(float(amount) * 10000), day,
                         f"B{year}-{i:02}", "card"])
    put(COUNTY, "sources.csv", "document_no,kind,amount,year,note", sources)
    put(COUNTY, "bookings.csv", "kind,source,amount,paid_on,receipt_no,method", bookings)
    put(COUNTY, "fund_accounts.csv", "title,bank,opened_on,account_no",
        [["龙文区幸福工程资金专户", "样例银行龙文支行", "2003-10-20", "99010120030000000001"]])
    put(COUNTY, "reference_values.csv", "kind,year,value,document_no",
        [["local_average_income", year, LOCAL_AVERAGE * 100, f"L{year}"]
         for year in range(2003, 2018)])
    put(COUNTY, "project_points.csv", "point_no,name,established_on,villages",
        [["LW-P1", "龙文区幸福工程项目点", "2003-11-01", VILLAGES]])
    put(COUNTY, "points_running.csv", "point_no,point_state,since",
        [["LW-P1", "running", "2003-11-01"]])
    put(COUNTY, "rounds.csv", "point,round_no,starts_on,ends_on",
        [["LW-P1", i + 1, f"{2003 + 2 * i}-11-01", f"{2005 + 2 * i}-10-31"] for i in range(7)])


# ---- Batches 1 to 23, taken over from paper ------------------------------------------------------

def taken_over(past, income):
    folder = f"{COUNTY}/takeover"
    put(folder, "batches.csv",
        "batch_no,point,towns,taken_over,taken_over_on,paper_amount,paper_households,paper_persons,"
        "paper_released_on",
        [[i, "LW-P1", towns_of(i), "yes", "2017-01-01", wan(sum(principals)), len(principals), persons,
          f"{year}-{month:02}-20"]
         for i, (year, month, principals, persons) in enumerate(BATCHES[:23], 1)])
    houses = list({x.house.number: x.house for x in past}.values())
    put(folder, "households.csv", "number,village,address", [h.line() for h in houses])
    put(folder, "persons.csv", "name,village,household,relation,id_number,phone",
        [line for h in houses for line in h.persons()])
    put(folder, "contracts.csv",
        "contract_no,household,mother,batch,principal,signed_on",
        [[x.no, x.house.number, x.house.mother, x.batch, x.principal, x.paid]
         for x in past])
    put(folder, "payouts.csv", "kind,contract,amount,paid_on,receipt_no",
        [["disburse", x.no, x.principal, x.paid, "P" + x.no[2:]] for x in past])
    back = [x for x in past if x.batch < 20]
    put(folder, "repayments.csv", "kind,contract,amount,paid_on,receipt_no",
        [["repay", x.no, x.principal, x.repaid, "R" + x.no[2:]] for x in back])
    put(folder, "surveys.csv", "contract,survey_round,surveyed_on,surveyors,income_before,"
        "income_after,out_of_poverty",
        [[x.no, 1, f"{x.repaid[:7]}-{21 + i % 8}", "区、镇项目办", *income[x.no]]
         for i, x in enumerate(back)])


# ---- What is typed in 2017 -----------------------------------------------------------------------

def by(things, key):
    result = {}
    for thing in things:
        result.setdefault(key(thing), []).append(thing)
    return result


def repayments(past):
    for village, some in by([x for x in past if x.batch in (20, 21)],
                            lambda x: x.village).items():
        put(village, "repayments.csv",
            "kind,contract,amount,paid_on,receipt_no,method,payer,collected_by",
            [["repay", x.no, x.principal, x.repaid, f"R{village}-2017-{i:03}",
              ["cash", "card"][i % 2], ["mother", "mother", "family"][i % 3],
              STAFF[village]["clerk"]] for i, x in enumerate(some, 1)])
    # The township has the same paper before it, and types it once more.
    first = FILES["350603100201", "repayments.csv"][1]
    again = next(row for row in first if row[1].startswith("LW-21-"))
    put(LANTIAN, "story-2-repayments.csv",
        "kind,contract,amount,paid_on,receipt_no,method,payer,collected_by",
        [again[:7] + [STAFF[LANTIAN]["finance"]]])


def effect_surveys(past, income):
    everybody = "区项目办、四镇项目办、各村项目办"
    basis = {"yes": "现金收支账、现场看项目", "no": "项目收益尚不稳定"}
    for town, some in by([x for x in past if x.batch in (20, 21)], lambda x: x.town).items():
        put(town, "effect_surveys.csv", "contract,survey_round,surveyed_on,surveyors,"
            "income_before,income_after,out_of_poverty,basis,satisfaction",
            [[x.no, 1, f"2017-08-{1 + i % 25:02}", f"{STAFF[town]['head']}、{STAFF[town]['clerk']}",
              *income[x.no], basis[income[x.no][2]], 3 + rule(i, 3, 16)]
             for i, x in enumerate(some)])
    put(COUNTY, "cycle_assessments.csv", "batch,held_on,participants,lessons,next_advice",
        [[20, "2017-09-27", everybody, "到期前一个月通知到户，没有逾期", "优先安排二女户"],
         [21, "2017-09-28", everybody, "养殖户受价格影响，须早些走访", "每户每半年至少走访一次"]])


PROJECTS = [("planting", "种香蕉三亩", "with_cooperative"), ("breeding", "养母猪四头", "with_company"),
            ("planting", "种蘑菇两棚", "with_base"), ("breeding", "养番鸭三百只", "with_able_person"),
            ("processing", "做手工面线", "none"), ("planting", "种芦笋两亩", "with_cooperative"),
            ("breeding", "养鱼一口塘", "with_base"), ("trade", "开村里的杂货店", "none"),
            ("planting", "种水仙花两亩", "with_company"), ("breeding", "养蜂三十箱", "with_able_person"),
            ("service", "办理发店", "none"), ("transport", "买农用三轮车运菜", "none")]
TROUBLES = ["饲料涨价", "雨水多，病害重", "缺少销路", "缺少技术", "没有", "种苗成活率低", "运费高"]
HELP = ["请农技员上门两次", "联系镇上的合作社收购", "介绍到能人家学一周", "帮助买了药和石灰",
        "帮助算清了收支账", "村里借给排水泵", "联系车辆统一运到市场"]
WORDS = ["比去年好", "想再扩大一点", "孩子的学费有了", "今年刚够本，明年会好", "感谢来看我们"]


def visits(all_loans):
    """September 2017: each village sees all its loans of batch 24, and its first of batch 23."""
    for village, some in by([x for x in all_loans if x.batch >= 23], lambda x: x.village).items():
        some = some[:1] + [x for x in some[1:] if x.batch == 24]
        rows = []
        for i, x in enumerate(some):
            n = VILLAGES.index(village) * 5 + i
            new, project = x.batch == 24, PROJECTS[rule(x.house.seed, 12, 17)][1]
            income = 0 if new else 4000 + 10 * rule(n, 500, 18)
            cost = 2000 + 10 * rule(n, 300, 19)
            trouble, answer = TROUBLES[rule(n, 7, 20)], HELP[rule(n, 7, 21)]
            said = f"{project}，已投入{cost}元，" + ("刚起步" if new else f"卖得{income}元") + \
                f"；{village_name(village)}{x.house.mother[0]}家看了现场"
            rows.append([x.no, "routine" if new else "return_visit",
                         f"2017-09-{4 + rule(n, 22, 22):02}", STAFF[village]["clerk"], "yes",
                         project, "yes", trouble, answer, income, cost, said,
                         WORDS[rule(n, 5, 23)], f"{village}-201709-{i + 1:02}.jpg"])
        put(village, "follow_up_visits.csv",
            "contract,kind,visited_on,visitors,used_as_planned,used_for,matches_plan,difficulties,"
            "help_given,income_so_far,cost_so_far,comment,mother_words,photo", rows)


class Applicant:
    """A mother who applies for a loan of batch 24, with what her village typed of her."""

    def __init__(self, house, n, per_head=None):
        self.house, self.village = house, house.village
        self.no = f"A{house.village}-2017-{n:02}"
        s = house.seed
        self.per_head = per_head or 3900 + 5 * rule(s, 110, 24)
        self.cost = 600 + 300 * rule(s, 7, 25)
        self.kind, self.project, self.linkage = PROJECTS[rule(s, 12, 17)]
        self.day = 8 + rule(s, 5, 26)
        self.own = 2000 + 500 * rule(s, 9, 27)
        self.months = 8 + rule(s, 12, 28)

    def application(self):
        return [self.no, self.house.number, self.house.mother, 24,
                f"2017-05-{15 + self.day % 5}", self.kind, self.project, self.linkage,
                20000 + self.own, self.own, self.months, 20000, self.per_head, *["yes"] * 5]


APPLICATION = ("application_no,household,mother,batch,applied_on,project_kind,project,linkage_mode,"
               "total_cost,own_money,return_months,amount_requested,income_before,c1,c2,c3,c4,c5")
HOUSEHOLD = "number,village,address,kind"
PERSON = "name,village,household,relation,id_number,phone,birth_date,sex"
INCOME = "household,year,basis,total_income,production_cost,members_counted,surveyed_on"
DECISION = "application,stage,decision,opinion,decided_on,decided_by"


def income_line(a, per_head, day):
    return [a.house.number, 2016, "application", per_head * a.house.size + a.cost, a.cost,
            a.house.size, day]


def village_papers(village, some, births):
    """W-01 in one village, for all who apply there, up to the end of the notice."""
    clerk, chair = STAFF[village]["clerk"], STAFF[village]["chair"]
    surveyors = f"{clerk}、{STAFF[village[:9]]['clerk']}"
    put(village, "households.csv", HOUSEHOLD, [a.house.line() for a in some])
    put(village, "persons.csv", PERSON,
        [line for a in some for line in a.house.persons(births.get(a.no, ""))])
    put(village, "incomes.csv", INCOME,
        [income_line(a, a.per_head, f"2017-05-{a.day:02}") for a in some])
    put(village, "household_surveys.csv",
        "household,mother,surveyed_on,surveyors,c1,c2,c3,c4,c5,wish_project,proposed_amount,"
        "conclusion,note",
        [[a.house.number, a.house.mother, f"2017-05-{a.day:02}", surveyors, *["yes"] * 5, a.project,
          20000, "suitable", "二女户" if a.house.two_daughters else ""] for a in some])
    put(village, "applications.csv", APPLICATION, [a.application() for a in some])
    reviews = []
    for i, a in enumerate(some):
        present = 7 - rule(a.house.seed, 2, 29)
        abstain = rule(a.house.seed, 2, 30)
        reviews.append([a.no, "two_committees", "2017-06-01", village_name(village) + "村委会", chair,
                        clerk, 7, present, present - abstain, 0, abstain,
                        f"Y{village}-2017-{i + 1:02}"])
    put(village, "village_reviews.csv", "application,kind,held_on,place,chair,recorder,eligible,"
        "present,votes_for,votes_against,abstain,minutes_no", reviews)
    notice = f"G{village}-2017-01"
    put(village, "public_notices.csv",
        "number,kind,subject_kind,starts_on,days,start_photo,items,channels",
        [[notice, "publicity", "aid_list", "2017-06-05", 7, f"{notice}-start.jpg",
          [a.no for a in some], ["village_board", "group_board"]]])
    put(village, "notices_ended.csv", "number,closed_on,end_photo",
        [[notice, "2017-06-13", f"{notice}-end.jpg"]])


def township_papers(town, some, agreed):
    """What the two towns of batch 24 type: agreement, forms, and after the approval the money."""
    head, finance, clerk = STAFF[town].values()
    put(town, "review_decisions.csv", DECISION,
        [[a.no, "township", "agree", "", "2017-06-14", head] for a in agreed])
    paid = {a.house.number: a for a in agreed}
    paid = [(x, paid[x.house.number]) for x in some]
    put(town, "forms.csv", "application,copies,forms_completed,county_submitted",
        [[a.no, ["village", "township", "county", "file"], "2017-06-19", "2017-06-21"]
         for _, a in paid])
    put(town, "allocations_received.csv", "document_no,received_on,received_amount",
        [[f"BK2017-24-{town[6:]}", "2017-07-17", "24万元"]])
    put(town, "contracts.csv",
        "contract_no,household,mother,batch,principal,signed_on,application,use_of_money",
        [[x.no, x.house.number, x.house.mother, 24, x.principal, x.paid, a.no, a.project]
         for x, a in paid])
    put(town, "guarantors.csv", "contract,name,position,village,signed_on,sealed",
        [[x.no, STAFF[x.village]["chair"], ["village_party_branch", "villagers_committee"][i % 2],
          x.village, x.paid, "yes"] for i, (x, _) in enumerate(paid)])
    put(town, "meetings.csv", "number,village,batch,held_on,presided_by,witnesses,method",
        [[f"M{village}-24", village, 24, "2017-07-20",
          f"区项目办{STAFF[COUNTY]['clerk']}、镇项目办{head}", STAFF[village]["chair"], "card"]
         for village in by(some, lambda x: x.village)])
    put(town, "payouts.csv",
        "kind,contract,amount,paid_on,receipt_no,method,meeting,card_seen,paid_by",
        [["disburse", x.no, x.principal, x.paid, f"P{town}-2017-{i:03}", "card",
          f"M{x.village}-24", "yes", f"{finance}、{STAFF[COUNTY]['clerk']}"]
         for i, (x, _) in enumerate(paid, 1)])


def county_papers(some, applicants):
    """What the county types of batch 24."""
    put(COUNTY, "batch24.csv",
        "batch_no,point,planned_amount,planned_households,decided_on,minutes,due_on,towns",
        [[24, "LW-P1", "48万元", 24, "2017-07-11", "2017年第3次组委会会议纪要", "2019-07-20",
          towns_of(24)]])
    put(COUNTY, "allocations.csv", "town,batch,amount,document_no,ordered_on,paid_on",
        [[town, 24, "24万元", f"BK2017-24-{town[6:]}", "2017-07-13", "2017-07-14"]
         for town in towns_of(24)])
    approver = STAFF[COUNTY]["approver"]
    chosen = [applicants[x.house.number] for x in some]
    put(COUNTY, "approvals.csv", DECISION,
        [[a.no, "county", "agree", "", "2017-07-12", approver] for a in chosen])
    put(COUNTY, "amounts.csv", "application,amount_approved,term_months",
        [[a.no, 20000, 24] for a in chosen])
    put(COUNTY, "accounts.csv", "person,account",
        [[x.house.mother, card(i)] for i, x in enumerate(some, 1)])


def batch24(some):
    """Batch 24 in full, and those who applied for it and are not paid."""
    applicants, counts, births = {}, {}, {}

    def apply(house, per_head=None):
        counts[house.village] = counts.get(house.village, 0) + 1
        applicants[house.number] = Applicant(house, counts[house.village], per_head)
        return applicants[house.number]

    for x in some:
        apply(x.house)

    # Story 3: a mother with one ID number whom two villages propose; one without a number.
    twice = House("350603101204", 4, 2017, live=True)
    apply(twice)
    unknown = House("350603101208", 4, 2017, live=True, with_number=False)
    births[apply(unknown).no] = "1981-06-17"
    # Story 4: somebody objects on the last day of the notice. Story 5: two measured her income.
    opposed = apply(House("350603103208", 4, 2017, live=True))
    measured_twice = House("350603101206", 4, 2017, live=True)
    income = apply(measured_twice, per_head=4200)
    income.cost = 1200

    paid = {x.house.number for x in some}
    papers = by(applicants.values(), lambda a: a.village)
    for village, those in papers.items():
        village_papers(village, those, births)
    for town, loans_there in by(some, lambda x: x.town).items():
        agreed = [a for a in applicants.values() if a.village[:9] == town
                  and (a.house.number in paid or a is opposed)]
        township_papers(town, loans_there, agreed)
    county_papers(some, applicants)
    same_mother(twice, "350603103204", counts, wrong_digit=True)
    same_mother(unknown, "350603103207", counts, births=births[applicants[unknown.number].no])
    objection(opposed)
    put(BUWEN, "story-5-incomes.csv", INCOME, [income_line(income, 4900, "2017-05-16")])
    put(COUNTY, "story-5-decisions.csv", "type,field,value,reason",
        [["income_record", "total_income", 4900 * 4 + 1200, "镇项目办看过卖猪的收据"]])
    assert income_line(income, 4900, "")[3] == 4900 * 4 + 1200


def same_mother(first, village, counts, wrong_digit=False, births=""):
    """Story 3 in the second village; the first typed her with its others."""
    house = House(village, 4, 2017, live=True, mother=first.mother, with_number=False)
    house.id_number = first.id_number
    if wrong_digit:  # the same family; the others only have the mother's name in common
        house.phone, house.members, house.kin = "", first.members, first.kin
        house.two_daughters = first.two_daughters
    counts[village] += 1
    put(village, "story-3-households.csv", HOUSEHOLD, [house.line()])
    put(village, "story-3-persons.csv", PERSON, house.persons(births))
    put(village, "story-3-applications.csv", APPLICATION,
        [Applicant(house, counts[village]).application()])
    if wrong_digit:
        right = house.id_number
        house.id_number = right[:14] + str((int(right[14]) + 1) % 10) + right[15:]
        assert check_character(house.id_number[:17]) != house.id_number[17]
        put(village, "story-3-refused.csv", PERSON, house.persons()[:1])
        house.id_number = right
    lines = FILES.setdefault((COUNTY, "story-3-links.csv"), (
        "household,same_as_household,linked_on,reason,undone_on,undone_reason".split(","), []))[1]
    lines.append([house.number, first.number, "2017-06-20"]
                 + (["身份证号相同，看过证件", "", ""] if wrong_digit
                    else ["姓名和出生日期相同", "2017-06-27", "看过两张身份证，是两个人"]))


def objection(a):
    put(a.village, "story-4-objections.csv",
        "application,notice,raised_on,channel,raised_by,content",
        [[a.no, f"G{a.village}-2017-01", "2017-06-12", "村务公开栏电话", "", "反映该户有楼房出租，收入没有计算"]])
    put(GUOKENG, "story-4-handling.csv", "application,handler,finding,result,answered_on",
        [[a.no, STAFF[GUOKENG]["head"], "入户核实，出租收入属实", "upheld", "2017-06-23"]])


def build():
    offices()
    staff()
    calendar()
    county_funds()
    every = loans()
    past, new = [x for x in every if x.batch < 24], [x for x in every if x.batch == 24]
    income = measured([x for x in past if x.batch <= 21])
    taken_over(past, income)
    repayments(past)
    effect_surveys(past, income)
    visits(every)
    batch24(new)


# ---- The check: what lies in the folder, read again ----------------------------------------------

def read(pattern):
    """The lines of all files of a name, each with its office under "at"."""
    lines = []
    for path in sorted(FOLDER.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            at = path.relative_to(FOLDER).parts[0]
            lines += [dict(row, at=at) for row in csv.DictReader(file)]
    return lines


def both(name, takeover=None):
    return read(f"*/{name}.csv") + read(f"{COUNTY}/takeover/{takeover or name}.csv")


def fen(words):
    unit = 1_000_000 if words.endswith("万元") else 100
    return round(float(words.removesuffix("万元")) * unit)


def unique(values, count=None):
    values = list(values)
    assert len(set(values)) == len(values), "something stands twice"
    assert count is None or len(values) == count, (len(values), count)


def check_loans():
    contracts, payouts = both("contracts"), both("payouts")
    persons = both("persons")
    members = by(persons, lambda p: p["household"])
    paid = {p["contract"]: p for p in payouts}
    unique((c["contract_no"] for c in contracts), 987)
    unique((p["contract"] for p in payouts), 987)
    for c in contracts:
        p = paid[c["contract_no"]]
        assert p["amount"] == c["principal"] and p["paid_on"] == c["signed_on"]
        family = members[c["household"]]
        assert [m["name"] for m in family if m["relation"] == "mother"] == [c["mother"]]
        assert c.get("beneficiaries", str(len(family))) == str(len(family))
    for i, (year, month, principals, count) in enumerate(BATCHES, 1):
        mine = [c for c in contracts if c["batch"] == str(i)]
        assert sorted(int(c["principal"]) for c in mine) == sorted(principals)
        assert {c["signed_on"] for c in mine} == {f"{year}-{month:02}-20"}
        assert sum(len(members[c["household"]]) for c in mine) == count
        assert {c["household"][:9] for c in mine} <= set(towns_of(i))
    again = [c for c in contracts if c["batch"] in ("17", "20")]
    again = [k for k, v in by(again, lambda c: (c["household"], c["mother"])).items() if len(v) > 1]
    assert len(again) == 1
    unique({(c["household"], c["mother"]) for c in contracts}, 986)
    assert {c["household"][:12] for c in contracts} == set(VILLAGES)
    unique(r["receipt_no"] for r in payouts + both("repayments") + read("*/bookings.csv"))
    for paper in read(f"{COUNTY}/takeover/batches.csv"):
        mine = [c for c in contracts if c["batch"] == paper["batch_no"]]
        assert fen(paper["paper_amount"]) == sum(fen(c["principal"]) for c in mine)
        assert int(paper["paper_households"]) == len(mine)
        assert int(paper["paper_persons"]) == sum(len(members[c["household"]]) for c in mine)


def check_people():
    persons, loan = both("persons"), {c["mother"]: c for c in both("contracts")}
    numbers = [p["id_number"] for p in persons if p["id_number"]]
    unique(numbers)
    # 986 who were lent to, three of the stories; the fourth has no number.
    assert len(numbers) == 989
    unique(p["name"] for p in persons)
    unique(p["phone"] for p in persons + read(f"{COUNTY}/staff.csv") if p["phone"])
    for number in numbers:
        assert number[:6] == "990101" and check_character(number[:17]) == number[17]
        assert int(number[16]) % 2 == 0
    for p in persons:
        if p["name"] in loan:
            born, signed = p["id_number"][6:14], loan[p["name"]]["signed_on"].replace("-", "")
            assert 18 <= (int(signed) - int(born)) // 10000 <= 65
    households = both("households")
    unique(h["number"] for h in households + read("*/story-3-households.csv"))
    assert {p["household"] for p in persons} == {h["number"] for h in households}
    unique((a["account"] for a in read(f"{COUNTY}/accounts.csv")), 24)


def check_surveys():
    past = {c["contract_no"] for c in both("contracts") if int(c["batch"]) <= 21}
    surveys = both("effect_surveys", "surveys")
    unique((s["contract"] for s in surveys), SURVEYS)
    assert {s["contract"] for s in surveys} == past
    before = [int(s["income_before"]) for s in surveys]
    assert max(before) < LOCAL_AVERAGE and sum(before) == BEFORE and len(set(before)) > 300
    after = [int(s["income_after"]) for s in surveys]
    assert sum(after) == AFTER and len(set(after)) > 300
    assert sum(s["out_of_poverty"] == "yes" for s in surveys) == EXITS
    for s in surveys:
        assert (int(s["income_after"]) >= LOCAL_AVERAGE) == (s["out_of_poverty"] == "yes")
        assert s["surveyed_on"] <= LAST_DAY
    for batches in ({20, 21}, set(range(1, 22))):
        mine = [s for s in surveys if int(s["contract"][3:5]) in batches]
        assert sum(s["out_of_poverty"] == "yes" for s in mine) * 100 >= 88 * len(mine)


def check_books():
    """The money that is there, day by day: never less than nothing."""
    moves = [(b["paid_on"], fen(b["amount"])) for b in read("*/bookings.csv")]
    moves += [(r["paid_on"], fen(r["amount"])) for r in both("repayments")]
    moves += [(p["paid_on"], -fen(p["amount"])) for p in both("payouts")]
    days, balance, least = {}, 0, []
    for day, amount in moves:
        days[day] = days.get(day, 0) + amount
    for day in sorted(days):
        balance += days[day]
        least.append(balance)
    assert min(least) >= 0 and max(days) <= LAST_DAY
    assert balance == fen("33.56万元")
    owed = {c["contract_no"]: fen(c["principal"]) for c in both("contracts")}
    back = both("repayments")
    unique((r["contract"] for r in back), SURVEYS)
    assert all(owed[r["contract"]] == fen(r["amount"]) for r in back)
    live = read("*/repayments.csv")
    assert len(live) == 72 and sum(fen(r["amount"]) for r in live) == 72 * 1_000_000
    assert {r["paid_on"] for r in live} == {"2017-05-10", "2017-07-10"}
    assert {r["at"] for r in live} == set(VILLAGES)
    sources = {s["document_no"]: fen(s["amount"]) for s in read("*/sources.csv")}
    assert sources == {b["source"]: fen(b["amount"]) for b in read("*/bookings.csv")}
    (twice,) = read("*/story-2-repayments.csv")
    assert [r["contract"] for r in live if r["receipt_no"] == twice["receipt_no"]] == \
        [twice["contract"]] and twice["contract"].startswith("LW-21-")


def check_applications():
    incomes = {i["household"]: i for i in read("*/incomes.csv")}
    applications = {a["application_no"]: a for a in read("*/applications.csv")}
    assert len(applications) == 28
    contracts = read("*/contracts.csv")
    assert len(contracts) == 24
    for papers in ("approvals", "amounts", "forms", "guarantors", "review_decisions"):
        unique(p.get("application") or p["contract"] for p in read(f"*/{papers}.csv"))
    approved = {d["application"] for d in read(f"{COUNTY}/approvals.csv")}
    assert approved == {c["application"] for c in contracts}
    agreed = {d["application"] for d in read("*/review_decisions.csv")}
    (objected,) = read("*/story-4-objections.csv")
    assert agreed == approved | {objected["application"]}
    for c in contracts:
        a = applications[c["application"]]
        assert (a["household"], a["mother"]) == (c["household"], c["mother"])
    for a in applications.values():
        i = incomes[a["household"]]
        net = int(i["total_income"]) - int(i["production_cost"])
        assert net == int(a["income_before"]) * int(i["members_counted"])
        assert int(a["income_before"]) < LOCAL_AVERAGE
        assert int(a["total_cost"]) <= int(a["amount_requested"]) + int(a["own_money"])
    for r in read("*/village_reviews.csv"):
        counted = sum(int(r[k]) for k in ("votes_for", "votes_against", "abstain"))
        assert counted == int(r["present"]) and 3 * counted >= 2 * int(r["eligible"])
        assert 2 * int(r["votes_for"]) > counted
    items = [x for n in read("*/public_notices.csv") for x in n["items"].split(",")]
    unique(items, 28)
    money = by(read("*/payouts.csv"), lambda p: p["at"])
    for a in read(f"{COUNTY}/allocations.csv"):
        assert fen(a["amount"]) == sum(fen(p["amount"]) for p in money[a["town"]])


def awk(without=""):
    files = sorted(FOLDER.glob("*/*.csv")) + sorted(FOLDER.glob("*/takeover/*.csv"))
    command = ["awk", "-v", f"without={without}", "-f", str(HERE / "longwen-expected.awk")]
    found = subprocess.run(command + [str(f) for f in files], check=True, capture_output=True,
                           text=True).stdout
    return dict(line.split(",") for line in found.splitlines())


def check():
    check_loans()
    check_people()
    check_surveys()
    check_books()
    check_applications()
    found = awk()
    for name, value in PUBLISHED.items():
        assert found[name] == value, (name, found[name], value)
    # Every figure that can be added is the sum over the towns, each as what its absence takes away.
    for name in ("lent", "household_times", "persons", "recovered", "outstanding", "due_2017",
                 "surveys", "exits", "income_before_sum", "income_after_sum", "visits"):
        parts = [float(found[name]) - float(awk(town)[name]) for town in TOWNS]
        assert abs(sum(parts) - float(found[name])) < 1e-6, name
    size = sum(f.stat().st_size for f in FOLDER.rglob("*.csv"))
    count = len(list(FOLDER.rglob("*.csv")))
    print(f"{count} files, {size} bytes; all figures agree")


if __name__ == "__main__":
    if sys.argv[1:] == []:
        build()
        write()
    elif sys.argv[1:] != ["check"]:
        sys.exit(__doc__)
    check()
