"""Makes the tables of the pack: 68 phases, their owners, two batches of lists. Seeded; standard library only."""
import csv, os, random
from datetime import date, timedelta

rng = random.Random(20261101)
here = os.path.dirname(os.path.abspath(__file__))

STAGES = ["准1", "准2", "磨1", "磨2", "稳定期", "老业主"]
HOMES = ["住宅", "含居住功能公寓"]
OTHERS = ["商铺", "写字楼", "两限房", "廉租房", "其他配建"]
TASKS = "SDAP"  # sales, handover, aftercare, property service; H: we assign the head
BATCHES = [("2026-09批", date(2026, 9, 10), date(2026, 9, 21)), ("2026-11批", date(2026, 10, 28), date(2026, 11, 9))]
DUE = {batch: due for batch, due, _ in BATCHES}

# Product, our brand, sold as completed homes, tasks (a capital: responsible for it, a small letter: takes part in it),
# closing (empty: not acquired), contract handover.
PLANNED = {
    # Our brand: each duty that assessment asks for is there or lacks on its own.
    "P01": ("住宅", "是", "否", "HSDAP", "", "2027-06-30"),
    "P02": ("住宅", "是", "否", "HsDAP", "", "2026-12-31"),
    "P03": ("住宅", "是", "否", "SDAP", "", "2026-05-31"),
    "P04": ("住宅", "是", "否", "HSDP", "", "2025-12-31"),
    "P05": ("住宅", "是", "否", "HSA", "", "2025-06-30"),
    "P06": ("住宅", "是", "否", "HSAP", "", "2024-09-30"),
    "P07": ("住宅", "是", "否", "P", "", "2018-10-31"),
    "P08": ("住宅", "是", "否", "", "", ""),
    "P09": ("含居住功能公寓", "是", "否", "HSDAP", "", "2026-09-30"),
    "P10": ("住宅", "是", "是", "HSDAP", "", "2025-04-30"),
    "P11": ("商铺", "是", "否", "HSDAP", "", "2025-03-31"),
    "P12": ("写字楼", "是", "是", "HSDA", "", "2024-12-31"),
    "P13": ("两限房", "是", "否", "HSDAP", "", "2026-03-31"),
    "P14": ("廉租房", "是", "否", "P", "", "2021-06-30"),
    # Not our brand: each duty that a survey asks for is there or lacks on its own.
    "P15": ("住宅", "否", "否", "H", "", "2027-03-31"),
    "P16": ("住宅", "否", "否", "s", "", "2027-05-31"),
    "P17": ("住宅", "否", "否", "S", "", "2027-04-30"),
    "P18": ("住宅", "否", "否", "SDA", "", "2026-08-31"),
    "P19": ("住宅", "否", "否", "D", "", "2026-07-31"),
    "P20": ("住宅", "否", "否", "A", "", "2026-06-30"),
    "P21": ("住宅", "否", "否", "DA", "", "2026-02-28"),
    "P22": ("住宅", "否", "否", "AP", "", "2023-11-30"),
    "P23": ("住宅", "否", "否", "P", "", "2016-05-31"),
    "P24": ("住宅", "否", "否", "", "", "2026-10-31"),
    "P25": ("住宅", "否", "是", "HSDAP", "", "2025-10-31"),
    "P26": ("含居住功能公寓", "否", "否", "HsDAP", "", "2026-04-30"),
    "P27": ("商铺", "否", "否", "HSDAP", "", "2025-09-30"),
    # Nobody noted whose brand it is.
    "P28": ("住宅", "", "否", "HSDAP", "", "2026-11-15"),
    "P29": ("住宅", "", "否", "s", "", "2027-08-31"),
    "P30": ("住宅", "", "否", "HSDA", "", "2026-01-31"),
    "P31": ("住宅", "", "是", "HSDAP", "", "2025-02-28"),
    "P32": ("含居住功能公寓", "", "否", "HSAP", "", "2024-07-31"),
    "P33": ("廉租房", "", "否", "P", "", "2022-07-31"),
    "P34": ("住宅", "", "否", "", "", ""),
    "P35": ("住宅", "", "否", "HSDAP", "2026-04-15", ""),
    # Acquired: nine months before handover to the day, a day earlier, months of unequal length, and after handover.
    "P36": ("住宅", "是", "否", "HSDAP", "2026-02-28", "2026-11-30"),
    "P37": ("住宅", "是", "否", "HSDAP", "2026-02-27", "2026-11-30"),
    "P38": ("住宅", "是", "否", "HSDAP", "2026-01-31", "2026-10-31"),
    "P39": ("住宅", "是", "否", "HSDAP", "2026-01-30", "2026-10-31"),
    "P40": ("住宅", "是", "否", "HSDAP", "2024-02-29", "2024-11-30"),
    "P41": ("住宅", "是", "否", "HSDAP", "2024-02-28", "2024-11-30"),
    "P42": ("住宅", "是", "否", "HSDAP", "2026-09-01", "2026-08-15"),
    "P43": ("住宅", "是", "否", "HSDAP", "2026-08-15", "2026-08-15"),
    "P44": ("住宅", "是", "否", "HSDAP", "2025-04-01", "2027-01-31"),
    "P45": ("住宅", "是", "否", "HSDAP", "2026-03-20", ""),
    "P46": ("住宅", "是", "否", "s", "2026-03-20", ""),
    "P47": ("住宅", "否", "否", "HsDAP", "2026-06-01", "2026-12-31"),
    "P48": ("住宅", "是", "否", "HSDAP", "", ""),
    # Our brand: to take part in a task is not enough for the assessment.
    "P49": ("住宅", "是", "否", "HsDAP", "", "2026-10-15"),
    "P50": ("住宅", "是", "否", "HSdAP", "", "2026-05-15"),
    "P51": ("住宅", "是", "否", "HSDaP", "", "2026-04-20"),
    "P52": ("住宅", "是", "否", "HSDAp", "", "2025-08-31"),
    # Not our brand: to take part in each task is enough for the survey, also beside one that we are responsible for.
    "P53": ("住宅", "否", "否", "da", "", "2026-06-15"),
    "P54": ("住宅", "否", "否", "ap", "", "2024-06-30"),
    "P55": ("住宅", "否", "否", "p", "", "2019-06-30"),
    "P56": ("住宅", "否", "否", "Da", "", "2026-01-15"),
    "P57": ("住宅", "否", "否", "dAp", "", "2025-11-15"),
    "P58": ("住宅", "否", "是", "Hsdap", "", "2025-07-31"),
    "P59": ("住宅", "", "否", "sdap", "", "2026-02-15"),
    "P60": ("其他配建", "是", "否", "HSDAP", "", "2026-03-15"),
}
NO_OWNERS = "P41"

