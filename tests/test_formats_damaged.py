"""Files that are cut off anywhere, or changed here and there: read or told, never a failure of the program."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from reading_files import SHOWN
from test_formats_described import EVERY, PRINTED, write_printed
from test_formats_statistical import write_sav

from isfuturemicro.datasets.reading import Reading
from isfuturemicro.ingest.formats import read_table

TEXT = Reading(delimiter=";", encoding="cp1252", header_rows=(2,))
WHOLE: dict[str, Callable[[Path], bytes]] = {format: write for format, (_, write, _) in EVERY.items()} | {
    "zsav": lambda folder: write_sav(folder, compress=True),
    "merged": lambda folder: write_printed(PRINTED, merged=True),
}
READINGS = {format: Reading(format=format) for format in EVERY} | {
    "csv": TEXT,
    "xlsx": Reading(format="xlsx", sheets=("Table 1",), header_rows=(2,)),
    "zsav": Reading(format="sav"),
    "merged": Reading(format="xlsx", header_rows=(3, 4)),
}


@pytest.mark.parametrize("kind", sorted(WHOLE.keys() - {"csv"}))
def test_a_file_that_is_cut_off_anywhere_is_told_unless_nothing_is_lost(kind: str, tmp_path: Path) -> None:
    """Stata and SPSS portable files end in filling; without it all rows are there."""
    content, reading = WHOLE[kind](tmp_path), READINGS[kind]
    whole, none = read_table(content, reading, SHOWN)
    assert none == []
    for kept in {*range(0, len(content), max(1, len(content) // 40)), *range(len(content) - 9, len(content))}:
        table, findings = read_table(content[:kept], reading, SHOWN)
        assert findings or table.equals(whole), kept


@pytest.mark.parametrize("kind", sorted(WHOLE.keys() - {"sav", "zsav", "dta", "por"}))
def test_a_file_with_other_bytes_here_and_there_is_read_or_told(kind: str, tmp_path: Path) -> None:
    """Not so of pyreadstat, which some of such files crash; a file is read only if its sha256 is the reviewed one."""
    content, reading, chance = WHOLE[kind](tmp_path), READINGS[kind], random.Random(2026)
    for _ in range(50):
        changed = bytearray(content)
        for _ in range(chance.choice((1, 3, 20))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        table, findings = read_table(bytes(changed), reading, SHOWN)
        assert table.empty == bool(findings)
        assert all(isinstance(cell, str) for cell in table.to_numpy().ravel())
