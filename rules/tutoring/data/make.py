"""Makes the tables of a made-up chain of tutoring centres, January to July 2026. Seeded; standard library only.

Most rows are drawn; what must lie exactly on an edge (a cut-off, a quota, the border of a period) is laid out by hand.
"""
import csv, os, random
from datetime import date, timedelta

rng = random.Random(20260216)
here = os.path.dirname(os.path.abspath(__file__))

ITEMS = {"phone": 6, "factors": 6, "impression": 4, "advisor": 8, "tutor": 6, "teacher": 8, "effect": 6, "management": 10}
# How many items of a questionnaire, from the first on, are about the work standard.
STANDARD = {"impression": 2, "advisor": 3, "tutor": 3, "teacher": 3}
ASKS_ABOUT = {"advisor": "course_advisor", "tutor": "teaching_advisor", "teacher": "class_teacher",
              "impression": "front_desk", "management": "campus_manager"}
ELSEWHERE = ["on_site", "web", "interview", "mail"]  # all but the telephone
KINDS = ["newcomer", "returning", "returning", "complained"]
ROLES = ["class_teacher", "course_advisor", "teaching_advisor"]
UNHANDLED, BAD, POOR, FAIR, GOOD, BEST = "未处理", "不满意", "不太满意", "基本满意", "满意", "非常满意"

BRANCHES = ["东区分公司", "西区分公司", "南区分公司", "北区分公司"]  # the last has no campus yet
# campus: branch, pupils, mood (where ratings centre, in tenths), employees
CAMPUSES = {
    "东一校区": (0, 520, 55, 5), "东二校区": (0, 330, 51, 5), "东三校区": (0, 200, 41, 5),
    "东四校区": (0, 50, 55, 4), "东五校区": (0, 40, 45, 3), "东六校区": (0, 20, 46, 3),
    "西一校区": (1, 420, 43, 5), "西二校区": (1, 320, 42, 5), "西三校区": (1, 170, 41, 4),
    "西四校区": (1, 50, 43, 4), "西五校区": (1, 40, 15, 3), "西六校区": (1, 0, 40, 2),
    "南一校区": (2, 30, 44, 3), "南二校区": (2, 24, 42, 3), "南三校区": (2, 20, 42, 3),
    "南四校区": (2, 12, 44, 3), "南五校区": (2, 10, 43, 2), "南六校区": (2, 6, 40, 1),
}
SETTLED = ["南一校区", "南二校区", "南三校区"]  # their first quarter is laid out for an exact score
SILENT = ["西六校区", "南六校区"]  # nobody there ever gives a valid answer
CLOSING = "南五校区"  # asks nobody after the winter, and never handed in its books
MIX = ["phone"] * 2 + ["impression"] * 3 + ["advisor"] * 4 + ["tutor"] * 4 + ["teacher"] * 4 + ["effect"] * 2 + ["management"] * 3
NARROW = {"东六校区": ["effect", "effect", "management"], "南五校区": ["phone", "impression", "management"]}

