"""The rules of the workloads as SQL, as somebody would write them by hand, and the checks that gradus makes as well."""

REVERSED = {3, 9, 14, 22}
DIMENSIONS = [range(1, 6), range(6, 11), range(11, 16), range(16, 21), range(21, 25)]
POINTS = {"praise": 10, "resolved": 5, "pending": -1, "escalated": -3, "severe": -5}
STAGES = ["apply", "onboard", "service", "claim", "renewal", "exit"]
ENDINGS = ["none", *POINTS]
COLUMNS = (
    {"respondent_id": "BIGINT", "unit_id": "VARCHAR", "stage": "VARCHAR", "survey_date": "DATE", "weight": "DOUBLE"}
    | {f"q{i}": "TINYINT" for i in range(1, 25)}
    | {f"n{i}": "TINYINT" for i in range(1, 4)}
    | {"response_seconds": "DOUBLE", "complaint_status": "VARCHAR", "spend": "DECIMAL(12,2)"}
)


def answered(items):
    """How many of some items have an answer, in the narrowest integers."""
    one = "CASE WHEN q{} IS NULL THEN CAST(0 AS TINYINT) ELSE CAST(1 AS TINYINT) END"
    return "(" + " + ".join(one.format(i) for i in items) + ")"


def dimension(items):
    """The mean of the items from 0 to 100, as one sum of small integers and one division."""
    up, down = "coalesce(q{} - CAST(1 AS TINYINT), CAST(0 AS TINYINT))", "coalesce(CAST(5 AS TINYINT) - q{}, CAST(0 AS TINYINT))"
    total = " + ".join((down if i in REVERSED else up).format(i) for i in items)
    return f"CAST({total} AS DOUBLE) * 25e0 / nullif(CAST({answered(items)} AS DOUBLE), 0e0)"


def points():
    cases = " ".join(f"WHEN '{name}' THEN {value}" for name, value in POINTS.items())
    return f"CASE complaint_status {cases} ELSE 0 END"


def limited(value, low, high):
    return f"greatest({low}, least({high}, {value}))"


def names(values):
    return ", ".join(f"'{value}'" for value in values)


def tier():
    return "CASE WHEN score >= 90e0 THEN 'gold' WHEN score >= 70e0 THEN 'silver' ELSE 'bronze' END AS tier"


def score(engine):
    """One row for each unit."""
    dimensions = ",\n    ".join(f"{dimension(items)} AS d{at}" for at, items in enumerate(DIMENSIONS, 1))

    def weighted(value, there, name, times=1):
        return f"{times} * sum(weight * {value}) / sum(CASE WHEN {there} IS NOT NULL THEN weight END) AS {name}"

    aggregates = [weighted(f"d{at}", f"d{at}", f"d{at}") for at in range(1, 6)]
    promoter = "(CASE WHEN n{0} >= 9 THEN 1e0 WHEN n{0} <= 6 THEN -1e0 WHEN n{0} IS NOT NULL THEN 0e0 END)"
    aggregates += [weighted(promoter.format(at), f"n{at}", f"nps{at}", 100) for at in (1, 2, 3)]
    aggregates += [weighted(f"(CASE WHEN q{at} >= 4 THEN 1e0 ELSE 0e0 END)", f"q{at}", f"t2b{at}", 100) for at in (1, 24)]
    aggregates = ",\n    ".join(aggregates)
    anti = {"duckdb": "ANTI JOIN", "datafusion": "LEFT ANTI JOIN"}[engine]
    return f"""WITH counted AS (
  SELECT unit_id, weight, n1, n2, n3, q1, q24, response_seconds, spend, {points()} AS points,
    {dimensions}
  FROM response {anti} excluded ON response.respondent_id = excluded.respondent_id
  WHERE stage IN ('onboard', 'service', 'claim', 'renewal')
    AND survey_date >= DATE '2025-07-01' AND survey_date < DATE '2025-10-01' AND {answered(range(1, 25))} >= 18
), unit AS (
  SELECT unit_id, count(*) AS n,
    {aggregates},
    median(response_seconds) AS med, CAST(sum(points) AS BIGINT) AS cps, sum(spend) AS spend
  FROM counted GROUP BY unit_id
), part AS (
  SELECT *, 0.6e0 * d1 + 0.4e0 * d2 AS exper, 0.5e0 * d3 + 0.3e0 * d4 + 0.2e0 * d5 AS qual,
    0.5e0 * ((nps1 + nps2 + nps3) / 3e0 + 100e0) / 2e0 + 0.3e0 * (t2b1 + t2b24) / 2e0
      + 0.2e0 * {limited("100e0 - med / 6e0", "0e0", "100e0")} AS loy,
    {limited("CAST(cps AS DOUBLE) * 5e0 / CAST(n AS DOUBLE)", "-10e0", "10e0")} AS bonus
  FROM unit
), scored AS (
  SELECT *, {limited("0.3e0 * exper + 0.4e0 * qual + 0.3e0 * loy + bonus", "0e0", "100e0")} AS score FROM part
)
SELECT *, {tier()}, percent_rank() OVER (ORDER BY score) AS percentile FROM scored ORDER BY unit_id"""


