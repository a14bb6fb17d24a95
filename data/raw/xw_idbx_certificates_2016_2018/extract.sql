-- From registration to certificate, by year: each step's printed number less the next one's, so that everyone is in one row.
-- The original is a script that holds arrays; those of the whole bank, its last, are cut out and read as JSON.
WITH bank AS (
    SELECT REGEXP_EXTRACT("text", 'studentsFlowIDB:(.*)', 1, 's') AS flow
    FROM flow
),
steps AS (
    SELECT
        step,
        UNNEST(
            FROM_JSON(
                REGEXP_EXTRACT(flow, CONCAT('"', step, '":\s*\{\s*"years":\s*(\[[^\]]*\])'), 1),
                '[{"name": "VARCHAR", "value": "BIGINT"}]'
            ),
            recursive := true
        )
    FROM bank, (VALUES ('registrations'), ('participants'), ('completed'), ('certified')) AS names (step)
),
years AS (
    PIVOT steps ON step IN ('registrations', 'participants', 'completed', 'certified') USING SUM(value) GROUP BY name
)
SELECT name AS COHORT, 'no' AS PARTICIPATED, 'no' AS COMPLETED, 'not asked' AS CERTIFIED, registrations - participants AS N
FROM years
UNION ALL
SELECT name, 'yes', 'no', 'not asked', participants - completed FROM years
UNION ALL
SELECT name, 'yes', 'yes', 'no', completed - certified FROM years
UNION ALL
SELECT name, 'yes', 'yes', 'yes', certified FROM years
ORDER BY COHORT, PARTICIPATED, COMPLETED, CERTIFIED