# January to March: valid customers, second answers of one of them, then customers who only answered
# the market research, only skipped, only opened the questionnaire. 20 % and 30 % are met exactly and missed by one.
MONTHS = {
    "东四校区": [(10, 2, 0, 0, 0), (15, 0, 1, 1, 0), (16, 0, 0, 0, 0)],
    "东五校区": [(8, 2, 0, 0, 0), (7, 0, 2, 0, 0), (7, 0, 0, 2, 0)],
    "东六校区": [(6, 0, 0, 0, 0), (7, 0, 7, 6, 0), (3, 0, 0, 0, 2)],
    "西四校区": [(9, 0, 0, 0, 0), (12, 0, 1, 0, 1), (14, 3, 0, 0, 0)],
    "西五校区": [(12, 0, 0, 1, 0), (13, 0, 0, 0, 0), (8, 1, 0, 0, 0)],
}
# Complaints of January to March by campus; a number names the employee by place on the list of the campus. The first ones
# of a campus are major, as many as MAJOR says.
MAJOR = {"西二校区": 1, "西五校区": 3, "南六校区": 1, "东五校区": 1}
COMPLAINTS = {
    "东二校区": [(BEST, 2), (BEST, None), (BEST, 1)], "东五校区": [(GOOD, 0), (FAIR, None)], "东六校区": [(BAD, 1)],
    "西一校区": [(POOR, 2), (FAIR, 0), (FAIR, None)], "西二校区": [(UNHANDLED, None), (POOR, 1)],
    "西三校区": [(BEST, 3), (BAD, 0)], "西四校区": [(FAIR, 2)],
    "西五校区": [(UNHANDLED, 0), (UNHANDLED, 0), (UNHANDLED, 1), (UNHANDLED, None), (BAD, 0), (BAD, 0), (BAD, 2), (POOR, 0)],
    "南二校区": [(FAIR, None)], "南三校区": [(UNHANDLED, None), (UNHANDLED, 0)],
    "南四校区": [(GOOD, None)], "南五校区": [(BEST, 0)], "南六校区": [(BAD, None)],
}
# Lessons that were planned, held and failed in January to March, so that a campus has exactly the points of its answers.
LESSONS = {"南一校区": (600, 570, 18), "南二校区": (1800, 1710, 34), "南三校区": (600, 570, 2)}
# Two teaching advisors with ten answers to each item: campus, place on its list, how often each rating is given.
TEN = {("东二校区", 2): [4] * 5 + [5] * 5, ("西一校区", 2): [4] * 8 + [5, 2]}

staff, responses, answers, complaints, work, ledger = [], [], [], [], [], []
team = {}
for name, (_, _, _, size) in CAMPUSES.items():
    team[name] = [f"E{len(staff) + k + 1:03d}" for k in range(size)]
    staff += [[e, name, ROLES[k % 3]] for k, e in enumerate(team[name])]
for name in CAMPUSES:
    for r in ("campus_manager", "front_desk"):
        staff.append([f"E{len(staff) + 1:03d}", name, r])
role = {e: r for e, _, r in staff}
home = {e: name for e, name, _ in staff}
touch = {e: rng.choice([-4, -2, 0, 0, 2, 4]) for e in role}  # some colleagues are liked better than others
pool = {}
for name, (_, pupils, _, _) in CAMPUSES.items():
    first = sum(len(p) for p in pool.values()) + 1
    pool[name] = [f"P{first + k:04d}" for k in range(pupils)]
reserved = [team[name][k] for name, k in TEN] + [team["东三校区"][4], team["西二校区"][4]]  # the last two: no answers at all


def rating(mood):
    return rng.choices([1, 2, 3, 4, 5], [max(0, 22 - abs(10 * k - mood)) ** 2 for k in (1, 2, 3, 4, 5)])[0]


def cell(mood):
    return rng.choice(["", "99"]) if rng.random() < 0.05 else rating(mood)


def who(name, form):
    """The employee that a questionnaire is about. Some are lent from another campus, some cannot be named."""
    if form == "effect":
        form = rng.choice(["teacher", ""])
    wanted = ASKS_ABOUT.get(form)
    if not wanted or rng.random() < 0.04:
        return ""
    near = [e for e in role if home[e] == name and role[e] == wanted and e not in reserved]
    far = [e for e in role if role[e] == wanted and e not in reserved]
    return rng.choice(near if near and rng.random() > 0.05 else far)


def channel_of(form):
    return {"phone": "phone", "factors": "on_site"}.get(form) or rng.choice(ELSEWHERE)


def respond(name, day, customer, form, scores, employee=None, channel=None):
    employee = who(name, form) if employee is None else employee
    rater = rng.choice(["student", "parent", "parent", "relative"]) if customer else "checking"
    responses.append([None, name, employee, form, channel or channel_of(form), rater, customer, day])
    answers.append(scores)


def checked(name, day):
    """Another department looks at somebody's work. What it says beyond the work standard is harsh, and must not show."""
    form = rng.choice(list(STANDARD))
    mood, n = CAMPUSES[name][2], STANDARD[form]
    respond(name, day, "", form, [4 if name in SETTLED else rating(mood) for _ in range(n)] + [1] * (ITEMS[form] - n))


