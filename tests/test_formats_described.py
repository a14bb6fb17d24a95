"""What `dataset.yml` says of a file: the same learners from every format, wide tables, withheld counts, faulty keys."""

import csv
import hashlib
import io
import json
import unicodedata
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from sound_project import SOUND, replace, say

from isfuturemicro.datasets import DatasetSpec, Original, load_spec
from isfuturemicro.datasets.reading import SUFFIXES, Reading
from isfuturemicro.figures.phrases import unknown_clauses
from isfuturemicro.findings import FindingError
from isfuturemicro.ingest.build import check_dataset, describe, digest_inputs
from isfuturemicro.ingest.formats import FORMATS
from isfuturemicro.ingest.originals import read_original

LEARNERS = SOUND / "data" / "raw" / "xa_learners_2024"
ROWS = list(csv.reader(io.StringIO((LEARNERS / "rows.csv").read_text(encoding="utf-8"))))
HEADER, CELLS = ROWS[0], ROWS[1:]
TABLE = pd.DataFrame({"AGE": [age for age, _, _ in CELLS], "SEX": [int(sex) for _, sex, _ in CELLS]}).assign(
    N=[int(n) for _, _, n in CELLS]
)

STATCAN = [
    *("REF_DATE", "GEO", "UOM", "SCALAR_FACTOR", "VECTOR", "COORDINATE", "AGE", "SEX"),
    *("VALUE", "STATUS", "SYMBOL", "TERMINATED", "DECIMALS"),
]


def write_dataset(root: Path, name: str, content: bytes, read: str = "", **changes: str) -> Path:
    """The sound dataset's folder with another file and another way to read it."""
    folder = root / "xa_learners_2024"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    text = (LEARNERS / "dataset.yml").read_text(encoding="utf-8")
    former = hashlib.sha256((LEARNERS / "rows.csv").read_bytes()).hexdigest()
    text = text.replace("file: rows.csv", f"file: {name}" + (f"\n  read: {read}" if read else ""))
    text = text.replace(former, hashlib.sha256(content).hexdigest())
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "dataset.yml").write_text(text, encoding="utf-8")
    return folder


def described(root: Path, name: str, content: bytes, read: str = "", **changes: str) -> DatasetSpec:
    return load_spec(write_dataset(root, name, content, read, **changes))


def test_names_that_look_alike_are_one_however_their_accents_are_stored(tmp_path: Path) -> None:
    """A file written on one system has é as one sign, on another as two; neither is a misspelling of the other."""
    apart, whole = unicodedata.normalize("NFD", "Âge"), unicodedata.normalize("NFC", "Âge")
    content = (LEARNERS / "rows.csv").read_text(encoding="utf-8").replace("AGE", apart).encode()
    spec = described(tmp_path, "rows.csv", content, **{"from: AGE": f"from: {whole}"})
    assert check_dataset(spec)[1] == []
    content = (LEARNERS / "rows.csv").read_text(encoding="utf-8").replace("x,", f"{apart},").encode()
    spec = described(tmp_path, "rows.csv", content, **{"[x, Unknown": f"[{whole}, Unknown"})
    assert check_dataset(spec)[1] == []


def write_french(folder: Path) -> bytes:
    lines = ["Tableau 1;;", *(";".join(row) for row in ROWS), "Note : effectifs arrondis;;"]
    return "\r\n".join(lines).encode("cp1252")


def write_xlsx(folder: Path) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Table 1")
    sheet.append(["Table 1"])
    for row in (HEADER, *TABLE.itertuples(index=False)):
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_sav(folder: Path) -> bytes:
    pyreadstat.write_sav(TABLE, folder / "x.sav", variable_value_labels={"SEX": {1: "Male", 2: "Female"}})
    return (folder / "x.sav").read_bytes()


def write_por(folder: Path) -> bytes:
    pyreadstat.write_por(TABLE, folder / "x.por")
    return (folder / "x.por").read_bytes()


