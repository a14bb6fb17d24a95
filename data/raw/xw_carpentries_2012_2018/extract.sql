-- Instructor training of The Carpentries, event by event: who attended, who holds the badge.
-- Tag 5 is instructor training; events with tag 6 alone are onboarding and are left out, as are events after the report's date.
-- Each event is there twice, once by cohort and way of delivery, once by country: country is W3 where the event was online,
-- so the two can't be crossed. EVENTS is 1 on one of the event's two rows, for counting events.
WITH trainings AS (
    SELECT
        slug AS EVENT,
        SUBSTR(start, 1, 4) AS COHORT,
        COALESCE(NULLIF(TRIM(country), ''), 'missing') AS COUNTRY,
        CAST(attendance AS BIGINT) AS attended,
        CAST(COALESCE(NULLIF(TRIM(count_badged), ''), '0') AS BIGINT) AS badged,
        CAST(start AS DATE) + INTERVAL 90 DAY > DATE '2018-10-31' AS window_open
    FROM events
    WHERE LIST_CONTAINS(STRING_SPLIT(tags, ','), '5') AND start < '2018-10-31'
),
outcomes AS (
    SELECT EVENT, COHORT, COUNTRY, IF(window_open, 'open', 'yes') AS BADGED, badged AS N, 1 AS EVENTS FROM trainings
    UNION ALL
    SELECT EVENT, COHORT, COUNTRY, IF(window_open, 'open', 'no'), attended - badged, 0 FROM trainings
)
SELECT EVENT, COHORT, IF(COUNTRY = 'W3', 'W3', 'other') AS DELIVERY, '*' AS COUNTRY, BADGED, N, EVENTS, 1 AS ONE
FROM outcomes
UNION ALL
SELECT EVENT, '*', '*', COUNTRY, BADGED, N, EVENTS, 1
FROM outcomes
ORDER BY DELIVERY, EVENT, EVENTS DESC
