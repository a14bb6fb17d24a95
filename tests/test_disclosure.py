"""What an extract may tell: categories always, and of a source that is not public no cell that singles a person out."""

from pathlib import Path

import pytest
from test_extract import DESCRIPTION, sha256

from isfuturemicro.datasets import load_spec
from isfuturemicro.datasets.schema import read_spec
from isfuturemicro.findings import Finding, FindingError
from isfuturemicro.ingest.build import check_dataset
from isfuturemicro.ingest.extract import make_extract

PEOPLE = "SEX,AGE,TOWN,ID,MAIL,SEEN,WORDS\n" + "".join(
    f"{'fm'[i % 2]},{20 + i % 30},{'Oka' if i % 3 else 'Gaspé'},{7000000 + i * 37},p{i}@example.org,"
    f"2020-03-{1 + i % 28:02d} 10:{i % 60:02d}:00,{'so it was ' * 20}{i % 12}\n"
    for i in range(240)
)
PRIVATE = "disclosure: {most_dimensions: 2, least_count: 10}\n"


def write(root: Path, query: str, public: bool = True, more: str = "") -> tuple[Path, tuple[Path, ...]]:
    """An invented dataset that is extracted from 240 people."""
    folder, sources = root / "data" / "raw" / "xa_people_2020", root / "sources"
    folder.mkdir(parents=True)
    sources.mkdir()
    (sources / "people.csv").write_text(PEOPLE, encoding="utf-8")
    text = DESCRIPTION.format(file="people.csv", sha256=sha256(PEOPLE.encode()), more="", old="0" * 64)
    text = text.replace("redistribution: yes", f"redistribution: extract\n  public: {'yes' if public else 'no'}")
    (folder / "dataset.yml").write_text(text + more, encoding="utf-8")
    (folder / "extract.sql").write_text(query, encoding="utf-8")
    return folder, (sources,)


def refused(folder: Path, sources: tuple[Path, ...]) -> list[Finding]:
    """The findings for which nothing was written, neither by `extract` nor, for the same counts, by `check`."""
    with pytest.raises(FindingError) as caught:
        make_extract(folder, sources)
    assert not (folder / "counts.csv").exists()
    return list(caught.value.findings)


@pytest.mark.parametrize(
    ("column", "kind", "remedy"),
    [
        ("MAIL", "e-mail addresses", "leave MAIL out"),
        ("'https://example.org/' || ID", "addresses of the web", "leave TOLD out"),
        ("'10.0.0.' || (CAST(ID AS INTEGER) % 200)", "network addresses", "leave TOLD out"),
        ("SEEN", "days or times of day", "cut SEEN to its year"),
        ("left(SEEN, 10)", "days or times of day", "cut TOLD to its year"),
        ("WORDS", "free text", "put WORDS into a few categories"),
        ("AGE", "whole years of age", "cut AGE into bands"),
        ("ID", "identifiers", "leave ID out"),
        ("md5(ID)", "identifiers", "leave TOLD out"),
        ("'person ' || ID", "identifiers", "leave TOLD out"),
    ],
)
def test_a_column_that_tells_more_than_a_category_is_refused(
    column: str, kind: str, remedy: str, tmp_path: Path
) -> None:
    """Of a public source too; the finding names the column and the kind, never a value."""
    name = column if column.isalpha() else "TOLD"
    query = f"SELECT SEX, {column} AS {name}, COUNT(*) AS N FROM people GROUP BY ALL ORDER BY ALL"
    (finding,) = refused(*write(tmp_path, query))
    assert finding.found == f"{kind} in column {name}"
    assert finding.remedy.startswith(remedy)
    assert not any(value in str(finding) for value in ("p0@", "7000037", "2020-03", "so it was"))


@pytest.mark.parametrize(
    "columns",
    [
        "left(SEEN, 4) AS YEAR",
        "left(SEEN, 7) AS MONTH",
        "CASE WHEN CAST(AGE AS INTEGER) < 30 THEN '20-29' ELSE '30-49' END AS AGE",
        "TOWN",
        "repeat('a category of many words, ', 9) || TOWN AS STATUS",
        "SEX || CAST(ID AS INTEGER) % 15 AS COURSE",
    ],
)
def test_categories_years_months_and_bands_are_written(columns: str, tmp_path: Path) -> None:
    query = f"SELECT SEX, {columns}, COUNT(*) AS N FROM people GROUP BY ALL ORDER BY ALL"
    assert make_extract(*write(tmp_path, query)).rows > 0


def test_a_table_with_a_row_for_each_country_holds_no_identifiers(tmp_path: Path) -> None:
    """All values of its one column differ, as they must: they are words, and each row counts many."""
    query = "SELECT SEX, 'Land ' || chr(65 + CAST(ID AS INTEGER) % 25) AS LAND, COUNT(*) AS N FROM people GROUP BY ALL"
    assert make_extract(*write(tmp_path, f"{query} ORDER BY ALL")).rows > 20


