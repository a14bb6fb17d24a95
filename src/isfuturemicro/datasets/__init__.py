"""Datasets are folders: reading their descriptions, finding them."""

from .catalogue import find_datasets, load_catalogue
from .schema import load_spec
from .spec import DatasetSpec, DesignSpec, Original, Published, Source, VariableSpec

__all__ = [
    "DatasetSpec",
    "DesignSpec",
    "Original",
    "Published",
    "Source",
    "VariableSpec",
    "find_datasets",
    "load_catalogue",
    "load_spec",
]
