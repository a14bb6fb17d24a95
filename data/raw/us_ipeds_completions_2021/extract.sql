-- Completers by award level, control of the institution and one of sex, race, age.
-- The file holds margins only, so a row crosses one of the three and carries * in the other two.
WITH awards AS (
    SELECT
        TRIM(c2021.AWLEVELC) AS AWLEVELC,
        COALESCE(TRIM(hd2021.CONTROL), 'missing') AS CONTROL,
        c2021.* EXCLUDE (AWLEVELC)
    FROM c2021
    LEFT JOIN hd2021 ON TRIM(hd2021.UNITID) = TRIM(c2021.UNITID)
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
        CONTROL,
        IF(margin IN ('CSTOTLM', 'CSTOTLW'), margin, '*') AS SEX,
        IF(margin IN ('CSAIANT', 'CSASIAT', 'CSBKAAT', 'CSHISPT', 'CSNHPIT', 'CSWHITT', 'CS2MORT', 'CSUNKNT', 'CSNRALT'),
           margin, '*') AS RACE,
        IF(margin IN ('CSUND18', 'CS18_24', 'CS25_39', 'CSABV40', 'CSUNKN'), margin, '*') AS AGE,
        CAST(TRIM(completers) AS BIGINT) AS completers
    FROM margins
)
SELECT AWLEVELC, CONTROL, SEX, RACE, AGE, SUM(completers) AS N
FROM placed
GROUP BY AWLEVELC, CONTROL, SEX, RACE, AGE
ORDER BY AWLEVELC, CONTROL, SEX, RACE, AGE
