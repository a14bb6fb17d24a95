"""The `design:` of `dataset.yml`: how the rows came about, by clusters or by the publisher's replicate weights."""

from ..located import Sequence
from ..survey.options import LONELY_PSU, METHODS_OF_REPLICATION
from .form import Form, parse_number
from .spec import DesignSpec, ReplicateSpec

DESIGNS = ("sample", "census", "convenience", "superpopulation", "reported")
CLUSTERS = ("strata", "psu", "fpc", "lonely_psu")
SPREAD = ("method", "scale", "rscales", "rho", "mse")
DESIGN = ("kind", "weight", *CLUSTERS, "replicates", *SPREAD)


def read_design(form: Form, required: bool) -> DesignSpec:
    design = DesignSpec(
        kind=form.read_text("kind", DESIGNS, required=required),
        weight=form.read_text("weight", example="COLUMN"),
        strata=form.read_text("strata", example="COLUMN"),
        psu=form.read_text("psu", example="COLUMN"),
        fpc=form.read_text("fpc", example="COLUMN"),
        lonely_psu=form.read_text("lonely_psu", LONELY_PSU) or "fail",
        replicates=read_replicates(form) if "replicates" in form.mapping else None,
    )
    if design.replicates is None:
        refuse(form, SPREAD, "without replicates:", "it beside replicates:", "add replicates: PATTERN")
    else:
        refuse(form, CLUSTERS, "beside replicates:", "clusters or replicate weights", "keep the one that is meant")
        check_replicates(design, form)
    return design


def read_replicates(form: Form) -> ReplicateSpec:
    """The columns of the replicate weights, and what their spread means (R survey::svrepdesign)."""
    spread = ReplicateSpec(
        pattern=form.read_text("replicates", required=True, example='"RW*"'),
        method=form.read_text("method", METHODS_OF_REPLICATION, required="scale" not in form.mapping),
        scale=form.read_number("scale") if "scale" in form.mapping else None,
        rscales=read_rscales(form),
        rho=form.read_number("rho", default=0.0),
        mse=form.read_text("mse", ("yes", "no")) == "yes",
    )
    if spread.method == "fay" and not 0 < spread.rho < 1:
        found = f"rho: {spread.rho:g}" if "rho" in form.mapping else "no rho beside method: fay"
        form.note(form.line("rho"), found, "Fay's factor, between 0 and 1", "write rho: 0.5 or the like")
    if spread.method == "jkn" and not spread.rscales:
        allowed = "a factor for each replicate, (n_h - 1) / n_h, or one number for all of them"
        form.note(form.line("method"), "method: jkn without rscales", allowed, "write rscales: 1, or method: jk1")
    for key, values in (("scale", (spread.scale,)), ("rscales", spread.rscales)):
        if any(value is not None and value < 0 for value in values):
            form.note(form.line(key), f"{key} below 0", "0 or more", f"correct {key}:")
    return spread


def read_rscales(form: Form) -> tuple[float, ...]:
    """A factor for each replicate; one number stands for all of them."""
    value = form.mapping.get("rscales")
    if value is None:
        return ()
    if not isinstance(value, Sequence):
        return (form.read_number("rscales"),)
    numbers = tuple(parse_number(item) for item in value)
    for line, item, number in zip(value.lines, value, numbers, strict=True):
        if number != number:
            form.note(line, f"the factor {item!r}", "a number", "write 0.5 or the like")
    return numbers


def refuse(form: Form, keys: tuple[str, ...], where: str, allowed: str, remedy: str) -> None:
    """A key that the rest of the design leaves without meaning would be silently ignored."""
    for key in keys:
        if key in form.mapping:
            form.note(form.line(key), f"{key}: {where}", allowed, f"{remedy}, or delete {key}:")


def check_replicates(design: DesignSpec, form: Form) -> None:
    """Replicate weights belong to a sample that has its full weight too."""
    if design.kind not in ("", "sample"):
        allowed = "replicates: in a design of kind sample"
        form.note(form.line("replicates"), f"replicates: with kind: {design.kind}", allowed, "write kind: sample")
    if not design.weight:
        allowed = "the column of the full weight beside the replicate weights"
        form.lacks("weight", allowed, "add weight: COLUMN")
