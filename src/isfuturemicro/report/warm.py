"""Imported by the server that kernels are forked from: reads once what every kernel would read again."""

import gc
from contextlib import suppress
from pathlib import Path

from .addresses import LANGUAGES
from .notebooks import find_root
from .tables import TABLES, read
from .wording import load_page_words

WORDS = [load_page_words(language) for language in LANGUAGES]
with suppress(FileNotFoundError):
    READ = [read(find_root(Path.cwd()), table) for table in TABLES]
gc.freeze()  # the collector of a kernel need not walk through what it was forked with
