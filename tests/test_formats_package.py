"""Frictionless data packages, zipped and beside their files: read as the descriptor says, or told what is wrong."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from reading_files import read, rows, told

ROWS = "REGION;AGE;N\nQuébec;-99;1 234,5\nOntario;NA;2\nYukon;;-1\n".encode("cp1252")
FIELDS = [
    {"name": "REGION", "type": "string"},
    {"name": "AGE", "type": "integer"},
    {"name": "N", "type": "number", "decimalChar": ",", "groupChar": " "},
]
SCHEMA = {"fields": FIELDS, "missingValues": ["", "NA", "-99"]}
RESOURCE: dict[str, Any] = {
    "name": "learners",
    "path": "data/rows.csv",
    "encoding": "cp1252",
    "dialect": {"delimiter": ";"},
    "schema": SCHEMA,
}


def describe(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"name": "invented", "resources": list(resources)}).encode()


def write_zip(descriptor: bytes, folder: str = "", **files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{folder}datapackage.json", descriptor)
        for name, held in ({"data/rows.csv": ROWS} | files).items():
            archive.writestr(folder + name, held)
    return content.getvalue()


def read_zip(*resources: dict[str, Any], **how: Any) -> list[list[str]]:
    return rows(write_zip(describe(*resources)), format="datapackage", **how)


EXPECTED = [
    ["REGION", "AGE", "N"],
    ["Québec", "missing -99", "1234.5"],
    ["Ontario", "missing NA", "2"],
    ["Yukon", "", "-1"],
]


@pytest.mark.parametrize("folder", ["", "package-1.0/"])
def test_delimiter_encoding_missing_values_and_signs_are_those_of_the_descriptor(folder: str) -> None:
    """A package published from a repository has its files in a folder of the archive."""
    content = write_zip(describe(RESOURCE), folder)
    assert rows(content, format="datapackage") == EXPECTED
    assert list(read(content, format="datapackage").index) == [2, 3, 4]


def test_one_of_several_resources_is_chosen_by_its_name() -> None:
    assert read_zip({"name": "other", "path": "x.csv"}, RESOURCE, resource="learners") == EXPECTED


def test_without_a_schema_the_cells_are_as_they_stand() -> None:
    assert read_zip(RESOURCE | {"schema": {}})[1] == ["Québec", "-99", "1 234,5"]


@pytest.mark.parametrize("algorithm", ["", "md5", "sha256", "sha512"])
def test_a_file_beside_the_descriptor_is_read_where_its_hash_is_told(tmp_path: Path, algorithm: str) -> None:
    (tmp_path / "rows.csv").write_bytes(ROWS)
    digest = hashlib.new(algorithm or "md5", ROWS).hexdigest()
    resource = RESOURCE | {"path": ["rows.csv"], "hash": f"{algorithm}:{digest}" if algorithm else digest}
    assert rows(describe(resource), format="datapackage", folder=tmp_path) == EXPECTED


def test_a_file_beside_the_descriptor_that_is_another_is_told(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(ROWS)
    held = hashlib.sha256(ROWS).hexdigest()
    [finding] = told(
        describe(RESOURCE | {"path": "rows.csv", "hash": f"sha256:{'0' * 64}"}), format="datapackage", folder=tmp_path
    )
    assert finding == (
        f"file: found rows.csv with sha256 {held}; allowed: sha256 {'0' * 64}. Therefore it is not what was reviewed. "
        "Remedy: put the rows.csv back that belongs to datapackage.json"
    )


def test_a_file_beside_the_descriptor_without_a_hash_is_told(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(ROWS)
    assert told(describe(RESOURCE | {"path": "rows.csv"}), format="datapackage", folder=tmp_path) == [
        "file: found no hash of rows.csv in datapackage.json; allowed: a hash such as sha256:1a2b.... Therefore "
        "nobody can tell the reviewed rows. Remedy: zip datapackage.json and rows.csv together, and name the "
        "archive and its sha256"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            b"PK\x03\x04",
            "file: found a damaged archive (File is not a zip file); allowed: a whole zip archive. Therefore the "
            "package is not read. Remedy: get it again from its publisher",
        ),
        (
            b"{",
            "file: found a datapackage.json that is no JSON (Expecting property name enclosed in double quotes: "
            "line 1 column 2 (char 1)); allowed: JSON in UTF-8. Therefore the package is not read. Remedy: get the "
            "package again from its publisher",
        ),
        (
            b"[]",
            "file: found a datapackage.json without resources; allowed: a list of resources. Therefore the package "
            "is not read. Remedy: get the package again from its publisher",
        ),
        (
            write_zip(describe(RESOURCE, RESOURCE | {"name": "staff"})),
            "file: found 2 resources and no resource:; allowed: learners, staff. Therefore nobody can tell which "
            "of them is meant. Remedy: write read: {resource: learners} (or another) under source:",
        ),
        (
            write_zip(describe(RESOURCE | {"path": "data/row.csv"})),
            "file: found no file 'data/row.csv'; allowed: a delimited file of the package. Therefore the package "
            "is not read. Remedy: put data/row.csv beside datapackage.json, or zip them together and name the "
            "archive",
        ),
        *(
            (
                write_zip(describe(RESOURCE | {"path": path})),
                f"file: found path: {path!r} in its resource 'learners'; allowed: the name of one file of the package. "
                "Therefore the package is not read. Remedy: put the file beside the descriptor, or name it as the "
                "file of the dataset",
            )
            for path in ("../rows.csv", "/etc/hosts", "https://example.org/rows.csv", ["a.csv", "b.csv"], None)
        ),
        (
            write_zip(describe(RESOURCE | {"schema": {"fields": FIELDS[:2]}})),
            "file [data/rows.csv]:1: found the columns REGION, AGE, N; allowed: those of its schema: REGION, AGE. "
            "Therefore the package is not read. Remedy: get the package again from its publisher, since descriptor "
            "and file do not belong together",
        ),
        (
            write_zip(
                describe(RESOURCE | {"schema": SCHEMA | {"fields": [*FIELDS[:2], {"name": "N", "type": "number"}]}})
            ),
            "file [data/rows.csv]:2: found '1 234,5' in column N (1 row so); allowed: the type number with '.' "
            "before decimals, as the schema says. Therefore nobody can tell which number is meant. Remedy: get the "
            "package again from its publisher, or tell them",
        ),
        (
            write_zip(describe(RESOURCE | {"dialect": {"delimiter": ";", "header": False}})),
            "file: found the dialect's header: False; allowed: a header, and quotation marks that are doubled. "
            "Therefore the package is not read. Remedy: name its file as the file of the dataset, and describe it "
            "under read:",
        ),
        (
            write_zip(describe(RESOURCE | {"schema": "schema.json"})),
            "file: found schema: 'schema.json'; allowed: the schema itself, written into the descriptor. Therefore the "
            "package is not read. Remedy: zip the package anew with the schema written into datapackage.json",
        ),
        (
            write_zip(describe(RESOURCE | {"encoding": "cp125"})),
            "file: found the encoding 'cp125'; allowed: a text encoding such as utf-8, cp1252. Therefore the "
            "package is not read. Remedy: mend the descriptor",
        ),
    ],
)
def test_a_package_that_is_not_as_it_should_be_is_told(content: bytes, expected: str) -> None:
    assert told(content, format="datapackage")[0] == expected


def test_an_archive_without_a_descriptor_is_told() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("rows.csv", ROWS)
    assert told(content.getvalue(), format="datapackage") == [
        "file: found no datapackage.json in the archive; allowed: rows.csv. Therefore the package is not read. "
        "Remedy: name an archive of a data package, or the format that it is under format:"
    ]
