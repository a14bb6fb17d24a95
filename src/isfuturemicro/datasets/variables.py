"""The `variables:` of `dataset.yml`: which column holds which harmonised variable, and what its codes mean."""

import re

from ..findings import find_nearest, list_allowed
from ..located import Mapping, Sequence
from ..vocabulary import SPECIAL_CODES, Vocabulary
from .form import Form
from .spec import VariableSpec

KEYS = (
    "from",
    "yes_in",
    "question",
    "comparability",
    "measured",
    "codes",
    "otherwise",
    "several",
    "years",
    "note",
    "not_collected",
)
COMPARABILITY = ("exact", "close", "proxy")
MEASURED = ("before", "during", "after")
"""When a variable was measured, the course being the event: what was measured after it may have come of it."""
SEVERAL = ("parted_by", "mixed")
YEAR = re.compile(r"[12]\d{3}")
IGNORED = "ignored"
"""A code whose rows are left out, because they repeat others (a subtotal)."""


def read_variables(form: Form, vocabulary: Vocabulary) -> dict[str, VariableSpec]:
    """Every variable that the dataset describes, by its harmonised name."""
    listed = form.read_form("variables", tuple(vocabulary.variables), required=True)
    return {
        name: read_variable(name, Form(value, KEYS, form.shown, form.findings, name, listed.line(name)), vocabulary)
        for name, value in listed.mapping.items()
        if name in vocabulary.variables
    }


def read_variable(name: str, form: Form, vocabulary: Vocabulary) -> VariableSpec:
    if "not_collected" in form.mapping:
        return VariableSpec(name, not_collected=read_reason(form))
    in_years = name == "age_band"
    coded, other = (read_years(form), "codes") if in_years else (form, "years")
    if in_years and not {"years", "codes"} & set(form.mapping):
        allowed = "years: {} for whole years, or years: {codes: [[RAW, LABEL, 25-39], ...]}"
        form.note(form.mapping.line, "age_band without years:", allowed, "add years: {} to age_band")
    if other in form.mapping:
        remedy = "move codes: under years:" if in_years else "delete years:"
        form.note(form.line(other), f"{other}: directly under {name}", "years: for ages, codes: for all else", remedy)
    counted = "yes_in" in form.mapping
    several = form.read_form("several", SEVERAL) if "several" in form.mapping else None
    return VariableSpec(
        name=name,
        column=form.read_text("from", required=not counted, example="COLUMN"),
        comparability=form.read_text("comparability", COMPARABILITY, required=True),
        codes=read_yes(name, form, vocabulary) if counted else read_codes(name, coded, vocabulary),
        in_years=in_years,
        otherwise=read_category(name, "otherwise", form, vocabulary) if "otherwise" in form.mapping else "",
        parted_by=several.read_text("parted_by", required=True, example='";"') if several else "",
        mixed=read_category(name, "mixed", several, vocabulary) if several else "",
        reached_in=read_reached_in(coded) if in_years else None,
        yes_in=form.read_text("yes_in", example="COLUMN"),
        measured=form.read_text("measured", MEASURED),
        question=form.read_text("question"),
        note=form.read_bilingual("note"),
    )


def read_years(form: Form) -> Form:
    """The `years:` of ages; with nothing in it the column holds whole years."""
    value = form.mapping.get("years") or Mapping(form.line("years"))
    return Form(value, ("codes", "reached_in"), form.shown, form.findings, "years", form.line("years"))


def read_reached_in(form: Form) -> int | None:
    """The year in which the ages are reached that the years of birth tell."""
    year = form.read_text("reached_in")
    if year and not YEAR.fullmatch(year):
        allowed = "the year of the data, where the column holds years of birth"
        form.note(form.line("reached_in"), f"reached_in: {year}", allowed, "write reached_in: 2013 or the like")
        return None
    return int(year) if year else None


def read_category(name: str, key: str, form: Form, vocabulary: Vocabulary) -> str:
    """One harmonised category."""
    category = form.read_text(key, required=True, example="CATEGORY")
    if category and category != IGNORED and not vocabulary.holds(name, category):
        refuse_category(name, category, form.line(key), form, vocabulary)
    return category


def read_yes(name: str, form: Form, vocabulary: Vocabulary) -> dict[str, str]:
    """The two parts of an outcome that is told by a second count."""
    for key in ("from", "codes", "otherwise", "several"):
        if key in form.mapping:
            allowed = "yes_in: with the column that counts the yes, or from: with that of the answer"
            form.note(form.line(key), f"{key}: beside yes_in:", allowed, f"delete {key}: or yes_in:")
    if vocabulary.variables[name]["role"] != "outcome":
        allowed = "yes_in: where the variable is an outcome"
        form.note(form.line("yes_in"), f"yes_in: under {name}", allowed, "write from: COLUMN")
    return {"yes": "yes", "no": "no"}


def read_reason(form: Form) -> dict[str, str]:
    """Why a variable is missing, in both languages; a plain text stands for both."""
    for key in ("from", "codes", "years"):
        if key in form.mapping:
            allowed = "from: where the column is there, not_collected: where it is not"
            form.note(form.line(key), f"{key}: beside not_collected:", allowed, f"delete {key}: or not_collected:")
    value = form.mapping["not_collected"]
    if isinstance(value, str):
        text = form.read_text("not_collected", required=True)
        return {"en": text, "fr": text}
    return form.read_bilingual("not_collected")


def read_codes(name: str, form: Form, vocabulary: Vocabulary) -> dict[str, str]:
    """Raw code to harmonised category. Without a list the raw values must be the vocabulary's own codes."""
    codes: dict[str, str] = {}
    for line, item in form.read_items("codes"):
        if not isinstance(item, Sequence) or len(item) != 3 or not all(isinstance(part, str) for part in item):
            allowed = "[raw code, codebook label, harmonised category]"
            form.note(line, f"the code {item!r}", allowed, "write the three of them")
            continue
        raw, _, category = item
        if raw in codes:
            form.note(line, f"the raw code {raw!r} a second time", "each raw code once", f"delete one {raw!r}")
        elif category != IGNORED and not vocabulary.holds(name, category):
            refuse_category(name, category, line, form, vocabulary)
        else:
            codes[raw] = category
    return codes


def refuse_category(name: str, category: str, line: int, form: Form, vocabulary: Vocabulary) -> None:
    """Note a category that the vocabulary lacks, with the nearest that it has."""
    allowed = (*vocabulary.codes(name), *SPECIAL_CODES, IGNORED)
    near = find_nearest(category, allowed)
    said, table = list_allowed(category, allowed), f"src/isfuturemicro/vocabulary/tables/{name}.csv"
    remedy = f"write {near[0]}" if near else f"write one of these, or add the category to {table}"
    if name == "age_band":
        first, dash, last = category.partition("-")
        said = f"any interval of whole years such as 25-39 or 40-plus, {', '.join((*SPECIAL_CODES, IGNORED))}"
        backwards = dash and first.isdecimal() and last.isdecimal()
        remedy = f"write {last}-{first}" if backwards else "write FIRST-LAST, or FIRST-plus"
    form.note(line, f"the category {category!r} of {name}", said, remedy)
