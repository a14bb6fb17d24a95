"""What stands under a chart: its caption, its table and its sources, from the rows that it draws."""

import pandas as pd

from ..vocabulary import USABLE
from .figure import FigureError
from .phrases import tell_phrase
from .rows import each_row, find_range, has_bounds, label_within, tell_status, unique
from .words import Words

SPLITS = ("dataset", "jurisdiction", "period", "population", "within")
FEW = 3
"""More populations or periods than this are left to the table."""
LINE = "\n"
"""Parts what is drawn from whom it speaks of, what it is worth and where it comes from."""
LONG = 240
"""More letters than this of several populations are left to the table and the sources."""


def caption(rows: pd.DataFrame, words: Words, drawn: str, *, extra: tuple[str, ...] = ()) -> str:
    """What is drawn, of whom, when, how many, with which interval or why none, how comparable, from where."""
    require_sources(rows, words)
    whom = [*tell_populations(rows, words), *tell_period(rows, words), *tell_n(rows, words)]
    worth = [*tell_interval(rows, words), *tell_caution(rows, words), *tell_comparability(rows, words)]
    lines = [[drawn, *extra], whom, worth, [words.say("caption.source", source=tell_sources(rows, words))]]
    return LINE.join(" ".join(part for part in line if part) for line in lines)


def require_sources(rows: pd.DataFrame, words: Words) -> None:
    """Raise FigureError, naming every gap at once, where a row lacks its period, or its dataset says too little."""
    faults = [
        f"{dataset} has no {field}"
        for dataset in unique(rows["dataset"])
        for field in ("title", "publisher", "licence", "population")
        if not words.of(dataset, field).strip()
    ]
    if (rows["period"].fillna("") == "").any():
        faults.append("a row has no period")
    if faults:
        raise FigureError(f"no caption: {'; '.join(faults)}")


def tell_populations(rows: pd.DataFrame, words: Words) -> list[str]:
    populations = unique(words.of(dataset, "population").rstrip(".") for dataset in unique(rows["dataset"]))
    populations = [population for population in populations if population]
    if len(populations) > FEW or (len(populations) > 1 and len("; ".join(populations)) > LONG):
        return [words.say("caption.populations")]
    return [words.say("caption.population", population="; ".join(populations))]


def tell_period(rows: pd.DataFrame, words: Words) -> list[str]:
    periods = sorted(unique(period for period in rows["period"] if period))
    if len(periods) > 2 * FEW:
        return [words.say("caption.periods", first=words.period(periods[0]), last=words.period(periods[-1]))]
    return [words.say("caption.period", period=words.join([words.period(period) for period in periods]))]


def tell_n(rows: pd.DataFrame, words: Words) -> list[str]:
    known = rows["n"].dropna()
    if known.empty:
        return [words.say("caption.n_unknown")]
    low, high = known.min(), known.max()
    if low == high:
        return [words.say("caption.n", n=words.number(low))]
    return [words.say("caption.n_range", low=words.number(low), high=words.number(high))]


def tell_interval(rows: pd.DataFrame, words: Words) -> list[str]:
    """The interval's meaning by design; a mixture says each once."""
    designs = unique(name_design(dataset, words) for dataset in unique(rows["dataset"]))
    told = [words.say(f"design.{design}") for design in designs if words.has(f"design.{design}")]
    bounded = [row for row in each_row(rows) if has_bounds(row)]
    sampled = any(find_range(row) != (row.lower, row.upper) for row in bounded)
    return [*told, *([words.say("bounds_sampled" if sampled else "bounds")] if bounded else [])]


def tell_caution(rows: pd.DataFrame, words: Words) -> list[str]:
    """What the symbol after some of the values means."""
    return [f"{tell_status('caution', words)}."] if (rows["status"] == "caution").any() else []


def name_design(dataset: str, words: Words) -> str:
    """How the numbers came about; a publisher's figures from a count of everyone are not a count that we made."""
    design = words.of(dataset, "design") or "reported"
    return f"{design}_figures" if design == "census" and words.of(dataset, "kind") == "figures" else design


def tell_comparability(rows: pd.DataFrame, words: Words) -> list[str]:
    levels = unique(level for level in rows["comparability"] if level)
    if not levels:
        return []
    labels = [words.mid(words.label("comparability", level)) for level in levels]
    return [words.say("caption.comparability", level=words.join(labels))]


