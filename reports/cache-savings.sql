-- Question: What did prompt caches save?
-- Why: a cache that is written and never read costs more than none. The saving is that of each call when it was settled:
-- all its input at the fresh rate, less what it cost.
-- Parameter: since time 30d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: model text | the name the client asked for
-- Column: calls count sum | calls that ended
-- Column: input_tokens count sum | fresh input
-- Column: cache_read_tokens count sum | input read from a cache
-- Column: cache_write_tokens count sum | input written to a cache
-- Column: read_share percent | how much of all input was read from a cache
-- Column: cost_nano_usd money sum | what it cost
-- Column: saved_nano_usd money sum | what caching saved; below zero where writes cost more
-- Chart: bars model saved_nano_usd | Saved by prompt caches

SELECT model,
       SUM(calls) AS calls,
       SUM(fresh_input_tokens + audio_input_tokens) AS input_tokens,
       SUM(cache_read_tokens) AS cache_read_tokens,
       SUM(cache_write_5m_tokens + cache_write_1h_tokens) AS cache_write_tokens,
       10000 * SUM(cache_read_tokens) / SUM(fresh_input_tokens + audio_input_tokens + cache_read_tokens
                                            + cache_write_5m_tokens + cache_write_1h_tokens) AS read_share,
       SUM(cost_nano_usd) AS cost_nano_usd,
       SUM(cache_saved_nano_usd) AS saved_nano_usd
FROM usage_of_model
GROUP BY model
HAVING SUM(cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens) > 0
ORDER BY saved_nano_usd DESC, model