def rowwise(_):
    """One row for each answer: a tree of three levels whose missing children leave their weight to the others."""

    def mean(children):
        total = " + ".join(f"coalesce({weight} * {child}, 0e0)" for child, weight in children.items())
        weights = " + ".join(f"CASE WHEN {child} IS NULL THEN 0e0 ELSE {weight} END" for child, weight in children.items())
        return f"({total}) / nullif({weights}, 0e0)"

    dimensions = ",\n    ".join(f"{dimension(items)} AS d{at}" for at, items in enumerate(DIMENSIONS, 1))
    told = " + ".join(f"coalesce(n{at}, CAST(0 AS TINYINT))" for at in (1, 2, 3))
    count = " + ".join(f"CASE WHEN n{at} IS NULL THEN 0 ELSE 1 END" for at in (1, 2, 3))
    top = mean({"exper": "0.3e0", "qual": "0.4e0", "loy": "0.3e0"})
    return f"""WITH part AS (
  SELECT respondent_id, {points()} AS points, {limited("100e0 - response_seconds / 6e0", "0e0", "100e0")} AS quick,
    CAST({told} AS DOUBLE) * 10e0 / nullif(CAST({count} AS DOUBLE), 0e0) AS recommended,
    {dimensions}
  FROM response
), whole AS (
  SELECT *, {mean({"d1": "0.6e0", "d2": "0.4e0"})} AS exper,
    {mean({"d3": "0.5e0", "d4": "0.3e0", "d5": "0.2e0"})} AS qual,
    {mean({"recommended": "0.7e0", "quick": "0.3e0"})} AS loy
  FROM part
), scored AS (
  SELECT *, {limited(f"{top} + CAST(points AS DOUBLE)", "0e0", "100e0")} AS score FROM whole
)
SELECT respondent_id, d1, d2, d3, d4, d5, score, {tier()} FROM scored"""


def checks():
    """What gradus holds of every row before it is used: one number, 0 for data without a mistake.

    Respondents are named once, units and dates are there, numbers lie in their ranges and have no further decimals,
    choices are known.
    """
    wrong = [f"q{i} NOT BETWEEN 1 AND 5" for i in range(1, 25)] + [f"n{i} NOT BETWEEN 0 AND 10" for i in range(1, 4)]
    wrong += [f"stage IS NULL OR stage NOT IN ({names(STAGES)})"]
    wrong += [f"complaint_status IS NULL OR complaint_status NOT IN ({names(ENDINGS)})"]
    wrong += ["weight IS NULL OR weight NOT BETWEEN 0 AND 10 OR weight <> round(weight, 4)"]
    wrong += ["response_seconds IS NULL OR response_seconds NOT BETWEEN 0 AND 100000"]
    wrong += ["response_seconds <> round(response_seconds, 2)", "spend IS NULL OR spend NOT BETWEEN -1000000 AND 1000000"]
    wrong += ["unit_id IS NULL OR unit_id = ''", "survey_date IS NULL"]
    wrong = " OR ".join(f"({one})" for one in wrong)
    return f"""SELECT count(*) - count(DISTINCT respondent_id) + sum(CASE WHEN {wrong} THEN 1 ELSE 0 END) AS mistakes
FROM response"""
