-- Fall students by year, level and how much of their study is at a distance.
-- The file's levels overlap (1 = 2 + 12, and 3 and 11 lie inside 2); all are kept, so that NCES's printed sums can be made again.
-- An empty cell is "not applicable": an institution without distance education counts everyone under EFDENON.
WITH years AS (
    SELECT '2012' AS YEAR, EFDELEV, EFDEEXC, EFDESOM, EFDENON FROM ef2012
    UNION ALL SELECT '2013', EFDELEV, EFDEEXC, EFDESOM, EFDENON FROM ef2013
    UNION ALL SELECT '2014', EFDELEV, EFDEEXC, EFDESOM, EFDENON FROM ef2014
    UNION ALL SELECT '2015', EFDELEV, EFDEEXC, EFDESOM, EFDENON FROM ef2015
    UNION ALL SELECT '2016', EFDELEV, EFDEEXC, EFDESOM, EFDENON FROM ef2016
    UNION ALL SELECT '2021', EFDELEV, EFDEEXC, EFDESOM, EFDENON FROM ef2021
),
deliveries AS (
    UNPIVOT years
    ON EFDEEXC, EFDESOM, EFDENON
    INTO NAME DELIVERY VALUE students
)
SELECT
    YEAR,
    TRIM(EFDELEV) AS EFDELEV,
    DELIVERY,
    COALESCE(SUM(CAST(NULLIF(TRIM(students), '') AS BIGINT)), 0) AS N
FROM deliveries
GROUP BY YEAR, TRIM(EFDELEV), DELIVERY
ORDER BY YEAR, TRIM(EFDELEV), DELIVERY
