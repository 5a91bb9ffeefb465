-- Question: Which provider's key was charged how much?
-- Why: A provider bills by key; this is the side to compare with.
-- Parameter: since time 30d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: upstream text | the upstream's name
-- Column: key text | the key's id
-- Column: name text | what the key is called
-- Column: version count | the key's version
-- Column: calls count sum | calls that ended
-- Column: input_tokens count sum | fresh input
-- Column: cache_read_tokens count sum | input read from a prompt cache
-- Column: cache_write_tokens count sum | input written to a prompt cache
-- Column: output_tokens count sum | all billed output, reasoning included
-- Column: cost_nano_usd money sum | what it cost when it was settled
-- Column: adjustment_nano_usd money sum | what was learned later about that cost, to be added
-- Chart: bars upstream+name cost_nano_usd | Spend by key

WITH used AS (
    SELECT key_version,
           SUM(calls) AS calls,
           SUM(fresh_input_tokens + audio_input_tokens) AS input_tokens,
           SUM(cache_read_tokens) AS cache_read_tokens,
           SUM(cache_write_5m_tokens + cache_write_1h_tokens) AS cache_write_tokens,
           SUM(visible_output_tokens + reasoning_tokens + audio_output_tokens) AS output_tokens,
           SUM(cost_nano_usd) AS cost_nano_usd,
           SUM(adjustment_nano_usd) AS adjustment_nano_usd
    FROM usage_of_key_version
    GROUP BY key_version
)
SELECT IFNULL(upstream.name, '') AS upstream,
       IFNULL(upstream_key.id, '') AS key,
       IFNULL(upstream_key.name, '') AS name,
       IFNULL(key_version.version, 0) AS version,
       calls, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, cost_nano_usd, adjustment_nano_usd
FROM used
LEFT JOIN key_version ON key_version.number = used.key_version
LEFT JOIN upstream_key ON upstream_key.number = key_version.key
LEFT JOIN upstream ON upstream.number = upstream_key.upstream
ORDER BY cost_nano_usd DESC, 1, 2
