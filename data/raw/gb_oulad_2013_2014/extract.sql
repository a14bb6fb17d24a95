-- Registrations, counted so that the student who recurs can still be told apart from two students.
-- A pattern is what all the registrations of one student say (module, gender, age, disability, education, deprivation, result,
-- whether they were still held on the first day of the module, which is day 0).
-- STUDENTS students share a pattern; each of them has REGISTRATIONS registrations of the kind that the row describes.
-- So a pattern has as many rows as it has kinds, with the same STUDENTS on each, and no student can be found again.
WITH registrations AS (
    SELECT
        student_info.id_student,
        code_module AS MODULE,
        gender AS GENDER,
        age_band AS AGE,
        disability AS DISABILITY,
        highest_education AS EDUCATION,
        COALESCE(NULLIF(imd_band, ''), 'missing') AS IMD,
        final_result AS RESULT,
        CASE
            WHEN final_result <> 'Withdrawn' THEN 'yes'
            WHEN date_unregistration = '' THEN 'missing'
            WHEN CAST(date_unregistration AS INTEGER) >= 0 THEN 'yes'
            ELSE 'no'
        END AS BEGAN
    FROM student_info
    JOIN student_registration USING (code_module, code_presentation, id_student)
),
kinds AS (
    SELECT id_student, MODULE, GENDER, AGE, DISABILITY, EDUCATION, IMD, RESULT, BEGAN, COUNT(*) AS REGISTRATIONS
    FROM registrations
    GROUP BY ALL
),
students AS (
    SELECT
        id_student,
        STRING_AGG(
            CONCAT_WS('|', MODULE, GENDER, AGE, DISABILITY, EDUCATION, IMD, RESULT, BEGAN, REGISTRATIONS), ';'
            ORDER BY MODULE, GENDER, AGE, DISABILITY, EDUCATION, IMD, RESULT, BEGAN
        ) AS wording
    FROM kinds
    GROUP BY id_student
),
patterns AS (
    SELECT ROW_NUMBER() OVER (ORDER BY wording) AS PATTERN, COUNT(*) AS STUDENTS, MIN(id_student) AS example
    FROM students
    GROUP BY wording
)
SELECT
    PATTERN, MODULE, GENDER, AGE, DISABILITY, EDUCATION, IMD, RESULT, BEGAN, REGISTRATIONS, STUDENTS,
    REGISTRATIONS * STUDENTS AS TOTAL
FROM patterns
JOIN kinds ON kinds.id_student = patterns.example
ORDER BY PATTERN, MODULE, GENDER, AGE, DISABILITY, EDUCATION, IMD, RESULT, BEGAN
