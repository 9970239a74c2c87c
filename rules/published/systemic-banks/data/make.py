"""Makes the tables of a made-up year: banks, their currencies, what supervisors decided. Seeded; standard library only.

Most banks are drawn; those that lie exactly on an edge (a bucket, the cap, the end of the sample) are laid out by hand in
basis points, and one bank takes whatever is left of each indicator, so that the sums are round and the edges hold.
"""
import csv, os, random
from fractions import Fraction as F

rng = random.Random(20180705)
here = os.path.dirname(os.path.abspath(__file__))

# What all banks of the sample have of each indicator, in millions of euro.
SUMS = {
    "total_exposures": 80_000_000, "financial_assets": 8_000_000, "financial_liabilities": 9_000_000,
    "securities": 15_000_000, "custody": 160_000_000, "payments": 2_500_000_000, "underwriting": 6_000_000,
    "fixed_income": 40_000_000, "equities": 60_000_000, "derivatives": 600_000_000, "level_3": 500_000,
    "trading_and_sale": 4_000_000, "claims": 20_000_000, "liabilities": 18_000_000,
}
NAMES = list(SUMS)
INTERCONNECTEDNESS, SUBSTITUTABILITY, COMPLEXITY, CROSS = NAMES[1:4], NAMES[4:9], NAMES[9:12], NAMES[12:]
# Euro for one unit, and the multiple of which every amount is, so that it is whole millions of euro.
CURRENCIES = {"EUR": (F(1), 1), "AAA": (F(8, 10), 5), "BBB": (F(5, 4), 4), "CCC": (F(8, 1000), 125), "DDD": (F(1, 8), 8)}


def points(size, inter, sub, complexity, cross):
    """Basis points of each indicator that come to these of each category, none of them the same."""
    spread = [(size, [0]), (inter, [9, -4, -5]), (sub, [6, -6, 10, -14, -6]), (complexity, [-7, 3, 4]), (cross, [8, -8])]
    return {name: F(str(value)) + by for name, (value, by) in zip(NAMES, [(v, b) for v, bs in spread for b in bs])}


def around(score):
    """Five categories with this mean."""
    score = F(str(score))
    return points(score + 20, score - 10, score - 5, score + 15, score - 20)


# Identifier: basis points, designated the year before.
EDGES = {
    # Half a point below a bucket rounds into it, a little more does not; a bound belongs to its bucket.
    "B01": (around("129.5"), "yes"), "B02": (around("129.4"), "no"), "B03": (around("229.5"), "yes"),
    "B04": (around("229.4"), "no"), "B05": (around(330), "yes"), "B06": (around("429.5"), "yes"),
    "B07": (around(430), "yes"), "B08": (points(550, 520, 500, 555, 525), "yes"),
    # Far above the cap, and a little: 1180 and 560 points of substitutability count for 500.
    "B09": (points(60, 160, 1180, 40, 110), "yes"), "B10": (points(110, 90, 560, 20, 80), "yes"),
    # Supervisors look at these.
    "B11": (around(118), "no"), "B12": (around(200), "yes"), "B13": (around(125), "no"), "B14": (around(240), "yes"),
}
EXPOSURES = {
    # Exactly at the threshold of disclosure, and a million above it; places 75 and 76 by size are the same.
    "B15": (200_000, "no"), "B16": (200_001, "no"), "B17": (120_000, "no"), "B18": (120_000, "no"),
    # Smaller, and in the sample all the same: designated the year before; added by supervisors.
    "B19": (96_000, "yes"), "B20": (88_000, "no"),
    # Designated the year before, and left out by supervisors.
    "B21": (101_000, "yes"),
}
REST = "B22"  # takes what is left of each indicator
DRAWN = [f"B{n}" for n in range(23, 80)]  # 57 more of the largest
OUTSIDE = [f"B{n}" for n in range(80, 94)]
UNKNOWN, UNKNOWN_BEFORE = "B94", "B95"  # exposures are not known: whether it is in the sample cannot be told, or can
OUTSIDE_SIZE, SMALLEST = (30_000, 118_000), 125_000

