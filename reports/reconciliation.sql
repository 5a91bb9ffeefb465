-- Question: What did the last comparisons with providers' exports find?
-- Why: a difference that is known is mended (bursar price rerate, bursar ledger adjust) or asked about; one that nobody looks
-- at is paid. Of each upstream the last bursar ledger reconcile.
-- Column: upstream text | the upstream's name
-- Column: compared_at time | when
-- Column: form text | what the export was
-- Column: class text | same, or how it differs
-- Column: day day | the day it is of; empty for all that agree
-- Column: key text | the key, where the export tells it
-- Column: model text | the model, where the export tells it
-- Column: groups count sum | how many days of keys and models
-- Column: ledger_nano_usd money sum | what the ledger had
-- Column: provider_nano_usd money sum | what the provider said
-- Column: difference_nano_usd money sum | the provider's less the ledger's
-- Column: note text | what is known of it
-- Chart: bars upstream+class groups | What agreed and what didn't

WITH last AS (
    SELECT MAX(number) AS number FROM reconciliation GROUP BY upstream
), line AS (
    SELECT reconciliation.upstream, made_at_ms, form, 0 AS ordinal, 'same' AS class, NULL AS day_ms, '' AS key, '' AS model,
           same AS groups, NULL AS here_nano_usd, NULL AS there_nano_usd, NULL AS difference_nano_usd,
           CASE is_part WHEN 1 THEN 'the export had further pages' ELSE '' END AS note
    FROM last
    JOIN reconciliation USING (number)
    UNION ALL
    SELECT reconciliation.upstream, made_at_ms, form, ordinal, kind, day_ms, IFNULL(key, ''), IFNULL(model, ''),
           1, here_nano_usd, there_nano_usd, there_nano_usd - IFNULL(here_nano_usd, 0), IFNULL(note, '')
    FROM last
    JOIN reconciliation USING (number)
    JOIN reconciliation_difference ON reconciliation_difference.reconciliation = last.number
)
SELECT upstream.name AS upstream,
       made_at_ms AS compared_at,
       form, class, day_ms AS day, key, model, groups, here_nano_usd AS ledger_nano_usd, there_nano_usd AS provider_nano_usd,
       difference_nano_usd, note
FROM line
JOIN upstream ON upstream.number = line.upstream
ORDER BY upstream.name, line.ordinal
