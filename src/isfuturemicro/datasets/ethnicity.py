"""Categories of ethnicity belong to a jurisdiction: a group of one is none of another, and two are never pooled."""

from collections.abc import Iterable

from ..vocabulary import SPECIAL_CODES, load_vocabulary
from .form import Form
from .spec import DatasetSpec


def find_foreign(categories: Iterable[str], jurisdiction: str) -> dict[str, str]:
    """The categories of ethnicity that another jurisdiction owns, and which; a province has those of its country.

    >>> find_foreign(["us_white", "not_stated", "ca_black"], "CA-ON")
    {'us_white': 'US'}
    """
    rows = load_vocabulary().tables["ethnicity"]
    owners = {code: rows[code]["jurisdiction"] for code in categories if code in rows and code not in SPECIAL_CODES}
    return {code: owner for code, owner in owners.items() if owner != jurisdiction[:2]}


def check_ethnicity(spec: DatasetSpec, form: Form) -> None:
    """Note each category that belongs to another jurisdiction than the dataset's."""
    variable = spec.variables.get("ethnicity")
    if variable is None:
        return
    line = spec.lines.get("variables.ethnicity", form.line("variables"))
    for code, owner in find_foreign(dict.fromkeys(variable.codes.values()), spec.jurisdiction).items():
        form.note(line, *tell_foreign(code, owner, spec.jurisdiction))


def tell_foreign(code: str, owner: str, jurisdiction: str) -> tuple[str, str, str]:
    """What was found, what is allowed and what to write."""
    found = f"the category {code} of {owner} in data about {jurisdiction}"
    allowed = "the jurisdiction's own, since categories of ethnicity belong to one jurisdiction and are never pooled"
    table = "src/isfuturemicro/vocabulary/tables/ethnicity.csv"
    return found, allowed, f"write a category of {jurisdiction[:2]}, or add one to {table}"
