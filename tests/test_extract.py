"""Extracts: made again from the originals where these are at hand; bad originals and queries refused in plain words."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from isfuturemicro.datasets import find_datasets, load_spec
from isfuturemicro.findings import Finding, FindingError
from isfuturemicro.ingest import extract, originals
from isfuturemicro.ingest.extract import extract_content, make_extract
from isfuturemicro.ingest.originals import find_original, source_folders

ROOT = Path(__file__).parents[1]
EXTRACTED = [folder for folder in find_datasets(ROOT) if (folder / "extract.sql").is_file()]

DESCRIPTION = """\
title: {{en: Invented, fr: Inventé}}
jurisdiction: XA
period: 2020
kind: counts
unit: person
stage: learners
population: {{en: Nobody, fr: Personne}}
role: evidence
source:
  publisher: Nobody
  citation: Invented for a test
  licence: CC0-1.0
  redistribution: yes
  url: https://example.org/
  file: counts.csv
  sha256: {old}
  originals:
    - {{table: people, file: {file}, url: "https://example.org/{file}", sha256: {sha256}{more}}}
design: {{kind: census}}
count: N
variables:
  gender: {{from: SEX, comparability: exact, codes: [[f, Female, women], [m, Male, men]]}}
"""
QUERY = "SELECT SEX, COUNT(*) AS N FROM people GROUP BY SEX ORDER BY SEX"
PEOPLE = "\ufeffSEX ,TOWN\r\nf,Montréal\r\nm,Oka\r\nf,\r\n".encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_project(
    root: Path,
    content: bytes | None = PEOPLE,
    digest: str = "",
    more: str = "",
    query: str = QUERY,
    file: str = "people.csv",
) -> tuple[Path, tuple[Path, ...]]:
    """An invented dataset's folder and the folders of its original, which is `content`."""
    folder, sources = root / "data" / "raw" / "xa_people_2020", root / "sources"
    folder.mkdir(parents=True)
    sources.mkdir()
    digest = digest or sha256(content or b"")
    description = DESCRIPTION.format(file=file, sha256=digest, more=more, old="0" * 64)
    (folder / "dataset.yml").write_text(description, encoding="utf-8")
    (folder / "extract.sql").write_text(query, encoding="utf-8")
    (folder / "counts.csv").write_bytes(b"the old one")
    if content is not None:
        (sources / file).write_bytes(content)
    return folder, (sources,)


def refused(folder: Path, sources: tuple[Path, ...]) -> Finding:
    """The one finding for which no extract was made; the old file must still be whole and nothing lie beside it."""
    with pytest.raises(FindingError) as caught:
        make_extract(folder, sources)
    assert (folder / "counts.csv").read_bytes() == b"the old one"
    assert sorted(path.name for path in folder.iterdir()) == ["counts.csv", "dataset.yml", "extract.sql"]
    assert len(caught.value.findings) == 1
    return caught.value.findings[0]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("folder", EXTRACTED, ids=lambda folder: folder.name)
def test_extract_made_again_is_the_committed_file(folder, threads, monkeypatch):
    spec, folders = load_spec(folder), source_folders(ROOT)
    missing = [original.file for original in spec.source.originals if find_original(original, folders) is None]
    if missing:
        pytest.skip(f"missing originals: {', '.join(missing)}")
    monkeypatch.setitem(extract.ENGINE, "threads", threads)
    again = extract_content(spec, folders)
    assert again == spec.data_path.read_bytes()
    assert sha256(again) == spec.source.sha256
    assert len(again) < 1_000_000


def test_every_dataset_with_originals_has_its_query():
    assert [folder for folder in find_datasets(ROOT) if load_spec(folder).source.originals] == EXTRACTED


def test_names_lose_blanks_and_byte_order_mark_and_values_stay_as_they_are(tmp_path):
    folder, sources = write_project(
        tmp_path, query="SELECT SEX, TOWN, typeof(TOWN) AS KIND, COUNT(*) AS N FROM people GROUP BY ALL ORDER BY ALL"
    )
    made = make_extract(folder, sources)
    assert made.path.read_bytes() == "SEX,TOWN,KIND,N\nf,,VARCHAR,1\nf,Montréal,VARCHAR,1\nm,Oka,VARCHAR,1\n".encode()
    assert (made.rows, made.sha256) == (3, sha256(made.path.read_bytes()))


@pytest.mark.parametrize(
    ("encoding", "delimiter", "end"),
    [
        ("mac_roman", "\t", "\r"),
        ("latin-1", ",", "\n"),
        ("cp1252", ";", "\r\n"),
        ("utf-8-sig", ",", "\n"),
        ("utf-16", "|", "\n"),
    ],
)
def test_encodings_delimiters_and_line_ends(tmp_path, encoding, delimiter, end):
    text = end.join(delimiter.join(row) for row in [("SEX", "TOWN"), ("é", "NA"), ("é", "None"), ("m", "")]) + end
    more = f', encoding: {encoding}, delimiter: "{delimiter}"'
    folder, sources = write_project(tmp_path, text.encode(encoding), more=more)
    assert make_extract(folder, sources).path.read_text(encoding="utf-8") == "SEX,N\nm,1\né,2\n"


