"""Makes the expected results: the rules once more, in plain Python. Standard library only.

A condition is a pair: True, False or None (cannot be told), and why it cannot be told.
"""
import calendar, csv, os
from datetime import date

here = os.path.dirname(os.path.abspath(__file__))
AS_OF = date(2026, 11, 1)

PROSPECTIVE, RUN_IN, STABLE, LONG_TERM = ["准1", "准2"], ["磨1", "磨2"], ["稳定期"], ["老业主"]
STAGES = PROSPECTIVE + RUN_IN + STABLE + LONG_TERM
HEAD, ALL_SALES, HANDOVER, AFTERCARE, PROPERTY = "委派负责人", "负责销售", "交付", "交付后服务", "物业服务"
# Whoever is responsible for sales takes part in them.
SALES = [ALL_SALES, "参与销售"]
APARTMENT = "含居住功能公寓"
HOMES = ["住宅", APARTMENT]


def read(table):
    with open(os.path.join(here, "..", "data", table + ".csv"), encoding="utf-8") as f:
        return list(csv.DictReader(f))


phases, owners, batches = read("phase"), read("owner"), read("batch")
pauses = {row["id"]: row for row in read("pause")}
roster = {(row["owner"], row["batch"], row["stage"]) for row in read("roster")}
requests = {(row["owner"], row["batch"], row["stage"]): row for row in read("request")}
decisions = {(row["phase"], row["stage"]): row for row in read("decision")}
history = {row["phase"]: row["was_assessed"] for row in read("history")}
due = {row["id"]: row["list_due"] for row in batches}
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


def in_force(pause):
    """Approved and running on the day; what extends another pause was asked for by its last day."""
    in_time = not pause["extends"] or pause["requested"] <= pauses[pause["extends"]]["ends"]
    return pause["approved"] == "是" and in_time and pause["starts"] <= AS_OF.isoformat() <= pause["ends"]


def surveyed(phase, stage):
    ours = answer(phase["brand_ours"], "使用我方品牌")
    duties = phase["duties"].split(";")
    joins_sales = HEAD in duties or any(d in duties for d in SALES)
    paused = any(in_force(p) for p in pauses.values() if p["phase"] == phase["id"])
    apartment = phase["product"] == APARTMENT

    def others(stages, duty):
        return both(opposite(ours), known(stage in stages), known(duty))

    return [
        ("include", "2.1(4)", "our brand: every stage", ours),
        ("include", "2.1(5)a", "we assign the head or join sales", others(PROSPECTIVE, joins_sales)),
        ("include", "2.1(5)b", "we do handover and what follows", others(RUN_IN, HANDOVER in duties and AFTERCARE in duties)),
        ("include", "2.1(5)c", "we do aftercare and property service", others(STABLE, AFTERCARE in duties and PROPERTY in duties)),
        ("include", "2.1(5)d", "we do property service", others(LONG_TERM, PROPERTY in duties)),
        ("exclude", "2.1(1)", "only homes are surveyed", known(phase["product"] not in HOMES)),
        ("exclude", "2.1(2)", "apartments: prospective and run-in stages only", known(apartment and stage not in PROSPECTIVE + RUN_IN)),
        ("exclude", "2.1(3)", "sold as completed homes", known(phase["completed_home"] == "是" and stage in ["准2", "磨1"])),
        ("exclude", "2.4", "paused", known(paused)),
    ]


def nine_months_before(day):
    """The same day of the month; the last of the month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - 9, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def acquired_late(phase):
    if phase["acquired"] != "是":
        return known(False)
    if not phase["handover_date"]:
        return None, ["合同约定交付日 is missing"]
    return known(date.fromisoformat(phase["closing"]) >= nine_months_before(date.fromisoformat(phase["handover_date"])))


def assessed(phase, stage, prospective):
    ours = answer(phase["brand_ours"], "使用我方品牌")
    duties = phase["duties"].split(";")

    def when(stages, *needed):
        return both(ours, known(stage in stages), known(all(d in duties for d in needed)))

    return [
        ("include", "2.2(1)a", "we assign the head and are responsible for sales", when(PROSPECTIVE, HEAD, ALL_SALES)),
        ("include", "2.2(1)b", "we do handover and what follows, and the prospective stage was assessed",
         both(when(RUN_IN, HANDOVER, AFTERCARE), prospective)),
        ("include", "2.2(1)c", "we do aftercare and property service, and the prospective stage was assessed",
         both(when(STABLE, AFTERCARE, PROPERTY), prospective)),
        ("include", "2.2(1)d", "we do property service", when(LONG_TERM, PROPERTY)),
        ("exclude", "2.2(2)", "acquired within nine months of handover or later", acquired_late(phase)),
    ]


def assessed_of(phase, reading):
    """The six stages of a phase: the prospective ones first, since the others ask for them."""
    def results(stages, prospective):
        return {s: decide(assessed(phase, s, prospective), decisions.get((phase["id"], s))) for s in stages}

    early = results(PROSPECTIVE, known(False))
    truths = [as_condition(outcome, []) for outcome, _ in early.values()]
    truth, _ = either(*truths) if reading == "any_one" else both(*truths)
    if phase["id"] in history:
        truth = history[phase["id"]] == "是"
    return {**early, **results(STAGES[2:], over_rows(truth, "准业主阶段已考核"))}


def granted(request, owner):
    return both(
        known(request["asked"] < due[request["batch"]]),
        answer(request["region_approved"], "区域已批准"),
        answer(request["group_approved"], "集团已批准"),
        known("是" in (owner["litigant"], owner["leads_complaint"])),
    )[0]


def called(owner, batch, stage):
    key = (owner["id"], batch, stage)
    why = told_once([condition for *_, condition in surveyed(phase_of[owner["phase"]], stage)])
    is_surveyed = as_condition(survey[owner["phase"], stage][0], why)
    exclusion = granted(requests[key], owner) if key in requests else False
    return decide([
        ("include", "2.3(1)", "on the list handed in", known(key in roster)),
        ("exclude", "2.1", "this phase and stage is not surveyed", opposite(is_surveyed)),
        ("exclude", "2.3(3)", "approved exclusion, for this batch and stage", over_rows(exclusion, "回访名单")),
    ])


def full_list(phase, stage, batch):
    if survey[phase["id"], stage][0] != "included":
        return ""
    own = [o for o in owners if o["phase"] == phase["id"]]
    keys = [(o["id"], batch, stage) for o in own]
    exclusions = sum(k in requests and granted(requests[k], o) is True for k, o in zip(keys, own))
    return "yes" if sum(k in roster for k in keys) == len(own) - exclusions else "no"


def save(name, header, rows):
    with open(os.path.join(here, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        write = csv.writer(out, lineterminator="\n").writerow
        write(header.split())
        for row in rows:
            write(row)


survey = {(p["id"], s): decide(surveyed(p, s)) for p in phases for s in STAGES}
for name, reading in (("slot", "any_one"), ("slot_every_one", "every_one")):
    assessment = {p["id"]: assessed_of(p, reading) for p in phases}
    save(name, "phase stage surveyed surveyed_clauses assessed assessed_clauses",
         [[p["id"], s, *survey[p["id"], s], *assessment[p["id"]][s]] for p in phases for s in STAGES])
save("call", "owner batch stage called called_clauses called_public",
     [[o["id"], b, s, *called(o, b, s), "yes" if o["public_role"] == "是" else "no"] for o in owners for b in due for s in STAGES])
save("handed_in", "phase stage batch full_list", [[p["id"], s, b, full_list(p, s, b)] for p in phases for s in STAGES for b in due])
