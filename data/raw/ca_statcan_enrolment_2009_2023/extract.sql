-- Full-time postsecondary enrolment of Canada, its provinces and territories by school year; international students beside it,
-- for Canada each year, for the others every five years and in the last one.
-- Statistics Canada's symbols become statuses. This copy of the table has dropped the rows that had a symbol for a value, so
-- every cell that should be there is asked for, and one that is not there has no value: it is never a zero.
WITH places (place, code) AS (
    VALUES
        ('Canada', 'CA'), ('Newfoundland and Labrador', 'CA-NL'), ('Prince Edward Island', 'CA-PE'), ('Nova Scotia', 'CA-NS'),
        ('New Brunswick', 'CA-NB'), ('Quebec', 'CA-QC'), ('Ontario', 'CA-ON'), ('Manitoba', 'CA-MB'),
        ('Saskatchewan', 'CA-SK'), ('Alberta', 'CA-AB'), ('British Columbia', 'CA-BC'), ('Yukon', 'CA-YT'),
        ('Northwest Territories', 'CA-NT'), ('Nunavut', 'CA-NU')
),
groups (student, dimension, category) AS (
    VALUES
        ('Total, status of student in Canada', 'all', 'all'),
        ('International students', 'student_status', 'international')
),
wanted AS (
    SELECT DISTINCT REF_DATE, place, code, student, dimension, category
    FROM enrolment, places, groups
    WHERE dimension = 'all' OR code = 'CA' OR REF_DATE IN ('2009/2010', '2014/2015', '2019/2020', '2023/2024')
),
cells AS (
    SELECT
        wanted.*,
        CASE
            WHEN VALUE IS NULL THEN 'unavailable'
            WHEN STATUS IN ('', 'r', 'p') THEN 'ok'
            WHEN STATUS = '..' THEN 'unavailable'
            WHEN STATUS = 'x' THEN 'suppressed'
            WHEN STATUS IN ('F', 'E') THEN 'unreliable'
        END AS status,
        COALESCE(NULLIF(STATUS, ''), 'none') AS symbol,
        COALESCE(VALUE, '') AS value
    FROM wanted
    LEFT JOIN enrolment
        ON enrolment.REF_DATE = wanted.REF_DATE AND GEO = place AND "Status of student in Canada" = student
)
SELECT
    code AS jurisdiction,
    CONCAT(SUBSTR(REF_DATE, 1, 4), '-', SUBSTR(REF_DATE, 8, 2)) AS period,
    'learners' AS population,
    'count' AS measure,
    dimension,
    category,
    '' AS within,
    value,
    'number' AS unit,
    '' AS n,
    '' AS frame,
    status,
    'proxy' AS comparability,
    'primary' AS confidence,
    IF(status = 'ok', 'full-time enrolment in public postsecondary institutions', 'no row in this copy of the table; symbol lost')
        AS as_stated,
    'Postsecondary Student Information System, full-time enrolment by institution and status of student' AS reference_title,
    'https://www.statcan.gc.ca/en/survey/business/5017' AS reference_url
FROM cells
ORDER BY jurisdiction, period, dimension, category
