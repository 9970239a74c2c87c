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
MOST_LOSS, MOST_REFUNDS = F(5, 100), F(10, 100)
RETURN = F(20, 100), F(30, 100)


def read(path):
    with open(os.path.join(here, "..", path), encoding="utf-8") as f:
        return list(csv.DictReader(f))


BRANCHES, CAMPUSES, STAFF = read("data/branch.csv"), read("data/campus.csv"), read("data/staff.csv")
RESPONSES, ANSWERS = read("data/response.csv"), read("data/answer.csv")
COMPLAINTS, LEDGER = read("data/complaint.csv"), read("data/ledger.csv")
ITEMS = {(i["form"], i["number"]): i for i in read("item.csv")}
ENROLLED = {c["id"]: int(c["enrolled"]) for c in CAMPUSES}


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


def node(children):
    """The weighted mean of the children that are there, if they carry half of the weight."""
    there = [(w, v) for w, v in children if v is not None]
    weight = sum(w for w, _ in there)
    if not weight or F(weight) / sum(w for w, _ in children) < HALF:
        return None
    return sum(w * v for w, v in there) / F(weight)


def coverage(children):
    return F(sum(w * c for w, c in children)) / sum(w for w, _ in children)


def there(value):
    return int(value is not None)


def scores(answers, indicator):
    """The mean of one indicator on a scale from 0 to 100; too few scores are none."""
    points = [25 * (int(a["score"]) - 1) for a in answers if a["indicator"] == indicator and a["score"] not in ("", "99")]
    return F(sum(points), len(points)) if len(points) >= LEAST_SCORES else None


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
        if r["form"] == "factors" or (items and F(answered, len(items)) < LEAST_ANSWERED):
            result[r["id"]] = "excluded"
        else:
            result[r["id"]] = "included" if items else "excluded"
    return result


def counted_answers(period, valid):
    """The answers of valid questionnaires, each with what it measures, of whom, and where it was given."""
    of = {r["id"]: r for r in RESPONSES}
    rows = [a for a in within(ANSWERS, "answered", period) if valid.get(a["response"]) == "included"]
    return [{**a, **ITEMS[of[a["response"]]["form"], a["number"]], "staff": of[a["response"]]["staff"], "campus": of[a["response"]]["campus"]} for a in rows]


def blocks(answers):
    """Work standard and service level, and how much of each was there."""
    result = []
    for parts in STANDARD, SERVICE:
        children = [(w, scores(answers, name)) for w, name in parts]
        result += [node(children), coverage([(w, there(v)) for w, v in children])]
    return result


def staff_results(answers, complaints, limit):
    own = grouped([a for a in answers if a["counts_for"] == "employee"], lambda a: a["staff"])
    about = grouped(complaints, lambda c: c["staff"])
    for person in STAFF:
        key = person["id"]
        standard, standard_cov, service, service_cov = blocks(own[key])
        value = total(node([(30, standard), (40, service)]), about[key], limit)
        yield {"id": key, "staff_satisfaction": text(value),
               "staff_satisfaction_coverage": text(coverage([(30, standard_cov), (40, service_cov)]), 4),
               "staff_standard": text(standard), "staff_service": text(service), "staff_level": level(value)}


def ratio(rows, above, below):
    """The quotient of two sums; none without rows, or when an amount above is not known."""
    if not rows or any(r[above] == "" for r in rows):
        return None
    return sum(F(r[above]) for r in rows) / sum(F(r[below]) for r in rows)


def falling(share, most):
    return None if share is None else 100 * (1 - min(share / most, F(1)))


def management(answers, books):
    renewal = ratio(books, "renewed", "due")
    return [scores(answers, "communication"), scores(answers, "class_service"),
            falling(ratio(books, "loss", "budget"), MOST_LOSS), falling(ratio(books, "refunds", "revenue"), MOST_REFUNDS),
            None if renewal is None else 100 * min(renewal, F(1))]