@pytest.mark.parametrize(("unit", "told"), [("person", 1), ("institution", 0)])
def test_a_college_may_be_named_and_a_person_may_not(unit: str, told: int, tmp_path: Path) -> None:
    folder, sources = write(tmp_path, "SELECT SEX, ID, COUNT(*) AS N FROM people GROUP BY ALL ORDER BY ALL")
    path = folder / "dataset.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("unit: person", f"unit: {unit}"), encoding="utf-8")
    if told:
        assert len(refused(folder, sources)) == told
    else:
        assert make_extract(folder, sources).rows == 240


@pytest.mark.parametrize("code", ["'E1200' || (10000 + {})", "(1900 + {}) || '-' || (1 + {})", "100000 + {}"])
def test_codes_of_places_and_years_are_no_identifiers(code: str, tmp_path: Path) -> None:
    group = "CAST(ID AS INTEGER) % 31"
    told = f"CAST({code.format(group, group)} AS VARCHAR)"
    query = f"SELECT 'f' AS SEX, {told} AS PLACE, COUNT(*) AS N FROM people GROUP BY ALL ORDER BY ALL"
    assert make_extract(*write(tmp_path, query)).rows == 31


def test_counts_without_their_count_are_told(tmp_path: Path) -> None:
    (finding,) = refused(*write(tmp_path, "SELECT SEX, COUNT(*) AS M FROM people GROUP BY ALL ORDER BY ALL"))
    assert finding.found == "no column N"


SETS = "SELECT SEX, IF(GROUPING(TOWN) = 1, '*', TOWN) AS TOWN, COUNT(*) AS N FROM people"
RARE = "(SELECT SEX, IF(CAST(ID AS INTEGER) < 7000000 + 37 * 4, 'Oka', 'Gaspé') AS TOWN FROM people)"


def test_a_private_source_needs_its_ceiling_and_floor(tmp_path: Path) -> None:
    folder, _ = write(tmp_path, SETS, public=False)
    _, findings = read_spec(folder)
    assert [finding.found for finding in findings] == ["counts of a source that is not public, and no disclosure:"]


def test_counts_above_the_floor_are_written(tmp_path: Path) -> None:
    query = f"{SETS} GROUP BY GROUPING SETS ((SEX), (SEX, TOWN)) ORDER BY ALL"
    assert make_extract(*write(tmp_path, query, public=False, more=PRIVATE)).rows == 6


def test_a_small_count_is_refused(tmp_path: Path) -> None:
    query = f"SELECT SEX, TOWN, COUNT(*) AS N FROM {RARE} GROUP BY ALL ORDER BY ALL"
    (finding,) = refused(*write(tmp_path, query, public=False, more=PRIVATE))
    assert finding.found == "2 rows with a count from 1 to 9"
    assert make_extract(*write(tmp_path / "public", query)).rows == 4


def test_a_small_count_that_was_left_out_and_can_be_subtracted_is_refused(tmp_path: Path) -> None:
    query = (
        f"SELECT SEX, IF(GROUPING(TOWN) = 1, '*', TOWN) AS TOWN, COUNT(*) AS N FROM {RARE}"
        " GROUP BY GROUPING SETS ((SEX), (SEX, TOWN)) HAVING COUNT(*) >= 10 ORDER BY ALL"
    )
    (finding,) = refused(*write(tmp_path, query, public=False, more=PRIVATE))
    assert finding.found == "2 rows that exceed what parts them by TOWN by 1 to 9"
    assert "told by subtraction" in finding.consequence


def test_too_many_dimensions_are_refused(tmp_path: Path) -> None:
    query = "SELECT SEX, TOWN, left(SEEN, 4) AS YEAR, COUNT(*) AS N FROM people GROUP BY ALL ORDER BY ALL"
    (finding,) = refused(*write(tmp_path, query, public=False, more=PRIVATE))
    assert finding.found == "3 dimensions crossed (4 rows with more than 2)"


@pytest.mark.parametrize(("counts", "told"), [("SEX,N\nf,120\nm,120\n", 0), ("SEX,N\nf,4\nm,236\n", 1)])
def test_counts_made_by_hand_are_held_to_the_same(counts: str, told: int, tmp_path: Path) -> None:
    folder, _ = write(tmp_path, SETS, public=False, more=PRIVATE)
    (folder / "counts.csv").write_text(counts, encoding="utf-8")
    path = folder / "dataset.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("0" * 64, sha256(counts.encode())), encoding="utf-8")
    _, findings = check_dataset(load_spec(folder))
    assert len(findings) == told
    assert all(finding.where == "data/raw/xa_people_2020/counts.csv" for finding in findings)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("disclosure: {most_dimensions: 0, least_count: 10}\n", "most_dimensions: 0"),
        ("disclosure: {most_dimensions: 2, least_count: 2}\n", "least_count: 2"),
        ("disclosure: {most_dimensions: 2}\n", "no least_count in disclosure"),
        ("disclosure: {most_dimensions: 2, least_count: ten}\n", "least_count: ten"),
    ],
)
def test_a_ceiling_or_floor_that_protects_nobody_is_told(more: str, found: str, tmp_path: Path) -> None:
    _, findings = read_spec(write(tmp_path, SETS, public=False, more=more)[0])
    assert [finding.found for finding in findings] == [found]
