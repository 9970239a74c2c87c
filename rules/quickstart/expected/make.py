"""Makes branches.csv: the survey's rules once more, in plain exact Python. Standard library only."""
import csv, os
from decimal import Decimal, ROUND_HALF_EVEN
from fractions import Fraction as F

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "..", "data", "responses.csv"), encoding="utf-8") as f:
    rows = list(csv.DictReader(f))


def mean(values, least=1):
    return sum(values, F(0)) / len(values) if len(values) >= max(least, 1) else None


def likert(rows, column):
    return mean([F(int(r[column]) - 1) * 25 for r in rows if r[column] not in ("", "99")], least=3)


def text(value):
    if value is None:
        return ""
    units = F(value) * 10**12
    near = units.numerator // units.denominator
    rest = units - near
    near += rest > F(1, 2) or (rest == F(1, 2) and near % 2 == 1)
    return str(Decimal(near).scaleb(-12).quantize(Decimal(1).scaleb(-12), ROUND_HALF_EVEN))


sites = list(dict.fromkeys(r["site"] for r in rows))
out = []
for site in sites:
    own = [r for r in rows if r["site"] == site]
    items = [(2, likert(own, "Staff (1-5)")), (1, likert(own, "Rooms (1-5)")), (1, likert(own, "Stock (1-5)"))]
    there = [(w, v) for w, v in items if v is not None]
    weight = sum(w for w, _ in there)
    opinion = sum(w * v for w, v in there) / F(weight) if weight * 2 >= 4 else None
    wait = mean([F(r["Wait (min)"]) for r in own if r["Wait (min)"]])
    wait = None if wait is None else 100 - 100 * min(max(wait / 20, F(0)), F(1))
    again = mean([F(r["Would return?"] == "Y") for r in own if r["Would return?"]])
    measured = None if wait is None or again is None else (wait + 100 * again) / 2
    score = None
    if opinion is not None and measured is not None:
        score = min(F(100), max(F(0), (70 * opinion + 30 * measured) / 100 + (1 if len(own) >= 40 else 0)))
    level = "" if score is None else next(n for n, cut in (("good", F(159, 2)), ("fair", F(119, 2)), ("poor", F(0))) if score >= cut)
    out.append([site, text(score), text(opinion), text(measured), level])
with open(os.path.join(here, "branches.csv"), "w", newline="", encoding="utf-8") as f:
    write = csv.writer(f, lineterminator="\n").writerow
    write(["site", "satisfaction", "opinion", "measured", "level"])
    for row in out:
        write(row)
