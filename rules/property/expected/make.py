"""Makes the expected results: the rules once more, in plain Python. Standard library only.

A condition is a pair: True, False or None (cannot be told), and why it cannot be told.
"""
import calendar, csv, os
from datetime import date

here = os.path.dirname(os.path.abspath(__file__))

PROSPECTIVE, RUN_IN, STABLE, LONG_TERM = ["准1", "准2"], ["磨1", "磨2"], ["稳定期"], ["老业主"]
STAGES = PROSPECTIVE + RUN_IN + STABLE + LONG_TERM
# Whoever is responsible for a task takes part in it.
ANY_PART, RESPONSIBLE = ["负责", "参与"], ["负责"]
SALES, HANDOVER, AFTERCARE, PROPERTY = "sales", "handover", "aftercare", "property_service"
APARTMENT = "含居住功能公寓"
HOMES = ["住宅", APARTMENT]


def read(table):
    with open(os.path.join(here, "..", "data", table + ".csv"), encoding="utf-8") as f:
        return list(csv.DictReader(f))


phases, owners, batches = read("phase"), read("owner"), read("batch")
pauses = {row["id"]: row for row in read("pause")}
roster = {(row["owner"], row["batch"], row["stage"]): row["remarked"] == "是" for row in read("roster")}
requests = read("request")
decisions = {(row["phase"], row["stage"]): row for row in read("decision")}
history = {row["phase"]: row["was_assessed"] for row in read("history")}
due = {row["id"]: row["list_due"] for row in batches}
survey_day = {row["id"]: row["survey_day"] for row in batches}
phase_of = {row["id"]: row for row in phases}


def known(truth):
    return bool(truth), []


def answer(cell, label):
    return (None, [label + " is missing"]) if cell == "" else known(cell == "是")


def opposite(condition):
    truth, why = condition
    return (None if truth is None else not truth), why


def told_once(conditions):
    return list(dict.fromkeys(reason for truth, why in conditions if truth is None for reason in why))


def joined(conditions, deciding):
    """Logic of three values: one that is `deciding` decides, else one that cannot be told leaves it open."""
    if any(truth is deciding for truth, _ in conditions):
        return known(deciding)
    if all(truth is not None for truth, _ in conditions):
        return known(not deciding)
    return None, told_once(conditions)


def both(*conditions):
    return joined(conditions, False)


def either(*conditions):
    return joined(conditions, True)


def over_rows(truth, label):
    return (None, [label + ": unknown for a row"]) if truth is None else known(truth)


def decide(clauses, override=None):
    """The outcome of an eligibility, and what is said about its clauses in the order of the page."""
    includes = [c[3][0] for c in clauses if c[0] == "include"]
    excludes = [c[3][0] for c in clauses if c[0] == "exclude"]
    by_default = not any(t is not False for t in includes) and True not in excludes and not override
    if override:
        outcome = "included" if override["outcome"] == "是" else "excluded"
    elif True in excludes or by_default:
        outcome = "excluded"
    else:
        outcome = "undetermined" if None in excludes or True not in includes else "included"
    return outcome, "; ".join(said_of_override(override) + said(clauses, outcome, by_default))


def as_condition(outcome, why):
    return {"included": True, "excluded": False, "undetermined": None}[outcome], why


def said_of_override(override):
    if not override:
        return []
    word = "yes" if override["outcome"] == "是" else "no"
    return [f"override 2.2(3): {word} by {override['decided_by']} on {override['decided']}: {override['reason']}"]


def said(clauses, outcome, by_default):
    lines = []
    for kind, cite, because, (truth, why) in clauses:
        if truth:
            lines.append(f"{kind} {cite}: {because}")
        elif truth is None and outcome == "undetermined":
            lines.append(f"unknown {cite}: {because} ({'; '.join(why)})")
        elif kind == "include" and by_default:
            lines.append(f"not met {cite}: {because}")
    return lines


def does(phase, degrees, *tasks):
    return all(phase[task] in degrees for task in tasks)


