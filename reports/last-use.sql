-- Question: Which keys and tokens are unused?
-- Why: what nobody uses should be revoked. A token's last use is told to the hour.
-- Parameter: idle integer 0 | only what wasn't used for so many days
-- Column: kind text | key or token
-- Column: owner text | the client, or the upstream
-- Column: id text | its id
-- Column: name text | what it is called
-- Column: state text | active, revoked, expired …
-- Column: created_at time | when it was made
-- Column: last_used_at time | when it was last used; empty for never

WITH RECURSIVE month (start_ms) AS (
    SELECT MIN(month_ms) FROM roll_up_month
    UNION ALL
    SELECT (SELECT MIN(month_ms) FROM roll_up_month WHERE month_ms > start_ms) FROM month WHERE start_ms IS NOT NULL
), unfolded AS MATERIALIZED (
    SELECT token, MAX(hour_ms) AS hour_ms
    FROM roll_up_hour
    WHERE hour_ms >= (SELECT below_ms / 86400000 * 86400000 FROM fold)
    GROUP BY token
), used AS MATERIALIZED (
    -- Down from the last month of a token, to its last day, to its last hour: a few looks into each.
    SELECT token.number AS token,
           (SELECT MAX(start_ms) FROM month
            WHERE EXISTS (SELECT 1 FROM roll_up_month
                          WHERE month_ms = start_ms AND roll_up_month.client = token.client
                            AND roll_up_month.token = token.number)) AS month_ms
    FROM token
), day (number) AS (
    SELECT 0 UNION ALL SELECT number + 1 FROM day WHERE number < 30
), used_day AS MATERIALIZED (
    SELECT used.token,
           (SELECT MAX(month_ms + number * 86400000) FROM day
            WHERE EXISTS (SELECT 1 FROM roll_up_day
                          WHERE day_ms = month_ms + number * 86400000 AND roll_up_day.client = token.client
                            AND roll_up_day.token = token.number)) AS day_ms
    FROM used
    JOIN token ON token.number = used.token
), used_hour AS MATERIALIZED (
    SELECT used_day.token,
           MAX(IFNULL((SELECT MAX(day_ms + number * 3600000) FROM day
                       WHERE number < 24
                         AND EXISTS (SELECT 1 FROM roll_up_hour
                                     WHERE hour_ms = day_ms + number * 3600000 AND roll_up_hour.client = token.client
                                       AND roll_up_hour.token = token.number)), 0),
               IFNULL(unfolded.hour_ms, 0)) AS hour_ms
    FROM used_day
    JOIN token ON token.number = used_day.token
    LEFT JOIN unfolded ON unfolded.token = used_day.token
), seen AS (
    SELECT 'token' AS kind, client.name AS owner, token.id, IFNULL(token.name, '') AS name,
           CASE WHEN token.revoked_at_ms IS NOT NULL THEN 'revoked'
                WHEN token.expires_at_ms <= now_ms THEN 'expired'
                ELSE 'active' END AS state,
           token.created_at_ms AS created_at,
           NULLIF(used_hour.hour_ms, 0) AS last_used_at
    FROM asked
    CROSS JOIN token
    JOIN client ON client.number = token.client
    LEFT JOIN used_hour ON used_hour.token = token.number
    UNION ALL
    SELECT 'key', upstream.name, upstream_key.id, upstream_key.name, upstream_key.state, upstream_key.created_at_ms,
           upstream_key.last_used_at_ms
    FROM upstream_key
    JOIN upstream ON upstream.number = upstream_key.upstream
)
SELECT kind, owner, id, name, state, created_at, last_used_at
FROM seen
CROSS JOIN asked
WHERE IFNULL(last_used_at, 0) <= now_ms - :idle * 86400000
ORDER BY kind, IFNULL(last_used_at, 0), owner, id
