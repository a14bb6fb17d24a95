"""`dataset.yml` checked against what it may say, and turned into a `DatasetSpec`."""

import re
from datetime import date
from pathlib import Path

from ..findings import Finding, stop_on
from ..located import Mapping, read_yaml
from ..vocabulary import Vocabulary, load_vocabulary
from .design import DESIGN, read_design
from .disclosure import check_disclosure_said, read_disclosure
from .ethnicity import check_ethnicity
from .form import Form
from .jurisdictions import ALLOWED, knows_jurisdiction, suggest_jurisdiction
from .licences import check_licence
from .profile import follow_profile
from .published import read_published, read_where
from .source import SOURCE, read_source
from .spec import DatasetSpec
from .variables import read_variables

KINDS = ("records", "counts", "figures", "events", "attributes")
UNITS = (
    "person",
    "student",
    "registration",
    "enrolment",
    "award",
    "institution",
    "programme",
    "figure",
    "event",
    "framework",
)
ROLES = ("evidence", "reference")
TOP = (
    "title",
    "jurisdiction",
    "period",
    "kind",
    "unit",
    "stage",
    "population",
    "role",
    "source",
    "design",
    "count",
    "size",
    "as_of",
    "ages",
    "reference",
    "variables",
    "published",
    "notes",
    "only",
    "disclosure",
    "profile",
)
ONLY = {
    "stage": ("records", "counts"),
    "variables": ("records", "counts"),
    "count": ("counts",),
    "size": ("counts",),
    "design": ("records", "counts", "figures"),
    "as_of": ("events",),
    "only": ("records", "counts"),
    "disclosure": ("counts",),
}
"""The kinds of dataset that have a key which the others don't."""
FOLDER_NAME = re.compile(r"[a-z]{2}(_[a-z0-9]+)+")
PERIOD = re.compile(r"\d{4}(-\d{2})?(/\d{4}(-\d{2})?)?")
"""A year (2021), a school year (2021-22), a month (2021-03), or a first and a last of them (2012/2021)."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def load_spec(folder: Path) -> DatasetSpec:
    """The description of the dataset in `folder`.

    Raises FindingError, with every fault, when the description is not as it must be.
    """
    spec, findings = read_spec(folder)
    stop_on(findings)
    assert spec is not None
    return spec


def read_spec(folder: Path) -> tuple[DatasetSpec | None, list[Finding]]:
    """The description of the dataset in `folder` and all that is wrong with it; None where there are faults."""
    shown = f"data/raw/{folder.name}/dataset.yml"
    document, findings = read_yaml(folder / "dataset.yml", shown)
    document = follow_profile(document, shown, findings)
    if document is None:
        return None, findings
    form = Form(document, TOP, shown, findings, "dataset.yml")
    vocabulary = load_vocabulary()
    kind = form.read_text("kind", KINDS, required=True)
    counted, numbers = kind in ("records", "counts"), kind in ("records", "counts", "figures")
    spec = DatasetSpec(
        id=folder.name,
        folder=folder,
        title=form.read_bilingual("title", required=True),
        jurisdiction=form.read_text("jurisdiction", required=True, example="CA"),
        period=form.read_text("period", required=True, example="2024"),
        lines=locate(document),
        kind=kind,
        unit=form.read_text("unit", UNITS, required=True),
        stage=form.read_text("stage", vocabulary.codes("population"), required=counted),
        population=form.read_bilingual("population", required=True),
        role=form.read_text("role", ROLES, required=True),
        source=read_source(form.read_form("source", SOURCE, required=True)),
        design=read_design(form.read_form("design", DESIGN, required=numbers), required=numbers),
        count=form.read_text("count", required=kind == "counts", example="COLUMN"),
        size=form.read_text("size", example="COLUMN"),
        as_of=form.read_text("as_of", required=kind == "events", example="2021-03-01"),
        only=read_where(form, "only"),
        profile=form.read_text("profile", example="NAME"),
        disclosure=read_disclosure(form),
        ages=read_ages(form, vocabulary),
        reference=read_references(form, vocabulary),
        variables=read_variables(form, vocabulary) if counted else {},
        published=read_published(form, vocabulary),
        notes=form.read_bilingual("notes"),
    )
    if counted and not spec.collected and not findings:
        allowed = "at least one variable with from:"
        form.note(form.line("variables"), "no variable that is collected", allowed, "add from: COLUMN to a variable")
    for name, variable in spec.variables.items():
        if variable.yes_in and kind == "records":
            found, allowed = f"yes_in: of {name} in a dataset of kind records", "yes_in: where the kind is counts"
            form.note(spec.lines[f"variables.{name}.yes_in"], found, allowed, "write from: COLUMN")
    if knows_jurisdiction(spec.jurisdiction, vocabulary):
        check_folder(spec, form)
    check_licence(spec, form)
    check_disclosure_said(spec, form)
    check_jurisdiction(spec.jurisdiction, form, vocabulary)
    check_dates(spec, form)
    check_ethnicity(spec, form)
    check_places(spec.kind, form)
    check_withheld(spec, form)
    return (None if findings else spec), findings


def locate(document: object, within: str = "") -> dict[str, int]:
    """The line of each key, those inside others as `design.psu`."""
    lines = {}
    if isinstance(document, Mapping):
        for key, value in document.items():
            lines[within + key] = document.lines[key]
            lines |= locate(value, f"{within}{key}.")
    return lines


def check_folder(spec: DatasetSpec, form: Form) -> None:
    """The folder's name begins with the country's code, or xx for several countries."""
    country = spec.jurisdiction[:2].lower()
    if FOLDER_NAME.fullmatch(spec.id) and spec.id[:2] in (country, "xx"):
        return
    words = re.sub(r"[^a-z0-9]+", "_", spec.id.lower()).strip("_").split("_")
    rest = words[1:] if len(words[0]) == 2 else words
    allowed = f"<country>_<source>_<period> in lower case, where <country> is {country}, or xx for several"
    remedy = f"rename the folder to {'_'.join([country, *rest])}, or correct jurisdiction:"
    form.note(1, f"the folder's name {spec.id!r}", allowed, remedy)


def check_jurisdiction(code: str, form: Form, vocabulary: Vocabulary) -> None:
    if code and not knows_jurisdiction(code, vocabulary):
        remedy = suggest_jurisdiction(code, vocabulary).replace("write ", "write jurisdiction: ")
        form.note(form.line("jurisdiction"), f"jurisdiction: {code}", ALLOWED, remedy)


def check_dates(spec: DatasetSpec, form: Form) -> None:
    if spec.period and not PERIOD.fullmatch(spec.period):
        allowed = "a year, a school year such as 2021-22, or two of them with a slash"
        form.note(form.line("period"), f"period: {spec.period}", allowed, "write period: 2021 or 2012/2021")
    if spec.as_of and not is_day(spec.as_of):
        allowed = "the day up to which an event counts as earlier, as year-month-day"
        form.note(form.line("as_of"), f"as_of: {spec.as_of}", allowed, "write as_of: 2021-03-01 or the like")


def is_day(text: str) -> bool:
    """Whether a text is a day that exists, as 2021-03-01.

    >>> is_day("2021-02-28"), is_day("2021-02-29"), is_day("20210228")
    (True, False, False)
    """
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def check_places(kind: str, form: Form) -> None:
    """A key that this kind of dataset doesn't have would be silently ignored."""
    for key, kinds in ONLY.items():
        if key in form.mapping and kind in KINDS and kind not in kinds:
            found = f"{key} in a dataset of kind {kind}"
            allowed = f"{key} where the kind is {' or '.join(kinds)}"
            form.note(form.line(key), found, allowed, f"delete {key}, or write kind: {kinds[0]}")


def read_ages(form: Form, vocabulary: Vocabulary) -> str:
    """The ages that the people can be of: an interval of whole years, or `all`."""
    ages = form.read_text("ages")
    if ages and not vocabulary.holds("age_band", ages):
        allowed = "an interval of whole years such as 15-plus or 25-64, or all"
        form.note(form.line("ages"), f"ages: {ages}", allowed, "write ages: 15-plus or the like")
    return ages


def read_references(form: Form, vocabulary: Vocabulary) -> dict[str, str]:
    dimensions = vocabulary.named("dimension")
    references = form.read_form("reference", dimensions)
    return {name: references.read_text(name, required=True) for name in references.mapping if name in dimensions}


def check_withheld(spec: DatasetSpec, form: Form) -> None:
    """Only a count may be withheld: a person has no count, and a published value has a status of its own."""
    for key in ("symbols", "withheld", "cautioned"):
        line = spec.lines.get(f"source.read.{key}")
        if line is not None and spec.kind in KINDS and spec.kind != "counts":
            found = f"{key} under read in a dataset of kind {spec.kind}"
            form.note(line, found, f"{key} where the kind is counts", f"delete {key}:, or write kind: counts")
