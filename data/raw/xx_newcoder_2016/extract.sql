-- Respondents, counted three times over, each time by a few answers crossed:
-- age x employment x minority x gender, degree, and disability benefits; each with country, bootcamp, finished, job after.
-- A column that a row does not cross holds *. Each of the three counts adds up to all 15,620 respondents.
-- Identifiers, network ids, timestamps and everything that was typed freely stay behind.
WITH answers AS (
    SELECT
        CASE
            WHEN Age = '' THEN 'missing'
            WHEN CAST(Age AS INTEGER) < 18 THEN 'under 18'
            WHEN CAST(Age AS INTEGER) < 25 THEN '18-24'
            WHEN CAST(Age AS INTEGER) < 30 THEN '25-29'
            WHEN CAST(Age AS INTEGER) < 40 THEN '30-39'
            WHEN CAST(Age AS INTEGER) < 45 THEN '40-44'
            WHEN CAST(Age AS INTEGER) < 55 THEN '45-54'
            WHEN CAST(Age AS INTEGER) < 65 THEN '55-64'
            ELSE '65+'
        END AS AGE,
        COALESCE(NULLIF(EmploymentStatus, ''), 'missing') AS EMPLOYMENT,
        COALESCE(NULLIF(IsEthnicMinority, ''), 'missing') AS MINORITY,
        COALESCE(NULLIF(Gender, ''), 'missing') AS GENDER,
        COALESCE(NULLIF(SchoolDegree, ''), 'missing') AS DEGREE,
        COALESCE(NULLIF(IsReceiveDiabilitiesBenefits, ''), 'missing') AS DISABILITY,
        CASE
            WHEN CountryLive = '' THEN 'missing'
            WHEN CountryLive IN (
                'United States of America', 'Canada', 'United Kingdom', 'Great Britain', 'India', 'Australia', 'New Zealand'
            ) THEN CountryLive
            WHEN CountryLive IN (
                'Austria', 'Belgium', 'Bulgaria', 'Croatia', 'Cyprus', 'Czech Republic', 'Denmark', 'Estonia', 'Finland',
                'France', 'Germany', 'Greece', 'Hungary', 'Ireland', 'Italy', 'Latvia', 'Lithuania', 'Luxembourg', 'Malta',
                'Netherlands (Holland, Europe)', 'Poland', 'Portugal', 'Romania', 'Slovakia', 'Slovenia', 'Spain', 'Sweden'
            ) THEN 'other European Union'
            ELSE 'elsewhere'
        END AS COUNTRY,
        COALESCE(NULLIF(AttendedBootcamp, ''), 'missing') AS BOOTCAMP,
        CASE
            WHEN AttendedBootcamp = '0' THEN 'not asked'
            ELSE COALESCE(NULLIF(BootcampFinish, ''), 'missing')
        END AS FINISHED,
        CASE
            WHEN AttendedBootcamp = '0' OR BootcampFinish = '0' THEN 'not asked'
            ELSE COALESCE(NULLIF(BootcampFullJobAfter, ''), 'missing')
        END AS JOB_AFTER
    FROM coders
)
SELECT
    IF(GROUPING(AGE) = 1, '*', AGE) AS AGE,
    IF(GROUPING(EMPLOYMENT) = 1, '*', EMPLOYMENT) AS EMPLOYMENT,
    IF(GROUPING(MINORITY) = 1, '*', MINORITY) AS MINORITY,
    IF(GROUPING(GENDER) = 1, '*', GENDER) AS GENDER,
    IF(GROUPING(DEGREE) = 1, '*', DEGREE) AS DEGREE,
    IF(GROUPING(DISABILITY) = 1, '*', DISABILITY) AS DISABILITY,
    COUNTRY,
    BOOTCAMP,
    FINISHED,
    JOB_AFTER,
    COUNT(*) AS N
FROM answers
GROUP BY GROUPING SETS (
    (AGE, EMPLOYMENT, MINORITY, GENDER, COUNTRY, BOOTCAMP, FINISHED, JOB_AFTER),
    (DEGREE, COUNTRY, BOOTCAMP, FINISHED, JOB_AFTER),
    (DISABILITY, COUNTRY, BOOTCAMP, FINISHED, JOB_AFTER)
)
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
