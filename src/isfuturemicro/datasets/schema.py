"""`dataset.yml` checked against what it may say, and turned into a `DatasetSpec`."""

import re
from pathlib import Path

from ..findings import Finding, stop_on
from ..located import read_yaml
from ..vocabulary import Vocabulary, load_vocabulary
from .form import Form
from .spec import DatasetSpec, DesignSpec, Original, Published, Source
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
DESIGNS = ("sample", "census", "convenience", "superpopulation", "reported")
LONELY = ("fail", "remove", "adjust", "average")
REDISTRIBUTION = ("yes", "extract", "no")
LICENCES = (
    "CC0-1.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC-BY-3.0-IGO",
    "CC-BY-ND-4.0",
    "ODbL-1.0",
    "MIT",
    "OGL-UK-3.0",
    "OGL-ON",
    "OGL-CA",
    "StatCan-OL",
    "US-PD",
    "figures-only",
)
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
    "reference",
    "variables",
    "published",
    "notes",
)
SOURCE = ("publisher", "citation", "licence", "redistribution", "url", "file", "sha256", "read", "originals")
ORIGINAL = ("table", "file", "url", "sha256", "delimiter", "encoding", "member")
DESIGN = ("kind", "weight", "strata", "psu", "fpc", "lonely_psu")
PUBLISHED = ("sum", "measure", "where", "value", "within", "at")
SHA256 = re.compile(r"[0-9a-f]{64}")
FOLDER_NAME = re.compile(r"[a-z]{2}(_[a-z0-9]+)+")


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
    if document is None:
        return None, findings
    form = Form(document, TOP, shown, findings, "dataset.yml")
    vocabulary = load_vocabulary()
    if not FOLDER_NAME.fullmatch(folder.name):
        form.note(
            1,
            f"the folder's name {folder.name!r}",
            "<iso country>_<source>_<period> in lower case",
            "rename the folder",
        )
    kind = form.read_text("kind", KINDS, required=True)
    counted, numbers = kind in ("records", "counts"), kind in ("records", "counts", "figures")
    spec = DatasetSpec(
        id=folder.name,
        folder=folder,
        title=form.read_bilingual("title", required=True),
        jurisdiction=form.read_text("jurisdiction", required=True),
        period=form.read_text("period", required=True),
        kind=kind,
        unit=form.read_text("unit", UNITS, required=True),
        stage=form.read_text("stage", vocabulary.codes("population"), required=counted),
        population=form.read_bilingual("population", required=True),
        role=form.read_text("role", ROLES, required=True),
        source=read_source(form.read_form("source", SOURCE, required=True)),
        design=read_design(form.read_form("design", DESIGN, required=numbers), required=numbers),
        count=form.read_text("count", required=kind == "counts"),
        size=form.read_text("size"),
        as_of=form.read_text("as_of", required=kind == "events"),
        reference=read_references(form, vocabulary),
        variables=read_variables(form, vocabulary) if counted else {},
        published=read_published(form),
        notes=form.read_bilingual("notes"),
    )
    if counted and not spec.collected and not findings:
        form.note(
            1,
            "no variable that is collected",
            "at least one variable with `from:`",
            "describe the columns under variables:",
        )
    check_jurisdiction(spec.jurisdiction, form)
    return (None if findings else spec), findings


def check_jurisdiction(code: str, form: Form) -> None:
    """An ISO 3166 code of two letters, or one of a subdivision such as CA-ON."""
    if code and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code):
        allowed = "an ISO 3166 code such as CA, CA-ON, or XW for the world"
        form.note(form.line("jurisdiction"), f"jurisdiction: {code}", allowed, "write jurisdiction: CA")


def read_source(form: Form) -> Source:
    reading = form.read_form("read", ("delimiter", "encoding", "decimal"))
    originals = []
    for _, item in form.read_items("originals"):
        entry = Form(item, ORIGINAL, form.shown, form.findings, "originals")
        originals.append(
            Original(
                table=entry.read_text("table", required=True),
                file=entry.read_text("file", required=True),
                url=entry.read_text("url", required=True),
                sha256=read_sha256(entry),
                delimiter=(entry.read_text("delimiter") or ",").replace("\\t", "\t"),
                encoding=read_encoding(entry),
                member=entry.read_text("member"),
            )
        )
    return Source(
        publisher=form.read_text("publisher", required=True),
        citation=form.read_text("citation", required=True),
        licence=form.read_text("licence", LICENCES, required=True),
        redistribution=form.read_text("redistribution", REDISTRIBUTION, required=True),
        url=form.read_text("url", required=True),
        file=form.read_text("file", required=True),
        sha256=read_sha256(form),
        delimiter=(reading.read_text("delimiter") or ",").replace("\\t", "\t"),
        encoding=read_encoding(reading),
        decimal=reading.read_text("decimal", (".", ",")) or ".",
        originals=tuple(originals),
    )


def read_encoding(form: Form) -> str:
    name = form.read_text("encoding") or "utf-8"
    try:
        "".encode(name)
    except LookupError:
        form.note(
            form.line("encoding"),
            f"encoding: {name}",
            "a text encoding such as utf-8, cp1252, latin-1",
            "write encoding: utf-8",
        )
    return name


def read_sha256(form: Form) -> str:
    value = form.read_text("sha256", required=True)
    if value and not SHA256.fullmatch(value):
        form.note(
            form.line("sha256"),
            f"sha256: {value}",
            "64 hexadecimal digits in lower case",
            f"run sha256sum on the file of {form.name}",
        )
    return value


def read_design(form: Form, required: bool) -> DesignSpec:
    return DesignSpec(
        kind=form.read_text("kind", DESIGNS, required=required),
        weight=form.read_text("weight"),
        strata=form.read_text("strata"),
        psu=form.read_text("psu"),
        fpc=form.read_text("fpc"),
        lonely_psu=form.read_text("lonely_psu", LONELY) or "fail",
    )


def read_references(form: Form, vocabulary: Vocabulary) -> dict[str, str]:
    dimensions = vocabulary.named("dimension")
    references = form.read_form("reference", dimensions)
    return {name: references.read_text(name, required=True) for name in references.mapping if name in dimensions}


def read_published(form: Form) -> tuple[Published, ...]:
    entries = []
    for line, item in form.read_items("published"):
        entry = Form(item, PUBLISHED, form.shown, form.findings, "published")
        where = entry.mapping.get("where", {})
        if ("sum" in entry.mapping) == ("measure" in entry.mapping):
            entry.note(
                line,
                "an entry with neither or both of sum and measure",
                "one of them",
                "write sum: COLUMN or measure: NAME",
            )
        entries.append(
            Published(
                where={key: (value,) if isinstance(value, str) else tuple(value) for key, value in dict(where).items()},
                value=entry.read_number("value"),
                within=entry.read_number("within", default=0.0),
                at=entry.read_text("at", required=True),
                line=line,
                sum=entry.read_text("sum"),
                measure=entry.read_text("measure"),
            )
        )
    return tuple(entries)
