-- Question: Who spent how much?
-- Why: Whoever pays wants to know who for.
-- Parameter: since time 30d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: client text | the client's name
-- Column: calls count sum | calls that ended
-- Column: input_tokens count sum | fresh input
-- Column: cache_read_tokens count sum | input read from a prompt cache
-- Column: cache_write_tokens count sum | input written to a prompt cache
-- Column: output_tokens count sum | all billed output, reasoning included
-- Column: cost_nano_usd money sum | what it cost when it was settled
-- Column: adjustment_nano_usd money sum | what was learned later about that cost, to be added
-- Chart: bars client cost_nano_usd | Spend by client

WITH used AS (
    SELECT client,
           SUM(calls) AS calls,
           SUM(fresh_input_tokens + audio_input_tokens) AS input_tokens,
           SUM(cache_read_tokens) AS cache_read_tokens,
           SUM(cache_write_5m_tokens + cache_write_1h_tokens) AS cache_write_tokens,
           SUM(visible_output_tokens + reasoning_tokens + audio_output_tokens) AS output_tokens,
           SUM(cost_nano_usd) AS cost_nano_usd,
           SUM(adjustment_nano_usd) AS adjustment_nano_usd
    FROM usage_of_client
    GROUP BY client
)
SELECT IFNULL(client.name, '') AS client,
       calls, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, cost_nano_usd, adjustment_nano_usd
FROM used
LEFT JOIN client ON client.number = used.client
ORDER BY cost_nano_usd DESC, 1, 2