def write_dta(folder: Path) -> bytes:
    TABLE.to_stata(folder / "x.dta", write_index=False)
    return (folder / "x.dta").read_bytes()


def write_parquet(folder: Path) -> bytes:
    with duckdb.connect() as connection:
        connection.register("learners", TABLE)
        connection.execute(f"COPY learners TO '{folder / 'x.parquet'}' (FORMAT parquet)")
    return (folder / "x.parquet").read_bytes()


def write_package(folder: Path) -> bytes:
    fields = [{"name": name, "type": "string" if name == "AGE" else "integer"} for name in HEADER]
    resource = {"name": "learners", "path": "rows.csv", "schema": {"fields": fields}}
    return zipped({"datapackage.json": json.dumps({"resources": [resource]}), "rows.csv": to_csv(ROWS)})


def write_statcan(folder: Path) -> bytes:
    lines = [
        ["2024", "XA", "Persons", "tens", "v", "1", age, sex, f"{int(n) / 10:g}", "", "", "", "1"]
        for age, sex, n in CELLS
    ]
    return zipped({"99100001.csv": to_csv([STATCAN, *lines]), "99100001_MetaData.csv": "Cube Title\nInvented\n"})


def to_csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def zipped(files: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return content.getvalue()


EVERY = {
    "csv": ("lignes.csv", write_french, '{delimiter: ";", encoding: cp1252, header_rows: 2, ends_before: Note}'),
    "xlsx": ("table.xlsx", write_xlsx, "{sheet: Table 1, header_rows: 2}"),
    "sav": ("survey.sav", write_sav, ""),
    "por": ("survey.por", write_por, ""),
    "dta": ("survey.dta", write_dta, ""),
    "parquet": ("survey.parquet", write_parquet, ""),
    "datapackage": ("package.zip", write_package, "{format: datapackage}"),
    "statcan": ("99100001-eng.zip", write_statcan, ""),
}


def test_every_format_has_a_reader_and_every_reader_a_name() -> None:
    assert list(FORMATS) == list(SUFFIXES)


@pytest.mark.parametrize("format", EVERY)
def test_the_same_learners_come_from_every_format(format: str, tmp_path: Path) -> None:
    """The harmonised rows and each printed number; SPSS and Stata hold 1 as 1.0, the full table counts in tens."""
    name, write, read = EVERY[format]
    expected, none = check_dataset(load_spec(LEARNERS))
    value = {"count: N": "count: VALUE", "sum: N": "sum: VALUE"} if format == "statcan" else {}
    spec = described(tmp_path, name, write(tmp_path), read, **value)
    assert spec.source.reading.format == format
    table, findings = check_dataset(spec)
    assert (none, findings) == ([], [])
    pd.testing.assert_frame_equal(table, expected)


def test_a_code_that_is_not_listed_is_told_with_its_label(tmp_path: Path) -> None:
    changes = {"      - [2, Female, women]\n": ""}
    _, [finding] = check_dataset(described(tmp_path, "survey.sav", write_sav(tmp_path), **changes))
    assert finding.found == "the code '2' (labelled 'Female') in column SEX (4 rows)"


def test_a_build_reads_anew_where_a_file_of_a_package_or_the_package_that_reads_it_changed(tmp_path: Path) -> None:
    spec = described(tmp_path, "datapackage.json", b"{}")
    (spec.folder / "rows.csv").write_text("A\n1\n")
    before = digest_inputs({"x": spec})
    (spec.folder / "rows.csv").write_text("A\n2\n")
    assert digest_inputs({"x": spec}) != before
    workbook = described(tmp_path, "table.xlsx", b"PK")
    assert digest_inputs({"x": workbook})["x"].endswith(f" openpyxl {openpyxl.__version__}")


@pytest.mark.parametrize("format", EVERY)
def test_an_original_is_read_as_a_data_file_is(format: str, tmp_path: Path) -> None:
    name, write, read = EVERY[format]
    spec = described(tmp_path, name, write(tmp_path), read)
    entry = read.strip("{}")
    listed = f"\n  originals: [{{table: t, file: {name}, url: https://x.org, sha256: {spec.source.sha256}"
    listed += f"{', ' if entry else ''}{entry}}}]"
    [original] = described(tmp_path, name, write(tmp_path), read + listed if read else "{}" + listed).source.originals
    table, findings = read_original(original, (tmp_path / "xa_learners_2024",))
    assert findings == []
    assert len(table) == len(CELLS)
    assert [cell.strip() for cell in table["SEX"]] == [sex for _, sex, _ in CELLS]


PRINTED = [
    ["Table 1. Learners by age, term, sex and campus"],
    [],
    ["AGE", "Term", "1", None, "2", None, "Total"],
    [None, None, "North", "South", "North", "South", None],
    ["a", "Fall", 10, 5, 20, 10, 45],
    [None, "Winter", 10, 5, 10, 10, 35],
    ["b", "Fall", 60, 20, 80, 20, 180],
    [None, "Winter", 30, 10, 50, 10, 100],
    ["c", "Fall", 20, 10, 30, 10, 70],
    [None, "Winter", 10, 0, 10, 10, 30],
    ["x", "Fall", 5, 5, 20, 10, 40],
    [None, "Winter", 0, 0, 0, 0, 0],
    [],
    ["Source: Statistics Exampleland"],
]
HOW = (
    "{header_rows: [3, 4], fill_right: 3, ends_before: Source, fill_down: AGE, "
    "melt: {keep: [AGE, Term], names: [SEX, Campus], value: N, leave_out: Total}}"
)


def write_printed(lines: list[list[object]], merged: bool = False) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for place in ("A3:A4", "B3:B4", "C3:D3", "E3:F3", "A5:A6", "A7:A8", "A9:A10", "A11:A12") if merged else ():
        book.active.merge_cells(place)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def count_by(table: pd.DataFrame, variable: str) -> dict[str, int]:
    return table.groupby(variable)["copies"].sum().to_dict()


@pytest.mark.parametrize("name", ["printed.xlsx", "printed.csv"])
def test_a_printed_table_of_two_header_rows_is_described_and_not_coded(name: str, tmp_path: Path) -> None:
    content = write_printed(PRINTED)
    if name == "printed.csv":
        lines = [[str(cell) if cell is not None else "" for cell in line] or [""] * 7 for line in PRINTED]
        content = to_csv(lines).encode()
    table, findings = check_dataset(described(tmp_path, name, content, HOW))
    assert findings == []
    assert count_by(table, "gender") == {"men": 200, "women": 300}
    assert count_by(table, "age_band") == {"18-24": 80, "25-39": 280, "40-plus": 100, "not_stated": 40}


def test_the_same_table_with_merged_cells_needs_nothing_filled(tmp_path: Path) -> None:
    how = HOW.replace("fill_right: 3, ", "").replace("fill_down: AGE, ", "")
    table, findings = check_dataset(described(tmp_path, "p.xlsx", write_printed(PRINTED, merged=True), how))
    assert findings == []
    assert count_by(table, "gender") == {"men": 200, "women": 300}


def test_a_bad_cell_of_a_printed_table_is_told_with_its_row_and_column(tmp_path: Path) -> None:
    lines = [list(line) for line in PRINTED]
    lines[5][2] = "ten"
    _, [finding] = check_dataset(described(tmp_path, "printed.xlsx", write_printed(lines), HOW))
    assert finding.where == "data/raw/xa_learners_2024/printed.xlsx:6, column 1 / North"
    assert finding.found == "'ten' in column N (1 row so)"


def withhold(*places: tuple[int, int], symbol: str = "*") -> bytes:
    """The printed table with some cells withheld."""
    lines = [list(line) for line in PRINTED]
    for line, place in places:
        lines[line][place] = symbol
    return write_printed(lines)


def test_a_symbol_that_is_not_described_is_no_number(tmp_path: Path) -> None:
    _, [finding] = check_dataset(described(tmp_path, "printed.xlsx", withhold((4, 3)), HOW))
    assert finding.found == "'*' in column N (1 row so)"


def test_withheld_counts_are_left_out_only_where_their_number_is_declared(tmp_path: Path) -> None:
    content = withhold((4, 3), (9, 5))
    how = HOW.replace("}}", '}, symbols: {"*": suppressed}}')
    spec = described(tmp_path, "printed.xlsx", content, how)
    _, [finding] = check_dataset(spec)
    assert str(finding) == (
        f"{spec.at('source.read')}: found 2 rows whose N is withheld ('*'); allowed: withheld: 0. Therefore sums would "
        "be too low and shares wrong by an unknown amount, and nobody would be told. Remedy: write withheld: 2 under "
        "read:, so that each reader is told; better, where a total is printed, make an extract that puts what the "
        "total holds beyond its parts under not_stated"
    )
    table, findings = check_dataset(described(tmp_path, "printed.xlsx", content, how[:-1] + ", withheld: 2}"))
    assert findings == []
    assert count_by(table, "gender") == {"men": 195, "women": 290}
    assert len(table) == 30


def test_a_number_of_withheld_rows_that_is_not_so_is_told(tmp_path: Path) -> None:
    how = HOW.replace("}}", '}, symbols: {"*": suppressed}, withheld: 3}')
    _, [finding] = check_dataset(described(tmp_path, "printed.xlsx", withhold((4, 3)), how))
    assert (finding.found, finding.allowed) == ("1 row whose N is withheld ('*')", "withheld: 3")


@pytest.mark.parametrize(
    ("bounds", "printed", "reproduced"),
    [("1-9", 500, True), ("1-9", 504, True), ("1-9", 505, False), ("1-4", 500, False), ("suppressed", 9999, True)],
)
def test_a_printed_total_lies_between_the_bounds_of_what_is_withheld(
    bounds: str, printed: int, reproduced: bool, tmp_path: Path
) -> None:
    """Five are withheld of 500: 495 are left, and 1 to 9 of the withheld cell make 496 to 504."""
    how = HOW.replace("}}", f'}}, symbols: {{"*": {bounds}}}, withheld: 1}}')
    changes = {"value: 500": f"value: {printed}", "  - {measure: share, where: {gender: women}, value: 0.6,": "  #"}
    _, findings = check_dataset(described(tmp_path, "printed.xlsx", withhold((4, 3)), how, **changes))
    assert [finding.found.partition(" where ")[0] for finding in findings] == ([] if reproduced else ["N sums to 495"])


def test_the_catalogue_tells_how_much_is_withheld(tmp_path: Path) -> None:
    how = HOW.replace("}}", '}, symbols: {"*": 1-9}, withheld: 1200}')
    line = describe(described(tmp_path, "printed.xlsx", withhold((4, 3)), how))
    assert line["notes_en"] == (
        "1,200 rows whose count has no number (suppressed by the publisher) are left out: a total over them is a "
        "minimum, too low by at most 10,800."
    )
    assert line["notes_fr"] == (
        "1\u202f200 lignes dont l'effectif n'est pas chiffré (supprimé par l'éditeur) sont laissées de côté : un total "
        "qui les comprend est un minimum, inférieur d'au plus 10\u202f800 à la réalité."
    )


def test_no_estimate_is_reliable_where_counts_are_withheld(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """30 of 500 are withheld: of the rest women are 270 of 470, where of all they are 300 of 500."""
    folder = project / "data" / "raw" / "xa_learners_2024"
    description = (folder / "dataset.yml").read_text(encoding="utf-8")
    share = description[description.index("  - {measure: share") :]
    description = description.replace(share, "").replace("value: 300", "value: 299")
    read = 'file: rows.csv\n  read: {symbols: {"*": suppressed}, withheld: 1}'
    (folder / "dataset.yml").write_text(description.replace("file: rows.csv", read), encoding="utf-8")
    replace(folder / "rows.csv", {"x,2,30": "x,2,*"})
    assert say(capsys, "build") == (0, "")
    assert say(capsys, "estimate") == (0, "")
    with (project / "data" / "processed" / "estimates.csv").open(encoding="utf-8", newline="") as lines:
        found = [row for row in csv.DictReader(lines) if row["dataset"] == "xa_learners_2024"]
    women = [row for row in found if row["measure"] == "share" and row["category"] == "women"]
    assert [(row["n"], row["status"], row["reason"]) for row in women] == [
        ("470", "unreliable", "the publisher withholds the count of 1 row, which the number lacks")
    ]
    assert {row["status"] for row in found} == {"unreliable", "unresolvable"}


E_COUNTS = HOW.replace("}}", "}, symbols: {E: caution}}")


def test_counts_with_caution_are_kept_and_their_number_is_declared(tmp_path: Path) -> None:
    content = write_printed([[("30 E" if cell == 30 and row[0] == "c" else cell) for cell in row] for row in PRINTED])
    spec = described(tmp_path, "printed.xlsx", content, E_COUNTS)
    _, [finding] = check_dataset(spec)
    assert str(finding) == (
        f"{spec.at('source.read')}: found 1 row whose N is to be used with caution ('E'); allowed: cautioned: 0. "
        "Therefore numbers would look surer than their publisher says they are. Remedy: write cautioned: 1 under "
        "read:, so that every number of the dataset says so"
    )
    told = described(tmp_path, "printed.xlsx", content, E_COUNTS[:-1] + ", cautioned: 1}")
    table, findings = check_dataset(told)
    assert findings == []
    assert count_by(table, "gender") == {"men": 200, "women": 300}
    line = describe(told)
    assert line["notes_en"] == "The publisher says to use the count of one row with caution (E)."
    assert line["notes_fr"] == "L'éditeur demande d'utiliser avec prudence (E) l'effectif d'une ligne."


def test_a_count_with_a_symbol_that_is_not_described_is_no_number(tmp_path: Path) -> None:
    content = write_printed([[("30 E" if cell == 30 and row[0] == "c" else cell) for cell in row] for row in PRINTED])
    _, [finding] = check_dataset(described(tmp_path, "printed.xlsx", content, HOW))
    assert finding.found == "'30 E' in column N (1 row so)"


def test_every_number_of_counts_with_caution_bears_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project / "data" / "raw" / "xa_learners_2024"
    described = (folder / "dataset.yml").read_text(encoding="utf-8")
    read = "file: rows.csv\n  read: {symbols: {E: caution}, cautioned: 1}"
    (folder / "dataset.yml").write_text(described.replace("file: rows.csv", read), encoding="utf-8")
    replace(folder / "rows.csv", {"x,2,30": "x,2,30E"})
    assert say(capsys, "build") == (0, "")
    assert say(capsys, "estimate") == (0, "")
    with (project / "data" / "processed" / "estimates.csv").open(encoding="utf-8", newline="") as lines:
        found = [row for row in csv.DictReader(lines) if row["dataset"] == "xa_learners_2024"]
    women = [row for row in found if row["measure"] == "share" and row["category"] == "women"]
    assert [(row["n"], row["estimate"], row["status"], row["reason"]) for row in women] == [
        ("500", "0.6", "caution", "the publisher says to use the count of 1 row with caution")
    ]
    assert {row["status"] for row in found} == {"caution", "unresolvable"}
    assert unknown_clauses(women[0]["reason"]) == []


def test_a_full_table_says_in_status_what_is_to_be_used_with_caution(tmp_path: Path) -> None:
    start = ["2024", "XA", "Persons", "units", "v", "1"]
    lines = [[*start, "a", "1", "30", "", "", "", "0"], [*start, "a", "2", "50", "E", "", "", "0"]]
    content = zipped({"99100001.csv": to_csv([STATCAN, *lines])})
    changes = {"count: N": "count: VALUE", "sum: N": "sum: VALUE", "value: 500": "value: 80", "value: 300": "value: 50"}
    changes["  - {measure: share, where: {gender: women}, value: 0.6,"] = "  #"
    _, [finding] = check_dataset(described(tmp_path, "99100001-eng.zip", content, "{}", **changes))
    assert (finding.found, finding.allowed) == (
        "1 row whose VALUE is to be used with caution ('E')",
        "cautioned: 0",
    )
    table, findings = check_dataset(described(tmp_path, "99100001-eng.zip", content, "{cautioned: 1}", **changes))
    assert findings == []
    assert table["copies"].tolist() == [30, 50]


def test_symbols_of_a_full_table_need_no_list_but_their_number(tmp_path: Path) -> None:
    start = ["2024", "XA", "Persons", "units", "v", "1"]
    lines = [[*start, "a", "1", "30", "", "", "", "0"], [*start, "a", "2", "", "x", "", "", "0"]]
    content = zipped({"99100001.csv": to_csv([STATCAN, *lines])})
    changes = {"count: N": "count: VALUE", "sum: N": "sum: VALUE", "value: 500": "value: 80"}
    table, findings = check_dataset(described(tmp_path, "99100001-eng.zip", content, "{withheld: 1}", **changes))
    assert findings == []
    assert table["copies"].tolist() == [30]


@pytest.mark.parametrize(
    ("read", "found", "remedy"),
    [
        ("{sheet: A}", "sheet in a file read as csv", "delete sheet:, or correct format:"),
        ("{format: xls}", "format: xls", "write format: xlsx"),
        ("{header_rows: [5, 4]}", "header_rows: 5, 4", "write header_rows: 4, or header_rows: [4, 5]"),
        ("{header_rows: top}", "header_rows: top", "write header_rows: 4, or header_rows: [4, 5]"),
        ("{header_rows: 3, rows: 2-9}", "rows: 2-9", "write rows: 4-40 or whichever they are"),
        ("{rows: 9-2}", "rows: 9-2", "write rows: 2-40 or whichever they are"),
        ("{header_rows: [3, 4], fill_right: 2}", "fill_right: 2", "write fill_right: 3, or add the row to header_rows"),
        (
            '{thousands: ".", decimal: "."}',
            'thousands: "." and decimal: "."',
            'write decimal: "," and thousands: "." or whichever they are',
        ),
        ("{format: xlsx, sheet: [A, B]}", "several sheets and no sheet_column", "add sheet_column: SHEET"),
        ("{format: xlsx, sheet: []}", "sheet: []", "write sheet: [A, B]"),
        (
            "{header_rows: [1, 2], melt: {keep: AGE, names: SEX, value: N}}",
            "1 names for a header of 2 rows",
            "write names: with 2 of them, each the name of a new column",
        ),
        ("{melt: {keep: AGE, names: N, value: N}}", "N twice in melt", "give one another name"),
        ("{melt: {names: SEX, value: N}}", "no keep in melt", "write keep: TEXT"),
        ('{symbols: {"*": gone}}', "'*' that means 'gone'", 'write "*": suppressed, or "*": 1-9'),
        ('{symbols: {"*": 9-1}}', "'*' that means '9-1'", 'write "*": suppressed, or "*": 1-9'),
        ("{symbols: suppressed}", "symbols: suppressed", 'write symbols: {"*": 1-9}'),
        ("{withheld: some}", "withheld: some", "write withheld: 12 or the like"),
        ("{resource: learners}", "resource in a file read as csv", "delete resource:, or correct format:"),
        ("{headers: 4}", "the unknown key 'headers'", "write 'header_rows', or delete the key"),
    ],
)
def test_a_key_that_says_nothing_usable_is_told(read: str, found: str, remedy: str, tmp_path: Path) -> None:
    with pytest.raises(FindingError) as caught:
        described(tmp_path, "rows.csv", to_csv(ROWS).encode(), read)
    [finding] = caught.value.findings
    assert (finding.found, finding.remedy) == (found, remedy)
    assert finding.where.startswith("data/raw/xa_learners_2024/dataset.yml:1")


def test_withheld_rows_in_a_dataset_that_counts_nothing_are_told(tmp_path: Path) -> None:
    changes = {"kind: counts": "kind: records", "count: N\n": ""}
    with pytest.raises(FindingError) as caught:
        described(tmp_path, "rows.csv", to_csv(ROWS).encode(), "{withheld: 2}", **changes)
    [finding] = caught.value.findings
    assert finding.found == "withheld under read in a dataset of kind records"
    assert finding.remedy == "delete withheld:, or write kind: counts"


def test_french_numbers_are_read_as_described_and_told_where_they_are_not(tmp_path: Path) -> None:
    content = "AGE;SEX;N\na;1;1\u202f200\na;2;1\u00a0300\nb;1;500\n".encode()
    changes = {"value: 500": "value: 3000", "value: 300,": "value: 1300,", "where: {SEX: 2}": "where: {SEX: [2]}"}
    plain, signs = '{delimiter: ";"}', '{delimiter: ";", thousands: " ", decimal: ","}'
    table, findings = check_dataset(described(tmp_path, "rows.csv", content, signs, **changes))
    assert findings == []
    assert table["copies"].tolist() == [1200, 1300, 500]
    _, findings = check_dataset(described(tmp_path, "rows.csv", content, plain, **changes))
    [finding] = [finding for finding in findings if finding.where.endswith("rows.csv:2")]
    assert finding.found == "'1\\u202f200' in column N (2 rows so)"
    assert finding.remedy.startswith('write read: {thousands: " "} under source:; or mend the cells; ')


@pytest.mark.parametrize(
    ("cell", "how", "remedy"),
    [
        (
            "1,234",
            Reading(),
            'write thousands: "," under originals: or write decimal: "," under originals:, whichever it is',
        ),
        (
            "1.234",
            Reading(decimal=","),
            'write decimal: "." under originals: or write thousands: "." under originals:, whichever it is',
        ),
        ("1 234,5", Reading(), 'write decimal: ",", thousands: " " under originals:'),
        ("1,23", Reading(thousands=","), 'write decimal: ",", thousands: "" under originals:'),
        ("12-3", Reading(), "mend the cell"),
        ("<10", Reading(), "mend the cell"),
    ],
)
def test_a_number_of_an_original_in_other_signs_is_told(cell: str, how: Reading, remedy: str, tmp_path: Path) -> None:
    content = f"A;N\nx;5\ny;*\nz;{cell}\n".encode()
    (tmp_path / "o.csv").write_bytes(content)
    reading = Reading(delimiter=";", decimal=how.decimal, thousands=how.thousands, numbers=("N",), place="originals")
    original = Original("t", "o.csv", "https://x.org", hashlib.sha256(content).hexdigest(), reading)
    _, [finding] = read_original(original, (tmp_path,))
    assert (finding.where, finding.remedy) == ("o.csv:4", remedy)


def test_numbers_of_an_original_become_what_a_query_can_cast(tmp_path: Path) -> None:
    content = "A;N\n1,5;1 234,5\n2,5;-2\n3;*\n4;\n".encode("cp1252")
    (tmp_path / "o.csv").write_bytes(content)
    reading = Reading(delimiter=";", encoding="cp1252", decimal=",", thousands=" ", numbers=("N",))
    original = Original("t", "o.csv", "https://x.org", hashlib.sha256(content).hexdigest(), reading)
    table, findings = read_original(original, (tmp_path,))
    assert findings == []
    assert table["N"].tolist() == ["1234.5", "-2", "*", ""]
    assert table["A"].tolist() == ["1,5", "2,5", "3", "4"]
