-- Full-time fall headcount of Ontario's colleges by credential, as figures of the province.
-- A star is a cell of 1 to 9 students: where one is missing from a sum, the sum is printed as a lower bound.
WITH cells AS (
    SELECT
        LEFT("Fiscal Year", 4) AS period,
        CASE "Credential Type Description"
            WHEN 'Certificate' THEN 'college_certificate'
            WHEN 'Diploma' THEN 'college_diploma'
            WHEN 'Degree (includes applied degree)' THEN 'bachelor'
            WHEN 'Attestation and other credentials for short programs' THEN 'short_program'
            WHEN 'Other type of credential associated with a program' THEN 'other_credential'
            WHEN 'General Equivalency Diploma / High School Diploma' THEN 'other_credential'
            WHEN 'Not Applicable' THEN 'not_stated'
            WHEN 'Not Available or Not Applicable' THEN 'not_stated'
        END AS category,
        NULLIF("Headcount Full-Time Fall", '*') AS headcount
    FROM credentials
),
sums AS (
    SELECT
        period,
        category,
        CAST(SUM(CAST(headcount AS BIGINT)) AS BIGINT) AS students,
        COUNT(*) - COUNT(headcount) AS stars
    FROM cells
    GROUP BY period, category
)
SELECT
    'CA-ON' AS jurisdiction,
    period,
    'learners' AS population,
    'count' AS measure,
    'award_level' AS dimension,
    category,
    '' AS within,
    CONCAT(students, IF(stars > 0, '+', '')) AS value,
    'number' AS unit,
    '' AS n,
    '' AS frame,
    'ok' AS status,
    'proxy' AS comparability,
    'primary' AS confidence,
    IF(stars > 0, CONCAT('full-time students, without suppressed cells of 1 to 9: ', stars), 'full-time students') AS as_stated,
    'College enrolment headcount 2022-23, sheet Credentials' AS reference_title,
    'https://raw.githubusercontent.com/tjjdoherty/canadian-psi-project/b9f7cd2d1922a6704cb6aab9682b280244d51854/college_enrolment_headcount_2022-23%20%281%29.xlsx' AS reference_url
FROM sums
ORDER BY period, category
