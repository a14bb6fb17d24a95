"""Delimited text as programs and people save it: good files, and bad ones with what is said about each."""

import pytest
from reading_files import read, rows, told

FRENCH = (
    "Tableau 1;;\nInscriptions selon la région;;\nRégion;Âge;Effectif\n"
    "Québec;18 à 24;1 234,5\nOntario;;12,0\nNote : données arrondies;;\n"
)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("cp1252", ";"), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-16-le", "|"), ("mac_roman", ","), ("latin-1", "~")],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_is_read_in_its_encoding_with_its_delimiter_and_line_ends(encoding: str, delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(cells) for cells in [("Région", "N"), ("Québec", "01"), ("Île", "")]) + end
    expected = [["Région", "N"], ["Québec", "01"], ["Île", ""]]
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    assert rows(text.encode(encoding), encoding=declared, delimiter=delimiter) == expected


def test_text_that_excel_saved_as_unicode_begins_with_a_mark_that_is_no_part_of_the_first_name() -> None:
    content = b"\xff\xfe" + "A\tB\r\n1\té\r\n".encode("utf-16-le")
    assert rows(content, encoding="utf-16", delimiter="\t") == [["A", "B"], ["1", "é"]]
    assert rows(content, encoding="utf-16-le", delimiter="\t") == [["A", "B"], ["1", "é"]]


def test_titles_above_the_header_and_footnotes_below_the_table_are_left_out() -> None:
    how = {"encoding": "cp1252", "delimiter": ";", "header_rows": (3,)}
    expected = [["Région", "Âge", "Effectif"], ["Québec", "18 à 24", "1 234,5"], ["Ontario", "", "12,0"]]
    assert rows(FRENCH.encode("cp1252"), rows=(4, 5), **how) == expected
    assert rows(FRENCH.encode("cp1252"), ends_before="Note", **how) == expected
    assert list(read(FRENCH.encode("cp1252"), ends_before="Note", **how).index) == [4, 5]


def test_several_header_rows_give_each_column_its_headings() -> None:
    content = b"Region,Women,,Men,,Total\n,2020,2021,2020,2021,\nA,1,2,3,4,10\n"
    names, _ = rows(content, header_rows=(1, 2), fill_right=(1,))
    assert names == ["Region", "Women / 2020", "Women / 2021", "Men / 2020", "Men / 2021", "Total"]


def test_blank_cells_are_filled_down_where_it_is_said() -> None:
    content = b"REGION,SEX,N\nA,f,1\n,m,2\nB,f,\n ,m,4\n"
    filled = [["REGION", "SEX", "N"], ["A", "f", "1"], ["A", "m", "2"], ["B", "f", ""], ["B", "m", "4"]]
    assert rows(content, fill_down=("REGION",)) == filled


def test_columns_without_name_and_content_are_dropped_and_others_are_not() -> None:
    assert rows(b"A;B;;\n1;2;;\n3;4;;\n", delimiter=";") == [["A", "B"], ["1", "2"], ["3", "4"]]
    assert rows(b",A\n1,2\n") == [["", "A"], ["1", "2"]]


