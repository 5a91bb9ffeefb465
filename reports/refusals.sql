-- Question: What was refused, by which rule?
-- Why: a rule that refuses much is either doing its work or wrong. By whole UTC days.
-- Parameter: since time 30d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: client text | the client's name
-- Column: rule text | the rule that refused
-- Column: code text | what the client was told
-- Column: refusals count sum | how often; a limit's beyond the first of each minute included
-- Chart: bars rule refusals | Refused calls by rule

WITH refused AS (
    SELECT client, rule, code, refusals
    FROM asked
    CROSS JOIN roll_up_refusal
    WHERE day_ms >= whole_days_from_ms AND day_ms < whole_days_to_ms
    UNION ALL
    SELECT client, rule, 'rate_limited', refusals
    FROM asked
    CROSS JOIN limit_refusal
    WHERE minute_ms >= whole_days_from_ms AND minute_ms < whole_days_to_ms
)
SELECT IFNULL(client.name, '') AS client,
       CASE rule WHEN '' THEN code ELSE rule END AS rule,
       code,
       SUM(refusals) AS refusals
FROM refused
LEFT JOIN client ON client.number = refused.client
GROUP BY refused.client, rule, code
ORDER BY refusals DESC, 1, 2, 3
