"""A text that is no table: read whole, or refused in plain words."""

import pandas as pd
import pytest

from isfuturemicro.datasets.reading import Reading, guess_format
from isfuturemicro.ingest.formats import read_table

SCRIPT = 'var ages = {\n  // "old"\n  all: [{"name": "18 - 25", "value": 3}],\n};\n'


def read(content: bytes, encoding: str = "") -> tuple[pd.DataFrame, list]:
    return read_table(content, Reading(format="text", encoding=encoding, place="originals"), "ages.js")


def test_a_script_is_one_cell_with_every_sign_in_it():
    table, findings = read(SCRIPT.encode())
    assert not findings
    assert table.to_dict("list") == {"text": [SCRIPT]}
    assert guess_format("moocs/ages.js") == "text"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [(b"\xef\xbb\xbf" + SCRIPT.encode(), ""), (SCRIPT.replace("old", "\xe2ge").encode("cp1252"), "cp1252")],
)
def test_encodings(content, encoding):
    table, findings = read(content, encoding)
    assert not findings
    assert table["text"][1].startswith("var ages")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (SCRIPT.replace("old", "\xe2ge").encode("cp1252"), "byte 0xe2, which is no utf-8"),
        (SCRIPT.encode("utf-16-le"), "byte 0x00"),
        (b"", "an empty file"),
        (b" \n\n", "an empty file"),
        (b"PK\x03\x04\x00\x00", "a zip archive"),
    ],
)
def test_what_is_no_text_is_a_finding(content, found):
    table, [finding] = read(content)
    assert table.empty
    assert found in finding.found
