"""Readers of file formats: each turns the bytes of a file into a frame of text."""

from .table import FORMATS, read_table

__all__ = ["FORMATS", "read_table"]
