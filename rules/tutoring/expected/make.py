"""Makes the expected results: the regulation once more, in plain exact Python. Standard library only."""
import csv, os
from collections import defaultdict
from fractions import Fraction as F

here = os.path.dirname(os.path.abspath(__file__))

QUARTER, SPRING = ("2026-01-01", "2026-03-31"), ("2026-02-16", "2026-07-05")
STANDARD = [(10, "completion"), (20, "quality")]
SERVICE = [(10, "attitude"), (10, "timeliness"), (20, "effectiveness")]
POINTS = {"未处理": -5, "不满意": -5, "不太满意": -3, "基本满意": -1, "满意": 0, "非常满意": 2}
NO_COMPLAINT = 10
LEAST_ANSWERED, LEAST_SCORES, HALF = F(1, 2), 5, F(1, 2)
# What the customers' evaluation carries where rates stand beside it, and the rates that earn nothing.
EVALUATED = F(60, 100)
LEAST_COMPLETED, MOST_ERRORS, MOST_MAJOR, MOST_ORDINARY = F(80, 100), F(4, 100), F(1, 100), F(5, 100)
MOST_LOSS, MOST_REFUNDS, RENEWAL_TARGET = F(5, 100), F(10, 100), F(80, 100)
VISITS = F(20, 100), F(30, 100)
ELSEWHERE = ("on_site", "web", "interview", "mail")
CHANNELS = {"phone": ("phone",), "factors": ("on_site",)}


def read(path):
    with open(os.path.join(here, "..", path), encoding="utf-8") as f:
        return list(csv.DictReader(f))


BRANCHES, CAMPUSES, STAFF = read("data/branch.csv"), read("data/campus.csv"), read("data/staff.csv")
RESPONSES, ANSWERS = read("data/response.csv"), read("data/answer.csv")
COMPLAINTS, WORK, LEDGER = read("data/complaint.csv"), read("data/work.csv"), read("data/ledger.csv")
CUSTOMERS, QUARTERS = read("data/customer.csv"), read("data/quarter_end.csv")
ITEMS = {(i["form"], i["number"]): i for i in read("item.csv")}
ENROLLED = {c["id"]: sum(k["campus"] == c["id"] for k in CUSTOMERS) for c in CAMPUSES}
HOME = {e["id"]: e["campus"] for e in STAFF}


def rounded(value, decimals, even=False):
    units = F(value) * 10**decimals
    whole = (units + F(1, 2)).numerator // (units + F(1, 2)).denominator
    if even and whole - units == F(1, 2) and whole % 2:
        whole -= 1
    return F(whole, 10**decimals)


def text(value, decimals=12):
    if value is None:
        return ""
    units = rounded(value, decimals, even=True) * 10**decimals
    digits = f"{abs(units.numerator):0{decimals + 1}d}"
    return ("-" if units < 0 else "") + digits[:-decimals] + "." + digits[-decimals:]


def yes_no(answer):
    return {True: "yes", False: "no", None: ""}[answer]


def within(rows, column, period):
    return [r for r in rows if period[0] <= r[column] <= period[1]]


def months(period):
    first, last = (int(day[5:7]) for day in period)
    return [f"2026-{m:02d}" for m in range(first, last + 1)]


def grouped(rows, key):
    groups = defaultdict(list)
    for r in rows:
        groups[key(r)].append(r)
    return groups


def leaf(value):
    """A value, and how much of it is there."""
    return value, F(value is not None)


def node(children, at_least=HALF):
    """The weighted mean of the children that are there, if they carry enough of the weight; and the coverage."""
    whole = F(sum(w for w, _ in children))
    there = [(w, v) for w, (v, _) in children if v is not None]
    weight = sum(w for w, _ in there)
    value = sum(w * v for w, v in there) / F(weight) if weight and weight / whole >= at_least else None
    return value, sum(w * c for w, (_, c) in children) / whole