@pytest.mark.parametrize(
    ("content", "how", "expected"),
    [
        (
            FRENCH.encode("cp1252"),
            {"delimiter": ";"},
            "file:2: found byte 0xe9, which is no utf-8; allowed: utf-8 text. Therefore the file is not read. Remedy: "
            "save the file as utf-8, or write read: {encoding: cp1252} (or the true one) under source:",
        ),
        (
            "A\tB\n1\t2\n".encode("utf-16"),
            {"delimiter": "\t"},
            "file:1: found byte 0xff, which is no utf-8; allowed: utf-8 text. Therefore the file is not read. Remedy: "
            "save the file as utf-8, or write read: {encoding: utf-16} (or the true one) under source:",
        ),
        (
            "é,B\n1,2\n".encode("latin-1"),
            {"place": "originals"},
            "file:1: found byte 0xe9, which is no utf-8; allowed: utf-8 text. Therefore the file is not read. Remedy: "
            "save the file as utf-8, or write encoding: cp1252 (or the true one) under originals:",
        ),
        (
            "A,B\n1,é\n".encode(),
            {"encoding": "cp1252"},
            "file:2: found UTF-8 that is to be read as cp1252, 'é' as 'Ã©'; allowed: cp1252 text. Therefore no "
            "name or code with it is known. Remedy: write read: {encoding: utf-8}, or delete encoding:, under "
            "source:",
        ),
        (
            b"PAR1\x15\x04\x00",
            {},
            "file: found a Parquet file; allowed: delimited text. Therefore the file is not read. Remedy: "
            "write read: {format: parquet} under source:",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            {},
            "file: found an old Excel workbook (.xls), or one locked by a password; allowed: delimited text. Therefore "
            "the file is not read. Remedy: open it in a spreadsheet, save it as an Excel workbook (.xlsx) without a "
            "password, and name that file and its sha256",
        ),
        (
            b"A;B\n1;2\n",
            {"place": "originals"},
            "file:1: found one column, 'A;B'; allowed: a column a field. Therefore no variable can be read. Remedy: "
            'write delimiter: ";" under originals: in dataset.yml',
        ),
        (
            b"Table 1\nA,B\n1,2\n",
            {},
            "file:2: found 2 fields in this row and in 1 row more; allowed: 1 fields. Therefore no row is read. "
            'Remedy: put a field that holds the delimiter in "quotation marks"; where a title stands above the '
            "header, write read: {header_rows: 2} under source:",
        ),
        (
            b"A,B\n1,2\n3,4\nSource: the college\n",
            {},
            "file:4: found 1 fields in this row; allowed: 2 fields. Therefore no row is read. Remedy: write the "
            "missing fields, empty ones too; since the last row is short, the file may be cut off: get it again "
            "from its publisher; where it is a footnote, write read: {rows: 2-3} under source:",
        ),
        (
            FRENCH.encode("cp1252"),
            {"encoding": "cp1252", "delimiter": ";"},
            "file:1: found 'Tableau 1' and no other name over 3 columns; allowed: the names of columns, and no title. "
            "Therefore no row is read. Remedy: write read: {header_rows: 3} (or the row of the columns' names) under "
            "source:",
        ),
        (
            b"A,B\n1,2\n",
            {"header_rows": (4,)},
            "file: found header_rows: 4 where the last row is 2; allowed: a row from 1 to 2. Therefore no row is read. "
            "Remedy: write read: {header_rows: 1} (or the row of the columns' names) under source:",
        ),
        (
            b"Table 1,\n\nA,B\n1,2\n",
            {"header_rows": (2,)},
            "file:2: found a blank row where the header should be; allowed: names of columns. Therefore no row is "
            "read. Remedy: write read: {header_rows: 1} (or the row of the columns' names) under source:",
        ),
        (
            b"A,B\n1,2\n",
            {"rows": (2, 9)},
            "file: found rows: 2-9 where the last row is 2; allowed: rows up to 2. Therefore no row is read. Remedy: "
            "write read: {rows: 2-2} under source:",
        ),
        (
            b"A,B\n1,2\n",
            {"ends_before": "Source"},
            "file: found no row that begins with 'Source'; allowed: the row that ends_before: names. Therefore no "
            "row is read. Remedy: write read: {ends_before: with the first words below the table}, or delete it, "
            "under source:",
        ),
        (
            b"A,A,\nB,B,\n1,2,3\n",
            {"header_rows": (1, 2)},
            "file:2: found the column 'A / B' twice; allowed: each column once. Therefore nobody can tell which of "
            "them counts. Remedy: correct header_rows: or fill_right:, or rename one",
        ),
        (
            b"A,B\n,2\n1,2\n",
            {"fill_down": ("A", "C")},
            "file:2: found a blank cell in the first row of column A; allowed: a value to fill down. Therefore no "
            "row is read. Remedy: correct rows:, or delete the column from fill_down:",
        ),
        (
            b"A,B\n1,2\n",
            {"fill_down": ("C",)},
            "file: found fill_down: C, no column of it; allowed: A, B. Therefore no row is read. Remedy: "
            "write one of these under fill_down:",
        ),
    ],
)
def test_text_that_is_not_as_described_is_told(content: bytes, how: dict[str, object], expected: str) -> None:
    assert told(content, **how)[0] == expected