# Phase, what it extends, asked for, first day, last day, approved on (empty: not). The surveys are on 21 September and 9 November.
PAUSES = [
    ("T01", "P02", "", "2026-09-20", "2026-10-01", "2026-12-31", "2026-10-01"),       # the second survey alone
    ("T02", "P03", "", "2026-07-10", "2026-08-01", "2026-09-21", "2026-07-13"),       # ends on the day of the first
    ("T03", "P04", "", "2026-07-20", "2026-08-01", "2026-09-20", "2026-07-23"),       # ended the day before
    ("T04", "P05", "", "2026-10-20", "2026-11-09", "2027-01-31", "2026-10-23"),       # begins on the day of the second
    ("T05", "P06", "", "2026-10-20", "2026-11-10", "2027-01-31", "2026-10-23"),       # begins the day after
    ("T06", "P37", "", "2026-10-10", "2026-10-15", "2026-12-31", ""),                 # in time, and not approved
    ("T07", "P39", "", "2026-05-10", "2026-06-01", "2026-08-31", "2026-05-13"),
    ("T08", "P39", "T07", "2026-08-31", "2026-09-01", "2026-11-30", "2026-09-01"),    # extended on the last day
    ("T09", "P40", "", "2026-05-10", "2026-06-01", "2026-08-31", "2026-05-13"),
    ("T10", "P40", "T09", "2026-09-01", "2026-09-01", "2026-10-31", "2026-09-04"),    # extended a day too late,
    ("T27", "P40", "T10", "2026-10-15", "2026-11-01", "2026-11-30", "2026-10-18"),    # and this one in time, which is too late
    ("T11", "P21", "", "2026-02-10", "2026-03-01", "2026-05-31", "2026-02-13"),
    ("T12", "P21", "T11", "2026-05-20", "2026-06-01", "2026-08-31", "2026-05-23"),
    ("T13", "P21", "T12", "2026-08-15", "2026-09-01", "2026-12-31", "2026-08-18"),    # extended twice
    ("T14", "P22", "", "2026-06-20", "2026-07-01", "2026-09-30", "2026-06-23"),
    ("T15", "P22", "T14", "2026-09-20", "2026-10-01", "2026-12-31", ""),              # in time, and not approved
    ("T16", "P09", "", "2026-03-01", "2026-04-01", "2026-06-30", "2026-03-04"),
    ("T17", "P09", "T16", "2026-07-08", "2026-07-01", "2026-12-31", "2026-07-11"),    # too late,
    ("T18", "P09", "", "2026-10-08", "2026-10-15", "2026-11-15", "2026-10-11"),       # and paused anew
    ("T19", "P29", "", "2026-09-01", "2026-10-01", "2026-12-31", "2026-09-04"),       # brand unknown
    ("T20", "P11", "", "2026-09-01", "2026-10-01", "2026-12-31", "2026-09-04"),       # shops
    ("T21", "P10", "T07", "2026-08-20", "2026-09-01", "2026-12-31", "2026-08-23"),    # extends the pause of another phase
    ("T22", "P44", "", "2026-06-10", "2026-07-01", "2026-08-31", ""),
    ("T23", "P44", "T22", "2026-08-20", "2026-09-01", "2026-12-31", "2026-08-23"),    # extends what was not approved
    ("T24", "P38", "", "2026-09-20", "2026-09-15", "2026-10-15", "2026-09-21"),       # asked for on the day before the first survey,
    ("T25", "P43", "", "2026-09-21", "2026-09-15", "2026-12-31", "2026-09-24"),       # on that day: the second alone
    ("T26", "P01", "", "2026-11-10", "2026-11-01", "2026-12-31", "2026-11-12"),       # after both
    ("T28", "P42", "", "2026-09-10", "2026-09-15", "2026-12-31", "2026-09-22"),       # approved the day after the first
]