def surveyed(phase, stage):
    ours = answer(phase["brand_ours"], "使用我司品牌")
    apartment = phase["product"] == APARTMENT

    def others(stages, duty):
        return both(opposite(ours), known(stage in stages), known(duty))

    return [
        ("include", "2.1(4)", "our brand: every stage", ours),
        ("include", "2.1(5)a", "we assign the head or take part in sales",
         others(PROSPECTIVE, phase["assigns_head"] == "是" or does(phase, ANY_PART, SALES))),
        ("include", "2.1(5)b", "we are responsible for or take part in handover and aftercare",
         others(RUN_IN, does(phase, ANY_PART, HANDOVER, AFTERCARE))),
        ("include", "2.1(5)c", "we are responsible for or take part in aftercare and property service",
         others(STABLE, does(phase, ANY_PART, AFTERCARE, PROPERTY))),
        ("include", "2.1(5)d", "we are responsible for or take part in property service", others(LONG_TERM, does(phase, ANY_PART, PROPERTY))),
        ("exclude", "2.1(1)", "only homes are surveyed", known(phase["product"] not in HOMES)),
        ("exclude", "2.1(2)", "apartments: prospective and run-in stages only", known(apartment and stage not in PROSPECTIVE + RUN_IN)),
        ("exclude", "2.1(3)", "sold as completed homes", known(phase["completed_home"] == "是" and stage in ["准2", "磨1"])),
    ]


def is_surveyed(phase, stage):
    why = told_once([condition for *_, condition in surveyed(phase, stage)])
    return as_condition(survey[phase["id"], stage][0], why)


