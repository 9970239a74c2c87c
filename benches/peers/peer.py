"""Does one job of the workload with another program, in a process of its own.

usage: peer.py ENGINE JOB FORMAT FOLDER OUT [--checked]

ENGINE is duckdb, polars or datafusion; JOB is score or rowwise; FORMAT is parquet or csv. With --checked, the data is
checked first, as gradus does always. Prints the seconds that it took, without the imports.
"""
import sys
import time

import sql

ENGINE, JOB, FORMAT, FOLDER, OUT = sys.argv[1:6]
CHECKED = "--checked" in sys.argv
RESPONSE, EXCLUDED = f"{FOLDER}/response.{FORMAT}", f"{FOLDER}/excluded.{FORMAT}"


def refuse(mistakes):
    if mistakes:
        sys.exit(f"{mistakes} mistakes in the data")


def by_duckdb():
    import duckdb

    start = time.perf_counter()
    session = duckdb.connect()
    session.execute("SET enable_progress_bar = false")
    read = {"response": f"'{RESPONSE}'", "excluded": f"'{EXCLUDED}'"}
    if FORMAT == "csv":
        columns = {"response": sql.COLUMNS, "excluded": {"respondent_id": "BIGINT"}}
        read = {name: f"read_csv({file}, header = true, auto_detect = false, columns = {columns[name]})" for name, file in read.items()}
    for name, file in read.items():
        session.execute(f"CREATE VIEW {name} AS SELECT * FROM {file}")
    if CHECKED:
        refuse(session.execute(sql.checks()).fetchone()[0])
    session.execute(f"COPY ({getattr(sql, JOB)('duckdb')}) TO '{OUT}' (FORMAT parquet, COMPRESSION zstd)")
    return start


def by_datafusion():
    import datafusion

    start = time.perf_counter()
    session = datafusion.SessionContext()
    columns = {"response": sql.COLUMNS, "excluded": {"respondent_id": "BIGINT"}}
    for name, file in {"response": RESPONSE, "excluded": EXCLUDED}.items():
        if FORMAT == "csv":
            declared = ", ".join(f"{column} {kind}" for column, kind in columns[name].items())
            session.sql(f"CREATE EXTERNAL TABLE {name}({declared}) STORED AS CSV LOCATION '{file}' OPTIONS('format.has_header' 'true')").collect()
        else:
            session.register_parquet(name, file)
    if CHECKED:
        refuse(session.sql(sql.checks()).collect()[0].column(0)[0].as_py())
    query = getattr(sql, JOB)("datafusion")
    session.sql(f"COPY ({query}) TO '{OUT}' STORED AS PARQUET OPTIONS('format.compression' 'zstd(3)')").collect()
    return start


