"""Imported by the server that kernels are forked from: reads once what every kernel would read again."""

from .addresses import LANGUAGES
from .wording import load_page_words

WORDS = [load_page_words(language) for language in LANGUAGES]
