-- Question: Which costs are unknown, estimated or assumed?
-- Why: zero never means unknown. A price that is missing, a provider that reported no usage and a crash each leave a mark.
-- Parameter: since time 30d | calls that began at or after this
-- Parameter: until time now | calls that began before this
-- Column: client text | the client's name
-- Column: model text | the name the client asked for
-- Column: upstream text | the upstream's name
-- Column: attempts count sum | tries at a provider
-- Column: unpriced count sum | of those, without a price in part or whole: their cost is too low
-- Column: estimated count sum | of those, with usage that Bursar estimated
-- Column: abandoned count sum | of those, charged at their hold after a crash
-- Column: cost_nano_usd money sum | what they were booked at, with the others of their hour, day or month
-- Chart: bars client+model unpriced | Attempts without a price

WITH used AS (
    SELECT client, model, upstream,
           SUM(attempts) AS attempts,
           SUM(unpriced) AS unpriced,
           SUM(estimated) AS estimated,
           SUM(CASE WHEN status = 'abandoned' THEN attempts ELSE 0 END) AS abandoned,
           SUM(cost_nano_usd) AS cost_nano_usd
    FROM usage_by_month
    WHERE unpriced > 0 OR estimated > 0
    GROUP BY client, model, upstream
)
SELECT IFNULL(client.name, '') AS client,
       model,
       IFNULL(upstream.name, '') AS upstream,
       attempts, unpriced, estimated, abandoned, cost_nano_usd
FROM used
LEFT JOIN client ON client.number = used.client
LEFT JOIN upstream ON upstream.number = used.upstream
ORDER BY unpriced DESC, estimated DESC, client, model, upstream
