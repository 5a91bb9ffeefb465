-- Question: What did redaction find, and what did it do?
-- Why: shows what would have left, without what it was. By whole UTC days.
-- Parameter: since time 30d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: client text | the client's name
-- Column: detector text | what found it
-- Column: action text | tokenise, mask or block
-- Column: side text | in the request, or in the reply
-- Column: findings count sum | how much was found
-- Column: calls count | in how many calls
-- Chart: bars detector findings | Findings by detector

SELECT IFNULL(client.name, '') AS client,
       detector, action, side,
       SUM(findings) AS findings,
       SUM(calls) AS calls
FROM asked
CROSS JOIN detector_day
LEFT JOIN client ON client.number = detector_day.client
WHERE day_ms >= whole_days_from_ms AND day_ms < whole_days_to_ms
GROUP BY detector_day.client, detector, action, side
ORDER BY findings DESC, 1, 2, 3, 4
