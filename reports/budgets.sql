-- Question: How far is each budget spent, and how far will it be?
-- Why: a budget that runs out in the middle of a month is better known at its beginning. The forecast goes on at the pace of
-- the window so far; ends of windows are right to the hour.
-- Column: budget text | the budget's id
-- Column: subject text | the client or token it bounds
-- Column: per text | day, week, month or total
-- Column: window_start time | when its window began; empty before its first call
-- Column: window_end time | when its window ends; empty for a total
-- Column: limit_nano_usd money | what may be spent
-- Column: spent_nano_usd money | what calls have cost
-- Column: held_nano_usd money | what calls under way may cost
-- Column: spent_share percent | how much of the limit
-- Column: forecast_nano_usd money | what will have been spent when the window ends; empty for a total
-- Column: used_up_at time | when the limit will be reached at that pace; empty when it won't be in this window
-- Chart: bars subject+per spent_share | Spent of each budget's limit

WITH version AS (
    SELECT budget, limit_nano_usd, raised_nano_usd, raised_until_ms, MAX(version) AS version
    FROM budget_version
    GROUP BY budget
), window AS (
    SELECT budget, MAX(start_ms) AS start_ms, spent_nano_usd, held_nano_usd
    FROM budget_window
    GROUP BY budget
), bounded AS (
    -- Half a day on, local midnights are on the same date in UTC as at home.
    SELECT budget.number, budget.id, budget.kind, budget.subject, budget.period, now_ms, window.start_ms,
           CASE budget.period
               WHEN 'day' THEN window.start_ms + 86400000
               WHEN 'week' THEN window.start_ms + 604800000
               WHEN 'month' THEN CAST(strftime('%s', window.start_ms / 1000 + 43200, 'unixepoch', '+1 month') AS INTEGER)
                                 * 1000 - 43200000
           END AS end_ms,
           CASE WHEN version.raised_until_ms > now_ms THEN version.raised_nano_usd
                ELSE version.limit_nano_usd END AS limit_nano_usd,
           window.spent_nano_usd, window.held_nano_usd
    FROM asked
    CROSS JOIN budget
    JOIN version ON version.budget = budget.number
    LEFT JOIN window ON window.budget = budget.number
    WHERE budget.ended_at_ms IS NULL
), stand AS (
    SELECT number, id, kind, subject, period, now_ms, limit_nano_usd,
           CASE WHEN IFNULL(end_ms > now_ms, 1) THEN start_ms END AS start_ms,
           CASE WHEN end_ms > now_ms THEN end_ms END AS end_ms,
           CASE WHEN IFNULL(end_ms > now_ms, 1) THEN IFNULL(spent_nano_usd, 0) ELSE 0 END AS spent_nano_usd,
           CASE WHEN IFNULL(end_ms > now_ms, 1) THEN IFNULL(held_nano_usd, 0) ELSE 0 END AS held_nano_usd
    FROM bounded
), paced AS (
    -- In minutes, so that the products stay within 64 bits up to nine million dollars.
    SELECT *,
           MAX(1, (now_ms - start_ms) / 60000) AS minutes,
           (end_ms - start_ms) / 60000 AS minutes_whole
    FROM stand
)
SELECT paced.id AS budget,
       CASE paced.kind WHEN 'client' THEN 'client:' || IFNULL(client.name, '')
                       ELSE 'token:' || IFNULL(token.id, '') END AS subject,
       period AS per,
       start_ms AS window_start,
       end_ms AS window_end,
       limit_nano_usd,
       spent_nano_usd,
       held_nano_usd,
       CASE WHEN limit_nano_usd > 0 THEN spent_nano_usd / (limit_nano_usd / 10000 + 1) END AS spent_share,
       spent_nano_usd / minutes * minutes_whole + spent_nano_usd % minutes * minutes_whole / minutes
           AS forecast_nano_usd,
       CASE WHEN spent_nano_usd >= limit_nano_usd AND start_ms IS NOT NULL THEN now_ms
            WHEN spent_nano_usd / minutes > 0
                 AND (end_ms IS NULL
                      OR (limit_nano_usd - spent_nano_usd) / (spent_nano_usd / minutes) < (end_ms - now_ms) / 60000)
            THEN now_ms + (limit_nano_usd - spent_nano_usd) / (spent_nano_usd / minutes) * 60000
       END AS used_up_at
FROM paced
LEFT JOIN client ON paced.kind = 'client' AND client.number = paced.subject
LEFT JOIN token ON paced.kind = 'token' AND token.number = paced.subject
ORDER BY spent_share DESC, subject, per
