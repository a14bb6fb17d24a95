"""A text that is no table, such as a script's array: one row and one column, for a query to take apart."""

import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding
from .text import decode

COLUMN = "text"
"""The name of the one column."""


def read_whole(content: bytes, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The whole text in one cell; a finding where it is not of the encoding named, or empty."""
    text, findings = decode(content, reading, shown)
    if not findings and not text.strip():
        findings = [Finding(shown, "an empty file", "a text", "there is nothing to read", "get the file again")]
    if findings:
        return pd.DataFrame(), findings
    return pd.DataFrame({COLUMN: [text]}, index=pd.Index([1], name="line"), dtype=object), []
