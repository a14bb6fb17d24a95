"""The `disclosure:` of `dataset.yml`: what may be told of people whose source is not public."""

from .form import Form
from .licences import RESTRICTED
from .spec import DatasetSpec, DisclosureSpec

DISCLOSURE = ("most_dimensions", "least_count")
LEAST_FLOOR = 3
"""In a cell of two each of them learns the other's answers, so no floor is lower (threshold rule, Hundepool 2012)."""


def read_public(form: Form) -> bool:
    """Whether anybody can get the source's rows; under an agreement they can't unless `public: yes` says so."""
    said = form.read_text("public", ("yes", "no"))
    return said == "yes" if said else form.mapping.get("licence") != RESTRICTED


def read_disclosure(form: Form) -> DisclosureSpec | None:
    """The ceiling on crossed dimensions and the floor on counts; none where nothing is said of them."""
    if "disclosure" not in form.mapping:
        return None
    inside = form.read_form("disclosure", DISCLOSURE)
    return DisclosureSpec(
        most_dimensions=read_whole(inside, "most_dimensions", 1, "3"),
        least_count=read_whole(inside, "least_count", LEAST_FLOOR, "10"),
    )


def read_whole(form: Form, key: str, least: int, example: str) -> int:
    text = form.read_text(key, required=True, example=example)
    if text and not (text.isdecimal() and int(text) >= least):
        form.note(form.line(key), f"{key}: {text}", f"a whole number, {least} or more", f"write {key}: {example}")
        return least
    return int(text or least)


def check_disclosure_said(spec: DatasetSpec, form: Form) -> None:
    """Counts made from a source that is not public need their ceiling and floor, if they are to lie in the tree."""
    held = spec.kind == "counts" and spec.source.redistribution != "no"
    if held and not spec.source.public and spec.disclosure is None:
        allowed = "a ceiling on crossed dimensions and a floor on counts, as the holder of the data asks"
        remedy = "add disclosure: {most_dimensions: 3, least_count: 10}, or public: yes under source: if all can get it"
        form.note(1, "counts of a source that is not public, and no disclosure:", allowed, remedy)
