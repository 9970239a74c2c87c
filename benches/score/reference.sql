-- The rules of policy.grad as SQL of DuckDB, for comparison. FOLDER is replaced by the folder of the data.
WITH counted AS (
  SELECT unit_id, weight, n1, n2, n3, q1, q24, response_seconds, spend,
    CASE complaint_status WHEN 'praise' THEN 10 WHEN 'resolved' THEN 5 WHEN 'pending' THEN -1
      WHEN 'escalated' THEN -3 WHEN 'severe' THEN -5 ELSE 0 END AS points,
    (coalesce(q1 - 1, 0) + coalesce(q2 - 1, 0) + coalesce(5 - q3, 0) + coalesce(q4 - 1, 0) + coalesce(q5 - 1, 0)) * 25e0 / nullif((q1 IS NOT NULL)::TINYINT + (q2 IS NOT NULL)::TINYINT + (q3 IS NOT NULL)::TINYINT + (q4 IS NOT NULL)::TINYINT + (q5 IS NOT NULL)::TINYINT, 0) AS d1,
    (coalesce(q6 - 1, 0) + coalesce(q7 - 1, 0) + coalesce(q8 - 1, 0) + coalesce(5 - q9, 0) + coalesce(q10 - 1, 0)) * 25e0 / nullif((q6 IS NOT NULL)::TINYINT + (q7 IS NOT NULL)::TINYINT + (q8 IS NOT NULL)::TINYINT + (q9 IS NOT NULL)::TINYINT + (q10 IS NOT NULL)::TINYINT, 0) AS d2,
    (coalesce(q11 - 1, 0) + coalesce(q12 - 1, 0) + coalesce(q13 - 1, 0) + coalesce(5 - q14, 0) + coalesce(q15 - 1, 0)) * 25e0 / nullif((q11 IS NOT NULL)::TINYINT + (q12 IS NOT NULL)::TINYINT + (q13 IS NOT NULL)::TINYINT + (q14 IS NOT NULL)::TINYINT + (q15 IS NOT NULL)::TINYINT, 0) AS d3,
    (coalesce(q16 - 1, 0) + coalesce(q17 - 1, 0) + coalesce(q18 - 1, 0) + coalesce(q19 - 1, 0) + coalesce(q20 - 1, 0)) * 25e0 / nullif((q16 IS NOT NULL)::TINYINT + (q17 IS NOT NULL)::TINYINT + (q18 IS NOT NULL)::TINYINT + (q19 IS NOT NULL)::TINYINT + (q20 IS NOT NULL)::TINYINT, 0) AS d4,
    (coalesce(q21 - 1, 0) + coalesce(5 - q22, 0) + coalesce(q23 - 1, 0) + coalesce(q24 - 1, 0)) * 25e0 / nullif((q21 IS NOT NULL)::TINYINT + (q22 IS NOT NULL)::TINYINT + (q23 IS NOT NULL)::TINYINT + (q24 IS NOT NULL)::TINYINT, 0) AS d5
  FROM 'FOLDER/response.parquet' AS response
  ANTI JOIN 'FOLDER/excluded.parquet' AS excluded ON response.respondent_id = excluded.respondent_id
  WHERE stage IN ('onboard', 'service', 'claim', 'renewal')
    AND survey_date BETWEEN DATE '2025-07-01' AND DATE '2025-09-30'
    AND (q1 IS NOT NULL)::TINYINT + (q2 IS NOT NULL)::TINYINT + (q3 IS NOT NULL)::TINYINT + (q4 IS NOT NULL)::TINYINT + (q5 IS NOT NULL)::TINYINT + (q6 IS NOT NULL)::TINYINT + (q7 IS NOT NULL)::TINYINT + (q8 IS NOT NULL)::TINYINT + (q9 IS NOT NULL)::TINYINT + (q10 IS NOT NULL)::TINYINT + (q11 IS NOT NULL)::TINYINT + (q12 IS NOT NULL)::TINYINT + (q13 IS NOT NULL)::TINYINT + (q14 IS NOT NULL)::TINYINT + (q15 IS NOT NULL)::TINYINT + (q16 IS NOT NULL)::TINYINT + (q17 IS NOT NULL)::TINYINT + (q18 IS NOT NULL)::TINYINT + (q19 IS NOT NULL)::TINYINT + (q20 IS NOT NULL)::TINYINT + (q21 IS NOT NULL)::TINYINT + (q22 IS NOT NULL)::TINYINT + (q23 IS NOT NULL)::TINYINT + (q24 IS NOT NULL)::TINYINT >= 18
), unit AS (
  SELECT unit_id, count(*) AS n,
    sum(weight * d1) / sum(weight) FILTER (d1 IS NOT NULL) AS d1,
    sum(weight * d2) / sum(weight) FILTER (d2 IS NOT NULL) AS d2,
    sum(weight * d3) / sum(weight) FILTER (d3 IS NOT NULL) AS d3,
    sum(weight * d4) / sum(weight) FILTER (d4 IS NOT NULL) AS d4,
    sum(weight * d5) / sum(weight) FILTER (d5 IS NOT NULL) AS d5,
    100 * sum(weight * CASE WHEN n1 >= 9 THEN 1 WHEN n1 <= 6 THEN -1 WHEN n1 IS NOT NULL THEN 0 END) / sum(weight) FILTER (n1 IS NOT NULL) AS nps1,
    100 * sum(weight * CASE WHEN n2 >= 9 THEN 1 WHEN n2 <= 6 THEN -1 WHEN n2 IS NOT NULL THEN 0 END) / sum(weight) FILTER (n2 IS NOT NULL) AS nps2,
    100 * sum(weight * CASE WHEN n3 >= 9 THEN 1 WHEN n3 <= 6 THEN -1 WHEN n3 IS NOT NULL THEN 0 END) / sum(weight) FILTER (n3 IS NOT NULL) AS nps3,
    100 * sum(weight) FILTER (q1 >= 4) / sum(weight) FILTER (q1 IS NOT NULL) AS t2b1,
    100 * sum(weight) FILTER (q24 >= 4) / sum(weight) FILTER (q24 IS NOT NULL) AS t2b24,
    median(response_seconds) AS med, sum(points)::BIGINT AS cps, sum(spend) AS spend
  FROM counted GROUP BY unit_id
), part AS (
  SELECT *, 0.6 * d1 + 0.4 * d2 AS exper, 0.5 * d3 + 0.3 * d4 + 0.2 * d5 AS qual,
    0.5 * ((nps1 + nps2 + nps3) / 3e0 + 100) / 2 + 0.3 * (t2b1 + t2b24) / 2
      + 0.2 * greatest(0e0, least(100e0, 100 - med / 6e0)) AS loy,
    greatest(-10e0, least(10e0, cps * 5e0 / n)) AS bonus
  FROM unit
), scored AS (
  SELECT *, greatest(0e0, least(100e0, 0.3 * exper + 0.4 * qual + 0.3 * loy + bonus)) AS score FROM part
)
SELECT *, CASE WHEN score >= 90 THEN 'gold' WHEN score >= 70 THEN 'silver' ELSE 'bronze' END AS tier
FROM scored ORDER BY unit_id