def scores(answers, indicator):
    """The mean of one indicator on a scale from 0 to 100; too few scores are none."""
    points = [25 * (int(a["score"]) - 1) for a in answers if a["indicator"] == indicator and a["score"] not in ("", "99")]
    return F(sum(points), len(points)) if len(points) >= LEAST_SCORES else None


def falling(share, most):
    """100 for nothing, 0 for `most` and more."""
    return None if share is None else 100 * (1 - min(share / most, F(1)))


def rising(share, least, enough):
    return None if share is None else 100 * min(max((share - least) / (enough - least), F(0)), F(1))


def ratio(rows, above, below):
    """The quotient of two sums; none without rows, or when an amount above is not known."""
    if not rows or any(r[above] == "" for r in rows):
        return None
    whole = sum(F(r[below]) for r in rows)
    return sum(F(r[above]) for r in rows) / whole if whole else None


def rates(complaints, months_of_customers, work):
    """Of complaints by severity, of lessons held, and of lessons failed."""
    def per_month(severity):
        return F(sum(c["severity"] == severity for c in complaints)) / months_of_customers if months_of_customers else None

    return per_month("重大"), per_month("一般"), ratio(work, "completed", "planned"), ratio(work, "errors", "planned")


def complaint_points(complaints):
    return sum(POINTS[c["outcome"]] for c in complaints) if complaints else NO_COMPLAINT


def total(value, complaints, limit):
    if value is None:
        return None
    value += complaint_points(complaints)
    return min(max(value, F(0)), F(100)) if limit else value


def level(value):
    if value is None:
        return ""
    whole = rounded(value, 0)
    return "优秀" if whole >= 90 else "达标" if whole >= 70 else "不达标"


def level_as_written(value):
    if value is None:
        return ""
    bands = [("优秀", 90, 100), ("达标", 70, 89)]
    return next((name for name, lo, hi in bands if lo <= value <= hi), "不达标" if value <= 69 else "")


def levels_forced(values):
    """2 : 7 : 1 by rank; equal values have the rank of the best of them."""
    known = [v for v in values.values() if v is not None]
    n = len(known)
    bounds = [("优秀", rounded(F(2 * n, 10), 0)), ("达标", rounded(F(9 * n, 10), 0)), ("不达标", n)]
    rank = {k: 1 + sum(other > v for other in known) for k, v in values.items() if v is not None}
    return {k: next(name for name, bound in bounds if rank[k] <= bound) if k in rank else "" for k in values}


def validity(period):
    """included or excluded: a questionnaire without a single item has no share of answered ones, and counts as excluded."""
    asked = grouped(within(ANSWERS, "answered", period), lambda a: a["response"])
    result = {}
    for r in within(RESPONSES, "answered", period):
        items = asked[r["id"]]
        answered = sum(a["score"] not in ("", "99") for a in items)
        if r["form"] == "factors" or r["channel"] not in CHANNELS.get(r["form"], ELSEWHERE) or (items and F(answered, len(items)) < LEAST_ANSWERED):
            result[r["id"]] = "excluded"
        else:
            result[r["id"]] = "included" if items else "excluded"
    return result


def counted_answers(period, valid):
    """The answers of valid questionnaires, each with what it measures, of whom, and where it was given."""
    of = {r["id"]: r for r in RESPONSES}
    rows = [a for a in within(ANSWERS, "answered", period) if valid.get(a["response"]) == "included"]
    return [{**a, **ITEMS[of[a["response"]]["form"], a["number"]], **{k: of[a["response"]][k] for k in ("staff", "campus", "rater")}} for a in rows]


def blocks(answers, measured):
    """Work standard, and service level with its timeliness, effectiveness and rates."""
    major, ordinary, completed, failed = measured
    heard = [a for a in answers if a["rater"] != "checking"]
    standard = node([(w, leaf(scores(answers, name))) for w, name in STANDARD])
    attitude, timely, effective = (leaf(scores(heard, name)) for _, name in SERVICE)
    points = node([(1, leaf(falling(major, MOST_MAJOR))), (1, leaf(falling(ordinary, MOST_ORDINARY))), (1, leaf(falling(failed, MOST_ERRORS)))], 0)
    timeliness = node([(EVALUATED, timely), (1 - EVALUATED, leaf(rising(completed, LEAST_COMPLETED, F(1))))])
    effectiveness = node([(EVALUATED, effective), (1 - EVALUATED, points)])
    service = node([(w, v) for (w, _), v in zip(SERVICE, (attitude, timeliness, effectiveness))])
    return standard, service, timeliness, effectiveness, points


