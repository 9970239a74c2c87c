"""Makes the expected results: the methodology once more, in plain Python with exact fractions. Standard library only."""
import csv, os
from fractions import Fraction as F

here = os.path.dirname(os.path.abspath(__file__))

# Each indicator with its weight in the whole, as the document prints them but for the thirds that it rounds.
FIXED_INCOME, EQUITIES = "fixed_income", "equities"
CATEGORIES = {
    "size": {"total_exposures": F(20, 100)},
    "interconnectedness": {name: F(20, 300) for name in ("financial_assets", "financial_liabilities", "securities")},
    "substitutability": {"custody": F(20, 300), "payments": F(20, 300), "underwriting": F(10, 300), "trading": F(10, 300)},
    "complexity": {name: F(20, 300) for name in ("derivatives", "level_3", "trading_and_sale")},
    "cross_jurisdictional": {name: F(10, 100) for name in ("claims", "liabilities")},
}
CAP = {"substitutability": 500}
BUCKETS = [("5", 530, F(35, 1000)), ("4", 430, F(25, 1000)), ("3", 330, F(20, 1000)), ("2", 230, F(15, 1000)), ("1", 130, F(10, 1000))]
CUT_OFF, DISCLOSURE = 130, 200_000
SIZE, HABIT = "one of the largest by leverage ratio exposures", "designated the year before"
OUT, OPEN = "not in the sample", "not known to be in the sample"
UNRANKED, UNREPORTED = "is not among those who are ranked", "Amount (Total exposures) is missing"
REACHES = "its score reaches the cut-off"
LARGE, STAYED, ADDED = "exposures above the threshold", "in the sample, and designated the year before", "added to the sample by supervisors"


def read(table):
    with open(os.path.join(here, "..", "data", table + ".csv"), encoding="utf-8") as f:
        return list(csv.DictReader(f))


RATES = {row["id"]: F(row["rate"]) for row in read("currency")}
BANKS = read("bank")
INDICATORS = [column for column in BANKS[0] if column not in ("id", "currency", "designated_before")]
DECISIONS = {row["bank"]: row for row in read("sample_decision")}
JUDGEMENTS = {row["bank"]: row for row in read("judgement")}
EURO = {
    bank["id"]: {name: F(bank[name]) * RATES[bank["currency"]] if bank[name] else None for name in INDICATORS} for bank in BANKS
}
EXPOSURES = {bank: amounts["total_exposures"] for bank, amounts in EURO.items()}
PLACE = {bank: 1 + sum(other is not None and other > own for other in EXPOSURES.values()) if own is not None else None
         for bank, own in EXPOSURES.items()}


def text(value, decimals=12):
    """Half even, as it is published."""
    if value is None:
        return ""
    units = round(F(value) * 10**decimals)
    return f"{units // 10**decimals}.{units % 10**decimals:0{decimals}d}"


