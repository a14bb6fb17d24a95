-- Full-time fall headcount of Ontario's colleges by age, gender or status in Canada: margins by year, for the province.
-- A star is a cell of 1 to 9 students. Each sheet covers every student once, and each sheet of a college and year that has no
-- star adds up to the same total; what a sheet with stars falls short of it is the number of students in its stars. They
-- are kept in rows of their own, for the province as a whole: no star is filled in, and none counts as zero.
-- Gender is taken from 2017 on: before, no gender but two was recorded, which is no zero.
WITH cells AS (
    SELECT 'AGE' AS margin, "College Name" AS college, "Fiscal Year" AS school_year, "Age Group" AS category,
        "Headcount Full-Time Fall" AS headcount
    FROM age
    UNION ALL
    SELECT 'GENDER', "College Name", "Fiscal Year", "Gender Description", "Headcount Full-Time Fall"
    FROM gender
    UNION ALL
    SELECT 'STATUS', "College Name", "Fiscal Year", "Status In Canada Description", "Headcount Full-Time Fall"
    FROM status
    UNION ALL
    SELECT 'LEVEL', "College Name", "Fiscal Year", "Study Year Number", "Headcount Full-Time Fall"
    FROM study_level
    UNION ALL
    SELECT 'CREDENTIAL', "College Name", "Fiscal Year", "Credential Type Description", "Headcount Full-Time Fall"
    FROM credentials
),
sheets AS (
    SELECT
        margin,
        college,
        school_year,
        SUM(CAST(NULLIF(headcount, '*') AS BIGINT)) AS known,
        COUNT(*) FILTER (headcount = '*') AS stars
    FROM cells
    GROUP BY margin, college, school_year
),
totals AS (
    SELECT college, school_year, MAX(known) FILTER (stars = 0) AS total
    FROM sheets
    GROUP BY college, school_year
),
counted AS (
    SELECT margin, school_year, category, CAST(headcount AS BIGINT) AS students
    FROM cells
    WHERE headcount <> '*'
    UNION ALL
    SELECT margin, school_year, 'suppressed', total - known
    FROM sheets
    JOIN totals USING (college, school_year)
    WHERE stars > 0
)
SELECT
    LEFT(school_year, 4) AS YEAR,
    IF(margin = 'AGE', category, '*') AS AGE,
    IF(margin = 'GENDER', category, '*') AS GENDER,
    IF(margin = 'STATUS', category, '*') AS STATUS,
    CAST(SUM(students) AS BIGINT) AS N
FROM counted
WHERE margin IN ('AGE', 'STATUS') OR (margin = 'GENDER' AND school_year >= '2017')
GROUP BY ALL
ORDER BY ALL