def astray(name, day, customer):
    """A questionnaire that came over a channel which is not its own. It is harsh, so that counting it would show."""
    form = rng.choice(["phone", "teacher", "management", "impression"])
    respond(name, day, customer, form, [1] * ITEMS[form], channel=rng.choice(ELSEWHERE) if form == "phone" else "phone")


def valid(name, day, customer):
    """Every fourteenth or so answers exactly half of the items, which is enough."""
    form = rng.choice(NARROW.get(name, MIX))
    employee = who(name, form)
    mood = CAMPUSES[name][2] + touch.get(employee, 0)
    scores = [cell(mood) for _ in range(ITEMS[form])]
    half = ITEMS[form] // 2
    if rng.random() < 0.07 or sum(s not in ("", "99") for s in scores) < half:
        scores = [rating(mood)] * half + ["99"] * half
        rng.shuffle(scores)
    respond(name, day, customer, form, scores, employee)


def research(name, day, customer):
    respond(name, day, customer, "factors", [rating(35) for _ in range(6)])


def skipped(name, day, customer):
    """One item short of half; what is answered is harsh, so that counting it would show."""
    form = rng.choice(NARROW.get(name, MIX))
    few = ITEMS[form] // 2 - 1
    respond(name, day, customer, form, [1] * few + [""] * (ITEMS[form] - few))


def opened(name, day, customer):
    respond(name, day, customer, rng.choice(["phone", "teacher"]), [])


def some_day(year_month, upto=28):
    return f"{year_month}-{rng.randint(1, upto):02d}"


def month(name, year_month, valid_, again, market, few, none, upto=28):
    people = rng.sample(pool[name], valid_ + market + few + none)
    for k, customer in enumerate(people):
        kind = valid if k < valid_ else research if k < valid_ + market else skipped if k < valid_ + market + few else opened
        kind(name, some_day(year_month, upto), customer)
    for customer in people[:again]:
        valid(name, some_day(year_month, upto), customer)


