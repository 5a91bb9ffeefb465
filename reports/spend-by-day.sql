-- Question: How much was spent each day?
-- Why: a change of price, use or behaviour shows as a step. Days are UTC.
-- Parameter: since time 30d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: day day | the UTC day
-- Column: calls count sum | calls that ended
-- Column: input_tokens count sum | fresh input
-- Column: cache_read_tokens count sum | input read from a prompt cache
-- Column: cache_write_tokens count sum | input written to a prompt cache
-- Column: output_tokens count sum | all billed output, reasoning included
-- Column: cost_nano_usd money sum | what it cost when it was settled
-- Column: adjustment_nano_usd money sum | what was learned later about that cost, to be added
-- Chart: columns day cost_nano_usd | Spend by day

SELECT day_ms AS day,
       SUM(calls) AS calls,
       SUM(fresh_input_tokens + audio_input_tokens) AS input_tokens,
       SUM(cache_read_tokens) AS cache_read_tokens,
       SUM(cache_write_5m_tokens + cache_write_1h_tokens) AS cache_write_tokens,
       SUM(visible_output_tokens + reasoning_tokens + audio_output_tokens) AS output_tokens,
       SUM(cost_nano_usd) AS cost_nano_usd,
       SUM(adjustment_nano_usd) AS adjustment_nano_usd
FROM usage_in_total
GROUP BY day_ms
ORDER BY day_ms
