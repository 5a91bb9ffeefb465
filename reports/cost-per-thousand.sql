-- Question: What do a thousand calls of each model cost?
-- Why: the price of a token says little; the price of a call, as it is really made, compares models.
-- Parameter: since time 30d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: model text | the name the client asked for
-- Column: calls count sum | calls that ended well
-- Column: input_tokens_per_call count | all input, cached or not, of one call on average
-- Column: output_tokens_per_call count | output of one call on average
-- Column: cost_nano_usd money sum | what they cost
-- Column: cost_per_thousand_nano_usd money | a thousand of them, on average
-- Chart: bars model cost_per_thousand_nano_usd | Cost of a thousand calls

SELECT model,
       SUM(calls) AS calls,
       SUM(fresh_input_tokens + audio_input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens)
           / SUM(calls) AS input_tokens_per_call,
       SUM(visible_output_tokens + reasoning_tokens + audio_output_tokens) / SUM(calls) AS output_tokens_per_call,
       SUM(cost_nano_usd) AS cost_nano_usd,
       -- Whole calls first, so that a thousand times the cost stays within 64 bits.
       SUM(cost_nano_usd) / SUM(calls) * 1000 + SUM(cost_nano_usd) % SUM(calls) * 1000 / SUM(calls)
           AS cost_per_thousand_nano_usd
FROM usage_of_model
WHERE status = 'ok'
GROUP BY model
HAVING SUM(calls) > 0
ORDER BY cost_per_thousand_nano_usd DESC, model