# Phase, stage, assessed, decided by, decided, reason.
DECISIONS = [
    ("P02", "准1", "是", "客户关系部甲", "2026-03-02", "销售由联合团队承担"),
    ("P03", "准2", "是", "客户关系部乙", "2026-03-16", "负责人后期由我方委派"),
    ("P01", "准1", "否", "客户关系部甲", "2026-05-04", "准1样本不足"),
    ("P44", "准2", "否", "客户关系部乙", "2026-05-18", "交付标准变更, 约定暂不考核"),
    ("P10", "准1", "否", "客户关系部甲", "2026-04-07", "现房销售无准业主"),
    ("P10", "准2", "否", "客户关系部甲", "2026-04-07", "现房销售无准业主"),
    ("P46", "准1", "是", "客户关系部乙", "2026-06-01", "收购前已由我方代建"),
    ("P36", "准1", "是", "客户关系部甲", "2026-06-15", "交割前已实际接管"),
    ("P36", "磨1", "是", "客户关系部甲", "2026-06-15", "交割前已实际接管"),
    ("P43", "老业主", "是", "客户关系部乙", "2026-10-09", "物业“先行”接管"),
    ("P48", "老业主", "否", "客户关系部乙", "2026-07-06", "物业移交未完成"),
    ("P15", "准1", "是", "客户关系部甲", "2026-08-03", "合作方申请参与考核"),
    ("P28", "准1", "是", "客户关系部甲", "2026-08-17", "品牌待补登, 先行考核"),
    ("P30", "准2", "否", "客户关系部乙", "2026-08-17", "品牌争议未决"),
    ("P45", "准1", "否", "客户关系部乙", "2026-09-07", "交付日未定"),
    ("P45", "老业主", "是", "客户关系部甲", "2026-09-07", "物业独立考核"),
    ("P06", "准1", "否", "客户关系部甲", "2026-09-14", "往年已结"),
    ("P06", "准2", "否", "客户关系部甲", "2026-09-14", "往年已结"),
    ("P05", "磨2", "是", "客户关系部乙", "2026-09-21", "交付由我方监管"),
]

# Some of it contradicts what follows for the prospective stages today; two of the phases were decided specially as well.
HISTORY = [("P04", "是"), ("P06", "是"), ("P09", "否"), ("P13", "否"), ("P31", "是"), ("P32", "否"), ("P35", "是"),
           ("P42", "是"), ("P02", "否"), ("P22", "是")]

# What becomes of a request: days between the region's mail and the list (none: not sent), does the region approve, has
# the owner a claim, and what else is on the application.
GRANTED = {"granted": (9, "是", True, ""), "granted on the last day": (1, "是", True, "")}
REFUSED = {
    "on the day itself": (0, "是", True, ""), "late": (-3, "是", True, ""), "late and not noted": (-1, "", True, ""),
    "not noted": (6, "", True, ""), "approved and not sent": (None, "是", True, ""), "not decided": (None, "", True, ""),
    "refused": (None, "否", True, ""), "refused, and sent": (7, "否", True, ""),
    "two stages": (8, "是", True, "stage"), "two batches": (12, "是", True, "batch"),
    "no claim": (10, "是", False, ""), "no claim and not noted": (4, "", False, ""),
}
KINDS = {**GRANTED, **REFUSED}


def yes_no(chance):
    return "是" if rng.random() < chance else "否"


def random_phase():
    tasks = ("H" if rng.random() < 0.6 else "") + "".join(rng.choice([t, t, t.lower(), ""]) for t in TASKS)
    handover = date(2025, 1, 1) + timedelta(days=rng.randrange(900))
    closing = handover - timedelta(days=rng.randrange(-60, 700)) if rng.random() < 0.3 else ""
    product = rng.choice(HOMES) if rng.random() < 0.8 else rng.choice(OTHERS)
    return product, rng.choice(["是", "否"]), yes_no(0.2), tasks, closing, handover


