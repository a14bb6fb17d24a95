-- Registrations in IDBx courses by age, education or gender: margins, of all years and of 2018.
-- The originals are scripts that hold arrays; the array of the whole bank is cut out by its name and read as JSON. Those of
-- departments and divisions are not used: a course that two of them share is counted by both.
WITH cut AS (
    SELECT
        REGEXP_EXTRACT(age."text", 'ageIDBAllTheTime:\s*(\[[^\]]*\])', 1) AS age_all,
        REGEXP_EXTRACT(age."text", 'ageIDB2018:\s*(\[[^\]]*\])', 1) AS age_2018,
        REGEXP_EXTRACT(education."text", 'educationLevelIDBAllTheTime:\s*(\[[^\]]*\])', 1) AS education_all,
        REGEXP_EXTRACT(education."text", 'educationLevelIDB2018:\s*(\[[^\]]*\])', 1) AS education_2018,
        REGEXP_EXTRACT(gender."text", 'genderIDB:\s*(\[[^\]]*\])', 1) AS gender_all
    FROM age, education, gender
),
cells AS (
    SELECT '*' AS COHORT, 'AGE' AS margin, UNNEST(FROM_JSON(age_all, '[{"name": "VARCHAR", "value": "BIGINT"}]'), recursive := true)
    FROM cut
    UNION ALL
    SELECT '2018', 'AGE', UNNEST(FROM_JSON(age_2018, '[{"name": "VARCHAR", "value": "BIGINT"}]'), recursive := true)
    FROM cut
    UNION ALL
    SELECT '*', 'EDUCATION', UNNEST(FROM_JSON(education_all, '[{"name": "VARCHAR", "registrations": "BIGINT"}]'), recursive := true)
    FROM cut
    UNION ALL
    SELECT '2018', 'EDUCATION', UNNEST(FROM_JSON(education_2018, '[{"name": "VARCHAR", "registrations": "BIGINT"}]'), recursive := true)
    FROM cut
    UNION ALL
    SELECT '*', 'GENDER', UNNEST(FROM_JSON(gender_all, '[{"gender": "VARCHAR", "all_registrations": "BIGINT"}]'), recursive := true)
    FROM cut
    UNION ALL
    SELECT '2018', 'GENDER', UNNEST(FROM_JSON(gender_all, '[{"gender": "VARCHAR", "2018_registrations": "BIGINT"}]'), recursive := true)
    FROM cut
)
SELECT
    COHORT,
    IF(margin = 'AGE', name, '*') AS AGE,
    IF(margin = 'EDUCATION', name, '*') AS EDUCATION,
    IF(margin = 'GENDER', name, '*') AS GENDER,
    value AS N
FROM cells
ORDER BY COHORT, AGE, EDUCATION, GENDER
