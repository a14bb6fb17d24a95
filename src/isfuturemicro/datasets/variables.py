"""The `variables:` of `dataset.yml`: which column holds which harmonised variable, and what its codes mean."""

from difflib import get_close_matches

from ..located import Mapping, Sequence
from ..vocabulary import SPECIAL_CODES, Vocabulary
from .form import Form
from .spec import VariableSpec

KEYS = ("from", "question", "comparability", "codes", "years", "note", "not_collected")
COMPARABILITY = ("exact", "close", "proxy")
IGNORED = "ignored"
"""A code whose rows are left out, because they repeat others (a subtotal)."""


def read_variables(form: Form, vocabulary: Vocabulary) -> dict[str, VariableSpec]:
    """Every variable that the dataset describes, by its harmonised name."""
    listed = form.read_form("variables", tuple(vocabulary.variables), required=True)
    return {
        name: read_variable(name, Form(value, KEYS, form.shown, form.findings, name), vocabulary)
        for name, value in listed.mapping.items()
        if name in vocabulary.variables
    }


def read_variable(name: str, form: Form, vocabulary: Vocabulary) -> VariableSpec:
    if "not_collected" in form.mapping:
        return VariableSpec(name, not_collected=read_reason(form))
    in_years = name == "age_band" and ("years" in form.mapping)
    if name == "age_band" and not in_years:
        form.note(
            form.mapping.line,
            "age_band without years:",
            "years: {} or years: {codes: [...]}",
            "say how ages are written",
        )
    if in_years:
        years = form.mapping["years"]
        inner = Form(years if isinstance(years, Mapping) else None, ("codes",), form.shown, form.findings, "years")
        codes = read_codes(name, inner, vocabulary)
    else:
        codes = read_codes(name, form, vocabulary)
    return VariableSpec(
        name=name,
        column=form.read_text("from", required=True),
        comparability=form.read_text("comparability", COMPARABILITY, required=True),
        codes=codes,
        in_years=in_years,
        question=form.read_text("question"),
        note=form.read_bilingual("note"),
    )


def read_reason(form: Form) -> dict[str, str]:
    """Why a variable is missing, in both languages; a plain text stands for both."""
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
            form.note(
                line, f"the code {item!r}", "[raw code, codebook label, harmonised category]", "write the three of them"
            )
            continue
        raw, _, category = item
        if raw in codes:
            form.note(line, f"the raw code {raw!r} a second time", "each raw code once", f"delete one {raw!r}")
        elif category != IGNORED and not vocabulary.holds(name, category):
            allowed = (*vocabulary.codes(name), *SPECIAL_CODES, IGNORED)
            near = get_close_matches(category, allowed, n=1) or ("not_stated",)
            form.note(line, f"the category {category!r} of {name}", ", ".join(allowed), f"write {near[0]}")
        else:
            codes[raw] = category
    return codes
