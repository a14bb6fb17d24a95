"""The `variables:` of `dataset.yml`: which column holds which harmonised variable, and what its codes mean."""

from ..findings import find_nearest, list_allowed
from ..located import Mapping, Sequence
from ..vocabulary import SPECIAL_CODES, Vocabulary
from .form import Form
from .spec import VariableSpec

KEYS = ("from", "question", "comparability", "measured", "codes", "years", "note", "not_collected")
COMPARABILITY = ("exact", "close", "proxy")
MEASURED = ("before", "during", "after")
"""When a variable was measured, the course being the event: what was measured after it may have come of it."""
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
    return VariableSpec(
        name=name,
        column=form.read_text("from", required=True, example="COLUMN"),
        comparability=form.read_text("comparability", COMPARABILITY, required=True),
        codes=read_codes(name, coded, vocabulary),
        in_years=in_years,
        measured=form.read_text("measured", MEASURED),
        question=form.read_text("question"),
        note=form.read_bilingual("note"),
    )


def read_years(form: Form) -> Form:
    """The `years:` of ages; with nothing in it the column holds whole years."""
    value = form.mapping.get("years") or Mapping(form.line("years"))
    return Form(value, ("codes",), form.shown, form.findings, "years", form.line("years"))


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
