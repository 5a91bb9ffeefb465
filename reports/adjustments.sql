-- Question: Which costs were corrected later, by how much, and why?
-- Why: nothing is rewritten: a re-rating or a bill that differs adds a row, and a sum is only as good as its corrections are few.
-- Parameter: since time 365d | corrections made at or after this
-- Parameter: until time now | corrections made before this
-- Column: kind text | rerate or manual
-- Column: reason text | as the operator gave it
-- Column: adjustments count sum | how many attempts were corrected
-- Column: adjustment_nano_usd money sum | by how much in all
-- Chart: bars reason adjustment_nano_usd | Corrected by reason

SELECT kind, reason,
       COUNT(*) AS adjustments,
       SUM(amount_nano_usd) AS adjustment_nano_usd
FROM asked
CROSS JOIN adjustment
WHERE made_at_ms >= since_ms AND made_at_ms < until_ms
GROUP BY kind, reason
ORDER BY ABS(SUM(amount_nano_usd)) DESC, 1, 2
