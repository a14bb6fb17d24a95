-- Completers by award level, control of the institution (as it stood in 2016) and one of sex, race, age.
-- The file holds margins only, so a row crosses one of the three and carries * in the other two.
WITH awards AS (
    SELECT
        TRIM(c2016.AWLEVELC) AS AWLEVELC,
        COALESCE(TRIM(ic2016.CNTLAFFI), 'missing') AS CNTLAFFI,
        c2016.* EXCLUDE (AWLEVELC)
    FROM c2016
    LEFT JOIN ic2016 ON TRIM(ic2016.UNITID) = TRIM(c2016.UNITID)
),
margins AS (
    UNPIVOT awards
    ON CSTOTLM, CSTOTLW,
       CSAIANT, CSASIAT, CSBKAAT, CSHISPT, CSNHPIT, CSWHITT, CS2MORT, CSUNKNT, CSNRALT,
       CSUND18, CS18_24, CS25_39, CSABV40, CSUNKN
    INTO NAME margin VALUE completers
),
placed AS (
    SELECT
        AWLEVELC,
        CNTLAFFI,
        IF(margin IN ('CSTOTLM', 'CSTOTLW'), margin, '*') AS SEX,
        IF(margin IN ('CSAIANT', 'CSASIAT', 'CSBKAAT', 'CSHISPT', 'CSNHPIT', 'CSWHITT', 'CS2MORT', 'CSUNKNT', 'CSNRALT'),
           margin, '*') AS RACE,
        IF(margin IN ('CSUND18', 'CS18_24', 'CS25_39', 'CSABV40', 'CSUNKN'), margin, '*') AS AGE,
        CAST(TRIM(completers) AS BIGINT) AS completers
    FROM margins
)
SELECT AWLEVELC, CNTLAFFI, SEX, RACE, AGE, SUM(completers) AS N
FROM placed
GROUP BY AWLEVELC, CNTLAFFI, SEX, RACE, AGE
ORDER BY AWLEVELC, CNTLAFFI, SEX, RACE, AGE
