-- Question: Who knocked without a valid token?
-- Why: a leaked or guessed token, or an application that nobody told of a rotation, shows here; nothing else is kept of them.
-- Parameter: since time 30d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: day day | the UTC day
-- Column: cause text | why they were refused
-- Column: network text | the first part of their address
-- Column: refusals count sum | how often
-- Chart: columns day refusals | Refused before anybody was known

SELECT minute_ms / 86400000 * 86400000 AS day, cause, network, SUM(refusals) AS refusals
FROM asked
CROSS JOIN stranger
WHERE minute_ms >= since_ms AND minute_ms < until_ms
GROUP BY 1, 2, 3
ORDER BY 1, refusals DESC, 2, 3
