-- Question: Which providers are slow, and which fail?
-- Why: an average hides the calls that hurt. Percentiles are read from classes of times, five for each power of ten, evenly
-- spread inside a class. By whole UTC days; attempts that a client cut off count as tries, not as failures.
-- Parameter: since time 7d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: upstream text | the upstream's name
-- Column: attempts count sum | tries
-- Column: failed count sum | of those, failed or broke off
-- Column: failed_share percent | how many of them
-- Column: first_median milliseconds | to the first byte, half of the good ones
-- Column: first_p95 milliseconds | 95 of 100
-- Column: total_median milliseconds | to the last byte, half of the good ones
-- Column: total_p95 milliseconds | 95 of 100
-- Column: total_p99 milliseconds | 99 of 100
-- Chart: ranges upstream total_median total_p95 total_p99 | Time to the last byte: median, 95 and 99 of 100
-- Chart: bars upstream failed_share | Failed attempts

WITH latency AS MATERIALIZED (
    SELECT upstream, outcome, first_upto_ms, total_upto_ms, SUM(attempts) AS attempts
    FROM asked
    CROSS JOIN roll_up_latency
    WHERE day_ms >= whole_days_from_ms AND day_ms < whole_days_to_ms
    GROUP BY upstream, outcome, first_upto_ms, total_upto_ms
), class AS (
    SELECT upstream, 'first' AS kind, first_upto_ms AS upto_ms, SUM(attempts) AS attempts
    FROM latency
    WHERE outcome = 'ok' AND first_upto_ms > 0
    GROUP BY upstream, first_upto_ms
    UNION ALL
    SELECT upstream, 'total', total_upto_ms, SUM(attempts)
    FROM latency
    WHERE outcome = 'ok'
    GROUP BY upstream, total_upto_ms
), ranked AS (
    SELECT upstream, kind, upto_ms, attempts,
           SUM(attempts) OVER (PARTITION BY upstream, kind ORDER BY upto_ms) AS reached,
           SUM(attempts) OVER (PARTITION BY upstream, kind) AS whole
    FROM class
), percentile (percent) AS (
    VALUES (50), (95), (99)
), spread AS (
    -- The first class that reaches so many of them, and the place inside it.
    SELECT upstream, kind, percent,
           MIN(MAX(above_ms, 0) + (MIN(latency_class.upto_ms, 10000000) - MAX(above_ms, 0))
               * ((whole * percent + 99) / 100 - (reached - attempts)) / attempts) AS at_ms
    FROM ranked
    CROSS JOIN percentile
    JOIN latency_class ON latency_class.upto_ms = ranked.upto_ms
    WHERE reached >= (whole * percent + 99) / 100 AND reached - attempts < (whole * percent + 99) / 100
    GROUP BY upstream, kind, percent
), total AS (
    SELECT upstream, SUM(attempts) AS attempts,
           SUM(CASE WHEN outcome = 'failed' OR outcome = 'broken' THEN attempts ELSE 0 END) AS failed
    FROM latency
    GROUP BY upstream
)
SELECT IFNULL(upstream.name, '') AS upstream,
       total.attempts,
       total.failed,
       10000 * total.failed / total.attempts AS failed_share,
       MAX(CASE WHEN kind = 'first' AND percent = 50 THEN at_ms END) AS first_median,
       MAX(CASE WHEN kind = 'first' AND percent = 95 THEN at_ms END) AS first_p95,
       MAX(CASE WHEN kind = 'total' AND percent = 50 THEN at_ms END) AS total_median,
       MAX(CASE WHEN kind = 'total' AND percent = 95 THEN at_ms END) AS total_p95,
       MAX(CASE WHEN kind = 'total' AND percent = 99 THEN at_ms END) AS total_p99
FROM total
LEFT JOIN spread ON spread.upstream = total.upstream
LEFT JOIN upstream ON upstream.number = total.upstream
GROUP BY total.upstream
ORDER BY total_p95 DESC, 1