DECISIONS = [
    ["B20", "yes", "Authority P", "2018-02-12", "much of one country's payments go through it"],
    ["B21", "no", "Authority Q", "2018-02-19", "sold most of its business abroad"],
    ["B30", "no", "Authority R", "2018-02-20", "asked to be left out"],  # one of the largest: nothing comes of it
    ["B24", "yes", "Authority R", "2018-02-21", "should be in every sample"],  # is in it anyway
    [UNKNOWN_BEFORE, "no", "Authority S", "2018-03-01", "being wound up"],
]
JUDGEMENTS = [
    ["B11", 130, "yes", "Authority P", "2018-09-03", "hard to replace as a clearer"],  # below the cut-off, and in
    ["B12", 275, "yes", "Authority Q", "2018-09-04", "its group structure is opaque"],  # one bucket up
    ["B13", 140, "no", "Authority Q", "2018-09-04", "active in many countries"],  # not agreed
    ["B14", 235, "yes", "Authority R", "2018-09-05", "less complex than it seems"],  # down: nothing comes of it
    ["B05", 429, "yes", "Authority R", "2018-09-06", "within its bucket"],  # more points, the same bucket
    ["B80", 150, "yes", "Authority S", "2018-09-07", "important at home"],  # not in the sample
]


def make_amounts():
    """In millions of euro: every bank of the sample, so that the sums come out."""
    euro = {bank: {name: given[name] * SUMS[name] / 10000 for name in NAMES} for bank, (given, _) in EDGES.items()}
    for bank, (exposures, _) in EXPOSURES.items():
        part = F(exposures, SUMS["total_exposures"])
        euro[bank] = {name: F(int(SUMS[name] * part * F(rng.randrange(20, 180), 100))) for name in NAMES}
        euro[bank]["total_exposures"] = F(exposures)
    left = {name: SUMS[name] - sum(e[name] for b, e in euro.items() if b != "B21") for name in NAMES}
    base = {bank: min(rng.lognormvariate(0, 0.9), 4) for bank in DRAWN}  # few large and many small
    for bank in DRAWN:
        euro[bank] = {}
    for name in NAMES:
        spread = 0.25 if name == "total_exposures" else 0.7
        weights = {bank: base[bank] * rng.lognormvariate(0, spread) for bank in DRAWN}
        whole = sum(weights.values()) * 1.02  # the rest is for the last bank
        for bank, weight in weights.items():
            euro[bank][name] = F(int(left[name] * F(weight / whole)))
            if name == "total_exposures":
                euro[bank][name] = max(euro[bank][name], F(SMALLEST + rng.randrange(20_000)))
    return euro


def make_banks():
    euro = make_amounts()
    money = {bank: "EUR" for bank in euro}
    for bank in DRAWN:
        money[bank] = rng.choice(list(CURRENCIES))
    rows = {}
    for bank, amounts in euro.items():
        rate, step = CURRENCIES[money[bank]]
        rows[bank] = {name: int(value / rate) // step * step for name, value in amounts.items()}
    counted = [bank for bank in rows if bank != "B21"]
    rows[REST] = {}
    money[REST] = "EUR"
    for name in NAMES:
        rest = SUMS[name] - sum(rows[bank][name] * CURRENCIES[money[bank]][0] for bank in counted)
        assert rest.denominator == 1 and rest > 0, (name, rest)
        rows[REST][name] = int(rest)
    assert rows[REST]["total_exposures"] > SMALLEST
    for bank in OUTSIDE:
        money[bank] = rng.choice(list(CURRENCIES))
        rate, step = CURRENCIES[money[bank]]
        exposures = int(rng.randrange(*OUTSIDE_SIZE) / rate) // step * step
        # Some report everything, some a part, most their exposures alone.
        chance = rng.choice([0, 0, 0.5, 1])
        rows[bank] = {name: rng.randrange(1, exposures) if rng.random() < chance else "" for name in NAMES}
        rows[bank]["total_exposures"] = exposures
    for bank in (UNKNOWN, UNKNOWN_BEFORE):
        money[bank] = "EUR"
        rows[bank] = {name: "" for name in NAMES}
    before = {bank: flag for bank, (_, flag) in {**EDGES, **EXPOSURES}.items()}
    before[UNKNOWN_BEFORE] = "yes"
    for bank in DRAWN[:24]:
        before[bank] = rng.choice(["yes", "no"])
    return [[bank, money[bank], before.get(bank, "no"), *(rows[bank][name] for name in NAMES)] for bank in sorted(rows)]


def save(name, header, rows):
    with open(os.path.join(here, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        write = csv.writer(out, lineterminator="\n").writerow
        write(header)
        for row in rows:
            write(row)


save("currency", ["id", "rate"], [[name, float(rate)] for name, (rate, _) in CURRENCIES.items()])
save("bank", ["id", "currency", "designated_before", *NAMES], make_banks())
save("sample_decision", ["bank", "outcome", "decided_by", "decided", "reason"], DECISIONS)
save("judgement", ["bank", "adjusted", "agreed", "decided_by", "decided", "reason"], JUDGEMENTS)