def by_polars():
    import datetime

    import polars as pl

    start = time.perf_counter()
    col = pl.col
    if FORMAT == "csv":
        kinds = {"BIGINT": pl.Int64, "VARCHAR": pl.String, "DATE": pl.Date, "DOUBLE": pl.Float64, "TINYINT": pl.Int8}
        schema = {name: kinds.get(kind, pl.Decimal(12, 2)) for name, kind in sql.COLUMNS.items()}
        response = pl.scan_csv(RESPONSE, schema=schema)
        excluded = pl.scan_csv(EXCLUDED, schema={"respondent_id": pl.Int64})
    else:
        response, excluded = pl.scan_parquet(RESPONSE), pl.scan_parquet(EXCLUDED)

    if CHECKED:
        mistakes = [~col(f"q{i}").is_between(1, 5) for i in range(1, 25)]
        mistakes += [~col(f"n{i}").is_between(0, 10) for i in range(1, 4)]
        mistakes += [col("stage").is_null() | ~col("stage").is_in(sql.STAGES)]
        mistakes += [col("complaint_status").is_null() | ~col("complaint_status").is_in(sql.ENDINGS)]
        for name, low, high, decimals in (("weight", 0, 10, 4), ("response_seconds", 0, 100000, 2)):
            mistakes += [col(name).is_null() | ~col(name).is_between(low, high) | (col(name) != col(name).round(decimals))]
        mistakes += [col("spend").is_null() | ~col("spend").is_between(-1000000, 1000000)]
        mistakes += [col("unit_id").is_null() | (col("unit_id") == ""), col("survey_date").is_null()]
        wrong = pl.any_horizontal(mistakes).fill_null(False).sum()
        twice = pl.len() - col("respondent_id").n_unique()
        refuse(response.select((wrong.cast(pl.Int64) + twice.cast(pl.Int64)).alias("mistakes")).collect(engine="streaming").item())

    def dimension(items):
        one = lambda i: pl.lit(5, pl.Int8) - col(f"q{i}") if i in sql.REVERSED else col(f"q{i}") - pl.lit(1, pl.Int8)
        total = sum_of([one(i).fill_null(pl.lit(0, pl.Int8)) for i in items])
        there = sum_of([col(f"q{i}").is_not_null().cast(pl.Int8) for i in items])
        return pl.when(there > 0).then(total.cast(pl.Float64) * 25.0 / there.cast(pl.Float64))

    def sum_of(terms):
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total

    dimensions = [dimension(items).alias(f"d{at}") for at, items in enumerate(sql.DIMENSIONS, 1)]
    points = col("complaint_status").replace_strict(list(sql.POINTS), list(sql.POINTS.values()), default=0, return_dtype=pl.Int32)
    score = col("score")
    tier = pl.when(score >= 90).then(pl.lit("gold")).when(score >= 70).then(pl.lit("silver")).otherwise(pl.lit("bronze")).alias("tier")
    quick = (100 - col("response_seconds") / 6).clip(0, 100)
    if JOB == "score":
        answered = sum_of([col(f"q{i}").is_not_null().cast(pl.Int8) for i in range(1, 25)])
        counts = col("stage").is_in(["onboard", "service", "claim", "renewal"]) & (answered >= 18)
        counts = counts & (col("survey_date") >= datetime.date(2025, 7, 1)) & (col("survey_date") < datetime.date(2025, 10, 1))
        counted = response.filter(counts).join(excluded, on="respondent_id", how="anti")
        counted = counted.select("unit_id", "weight", "n1", "n2", "n3", "q1", "q24", "response_seconds", "spend", points.alias("points"), *dimensions)
        weight = col("weight")
        mean = lambda value, there: (weight * value).sum() / pl.when(there).then(weight).sum()

        def promoter(name):
            return pl.when(col(name) >= 9).then(1.0).when(col(name) <= 6).then(-1.0).when(col(name).is_not_null()).then(0.0)

        unit = counted.group_by("unit_id").agg(
            pl.len().cast(pl.Int64).alias("n"),
            *[mean(col(f"d{at}"), col(f"d{at}").is_not_null()).alias(f"d{at}") for at in range(1, 6)],
            *[(mean(promoter(f"n{at}"), col(f"n{at}").is_not_null()) * 100).alias(f"nps{at}") for at in (1, 2, 3)],
            *[(mean(pl.when(col(f"q{at}") >= 4).then(1.0).otherwise(0.0), col(f"q{at}").is_not_null()) * 100).alias(f"t2b{at}") for at in (1, 24)],
            col("response_seconds").median().alias("med"), col("points").sum().cast(pl.Int64).alias("cps"), col("spend").sum())
        part = unit.with_columns(
            exper=0.6 * col("d1") + 0.4 * col("d2"), qual=0.5 * col("d3") + 0.3 * col("d4") + 0.2 * col("d5"),
            loy=0.5 * ((col("nps1") + col("nps2") + col("nps3")) / 3 + 100) / 2 + 0.3 * (col("t2b1") + col("t2b24")) / 2
            + 0.2 * (100 - col("med") / 6).clip(0, 100),
            bonus=(col("cps").cast(pl.Float64) * 5 / col("n").cast(pl.Float64)).clip(-10, 10))
        scored = part.with_columns(score=(0.3 * col("exper") + 0.4 * col("qual") + 0.3 * col("loy") + col("bonus")).clip(0, 100))
        percentile = (score.rank("min") - 1).cast(pl.Float64) / (pl.len() - 1)
        result = scored.with_columns(tier, percentile=percentile).sort("unit_id")
    else:
        def mean(children):
            total = sum_of([(weight * col(name)).fill_null(0.0) for name, weight in children.items()])
            weights = sum_of([pl.when(col(name).is_null()).then(0.0).otherwise(weight) for name, weight in children.items()])
            return pl.when(weights > 0).then(total / weights)

        told = sum_of([col(f"n{at}").fill_null(0).cast(pl.Int16) for at in (1, 2, 3)]).cast(pl.Float64)
        count = sum_of([col(f"n{at}").is_not_null().cast(pl.Int16) for at in (1, 2, 3)]).cast(pl.Float64)
        part = response.select("respondent_id", points.alias("points"), quick.alias("quick"), pl.when(count > 0).then(told * 10 / count).alias("recommended"), *dimensions)
        whole = part.with_columns(exper=mean({"d1": 0.6, "d2": 0.4}), qual=mean({"d3": 0.5, "d4": 0.3, "d5": 0.2}), loy=mean({"recommended": 0.7, "quick": 0.3}))
        scored = whole.with_columns(score=(mean({"exper": 0.3, "qual": 0.4, "loy": 0.3}) + col("points").cast(pl.Float64)).clip(0, 100))
        result = scored.select("respondent_id", "d1", "d2", "d3", "d4", "d5", "score", tier)
    result.sink_parquet(OUT, compression="zstd", compression_level=3, engine="streaming")
    return start


start = {"duckdb": by_duckdb, "datafusion": by_datafusion, "polars": by_polars}[ENGINE]()
print(time.perf_counter() - start)