def settled(name):
    """Pairs mirrored at 4: whatever the one says above, the other says below. So each mean is 4 exactly."""
    forms = ["management", "teacher", "phone", "effect", "tutor", "impression", "advisor"]
    for k in range(0, len(pool[name]), 2):
        form, day = forms[k // 2 % 7], some_day(f"2026-0{k % 3 + 1}")
        employee = who(name, form)
        scores = [rng.choice([3, 4, 4, 5, ""]) for _ in range(ITEMS[form])]
        if scores.count("") * 2 > len(scores):
            scores = [4] * len(scores)
        respond(name, day, pool[name][k], form, scores, employee)
        respond(name, day, pool[name][k + 1], form, [s and 8 - s for s in scores], employee)
    research(name, some_day("2026-02"), pool[name][0])
    skipped(name, some_day("2026-03"), pool[name][1])
    astray(name, some_day("2026-01"), pool[name][2])


def silent(name):
    for k, customer in enumerate(pool[name]):
        rng.choice([research, skipped])(name, some_day(f"2026-0{k % 6 + 1}"), customer)
        skipped(name, some_day(f"2026-0{k % 3 + 1}"), customer)


def small(name):
    """Each pupil of the quarter once, some twice: a quota of one visit is met exactly."""
    months = 2 if name == CLOSING else 3
    for k, customer in enumerate(pool[name] + pool[name][:6]):
        valid(name, some_day(f"2026-0{k % months + 1}"), customer)


def first_quarter(name):
    if name in SETTLED:
        settled(name)
    elif name in SILENT:
        silent(name)
    elif len(pool[name]) < 20:
        small(name)
    else:
        for k in range(3):
            month(name, f"2026-0{k + 1}", *MONTHS.get(name, [(rng.randint(13, 17), 1, 1, 1, 0)] * 3)[k])


def rest_of_year(name):
    for m, upto in ((4, 28), (5, 28), (6, 28), (7, 4), (7, 28)):
        size = rng.randint(5, 8) if upto == 28 and m < 7 else 1
        month(name, f"2026-0{m}", min(size, len(pool[name]) - 1), 0, m % 2, 0, 0, upto)


def ten(name, place, ratings):
    columns = [rng.sample(ratings, 10) for _ in range(ITEMS["tutor"])]
    for k in range(10):
        respond(name, some_day(f"2026-0{k % 3 + 1}"), pool[name][k], "tutor", [c[k] for c in columns], team[name][place])


def borders():
    """The first and the last day of a quarter and of the semester, and the days beside them."""
    for day in ("2025-12-31", "2026-01-01", "2026-02-15", "2026-02-16", "2026-03-31", "2026-04-01", "2026-07-05", "2026-07-06"):
        for name in ("东二校区", "西一校区"):
            respond(name, day, rng.choice(pool[name]), "phone", [rng.randint(1, 3) for _ in range(6)])


def everybody_but_one(name, year_month, quarter, otherwise):
    """Visits that bring no valid answer, to all of a campus but one who had none in the quarter."""
    seen = {c for _, at, _, form, _, _, c, day in responses if at == name and form != "factors" and quarter[0] <= day <= quarter[1]}
    left = next(c for c in pool[name] if c not in seen)
    for customer in pool[name]:
        if customer != left:
            opened(name, some_day(year_month), customer)
    otherwise(left)


def rounds():
    """东六: everybody in the first quarter, before the semester begins; all but one in the second, who comes in July."""
    for customer in pool["东六校区"]:
        opened("东六校区", some_day("2026-01"), customer)
    everybody_but_one("东六校区", "2026-05", ("2026-04-01", "2026-06-30"), lambda c: opened("东六校区", "2026-07-02", c))
    everybody_but_one("东五校区", "2026-03", ("2026-01-01", "2026-03-31"), lambda c: research("东五校区", "2026-03-05", c))


def complain(name, day, severity, outcome, employee):
    closed = "" if outcome == UNHANDLED else str(date.fromisoformat(day) + timedelta(days=rng.randint(0, 20)))
    complaints.append([None, name, employee, day, closed, severity, outcome])


def all_complaints():
    for name, cases in COMPLAINTS.items():
        for k, (outcome, place) in enumerate(cases):
            day = ["2026-01-01", "2026-03-31"][k % 2] if name in ("东五校区", "西三校区") else some_day(f"2026-0{k % 3 + 1}")
            severity = "重大" if k < MAJOR.get(name, 0) else "一般"
            complain(name, day, severity, outcome, "" if place is None else team[name][place])
    # The best campus has none in the quarter: the two days beside it do not count.
    complain("东一校区", "2025-12-31", "重大", UNHANDLED, team["东一校区"][0])
    complain("东一校区", "2026-04-01", "一般", POOR, team["东一校区"][1])
    complain("西二校区", "2026-07-05", "一般", POOR, "")
    complain("西二校区", "2026-07-06", "重大", UNHANDLED, "")
    for _ in range(36):
        name = rng.choice([n for n in CAMPUSES if n not in ("东四校区", "西六校区")])
        severity = "重大" if rng.random() < 0.15 else "一般"
        complain(name, some_day(f"2026-0{rng.randint(4, 7)}"), severity, rng.choice([UNHANDLED, BAD, POOR, FAIR, GOOD, BEST]), rng.choice(["", *team[name]]))


def lessons(employee, m):
    """Planned, held and failed ones of a month. Only teachers hold any."""
    name = home[employee]
    if role[employee] != "class_teacher":
        return 0, 0, 0
    if name in LESSONS and m <= 3:
        return tuple(total // 3 + (m <= total % 3) for total in LESSONS[name])
    planned = rng.randint(80, 160)
    held = planned - rng.randint(0, max(1, planned * (70 - CAMPUSES[name][2]) // 300))
    return planned, held, rng.randint(0, max(1, planned * (60 - CAMPUSES[name][2]) // 700))


def month_of_work(employee, m):
    if employee in (team[n][k] for n, k in TEN) or home[employee] == CLOSING:
        return  # whose statistics were never handed in
    row = [rng.randint(15, 60), *lessons(employee, m)]
    lost = {("E001", 2): 2, ("E010", 5): 3}.get((employee, m))
    work.append([employee, f"2026-0{m}-01", *("" if k == lost else v for k, v in enumerate(row))])


def money(cents):
    return f"{cents // 100}.{cents % 100:02d}"


# Loss, refunds and renewals in thousandths of budget, revenue and what was due. More than 50 and 100 earn nothing.
FINANCE = {"东一校区": (2, 5, 960), "东二校区": (4, 10, 930), "东三校区": (12, 30, 1040), "东四校区": (3, 8, 950),
           "西五校区": (70, 90, 300), "南四校区": (10, 130, 800), "西一校区": (18, 38, 740), "西二校区": (12, 22, 800)}


def finance(name, m):
    budget, revenue, due = rng.randint(60, 200) * 100000, rng.randint(80, 300) * 100000, 5 * rng.randint(4, 12)
    if name in SETTLED and m <= 3:
        loss, refunds, renewed = (budget // 40, revenue // 20, due * 2 // 5) if name == "南二校区" else (0, 0, due)
    else:
        parts = FINANCE.get(name, (15, 30, 820))
        loss, refunds, renewed = (base * p // 1000 for base, p in zip((budget, revenue, due), parts))
        loss, refunds = loss + rng.randint(0, 9999), refunds + rng.randint(0, 9999)
    lost = {("西四校区", 2): (1, 0, 0), ("东六校区", 3): (0, 0, 1), ("南六校区", 1): (1, 0, 1), ("西三校区", 5): (0, 1, 0)}.get((name, m), (0, 0, 0))
    loss, refunds, renewed = ("" if gone else text for gone, text in zip(lost, (money(loss), money(refunds), renewed)))
    ledger.append([name, f"2026-0{m}-01", loss, money(budget), refunds, money(revenue), renewed, due])


def write(name, header, rows):
    with open(os.path.join(here, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerows([header.split(","), *rows])


for name in CAMPUSES:
    first_quarter(name)
    if name not in SILENT and name != CLOSING:
        rest_of_year(name)
for (name, place), ratings in TEN.items():
    ten(name, place, ratings)
borders()
rounds()
for name in CAMPUSES:
    for m in range(1, 7):
        for _ in range(0 if name in SILENT else 2):
            checked(name, some_day(f"2026-0{m}"))
    if pool[name] and name not in SETTLED:
        astray(name, some_day(f"2026-0{rng.randint(1, 6)}"), rng.choice(pool[name]))
all_complaints()
for e in role:
    for m in range(1, 8):
        month_of_work(e, m)
for name in CAMPUSES:
    if name != CLOSING:
        for m in range(1, 8):
            finance(name, m)

order = sorted(range(len(responses)), key=lambda k: (responses[k][7], k))
answer_rows = []
for n, k in enumerate(order, 1):
    responses[k][0] = f"R{n:04d}"
    answer_rows += [[responses[k][0], i, responses[k][7], s] for i, s in enumerate(answers[k], 1)]
complaints.sort(key=lambda c: c[3])
for n, row in enumerate(complaints, 1):
    row[0] = f"T{n:03d}"

write("branch", "id", [[b] for b in BRANCHES])
write("campus", "id,branch", [[n, BRANCHES[b]] for n, (b, *_) in CAMPUSES.items()])
write("customer", "id,campus,kind", [[c, n, rng.choice(KINDS)] for n, customers in pool.items() for c in customers])
write("staff", "id,campus,role", staff)
write("response", "id,campus,staff,form,channel,rater,customer,answered", [responses[k] for k in order])
write("answer", "response,number,answered,score", answer_rows)
write("complaint", "id,campus,staff,received,closed,severity,outcome", complaints)
write("work", "staff,month_begins,served,planned,completed,errors", work)
write("quarter_end", "quarter,closes", [["2025Q4", "2025-12-31"], ["2026Q1", "2026-03-31"], ["2026Q2", "2026-06-30"],
                                        ["2026Q3", "2026-09-30"], ["2026Q4", "2026-12-31"], ["2027Q1", "2027-03-31"]])
write("ledger", "campus,month_begins,loss,budget,refunds,revenue,renewed,due", ledger)