def tell_sources(rows: pd.DataFrame, words: Words) -> str:
    """Publisher and title of each dataset, with its licence."""
    told = []
    for dataset in unique(rows["dataset"]):
        title, publisher = words.of(dataset, "title") or dataset, words.of(dataset, "publisher")
        licence = words.of(dataset, "licence")
        told.append(f"{publisher}, {title}" + (f" ({licence})" if licence else "") if publisher else title)
    return "; ".join(told)


def describe_whose(rows: pd.DataFrame, words: Words, drawn: str) -> str:
    """What is drawn and, where it is all of one dataset, of which: two datasets can say the same of the same groups."""
    titles = unique(words.of(dataset, "title") for dataset in unique(rows["dataset"]))
    return f"{drawn} {titles[0]}." if len(titles) == 1 else drawn


def table(rows: pd.DataFrame, words: Words, beside: pd.DataFrame | None = None, besides: str = "") -> pd.DataFrame:
    """The rows under plain headers, beside the reference population's; a column that says nothing new is left out."""
    frame: dict[str, list[object]] = {}
    several = {column for column in SPLITS if rows[column].nunique() > 1}
    dimension = words.variable(rows["dimension"].iloc[0]) if rows["dimension"].nunique() == 1 else words.variable("all")
    labels = [
        words.say("everyone") if row.category == "all" else words.label(str(row.dimension), str(row.category))
        for row in each_row(rows)
    ]
    if rows["dimension"].nunique() > 1:
        frame[words.say("table.dimension")] = [words.variable(str(row.dimension)) for row in each_row(rows)]
    if len(set(labels)) > 1 or not several:
        frame[dimension] = list(labels)
    for column in SPLITS:
        if column in several:
            frame[words.say(f"table.{column}")] = [tell_cell(column, code, words) for code in rows[column]]
    measures = unique(rows["measure"])
    headed = words.label("measure", measures[0]) if len(measures) == 1 else words.say("table.value")
    unit = words.unit(measures[0])
    if len(measures) > 1:
        frame[words.say("table.measure")] = [words.label("measure", measure) for measure in rows["measure"]]
    scale = 100.0 if unit in ("share", "points") else 1.0
    if scale > 1:
        headed = words.say("table.percent" if unit == "share" else "table.points", measure=headed)
    frame[headed] = in_units(rows["estimate"].where(rows["status"].isin(USABLE)), scale)
    if beside is not None and len(beside):
        matched = dict(zip(beside["category"], in_units(beside["estimate"], scale), strict=True))
        frame[words.say("table.beside", beside=besides)] = [matched.get(code) for code in rows["category"]]
    for column, key in (("ci_low", "low"), ("ci_high", "high"), ("lower", "lower"), ("upper", "upper")):
        if rows[column].notna().any():
            frame[words.say(f"table.{key}")] = in_units(rows[column], scale)
    for column in ("n", "numerator", "denominator"):
        if rows[column].notna().any():
            frame[words.say(f"table.{column}")] = whole(rows[column])
    if (rows["status"] != "ok").any():
        frame[words.say("table.status")] = [tell_status(code, words) for code in rows["status"]]
    if rows["reason"].astype(bool).any():
        frame[words.say("table.reason")] = [tell_phrase(reason, words) for reason in rows["reason"]]
    if rows["comparability"].astype(bool).any():
        frame[words.say("table.comparability")] = [
            words.label("comparability", code) if code else "" for code in rows["comparability"]
        ]
    return pd.DataFrame(frame)


def tell_cell(column: str, code: str, words: Words) -> str:
    if column == "dataset":
        return words.of(code, "title") or code
    if column == "period":
        return words.period(code)
    return label_within(code, words) if column == "within" else words.label(column, code)


def in_units(values: pd.Series, scale: float) -> list[object]:
    """Shares as percentages, to the ten digits that the estimates carry."""
    return [float(f"{value * scale:.10g}") for value in values]


def whole(values: pd.Series) -> "list[object]":
    """Counts without a decimal point; bounds as published may have halves."""
    return [int(value) if pd.notna(value) and value == round(value) else value for value in values]