def staff_results(answers, complaints, work, managed, limit):
    own = grouped([a for a in answers if a["counts_for"] == "employee"], lambda a: a["staff"])
    about, done = grouped(complaints, lambda c: c["staff"]), grouped(work, lambda w: w["staff"])
    for person in STAFF:
        key = person["id"]
        served = sum(int(w["served"]) for w in done[key])
        standard, service, *rest = blocks(own[key], rates(about[key], served, done[key]))
        third = [(30, leaf(managed[person["campus"]]))] if person["role"] == "campus_manager" else []
        value, covered = node([(30, standard), (40, service), *third])
        value = total(value, about[key], limit)
        yield {"id": key, "staff_satisfaction": text(value), "staff_satisfaction_coverage": text(covered, 4),
               **{name: text(v) for name, (v, _) in zip(
                   ("staff_standard", "staff_service", "staff_timeliness", "staff_effectiveness", "staff_rates"), (standard, service, *rest))},
               "staff_level": level(value)}


def management(answers, books):
    heard = [a for a in answers if a["rater"] != "checking"]
    return node([(1, leaf(v)) for v in (
        scores(heard, "communication"), scores(heard, "class_service"),
        falling(ratio(books, "loss", "budget"), MOST_LOSS), falling(ratio(books, "refunds", "revenue"), MOST_REFUNDS),
        rising(ratio(books, "renewed", "due"), F(0), RENEWAL_TARGET))])


def campus_results(answers, complaints, work, books, period, limit):
    """The rows of campuses, their exact scores, and those of their management."""
    of_campus = grouped([a for a in answers if a["counts_for"] in ("employee", "campus_level")], lambda a: a["campus"])
    of_management = grouped([a for a in answers if a["counts_for"] == "campus_management"], lambda a: a["campus"])
    about, books = grouped(complaints, lambda c: c["campus"]), grouped(books, lambda r: r["campus"])
    done = grouped(work, lambda w: HOME[w["staff"]])
    rows, values, managed = [], {}, {}
    for key in ENROLLED:
        measured = rates(about[key], ENROLLED[key] * len(months(period)), done[key])
        standard, service, *rest = blocks(of_campus[key], measured)
        managed[key], managed_cov = management(of_management[key], books[key])
        value, covered = node([(30, standard), (40, service), (30, leaf(managed[key]))])
        values[key] = total(value, about[key], limit)
        rows.append({"id": key, "management": text(managed[key]), "management_coverage": text(managed_cov, 4),
                     "satisfaction": text(values[key]), "satisfaction_coverage": text(covered, 4),
                     **{name: text(v) for name, (v, _) in zip(
                         ("standard", "service", "timeliness_score", "effectiveness_score", "rates"), (standard, service, *rest))},
                     "management_level": level(managed[key]),
                     "level": level(values[key]), "level_as_written": level_as_written(values[key]),
                     **{name: text(v) for name, v in zip(("major_rate", "ordinary_rate", "completed_rate", "error_rate"), measured)}})
    forced = levels_forced(values)
    return [{**r, "level_forced": forced[r["id"]]} for r in rows], values, managed


def pupils(branch):
    return sum(ENROLLED[c["id"]] for c in CAMPUSES if c["branch"] == branch)


def branch_results(values):
    for key in (b["id"] for b in BRANCHES):
        campuses = [c["id"] for c in CAMPUSES if c["branch"] == key]
        # Scores enter the mean at eighteen decimals; what was stored so is judged at nine.
        known = [(ENROLLED[c], rounded(values[c], 18, even=True)) for c in campuses if values[c] is not None]
        weight = sum(w for w, _ in known)
        value = sum(w * v for w, v in known) / weight if weight else None
        yield {"id": key, "branch_satisfaction": text(value), "branch_satisfaction_coverage": text(leaf(value)[1], 4),
               "branch_level": level(None if value is None else rounded(value, 9, even=True))}


