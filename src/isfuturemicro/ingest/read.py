"""Reading a dataset's own file: its bytes are verified, then every cell is read as text."""

import hashlib
from dataclasses import replace

import pandas as pd

from ..datasets import DatasetSpec
from ..findings import Finding
from .formats import read_table


def read_data(spec: DatasetSpec) -> tuple[pd.DataFrame, list[Finding]]:
    """The data file as text, a column a field; findings instead where it is missing, altered or not as described.

    The frame's index is the place of each row in the file. What is read are the bytes that were hashed.
    """
    shown = spec.shown_data
    if not spec.data_path.is_file():
        makes = f", or run: isfuturemicro extract {spec.id}" if spec.source.originals else ""
        remedy = f"put {spec.source.file} into {shown.rpartition('/')[0]}{makes}"
        return pd.DataFrame(), [Finding(shown, "no such file", "the data file", "the dataset has no rows", remedy)]
    content = spec.data_path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != spec.source.sha256:
        remedy = (
            f"put the file back; or, where the change is meant, write sha256: {digest} at {spec.at('source.sha256')}"
        )
        allowed = f"sha256 {spec.source.sha256}"
        return pd.DataFrame(), [Finding(shown, f"sha256 {digest}", allowed, "it is not what was reviewed", remedy)]
    return read_table(content, replace(spec.source.reading, folder=spec.data_path.parent), shown)
