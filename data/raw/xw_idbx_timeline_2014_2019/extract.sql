-- Registrations in IDBx courses by calendar year, from the months of the timeline, as figures.
-- The timeline runs from March 2014 to July 2019: its first and last year are parts of years, and marked so.
WITH months AS (
    SELECT UNNEST(
        FROM_JSON(
            REGEXP_EXTRACT("text", 'registrationTimelineIDB:\s*(\[[^\]]*\])', 1), '[{"date": "VARCHAR", "close": "BIGINT"}]'
        ),
        recursive := true
    )
    FROM timeline
),
years AS (
    SELECT CONCAT('20', RIGHT(date, 2)) AS period, CAST(SUM(close) AS BIGINT) AS registrations, COUNT(*) AS months
    FROM months
    GROUP BY period
)
SELECT
    'XW' AS jurisdiction,
    period,
    'learners' AS population,
    'added' AS measure,
    'all' AS dimension,
    'all' AS category,
    '' AS within,
    registrations AS value,
    'number' AS unit,
    '' AS n,
    '' AS frame,
    IF(months = 12, 'ok', 'unreliable') AS status,
    'close' AS comparability,
    'primary' AS confidence,
    IF(months = 12, 'registrations of the calendar year', CONCAT('registrations of ', months, ' months only')) AS as_stated,
    'IDBx, moocs_registrations_timeline.js' AS reference_title,
    'https://raw.githubusercontent.com/ebfactorysas/dashboard-project/b7ed228d87e4641c981c04e0446262fe49a55024/json/moocs/moocs_registrations_timeline.js' AS reference_url
FROM years
ORDER BY period
