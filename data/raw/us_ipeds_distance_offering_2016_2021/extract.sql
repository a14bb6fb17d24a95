-- Institutions by year, control, whether they grant degrees and whether they offer distance-education courses.
-- An institution grants degrees if it offers an associate's (3), bachelor's (5), master's (7) or doctor's (17, 18, 19) level:
-- in 2020 and 2021 that equals DEGGRANT of the directory for every institution.
WITH years AS (
    SELECT '2016' AS YEAR, UNITID, CNTLAFFI, DISTCRS, LEVEL3, LEVEL5, LEVEL7, LEVEL17, LEVEL18, LEVEL19 FROM ic2016
    UNION ALL SELECT '2020', UNITID, CNTLAFFI, DISTCRS, LEVEL3, LEVEL5, LEVEL7, LEVEL17, LEVEL18, LEVEL19 FROM ic2020
    UNION ALL SELECT '2021', UNITID, CNTLAFFI, DISTCRS, LEVEL3, LEVEL5, LEVEL7, LEVEL17, LEVEL18, LEVEL19 FROM ic2021
),
institutions AS (
    SELECT
        YEAR,
        TRIM(CNTLAFFI) AS CNTLAFFI,
        IF('1' IN (TRIM(LEVEL3), TRIM(LEVEL5), TRIM(LEVEL7), TRIM(LEVEL17), TRIM(LEVEL18), TRIM(LEVEL19)), '1', '2') AS DEGGRANT,
        TRIM(DISTCRS) AS DISTCRS
    FROM years
)
SELECT YEAR, CNTLAFFI, DEGGRANT, DISTCRS, COUNT(*) AS N
FROM institutions
GROUP BY YEAR, CNTLAFFI, DEGGRANT, DISTCRS
ORDER BY YEAR, CNTLAFFI, DEGGRANT, DISTCRS