def nine_months_before(day):
    """The same day of the month; the last of the month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - 9, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def acquired_late(phase):
    if phase["acquired"] != "是":
        return known(False)
    if not phase["handover_date"]:
        return None, ["合同交付日期 is missing"]
    return known(date.fromisoformat(phase["closing"]) >= nine_months_before(date.fromisoformat(phase["handover_date"])))


def assessed(phase, stage, prospective, unsurveyed_too):
    ours = answer(phase["brand_ours"], "使用我司品牌")

    def when(stages, *tasks):
        return both(ours, known(stage in stages), known(does(phase, RESPONSIBLE, *tasks)))

    return [
        ("include", "2.2(1)a", "we assign the head and are responsible for sales",
         both(when(PROSPECTIVE, SALES), known(phase["assigns_head"] == "是"))),
        ("include", "2.2(1)b", "we are responsible for handover and aftercare, and the prospective stage is assessed",
         both(when(RUN_IN, HANDOVER, AFTERCARE), prospective)),
        ("include", "2.2(1)c", "we are responsible for aftercare and property service, and the prospective stage is assessed",
         both(when(STABLE, AFTERCARE, PROPERTY), prospective)),
        ("include", "2.2(1)d", "we are responsible for property service", when(LONG_TERM, PROPERTY)),
        ("exclude", "2.2(2)", "acquired within nine months of handover or later", acquired_late(phase)),
        ("exclude", "2.1", "what is not surveyed is not assessed", opposite(either(known(unsurveyed_too), is_surveyed(phase, stage)))),
    ]


def assessed_of(phase, reading, unsurveyed_too):
    """The six stages of a phase: the prospective ones first, since the others ask for them."""
    def results(stages, prospective):
        return {s: decide(assessed(phase, s, prospective, unsurveyed_too), decisions.get((phase["id"], s))) for s in stages}

    early = results(PROSPECTIVE, known(False))
    truths = [as_condition(outcome, []) for outcome, _ in early.values()]
    truth, _ = either(*truths) if reading == "any_one" else both(*truths)
    if phase["id"] in history:
        truth = history[phase["id"]] == "是"
    return {**early, **results(STAGES[2:], over_rows(truth, "准业主阶段参与考核"))}


def is_valid(pause):
    """Approved; what extends another pause names a valid one of its phase, and was asked for by its last day."""
    if pause["extends"]:
        other = pauses[pause["extends"]]
        if not is_valid(other) or other["phase"] != pause["phase"] or pause["requested"] > other["ends"]:
            return False
    return pause["approved"] != ""


def paused(phase, batch):
    """On the day of the survey, by what was asked for before it and is approved by then."""
    day = survey_day[batch]
    return any(p["phase"] == phase and is_valid(p) and p["requested"] < day and p["approved"] <= day and p["starts"] <= day <= p["ends"]
               for p in pauses.values())


def granted(request):
    owner = owner_of[request["owner"]]
    same = [r for r in requests if r["form"] == request["form"]]
    return both(
        known(request["mailed"] and request["mailed"] < due[request["batch"]]),
        known(all((r["batch"], r["stage"]) == (request["batch"], request["stage"]) for r in same)),
        answer(request["region_approved"], "区域研判通过"),
        known("是" in (owner["litigant"], owner["leads_complaint"])),
    )


def exclusion(key):
    """Whether any of the requests for this owner, batch and stage is granted."""
    return either(*asked.get(key, []))


def called(owner, batch, stage, public_left_out=True):
    key = (owner["id"], batch, stage)
    public = owner["public_role"] == "是"
    return decide([
        ("include", "2.3(1)", "on the list handed in", known(key in roster)),
        ("exclude", "2.1", "this phase and stage is not surveyed", opposite(is_surveyed(phase_of[owner["phase"]], stage))),
        ("exclude", "2.4", "paused on the day of the survey", known(paused(owner["phase"], batch))),
        ("exclude", "2.3(2)", "public figure, remarked by the region", known(public_left_out and public and roster.get(key))),
        ("exclude", "2.3(3)", "left out at the region's request, for this batch and stage", over_rows(exclusion(key)[0], "调研名单")),
    ])


def list_is_due(phase, stage, batch):
    return survey[phase, stage][0] == "included" and not paused(phase, batch)


def is_accounted_for(owner, batch, stage):
    key = (owner["id"], batch, stage)
    return key in roster or exclusion(key)[0] is True


def yes_no(truth, asked=True):
    return "" if not asked else "yes" if truth else "no"


def call(owner, batch, stage):
    key, public = (owner["id"], batch, stage), owner["public_role"] == "是"
    return [*key, *called(owner, batch, stage), yes_no(public),
            yes_no(is_accounted_for(owner, batch, stage), list_is_due(owner["phase"], stage, batch)),
            yes_no(roster.get(key) == public, key in roster)]


def full_list(phase, stage, batch):
    own = [o for o in owners if o["phase"] == phase]
    return yes_no(all(is_accounted_for(o, batch, stage) for o in own), list_is_due(phase, stage, batch))


def save(name, header, rows):
    with open(os.path.join(here, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        write = csv.writer(out, lineterminator="\n").writerow
        write(header.split())
        for row in rows:
            write(row)


owner_of = {row["id"]: row for row in owners}
asked = {}
for row in requests:
    asked.setdefault((row["owner"], row["batch"], row["stage"]), []).append(granted(row))
survey = {(p["id"], s): decide(surveyed(p, s)) for p in phases for s in STAGES}
for name, reading, unsurveyed_too in (
    ("slot", "any_one", True), ("slot_every_one", "every_one", True), ("slot_surveyed_only", "any_one", False),
):
    assessment = {p["id"]: assessed_of(p, reading, unsurveyed_too) for p in phases}
    save(name, "phase stage surveyed surveyed_clauses assessed assessed_clauses",
         [[p["id"], s, *survey[p["id"], s], *assessment[p["id"]][s]] for p in phases for s in STAGES])
save("call", "owner batch stage called called_clauses called_public on_the_list remarked_rightly",
     [call(o, b, s) for o in owners for b in due for s in STAGES])
save("handed_in", "phase stage batch full_list", [[p["id"], s, b, full_list(p["id"], s, b)] for p in phases for s in STAGES for b in due])
