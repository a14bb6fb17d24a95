-- Instructor badges of The Carpentries by year and country group, as figures. The file ends within 2018, so 2018 is left out.
WITH placed AS (
    SELECT
        year_awarded AS period,
        CASE
            WHEN country IN ('CA', 'US', 'GB') THEN country
            WHEN country IN ('AU', 'NZ') THEN 'AU_NZ'
            WHEN country IN ('BE', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FR', 'GR', 'IE', 'IT', 'LT', 'LU', 'NL', 'PL', 'PT', 'SE', 'SI') THEN 'EU'
            ELSE 'other_country'
        END AS country_group,
        CAST("count(id)" AS BIGINT) AS badges
    FROM badges
    WHERE year_awarded < '2018'
),
margins AS (
    SELECT period, COALESCE(country_group, 'all') AS category, CAST(SUM(badges) AS BIGINT) AS badges
    FROM placed
    GROUP BY GROUPING SETS ((period), (period, country_group))
)
SELECT
    'XW' AS jurisdiction,
    period,
    'completers' AS population,
    'count' AS measure,
    IF(category = 'all', 'all', 'country_group') AS dimension,
    category,
    '' AS within,
    badges AS value,
    'number' AS unit,
    '' AS n,
    '' AS frame,
    'ok' AS status,
    'close' AS comparability,
    'primary' AS confidence,
    'instructor badges awarded in the year' AS as_stated,
    'carpentries/assessment, badges_by_country_by_year.csv' AS reference_title,
    'https://raw.githubusercontent.com/carpentries/assessment/84a42afe5a030edd776c3318585c281a5871233e/programmatic-assessment/workshops/data_files/data_archives/badges_by_country_by_year.csv' AS reference_url
FROM margins
ORDER BY period, dimension, category