def part(task, tasks):
    return "负责" if task in tasks else "参与" if task.lower() in tasks else "无"


def make_phases():
    all_phases = {**PLANNED, **{f"P{n}": random_phase() for n in range(len(PLANNED) + 1, 69)}}
    return [[key, product, brand, completed, "是" if "H" in tasks else "否", *(part(t, tasks) for t in TASKS),
             "是" if closing else "否", closing, handover]
            for key, (product, brand, completed, tasks, closing, handover) in all_phases.items()]


def make_owners(phases):
    rows = []
    for phase, *_ in phases:
        for _ in range(0 if phase == NO_OWNERS else rng.randrange(3, 11)):
            n = len(rows) + 1
            rows.append([f"Y{n:04}", phase, f"000-{n * 7919 % 10000:04}", yes_no(0.05), yes_no(0.07), yes_no(0.05)])
    return rows


def others_on_the_form(batch, stage, what):
    """The batch and stage asked for, and a second one where the application asks for two."""
    if what == "stage":
        return [(batch, stage), (batch, STAGES[STAGES.index(stage) - 1])]
    if what == "batch":
        return [(b, stage) for b in DUE]
    return [(batch, stage)]


def make_requests(owners):
    """Each owner with a claim asks for a few stages of the batches, and some who have none; the form follows from all
    that a project asks for at once."""
    kinds = {True: [*GRANTED, *KINDS, *GRANTED], False: KINDS}
    kinds = {claim: [k for k in names if KINDS[k][2] == claim] for claim, names in kinds.items()}
    turns = {True: 0, False: 0}
    forms, rows = {}, []
    for owner, phase, _, _, litigant, leader in owners:
        claim = "是" in (litigant, leader)
        places = [(batch, stage) for batch in DUE for stage in STAGES]
        for batch, stage in rng.sample(places, 4 if claim else 2 if rng.random() < 0.06 else 0):
            kind = kinds[claim][turns[claim] % len(kinds[claim])]
            turns[claim] += 1
            before, region, _, more = KINDS[kind]
            alone = owner if more else ""
            form = forms.setdefault((phase, batch, stage, kind, alone), f"F{len(forms) + 1:03}")
            mailed = "" if before is None else DUE[batch] - timedelta(days=before)
            for at_batch, at_stage in others_on_the_form(batch, stage, more):
                rows.append(([form, owner, at_batch, at_stage, region, mailed], phase, kind))
    return rows


def chance_of_list(product, brand):
    return 0.06 if product in OTHERS else 0.35 if brand == "否" else 0.9


def one_list(names, granted, other):
    """Full but for the granted exclusions, or with what may and what may not be."""
    keep = [n for n in names if n not in granted]
    turn = rng.random()
    if granted and turn < 0.35:
        return names  # the group takes the excluded out
    if granted and keep and turn < 0.55:
        return [n for n in names if n != keep[0]]  # one too many, and one too few
    if other and turn < 0.4:
        return [n for n in keep if n != other[0]]
    if keep and turn < 0.06:
        keep.remove(rng.choice(keep))
    return keep


def remark(public):
    """Now and then a remark is left out, or stands beside the wrong name."""
    return yes_no(0.8 if public == "是" else 0.01)


def make_roster(phases, owners, requests):
    rows = []
    for phase, product, brand, *_ in phases:
        public = {o[0]: o[3] for o in owners if o[1] == phase}
        for batch in DUE:
            for stage in STAGES:
                if rng.random() >= chance_of_list(product, brand):
                    continue
                asked = [(row[1], kind) for row, at, kind in requests if (at, row[2], row[3]) == (phase, batch, stage)]
                granted = [o for o, kind in asked if kind in GRANTED]
                other = [o for o, kind in asked if kind in REFUSED and o not in granted]
                rows += [[o, batch, stage, remark(public[o])] for o in one_list(list(public), granted, other)]
    rng.shuffle(rows)
    return rows


def save(name, header, rows):
    with open(os.path.join(here, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        write = csv.writer(out, lineterminator="\n").writerow
        write(header.split())
        for row in rows:
            write(row)


phases = make_phases()
owners = make_owners(phases)
requests = make_requests(owners)
save("phase", "id product brand_ours completed_home assigns_head sales handover aftercare property_service acquired closing handover_date",
     phases)
save("pause", "id phase extends requested starts ends approved", PAUSES)
save("owner", "id phase phone public_role litigant leads_complaint", owners)
save("batch", "id list_due survey_day", BATCHES)
save("roster", "owner batch stage remarked", make_roster(phases, owners, requests))
save("request", "form owner batch stage region_approved mailed", [row for row, _, _ in requests])
save("decision", "phase stage outcome decided_by decided reason", DECISIONS)
save("history", "phase was_assessed", HISTORY)
