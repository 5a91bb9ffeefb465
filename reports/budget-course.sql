-- Question: How is a budget burnt down, day by day?
-- Why: the line that will cross the limit is seen before it does. Spend is that of the subject, and of its clients below, in
-- hours of the window; the forecast goes on at the pace so far.
-- Parameter: budget text | the budget's id, as `budget list` has it
-- Column: day time | days since the window began
-- Column: spent_nano_usd money | spent until then; empty for what is to come
-- Column: forecast_nano_usd money | at the pace so far; empty for what was
-- Column: limit_nano_usd money | what may be spent
-- Chart: lines day spent_nano_usd forecast_nano_usd limit_nano_usd | Spent of the budget

WITH RECURSIVE chosen AS (
    SELECT budget.number, budget.kind, budget.subject, budget.period, now_ms,
           MAX(budget_window.start_ms) AS start_ms, budget_window.spent_nano_usd, budget_window.opened_nano_usd
    FROM asked
    CROSS JOIN budget
    JOIN budget_window ON budget_window.budget = budget.number
    WHERE budget.id = :budget
), bounded AS (
    SELECT chosen.*,
           CASE period
               WHEN 'day' THEN start_ms + 86400000
               WHEN 'week' THEN start_ms + 604800000
               WHEN 'month' THEN CAST(strftime('%s', start_ms / 1000 + 43200, 'unixepoch', '+1 month') AS INTEGER)
                                 * 1000 - 43200000
               ELSE MAX(now_ms, start_ms) + 30 * 86400000
           END AS end_ms,
           (SELECT CASE WHEN raised_until_ms > now_ms THEN raised_nano_usd ELSE limit_nano_usd END
            FROM budget_version WHERE budget = chosen.number ORDER BY version DESC LIMIT 1) AS limit_nano_usd
    FROM chosen
    WHERE chosen.number IS NOT NULL
), family (client) AS (
    SELECT subject FROM bounded WHERE kind = 'client'
    UNION
    SELECT client.number FROM client JOIN family ON client.parent = family.client
), step (at_ms) AS (
    SELECT start_ms FROM bounded
    UNION ALL
    SELECT at_ms + CASE period WHEN 'day' THEN 3600000 ELSE 86400000 END
    FROM step, bounded
    WHERE at_ms < end_ms AND at_ms < start_ms + 400 * 86400000
), spent AS (
    SELECT MIN(hour_ms - (hour_ms - start_ms) % CASE period WHEN 'day' THEN 3600000 ELSE 86400000 END,
               end_ms) + CASE period WHEN 'day' THEN 3600000 ELSE 86400000 END AS at_ms,
           SUM(cost_nano_usd) AS cost_nano_usd
    FROM bounded
    CROSS JOIN roll_up_hour
    WHERE hour_ms >= start_ms AND hour_ms < end_ms
      AND CASE kind WHEN 'client' THEN roll_up_hour.client IN (SELECT client FROM family)
                    ELSE roll_up_hour.token = subject END
    GROUP BY 1
)
SELECT step.at_ms AS day,
       CASE WHEN step.at_ms - CASE period WHEN 'day' THEN 3600000 ELSE 86400000 END < now_ms
            THEN opened_nano_usd + IFNULL((SELECT SUM(cost_nano_usd) FROM spent WHERE spent.at_ms <= step.at_ms), 0)
       END AS spent_nano_usd,
       CASE WHEN step.at_ms + CASE period WHEN 'day' THEN 3600000 ELSE 86400000 END > now_ms
            THEN spent_nano_usd / MAX(1, (MIN(now_ms, end_ms) - start_ms) / 60000)
                 * ((step.at_ms - start_ms) / 60000)
       END AS forecast_nano_usd,
       limit_nano_usd
FROM step
CROSS JOIN bounded
ORDER BY step.at_ms
