"""The harmonised variables and categories: one table each, with English and French labels."""

from .ages import AgeBand, parse_band
from .tables import SPECIAL_CODES, Vocabulary, load_vocabulary

__all__ = ["SPECIAL_CODES", "AgeBand", "Vocabulary", "load_vocabulary", "parse_band"]