def test_byte_order_mark_before_latin_1_is_no_part_of_the_first_name(tmp_path):
    content = b"\xef\xbb\xbfSEX,TOWN\nf,Montr\xe9al\n"
    folder, sources = write_project(tmp_path, content, more=", encoding: latin-1")
    assert make_extract(folder, sources).path.read_bytes() == b"SEX,N\nf,1\n"


def test_altered_original_is_refused_before_it_is_read(tmp_path, monkeypatch):
    folder, sources = write_project(tmp_path, PEOPLE.replace(b"Oka", b"Oko"), digest=sha256(PEOPLE))
    monkeypatch.setattr(originals, "read_table", lambda *_: pytest.fail("it was read"))
    finding = refused(folder, sources)
    assert sha256(PEOPLE) in finding.allowed
    assert sha256(PEOPLE.replace(b"Oka", b"Oko")) in finding.found


def test_missing_original_is_named_with_its_place_and_address(tmp_path):
    finding = refused(*write_project(tmp_path, None))
    assert finding.where == "people.csv"
    assert str(tmp_path / "sources" / "people.csv") in finding.allowed
    assert "https://example.org/people.csv" in finding.remedy


def test_all_faults_come_at_once(tmp_path):
    folder, sources = write_project(tmp_path, None, query="DROP TABLE people")
    with pytest.raises(FindingError) as caught:
        make_extract(folder, sources)
    assert len(caught.value.findings) == 2


def zipped(tmp_path: Path) -> bytes:
    path = tmp_path / "people.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("people.csv", PEOPLE * 50)
    content = path.read_bytes()
    path.unlink()
    return content


def test_truncated_archive_is_a_finding(tmp_path):
    cut = zipped(tmp_path)[:-60]
    finding = refused(*write_project(tmp_path, cut, more=", member: people.csv", file="people.zip"))
    assert "damaged archive" in finding.found


def test_damaged_member_is_a_finding(tmp_path):
    content = bytearray(zipped(tmp_path))
    content[45] ^= 255
    finding = refused(*write_project(tmp_path, bytes(content), more=", member: people.csv", file="people.zip"))
    assert "damaged archive" in finding.found


def test_member_that_is_not_in_the_archive_is_a_finding_that_lists_those_that_are(tmp_path):
    finding = refused(*write_project(tmp_path, zipped(tmp_path), more=", member: persons.csv", file="people.zip"))
    assert ("persons.csv" in finding.found, finding.allowed) == (True, "people.csv")


@pytest.mark.parametrize(
    ("content", "more", "found"),
    [
        ("SEX,TOWN\nf,Montréal\n".encode("latin-1"), "", "byte 0xe9, which is no utf-8"),
        (b"SEX\tTOWN\nf\tOka\n", "", "one column"),
        (b"SEX,TOWN\nf,Oka\nm\n", "", "1 fields"),
        (b"SEX,SEX\nf,f\n", "", "twice"),
        (b"SEX,\nf,f\n", "", "without a name"),
        (b"SEX,TOWN\n", "", "no rows"),
    ],
)
def test_unreadable_original_is_a_finding(tmp_path, content, more, found):
    assert found in refused(*write_project(tmp_path, content, more=more)).found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT SEX, COUNT(*) AS N FROM people GROUP BY SEX", "no ORDER BY"),
        ("DELETE FROM people", "DELETE"),
        ("SELECT 1 ORDER BY 1; SELECT 2 ORDER BY 1", "SELECT, SELECT"),
        ("SELEKT 1 ORDER BY 1", "Parser Error"),
        ("SELECT GENDER, COUNT(*) AS N FROM people GROUP BY GENDER ORDER BY GENDER", "Binder Error"),
        ("SELECT * FROM read_csv('/etc/hosts') ORDER BY 1", "Permission Error"),
        ("SELECT NULLIF(TOWN, '') AS TOWN, COUNT(*) AS N FROM people GROUP BY 1 ORDER BY 1", "NULL in column TOWN"),
        ("SELECT SEX, SUM(0.1::DOUBLE) AS N FROM people GROUP BY SEX ORDER BY SEX", "float in column N"),
        ("SELECT SEX, COUNT(*) AS N FROM people WHERE SEX = 'x' GROUP BY SEX ORDER BY SEX", "no rows"),
    ],
)
def test_bad_query_is_a_finding(tmp_path, query, found):
    finding = refused(*write_project(tmp_path, query=query))
    assert found in finding.found
    assert finding.where == "data/raw/xa_people_2020/extract.sql"


def test_folders_follow_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("ISFUTUREMICRO_SOURCES", str(tmp_path))
    assert source_folders(ROOT) == (tmp_path,)
    monkeypatch.delenv("ISFUTUREMICRO_SOURCES")
    assert source_folders(ROOT)[0] == ROOT.parent / "shared" / "data"
