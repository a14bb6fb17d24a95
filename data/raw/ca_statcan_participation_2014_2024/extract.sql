-- Education participation of ages 15 to 34, in whole percent: Canada each year and by type of institution; provinces and
-- territories in total in the first, the middle and the last year.
-- The copy of the table has dropped the cells that Statistics Canada withholds (F, x or ..). Every cell that should be there
-- is asked for, and one that is not there is not published: it is never a zero. A printed 0 is less than half a percent.
WITH places (place, code) AS (
    VALUES
        ('Canada', 'CA'), ('Newfoundland and Labrador', 'CA-NL'), ('Prince Edward Island', 'CA-PE'), ('Nova Scotia', 'CA-NS'),
        ('New Brunswick', 'CA-NB'), ('Quebec', 'CA-QC'), ('Ontario', 'CA-ON'), ('Manitoba', 'CA-MB'),
        ('Saskatchewan', 'CA-SK'), ('Alberta', 'CA-AB'), ('British Columbia', 'CA-BC'), ('Yukon', 'CA-YT'),
        ('Northwest Territories', 'CA-NT'), ('Nunavut', 'CA-NU')
),
types (type, within) AS (
    VALUES
        ('Total participation rate', ''),
        ('College', 'institution_type=college'),
        ('University', 'institution_type=university')
),
wanted AS (
    SELECT DISTINCT "Year" AS school_year, place, code, type, within, "Age group" AS age
    FROM participation, places, types
    WHERE code = 'CA' OR (within = '' AND "Year" IN ('2014/2015', '2019/2020', '2024/2025'))
)
SELECT
    code AS jurisdiction,
    CONCAT(SUBSTR(school_year, 1, 4), '-', SUBSTR(school_year, 8, 2)) AS period,
    'residents' AS population,
    'participation' AS measure,
    'age_band' AS dimension,
    REPLACE(REPLACE(age, ' years', ''), ' to ', '-') AS category,
    within,
    COALESCE("Value", '') AS value,
    'percent' AS unit,
    '' AS n,
    '' AS frame,
    IF("Value" IS NULL, 'unavailable', 'ok') AS status,
    'proxy' AS comparability,
    'primary' AS confidence,
    IF("Value" IS NULL, 'no value in this copy of the table: withheld as too unreliable, confidential or not available',
       'attends school, college or university, full-time or part-time') AS as_stated,
    'Statistics Canada, tables 37-10-0102 and 37-10-0103, as in the Sustainable Development Goals data of Canada' AS reference_title,
    'https://raw.githubusercontent.com/sdg-data-canada-odd-donnees/sdg-data-donnees-odd/f89e601dc5b925c4bc66f985a439be39d1f88a05/data/indicator_4-3-1.csv' AS reference_url
FROM wanted
LEFT JOIN participation
    ON "Year" = school_year AND "Geography" = place AND "Type of institution attended" = type AND "Age group" = age
ORDER BY jurisdiction, period, category, within
