"""Readers of file formats: each turns the bytes of a file into a frame of text."""

from .missing import tell_packages
from .table import FORMATS, read_table

__all__ = ["FORMATS", "read_table", "tell_packages"]
