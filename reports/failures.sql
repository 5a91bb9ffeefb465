-- Question: What went wrong at which provider?
-- Why: a limit, a timeout and a refused request each want another remedy. By whole UTC days.
-- Parameter: since time 7d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: upstream text | the upstream's name
-- Column: outcome text | failed, broken, client_closed or abandoned
-- Column: code text | what Bursar calls it
-- Column: attempts count sum | how often
-- Chart: bars upstream+code attempts | Attempts that didn't go well

SELECT IFNULL(upstream.name, '') AS upstream,
       outcome, code,
       SUM(attempts) AS attempts
FROM asked
CROSS JOIN roll_up_latency
LEFT JOIN upstream ON upstream.number = roll_up_latency.upstream
WHERE day_ms >= whole_days_from_ms AND day_ms < whole_days_to_ms AND outcome <> 'ok'
GROUP BY roll_up_latency.upstream, outcome, code
ORDER BY attempts DESC, 1, 2, 3
