-- Students of twelve months by level, control of the institution and how much of their study is at a distance.
-- The file's levels overlap (1 = 2 + 12, and 2 = 3 + 11); all are kept, so that NCES's printed sums can be made again.
-- An empty cell is "not applicable": an institution without distance education counts everyone under EFYDENON.
WITH students AS (
    SELECT TRIM(EFFYDLEV) AS EFFYDLEV, COALESCE(TRIM(CONTROL), 'missing') AS CONTROL, EFYDEEXC, EFYDESOM, EFYDENON
    FROM effy2021
    LEFT JOIN hd2021 ON TRIM(hd2021.UNITID) = TRIM(effy2021.UNITID)
),
deliveries AS (
    UNPIVOT students
    ON EFYDEEXC, EFYDESOM, EFYDENON
    INTO NAME DELIVERY VALUE enrolled
)
SELECT
    EFFYDLEV,
    CONTROL,
    DELIVERY,
    COALESCE(SUM(CAST(NULLIF(TRIM(enrolled), '') AS BIGINT)), 0) AS N
FROM deliveries
GROUP BY EFFYDLEV, CONTROL, DELIVERY
ORDER BY EFFYDLEV, CONTROL, DELIVERY
