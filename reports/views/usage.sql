-- What: what every report may read beside the tables: the time asked for, and usage within it.
-- Why: months, days and hours are summed already and single calls are found by index, so that a report is quick; the
-- parts never overlap, so that each report sums to the same integers.

-- The time asked for, cut where the sums are. Rows that were pruned can't be cut inside an hour: such an hour is whole.
CREATE TEMP TABLE asked AS
WITH bound AS (
    SELECT :since_ms AS since_ms, :until_ms AS until_ms, :now_ms AS now_ms,
           (SELECT below_ms FROM fold) AS folded_ms,
           :since_ms < (SELECT below_ms FROM pruned) AS is_since_pruned,
           :until_ms < (SELECT below_ms FROM pruned) AS is_until_pruned
), hour AS (
    SELECT *,
           CASE WHEN is_since_pruned THEN since_ms / 3600000 * 3600000
                ELSE MIN(until_ms, (since_ms + 3599999) / 3600000 * 3600000) END AS hour_from_ms,
           CASE WHEN is_until_pruned THEN (until_ms + 3599999) / 3600000 * 3600000
                ELSE until_ms / 3600000 * 3600000 END AS hour_until_ms
    FROM bound
), whole_hour AS (
    SELECT *, MAX(hour_from_ms, hour_until_ms) AS hour_to_ms FROM hour
), day AS (
    SELECT *, MIN(hour_to_ms, (hour_from_ms + 86399999) / 86400000 * 86400000) AS day_from_ms FROM whole_hour
), whole_day AS (
    SELECT *, MAX(day_from_ms, MIN(hour_to_ms, folded_ms) / 86400000 * 86400000) AS day_to_ms FROM day
), month AS (
    SELECT *,
           MIN(day_to_ms, CAST(strftime('%s', day_from_ms / 1000 - 1, 'unixepoch', 'start of month', '+1 month')
               AS INTEGER) * 1000) AS month_from_ms
    FROM whole_day
)
SELECT since_ms, until_ms, now_ms, hour_from_ms, hour_to_ms, day_from_ms, day_to_ms, month_from_ms,
       MAX(month_from_ms, CAST(strftime('%s', day_to_ms / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000)
       AS month_to_ms,
       -- Calls by their ids, whose first bytes are their time.
       :since_id AS from_id,
       CASE WHEN is_since_pruned THEN :since_id ELSE :since_hour_id END AS hour_from_id,
       CASE WHEN is_until_pruned THEN :until_id ELSE :until_hour_id END AS hour_to_id,
       :until_id AS to_id,
       -- Smaller sums know whole days only.
       since_ms / 86400000 * 86400000 AS whole_days_from_ms,
       (until_ms + 86399999) / 86400000 * 86400000 AS whole_days_to_ms
FROM month;

-- Usage at the edges of the time asked for: hours, and calls of a part of an hour, which are found by their ids and by
-- nothing else (+).
CREATE TEMP VIEW usage_at_edges AS
SELECT hour_ms / 86400000 * 86400000 AS day_ms, client, token, key_version, model, upstream, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_hour
WHERE hour_ms >= hour_from_ms AND hour_ms < day_from_ms
UNION ALL
SELECT hour_ms / 86400000 * 86400000, client, token, key_version, model, upstream, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_hour
WHERE hour_ms >= day_to_ms AND hour_ms < hour_to_ms
UNION ALL
SELECT began_at_ms / 86400000 * 86400000, client, token, key_version, model, upstream, +status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN usage_row
WHERE call_id >= from_id AND call_id < hour_from_id AND call_id < to_id
UNION ALL
SELECT began_at_ms / 86400000 * 86400000, client, token, key_version, model, upstream, +status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN usage_row
WHERE call_id >= hour_to_id AND call_id >= hour_from_id AND call_id < to_id;

-- Usage in the time asked for, by day.
CREATE TEMP VIEW usage_by_day AS
SELECT roll_up_day.day_ms, client, token, key_version, model, upstream, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_day
WHERE roll_up_day.day_ms >= day_from_ms AND roll_up_day.day_ms < day_to_ms
UNION ALL
SELECT day_ms, client, token, key_version, model, upstream, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM usage_at_edges;

-- Usage in the time asked for, by month: the quickest for who doesn't ask for days.
CREATE TEMP VIEW usage_by_month AS
SELECT month_ms, client, token, key_version, model, upstream, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_month
WHERE month_ms >= month_from_ms AND month_ms < month_to_ms
UNION ALL
SELECT CAST(strftime('%s', day_ms / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, client, token, key_version, model, upstream, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_day
WHERE day_ms >= day_from_ms AND day_ms < month_from_ms
UNION ALL
SELECT CAST(strftime('%s', day_ms / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, client, token, key_version, model, upstream, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_day
WHERE day_ms >= month_to_ms AND day_ms < day_to_ms
UNION ALL
SELECT CAST(strftime('%s', day_ms / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, client, token, key_version, model, upstream, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM usage_at_edges;

-- All usage in the time asked for, by day and by how calls ended.
CREATE TEMP VIEW usage_in_total AS
SELECT roll_up_total.day_ms, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_total
WHERE roll_up_total.day_ms >= day_from_ms AND roll_up_total.day_ms < day_to_ms
UNION ALL
SELECT day_ms, status,
       calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM usage_at_edges;

-- Usage in the time asked for, by client alone.
CREATE TEMP VIEW usage_of_client AS
SELECT subject AS client, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_month
WHERE kind = 'client' AND month_ms >= month_from_ms AND month_ms < month_to_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'client' AND day_ms >= day_from_ms AND day_ms < month_from_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'client' AND day_ms >= month_to_ms AND day_ms < day_to_ms
UNION ALL
SELECT client, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM usage_at_edges;

-- Usage in the time asked for, by token alone.
CREATE TEMP VIEW usage_of_token AS
SELECT subject AS token, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_month
WHERE kind = 'token' AND month_ms >= month_from_ms AND month_ms < month_to_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'token' AND day_ms >= day_from_ms AND day_ms < month_from_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'token' AND day_ms >= month_to_ms AND day_ms < day_to_ms
UNION ALL
SELECT token, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM usage_at_edges;

-- Usage in the time asked for, by key_version alone.
CREATE TEMP VIEW usage_of_key_version AS
SELECT subject AS key_version, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_month
WHERE kind = 'key_version' AND month_ms >= month_from_ms AND month_ms < month_to_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'key_version' AND day_ms >= day_from_ms AND day_ms < month_from_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'key_version' AND day_ms >= month_to_ms AND day_ms < day_to_ms
UNION ALL
SELECT key_version, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM usage_at_edges;

-- Usage in the time asked for, by model alone.
CREATE TEMP VIEW usage_of_model AS
SELECT subject AS model, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_month
WHERE kind = 'model' AND month_ms >= month_from_ms AND month_ms < month_to_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'model' AND day_ms >= day_from_ms AND day_ms < month_from_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'model' AND day_ms >= month_to_ms AND day_ms < day_to_ms
UNION ALL
SELECT model, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM usage_at_edges;

-- Usage in the time asked for, by upstream alone.
CREATE TEMP VIEW usage_of_upstream AS
SELECT subject AS upstream, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_month
WHERE kind = 'upstream' AND month_ms >= month_from_ms AND month_ms < month_to_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'upstream' AND day_ms >= day_from_ms AND day_ms < month_from_ms
UNION ALL
SELECT subject, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'upstream' AND day_ms >= month_to_ms AND day_ms < day_to_ms
UNION ALL
SELECT upstream, status, calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
       searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd
FROM usage_at_edges;

-- The same by client and month, for what goes by months. Days before the first whole month are of the month before it, days
-- after the last of the month that begins there.
CREATE TEMP VIEW usage_of_client_by_month AS
SELECT month_ms, subject AS client, calls, cost_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_month
WHERE kind = 'client' AND month_ms >= month_from_ms AND month_ms < month_to_ms
UNION ALL
SELECT CAST(strftime('%s', day_from_ms / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, subject,
       calls, cost_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN (
    SELECT subject, SUM(calls) AS calls, SUM(cost_nano_usd) AS cost_nano_usd,
           SUM(adjustment_nano_usd) AS adjustment_nano_usd
    FROM asked
    CROSS JOIN roll_up_share_day
    WHERE kind = 'client' AND day_ms >= day_from_ms AND day_ms < month_from_ms
    GROUP BY subject
)
UNION ALL
SELECT month_to_ms, subject, calls, cost_nano_usd, adjustment_nano_usd
FROM asked
CROSS JOIN roll_up_share_day
WHERE kind = 'client' AND day_ms >= month_to_ms AND day_ms < day_to_ms
UNION ALL
SELECT CAST(strftime('%s', day_ms / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, client, calls, cost_nano_usd,
       adjustment_nano_usd
FROM usage_at_edges;
