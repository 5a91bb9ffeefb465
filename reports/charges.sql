-- Question: What is each client to be charged, by month?
-- Why: a margin or a rebate is the client's, or that of the nearest one above it, as set for the month (bursar price margin);
-- what was booked stays beside it. A month's charge is rounded once, half up; months are UTC.
-- Parameter: since time 90d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: month month | the UTC month
-- Column: client text | the client's name
-- Column: calls count sum | calls that ended
-- Column: cost_nano_usd money sum | what it cost when it was settled
-- Column: adjustment_nano_usd money sum | what was learned later about that cost
-- Column: margin text | both together are multiplied by this
-- Column: charge_nano_usd money sum | what it is charged
-- Chart: bars client charge_nano_usd | Charged

WITH RECURSIVE used AS MATERIALIZED (
    SELECT month_ms, client,
           SUM(calls) AS calls,
           SUM(cost_nano_usd) AS cost_nano_usd,
           SUM(adjustment_nano_usd) AS adjustment_nano_usd
    FROM usage_of_client_by_month
    GROUP BY month_ms, client
), line (client, above, steps) AS (
    SELECT number, number, 0 FROM client
    UNION ALL
    SELECT line.client, client.parent, steps + 1
    FROM line
    JOIN client ON client.number = line.above
    WHERE client.parent IS NOT NULL
), margin AS MATERIALIZED (
    SELECT line.client, steps, from_ms, numerator, denominator
    FROM client_margin
    JOIN line ON line.above = client_margin.client
    WHERE ended_at_ms IS NULL
), charged AS (
    -- The row of the nearest client with any, and of its months the last: SQLite takes the others from that row.
    SELECT used.month_ms, used.client, calls, cost_nano_usd, adjustment_nano_usd,
           cost_nano_usd + adjustment_nano_usd AS net_nano_usd,
           IFNULL(numerator, 1) AS over, IFNULL(denominator, 1) AS below,
           MAX(IFNULL(from_ms - steps * 10000000000000, 0)) AS chosen
    FROM used
    LEFT JOIN margin ON margin.client = used.client AND margin.from_ms <= used.month_ms
    GROUP BY used.month_ms, used.client
)
SELECT month_ms AS month,
       IFNULL(client.name, '') AS client,
       calls, cost_nano_usd, adjustment_nano_usd,
       over || '/' || below AS margin,
       -- Whole parts first, so that products stay within 64 bits.
       net_nano_usd / below * over + (2 * (net_nano_usd % below) * over + below) / (2 * below) AS charge_nano_usd
FROM charged
LEFT JOIN client ON client.number = charged.client
ORDER BY month_ms DESC, charge_nano_usd DESC, 2