def whole(value):
    """To the nearest whole number, a half upwards."""
    return F((2 * value + 1) // 2)


def override(row, outcome):
    return f"override: {outcome} by {row['decided_by']} on {row['decided']}: {row['reason']}"


def told(clauses, outcome, first=()):
    """What is said of clauses of three answers: of those that hold, of those that cannot be told, of all if none holds."""
    lines = list(first)
    for kind, because, holds, why in clauses:
        if holds:
            lines.append(f"{kind}: {because}")
        elif holds is None and outcome == "undetermined":
            lines.append(f"unknown: {because} ({why})")
    if not lines:
        lines = [f"not met: {because}" for kind, because, *_ in clauses if kind == "include"]
    return "; ".join(lines)


def include_only(clauses):
    answers = [holds for _, _, holds, _ in clauses]
    return "included" if True in answers else "undetermined" if None in answers else "excluded"


def sample(bank, largest):
    place = PLACE[bank["id"]]
    among = None if place is None else place <= largest
    clauses = [("include", SIZE, among, UNRANKED), ("include", HABIT, bank["designated_before"] == "yes", "")]
    decision = DECISIONS.get(bank["id"])
    # Nobody leaves out one of the largest.
    if decision and not (decision["outcome"] == "no" and among):
        outcome = "included" if decision["outcome"] == "yes" else "excluded"
        return outcome, told(clauses, outcome, [override(decision, decision["outcome"])])
    outcome = include_only(clauses)
    return outcome, told(clauses, outcome)


def discloses(bank, sampled):
    exposures = EXPOSURES[bank["id"]]
    large = None if exposures is None else exposures > DISCLOSURE
    clauses = [
        ("include", LARGE, large, UNREPORTED),
        ("include", STAYED, sampled == "included" and bank["designated_before"] == "yes", ""),
        ("include", ADDED, DECISIONS.get(bank["id"], {}).get("outcome") == "yes", ""),
    ]
    outcome = include_only(clauses)
    return outcome, told(clauses, outcome)


def category_scores(points, fixed_income_part):
    trading = fixed_income_part * points[FIXED_INCOME] + (1 - fixed_income_part) * points[EQUITIES]
    of = {**points, "trading": trading}
    scores = {}
    for name, weights in CATEGORIES.items():
        assert sum(weights.values()) == F(20, 100)
        score = sum(weight * of[indicator] for indicator, weight in weights.items()) / F(20, 100)
        scores[name] = min(score, CAP.get(name, score))
    return {**scores, "trading": trading}


def bucket(score):
    return next(((name, absorbency) for name, bound, absorbency in BUCKETS if score >= bound), ("none", F(0)))


def assess(largest=75, fixed_income_part=F(1, 2), in_whole_points=True):
    """The rows of both results: by bank and indicator, and by bank."""
    samples = {bank["id"]: sample(bank, largest) for bank in BANKS}
    members = [bank for bank, (outcome, _) in samples.items() if outcome == "included"]
    totals = {name: sum(EURO[bank][name] for bank in members) for name in INDICATORS}
    entries, rows = [], []
    for bank in BANKS:
        key = bank["id"]
        sampled, clauses = samples[key]
        member = sampled == "included"
        why = {"included": "", "excluded": OUT, "undetermined": OPEN}[sampled]
        points = {name: 10000 * EURO[key][name] / totals[name] for name in INDICATORS} if member else {}
        for name in INDICATORS:
            entries.append({
                "bank": key, "indicator": name, "reported": "yes" if member else "", "points": text(points.get(name)),
                "points_coverage": text(member, 4), "points_missing": why,
                "euro": text(EURO[key][name], 6), "total": text(totals[name], 6),
            })
        row = {"id": key, "sampled": sampled, "sampled_clauses": clauses, "score_missing": why, "loss_absorbency_missing": why,
               "exposures": text(EXPOSURES[key], 6), "place": PLACE[key] if PLACE[key] is not None else "",
               "score_coverage": text(member, 4)}
        row["discloses"], row["discloses_clauses"] = discloses(bank, sampled)
        if member:
            scores = category_scores(points, fixed_income_part)
            score = sum(scores[name] for name in CATEGORIES) / 5
            indicated = whole(score) if in_whole_points else score
            judgement = JUDGEMENTS.get(key)
            moves = judgement is not None and judgement["agreed"] == "yes" and int(judgement["adjusted"]) > indicated
            judged = F(judgement["adjusted"]) if moves else indicated
            name, absorbency = bucket(judged)
            reaches = [("include", REACHES, indicated >= CUT_OFF, "")]
            designated = "included" if moves or reaches[0][2] else "excluded"
            first = [override(judgement, "yes")] if moves else []
            row |= {name: text(value) for name, value in scores.items()}
            row |= {"score": text(score), "judged": text(judged), "bucket": name, "loss_absorbency": text(absorbency, 3),
                    "highest_empty": "no" if name == "5" else "yes",
                    "designated": designated, "designated_clauses": told(reaches, designated, first)}
        elif sampled == "excluded":
            row |= {"designated": "excluded", "designated_clauses": f"exclude: {OUT}"}
        else:
            unknown = [("include", REACHES, None, OPEN), ("exclude", OUT, None, UNRANKED)]
            row |= {"designated": "undetermined", "designated_clauses": told(unknown, "undetermined")}
        rows.append(row)
    return entries, rows


def save(name, rows):
    header = list(max(rows, key=len))
    with open(os.path.join(here, name + ".csv"), "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def upheld(judgement, row):
    """Empty where nobody agreed."""
    if judgement["agreed"] == "no":
        return ""
    return "yes" if row["designated_clauses"].startswith("override") else "no"


def possible(decision):
    place = PLACE[decision["bank"]]
    return "no" if decision["outcome"] == "no" and place is not None and place <= 75 else "yes"


entries, rows = assess()
save("entry", entries)
save("bank", rows)
of_bank = {row["id"]: row for row in rows}
save("judgement", [{"bank": b, "judgement_upheld": upheld(j, of_bank[b])} for b, j in JUDGEMENTS.items()])
save("sample_decision", [{"bank": b, "decision_possible": possible(d)} for b, d in DECISIONS.items()])

entries, rows = assess(largest=40)
save("entry_largest_40", entries)
save("bank_largest_40", rows)
save("bank_unrounded", assess(in_whole_points=False)[1])
save("bank_equities", assess(fixed_income_part=F(1, 4))[1])
