-- When each registration was withdrawn, counted so that the student who recurs can still be told apart from two students.
-- A pattern is what all the registrations of one student say (module, year, time of withdrawal). STUDENTS students share a
-- pattern; each of them has REGISTRATIONS registrations of the kind that the row describes.
-- Day 0 is the first day of the module, so weeks 1 to 4 are days 0 to 27. The result decides who withdrew, the date when.
WITH registrations AS (
    SELECT
        student_info.id_student,
        student_info.code_module AS MODULE,
        SUBSTR(student_info.code_presentation, 1, 4) AS COHORT,
        CASE
            WHEN final_result <> 'Withdrawn' THEN 'stayed'
            WHEN date_unregistration = '' THEN 'missing'
            WHEN CAST(date_unregistration AS INTEGER) < 0 THEN 'before day 0'
            WHEN CAST(date_unregistration AS INTEGER) < 28 THEN 'days 0-27'
            WHEN CAST(date_unregistration AS INTEGER) < 84 THEN 'days 28-83'
            WHEN CAST(date_unregistration AS INTEGER) < 182 THEN 'days 84-181'
            ELSE 'day 182 or later'
        END AS WITHDREW
    FROM student_info
    JOIN student_registration USING (code_module, code_presentation, id_student)
),
kinds AS (
    SELECT id_student, MODULE, COHORT, WITHDREW, COUNT(*) AS REGISTRATIONS
    FROM registrations
    GROUP BY ALL
),
students AS (
    SELECT
        id_student,
        STRING_AGG(CONCAT_WS('|', MODULE, COHORT, WITHDREW, REGISTRATIONS), ';' ORDER BY MODULE, COHORT, WITHDREW) AS wording
    FROM kinds
    GROUP BY id_student
),
patterns AS (
    SELECT ROW_NUMBER() OVER (ORDER BY wording) AS PATTERN, COUNT(*) AS STUDENTS, MIN(id_student) AS example
    FROM students
    GROUP BY wording
)
SELECT PATTERN, MODULE, COHORT, WITHDREW, REGISTRATIONS, STUDENTS, REGISTRATIONS * STUDENTS AS TOTAL
FROM patterns
JOIN kinds ON kinds.id_student = patterns.example
ORDER BY PATTERN, MODULE, COHORT, WITHDREW