def campus_results(answers, complaints, books, limit):
    """The rows of campuses, and their exact scores."""
    of_campus = grouped([a for a in answers if a["counts_for"] in ("employee", "campus_level")], lambda a: a["campus"])
    of_management = grouped([a for a in answers if a["counts_for"] == "management_level"], lambda a: a["campus"])
    about, books = grouped(complaints, lambda c: c["campus"]), grouped(books, lambda r: r["campus"])
    rows, values = [], {}
    for key in ENROLLED:
        standard, standard_cov, service, service_cov = blocks(of_campus[key])
        aspects = management(of_management[key], books[key])
        block = node([(1, v) for v in aspects])
        values[key] = total(node([(30, standard), (40, service), (30, block)]), about[key], limit)
        rows.append({"id": key, "management": text(block), "management_coverage": text(F(sum(map(there, aspects)), 5), 4),
                     "satisfaction": text(values[key]),
                     "satisfaction_coverage": text(coverage([(30, standard_cov), (40, service_cov), (30, there(block))]), 4),
                     "standard": text(standard), "service": text(service),
                     "level": level(values[key]), "level_as_written": level_as_written(values[key])})
    forced = levels_forced(values)
    return [{**r, "level_forced": forced[r["id"]]} for r in rows], values


def pupils(branch):
    return sum(ENROLLED[c["id"]] for c in CAMPUSES if c["branch"] == branch)


def customers_per_pupil(responses, campus):
    if not ENROLLED[campus]:
        return None
    return F(len({r["customer"] for r in responses if r["campus"] == campus}), ENROLLED[campus])


def branch_results(values, responses, large):
    for key in (b["id"] for b in BRANCHES):
        campuses = [c["id"] for c in CAMPUSES if c["branch"] == key]
        # Scores enter the mean at twelve decimals; what was stored so is judged at nine.
        known = [(ENROLLED[c], rounded(values[c], 12, even=True)) for c in campuses if values[c] is not None]
        weight = sum(w for w, _ in known)
        value = sum(w * v for w, v in known) / weight if weight else None
        visits = [v for v in (customers_per_pupil(responses, c) for c in campuses) if v is not None]
        visited = min(visits) >= 1 if pupils(key) > large and visits else None
        yield {"id": key, "branch_satisfaction": text(value), "branch_satisfaction_coverage": text(there(value), 4),
               "branch_level": level(None if value is None else rounded(value, 9, even=True)), "each_visited": yes_no(visited)}


def campus_month_results(period, responses, valid, large):
    usable = [r for r in responses if valid[r["id"]] == "included"]
    for campus in CAMPUSES:
        for month in months(period):
            returned = customers_per_pupil([r for r in usable if r["answered"][:7] == month], campus["id"])
            asked = pupils(campus["branch"]) >= large and returned is not None
            yield {"campus": campus["id"], "month": month,
                   "monthly_return": yes_no(RETURN[0] <= returned <= RETURN[1] if asked else None)}


def proportions(campuses):
    levels = [c["level"] for c in campuses if c["level"]]
    wanted = {"优秀": F(20, 100), "达标": F(70, 100), "不达标": F(10, 100)}
    return all(abs(F(levels.count(name), len(levels)) - share) <= F(5, 100) for name, share in wanted.items())


def results(period, limit=True, large=1000):
    valid = validity(period)
    answers, responses = counted_answers(period, valid), within(RESPONSES, "answered", period)
    complaints, books = within(COMPLAINTS, "received", period), within(LEDGER, "month_begins", period)
    campuses, values = campus_results(answers, complaints, books, limit)
    return {"response": [{"id": k, "valid": v} for k, v in valid.items()],
            "staff": list(staff_results(answers, complaints, limit)), "campus": campuses,
            "branch": list(branch_results(values, responses, large)),
            "campus_month": list(campus_month_results(period, responses, valid, large)),
            "all": [{"proportions": yes_no(proportions(campuses))}]}


def write(name, rows):
    with open(os.path.join(here, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


for suffix, reading, wanted in (
    ("", results(QUARTER), ("response", "staff", "campus", "branch", "campus_month", "all")),
    ("_spring", results(SPRING), ("staff", "campus", "branch", "campus_month", "all")),
    ("_unlimited", results(QUARTER, limit=False), ("staff", "campus", "branch")),
    ("_all_large", results(QUARTER, large=100), ("branch", "campus_month")),
):
    for subject in wanted:
        write(subject + suffix, reading[subject])
