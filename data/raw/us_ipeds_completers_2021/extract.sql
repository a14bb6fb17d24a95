-- Students who received any award, each counted once at an institution, by race and sex.
WITH margins AS (
    UNPIVOT c2021
    ON CSAIANM, CSAIANW, CSASIAM, CSASIAW, CSBKAAM, CSBKAAW, CSHISPM, CSHISPW, CSNHPIM, CSNHPIW,
       CSWHITM, CSWHITW, CS2MORM, CS2MORW, CSUNKNM, CSUNKNW, CSNRALM, CSNRALW
    INTO NAME margin VALUE completers
)
SELECT
    SUBSTR(margin, 1, 6) AS RACE,
    SUBSTR(margin, 7, 1) AS SEX,
    SUM(CAST(TRIM(completers) AS BIGINT)) AS N
FROM margins
GROUP BY RACE, SEX
ORDER BY RACE, SEX
