-- Registrations still held on the first day of the module, counted so that the student who recurs can still be told apart from
-- two students: a pattern is what all such registrations of one student say. STUDENTS students share a pattern; each of them has
-- REGISTRATIONS registrations of the kind that the row describes.
-- Left out: who withdrew before day 0, and 93 registrations withdrawn at an unknown time.
WITH registrations AS (
    SELECT
        student_info.id_student,
        gender AS GENDER,
        region AS REGION,
        age_band AS AGE,
        disability AS DISABILITY,
        highest_education AS EDUCATION,
        COALESCE(NULLIF(imd_band, ''), 'missing') AS IMD,
        IF(final_result IN ('Pass', 'Distinction'), 'yes', 'no') AS COMPLETED
    FROM student_info
    JOIN student_registration USING (code_module, code_presentation, id_student)
    WHERE final_result <> 'Withdrawn' OR (date_unregistration <> '' AND CAST(NULLIF(date_unregistration, '') AS INTEGER) >= 0)
),
kinds AS (
    SELECT id_student, GENDER, REGION, AGE, DISABILITY, EDUCATION, IMD, COMPLETED, COUNT(*) AS REGISTRATIONS
    FROM registrations
    GROUP BY ALL
),
students AS (
    SELECT
        id_student,
        STRING_AGG(
            CONCAT_WS('|', GENDER, REGION, AGE, DISABILITY, EDUCATION, IMD, COMPLETED, REGISTRATIONS), ';'
            ORDER BY GENDER, REGION, AGE, DISABILITY, EDUCATION, IMD, COMPLETED
        ) AS wording
    FROM kinds
    GROUP BY id_student
),
patterns AS (
    SELECT ROW_NUMBER() OVER (ORDER BY wording) AS PATTERN, COUNT(*) AS STUDENTS, MIN(id_student) AS example
    FROM students
    GROUP BY wording
)
SELECT PATTERN, GENDER, REGION, AGE, DISABILITY, EDUCATION, IMD, COMPLETED, REGISTRATIONS, STUDENTS
FROM patterns
JOIN kinds ON kinds.id_student = patterns.example
ORDER BY PATTERN, GENDER, REGION, AGE, DISABILITY, EDUCATION, IMD, COMPLETED
