"""What the tests of file formats share: a file's bytes read, or what is wrong with them told."""

from typing import Any

import pandas as pd

from isfuturemicro.datasets.reading import Reading
from isfuturemicro.ingest.formats import read_table

SHOWN = "data/raw/xa_x_2024/file"


def read(content: bytes, **how: Any) -> pd.DataFrame:
    """The rows of a file that is read without fault."""
    table, findings = read_table(content, Reading(**how), SHOWN)
    assert findings == []
    assert all(isinstance(cell, str) for cell in table.to_numpy().ravel())
    assert table.index.is_unique
    return table


def rows(content: bytes, **how: Any) -> list[list[str]]:
    """The columns' names and the cells of a file that is read without fault."""
    table = read(content, **how)
    return [list(table.columns), *table.to_numpy().tolist()]


def told(content: bytes, **how: Any) -> list[str]:
    """What is said about a file that can't be read, without its name."""
    table, findings = read_table(content, Reading(**how), SHOWN)
    assert table.empty
    assert findings
    return [str(finding).replace(SHOWN, "file") for finding in findings]
