"""Which pages and files are written without a notebook, and what each reads, so that it is made again only when due."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ..addresses import FIRST, INDEX, folder_of
from ..pages import PagePlan, digest_code, digest_of
from ..tables import read

EVERYTHING = ("estimates", "claims", "claim_tests", "datasets", "variables")
CLAIM_READS = ("claims", "claim_tests", "datasets")
"""A claim's page leads to the claims before and after it too."""
EXTRA_READS = {"workbook": EVERYTHING, "pdf": CLAIM_READS}
READS = {
    "index": ("claims", "datasets"),
    "explore": ("estimates", "datasets"),
    "comparability": ("variables", "datasets"),
    "methods": (),
    "glossary": (),
    "data": ("claims", "claim_tests", "datasets"),
    "search": ("claims", "datasets"),
    "cite": EVERYTHING,
    "scorecard": ("claims", "claim_tests"),
}
"""The tables that each reads, in the order in which the foot of a page lists them."""
LISTED = ("explore", "search", "methods", "comparability", "glossary", "data", "cite")
"""Those that the foot of every page leads to."""
EXTRAS = {"workbook": "gptables", "pdf": "typst"}
"""Forms that need a package of their own: made where it is installed."""
SHARED = ("scorecard",)
"""Files that hold every language."""
HELPERS = {"explore": "bokeh", **EXTRAS}
"""The package that makes each, beside those that help with every page."""
OUTPUTS = {"index": INDEX, "scorecard": "scorecard.json", "workbook": "tables.xlsx", "pdf": "report.pdf"}
"""Files that are not named after what they are."""


@dataclass(frozen=True)
class WrittenPlan:
    """A page or file to write: its address within its language's folder, who writes it, of which claim, and the digest
    of all that it is made from."""

    address: str
    kind: str
    key: str
    language: str
    inputs: str
    digest: str

    @property
    def file(self) -> str:
        """Relative to the reports."""
        return folder_of(self.language) + self.address


def plan_written(root: Path, plans: Sequence[PagePlan], language: str) -> list[WrittenPlan]:
    """Every page and file that no notebook makes, in one language; a claim's page for each claim."""
    shared = [digest_code(), [(plan.file, plan.title, plan.summary) for plan in plans], language]
    tables = {name: digest_of(read(root, name)) for name in EVERYTHING}

    def plan(kind: str, reads: Sequence[str], key: str = "") -> WrittenPlan:
        inputs = digest_of([tables[name] for name in reads])
        helper = version(HELPERS[kind]) if kind in HELPERS else ""
        digest = digest_of([shared, kind, key, inputs, helper])
        return WrittenPlan(file_of(kind, key), kind, key, language, inputs, digest)

    written = [plan(kind, reads) for kind, reads in READS.items() if language == FIRST or kind not in SHARED]
    written += [plan("claim", CLAIM_READS, row["number"]) for row in read(root, "claims")]
    return written + [plan(kind, EXTRA_READS[kind]) for kind, package in EXTRAS.items() if find_spec(package)]


def file_of(kind: str, key: str = "") -> str:
    """Where a page or file lies.

    >>> file_of("claim", "9"), file_of("methods"), file_of("workbook")
    ('claim-09.html', 'methods.html', 'tables.xlsx')
    """
    if kind == "claim":
        return claim_file(int(key))
    return OUTPUTS.get(kind, f"{kind}.html")


def claim_file(number: int) -> str:
    return f"claim-{number:02d}.html"
