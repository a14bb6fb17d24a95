"""What a title or an alternative text may say, picked from the rows that are drawn."""

from collections.abc import Sequence

import pandas as pd

from ..vocabulary import USABLE
from .rows import LAST, each_row, has_number, label_row, label_within, tell_flag, tell_spread, tell_value, unique
from .words import Words

MENTIONED = 6
"""More rows than this are told by their highest and lowest."""


def gather_facts(
    rows: pd.DataFrame, words: Words, by: Sequence[str], focus: str = "", beside: pd.DataFrame | None = None
) -> dict[str, str]:
    """Highest, lowest, first and last row, the row in focus and its reference, and of whom and when they speak."""
    facts = {
        "population": tell_population(rows, words),
        "measure": words.mid(words.label("measure", rows["measure"].iloc[0])),
        "dimension": words.mid(words.variable(rows["dimension"].iloc[0])),
        "jurisdiction": words.label("jurisdiction", rows["jurisdiction"].iloc[0]),
        "dataset": words.of(rows["dataset"].iloc[0], "title"),
        "period": words.join([words.period(period) for period in sorted(unique(rows["period"]))]),
        "rows": str(len(rows)),
        "beside": "",
        "compared": "",
    }
    for row in each_row(rows):
        facts.setdefault(str(row.measure), tell_value(row, words))
    ranked = rows[rows["status"].isin(USABLE) & rows["estimate"].notna() & ~rows["category"].isin(LAST)]
    ranked = ranked.sort_values("estimate", kind="stable")
    if len(ranked):
        add_row(facts, "top", ranked.iloc[-1], words, by)
        add_row(facts, "bottom", ranked.iloc[0], words, by)
        facts["minority"] = words.number((ranked["estimate"] < 0.5).sum())
        facts["above"] = words.number((ranked["estimate"] > 1).sum())
        facts["drawn"] = words.number(len(ranked))
    add_row(facts, "first", rows.iloc[0], words, by)
    add_row(facts, "last", rows.iloc[-1], words, by)
    chosen = rows[rows["category"] == focus] if focus else rows.iloc[:0]
    if len(chosen):
        add_row(facts, "focus", chosen.iloc[-1], words, by)
    if beside is not None and len(beside):
        facts["beside"] = tell_beside(rows, beside, words)
        match = beside[beside["category"] == focus]
        if len(match):
            facts["compared"] = words.say("compared", value=tell_value(match.iloc[0], words), beside=facts["beside"])
    return facts


def tell_population(rows: pd.DataFrame, words: Words) -> str:
    """Of whom the first row speaks, with the condition that all rows share."""
    population = words.mid(words.label("population", rows["population"].iloc[0]))
    within = rows["within"].iloc[0]
    if not within or rows["within"].nunique() > 1:
        return population
    return words.say("population_within", population=population, within=words.mid(label_within(within, words)))


def add_row(facts: dict[str, str], prefix: str, row: pd.Series, words: Words, by: Sequence[str]) -> None:
    label = label_row(row, words, by)
    facts[f"{prefix}_label"] = label
    facts[f"{prefix}_mid"] = words.mid(label)
    facts[f"{prefix}_value"] = tell_range(row, words) or words.mid(tell_flag(row, words))
    facts[f"{prefix}_spread"] = tell_spread(row, words)
    facts[f"{prefix}_period"] = words.period(str(row["period"]))


def tell_range(row: pd.Series, words: Words) -> str:
    """The value as a sentence says it: where only bounds are known, that it lies between them."""
    value = tell_value(row, words)
    if has_number(row) or not value or row["upper"] == float("inf"):
        return value
    low, high = (words.value(row[end], row["measure"], row["unit"]) for end in ("lower", "upper"))
    return words.say("interval.between", low=low, high=high)


def tell_beside(rows: pd.DataFrame, beside: pd.DataFrame, words: Words) -> str:
    """The reference population, shortly: everyone in the same survey, or the residents of a jurisdiction in a year."""
    first = beside.iloc[0]
    if first["dataset"] == rows["dataset"].iloc[0]:
        return words.say("beside.survey")
    return words.say(
        "beside.residents",
        jurisdiction=words.label("jurisdiction", first["jurisdiction"]),
        period=words.period(first["period"]),
    )


def tell_list(rows: pd.DataFrame, words: Words, by: Sequence[str]) -> str:
    """Each row's label and value; of many rows the highest and the lowest."""
    told = [tell_row(row, words, by) for _, row in rows.iterrows()]
    if len(told) <= MENTIONED:
        return "; ".join(told)
    ranked = rows[rows["estimate"].notna() & rows["status"].isin(USABLE)].sort_values("estimate", kind="stable")
    if len(ranked) < 2:
        return "; ".join(told[:MENTIONED])
    return words.say(
        "alt.extremes",
        top=tell_row(ranked.iloc[-1], words, by),
        second=tell_row(ranked.iloc[-2], words, by),
        bottom=tell_row(ranked.iloc[0], words, by),
    )


def tell_row(row: pd.Series, words: Words, by: Sequence[str]) -> str:
    value = tell_value(row, words) or words.mid(tell_flag(row, words))
    spread = tell_spread(row, words)
    return f"{label_row(row, words, by)} {value}" + (f" {spread}" if spread else "")