def campus_month_results(period, responses, valid, many, kinds):
    """The rate of customers who were visited with a valid answer, among all or among some kinds of them."""
    sample = {k["id"]: k["campus"] for k in CUSTOMERS if k["kind"] in kinds}
    usable = [r for r in responses if valid[r["id"]] == "included" and r["customer"] in sample]
    for campus in CAMPUSES:
        for month in months(period):
            visited = {r["customer"] for r in usable if r["campus"] == campus["id"] and r["answered"][:7] == month}
            whole = sum(at == campus["id"] for at in sample.values())
            rate = F(len(visited), whole) if whole else None
            asked = pupils(campus["branch"]) >= many and rate is not None
            yield {"campus": campus["id"], "month": month, "monthly_visits": yes_no(VISITS[0] <= rate <= VISITS[1] if asked else None),
                   "visit_rate": text(rate)}


def quarters(period):
    return list(dict.fromkeys(f"2026Q{(int(m[5:]) + 2) // 3}" for m in months(period)))


def campus_quarter_results(period, every_quarter):
    """Each customer by name, over all days of the quarter, once the quarter is over."""
    visits = {(r["customer"], f"{r['answered'][:4]}Q{(int(r['answered'][5:7]) + 2) // 3}") for r in RESPONSES if r["form"] != "factors"}
    closes = {q["quarter"]: q["closes"] for q in QUARTERS}
    for campus in CAMPUSES:
        own = [k["id"] for k in CUSTOMERS if k["campus"] == campus["id"]]
        for quarter in quarters(period):
            asked = pupils(campus["branch"]) > every_quarter and closes[quarter] <= period[1]
            yield {"campus": campus["id"], "quarter": quarter,
                   "each_visited": yes_no(all((c, quarter) in visits for c in own) if asked else None)}


def proportions(campuses):
    levels = [c["level"] for c in campuses if c["level"]]
    wanted = {"优秀": F(20, 100), "达标": F(70, 100), "不达标": F(10, 100)}
    return all(abs(F(levels.count(name), len(levels)) - share) <= F(5, 100) for name, share in wanted.items())


def results(period, limit=True, many=1000, every_quarter=1000, kinds=("newcomer", "returning", "complained")):
    valid = validity(period)
    answers, responses = counted_answers(period, valid), within(RESPONSES, "answered", period)
    complaints, work, books = (within(rows, column, period) for rows, column in (
        (COMPLAINTS, "received"), (WORK, "month_begins"), (LEDGER, "month_begins")))
    campuses, values, managed = campus_results(answers, complaints, work, books, period, limit)
    return {"response": [{"id": k, "valid": v} for k, v in valid.items()],
            "staff": list(staff_results(answers, complaints, work, managed, limit)), "campus": campuses,
            "branch": list(branch_results(values)),
            "campus_month": list(campus_month_results(period, responses, valid, many, kinds)),
            "campus_quarter": list(campus_quarter_results(period, every_quarter)),
            "all": [{"proportions": yes_no(proportions(campuses))}]}


def write(name, rows):
    with open(os.path.join(here, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


for suffix, reading, wanted in (
    ("", results(QUARTER), ("response", "staff", "campus", "branch", "campus_month", "campus_quarter", "all")),
    ("_spring", results(SPRING), ("staff", "campus", "branch", "campus_month", "campus_quarter", "all")),
    ("_unlimited", results(QUARTER, limit=False), ("staff", "campus", "branch")),
    ("_all_large", results(QUARTER, many=100, every_quarter=100), ("campus_month", "campus_quarter")),
    ("_one_kind", results(QUARTER, kinds=("complained",)), ("campus_month",)),
):
    for subject in wanted:
        write(subject + suffix, reading[subject])
