"""The harmonised variables and categories: one table each, with English and French labels."""

from .ages import AgeBand, parse_band
from .spacing import keep_together
from .tables import SPECIAL_CODES, USABLE, Vocabulary, load_vocabulary

__all__ = ["SPECIAL_CODES", "USABLE", "AgeBand", "Vocabulary", "keep_together", "load_vocabulary", "parse_band"]
