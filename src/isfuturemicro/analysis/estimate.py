"""The one record that every number of the project is, and the table of them all."""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace

import pandas as pd

from ..datasets import DatasetSpec
from ..vocabulary import USABLE
from .measures.identified import critical_value

COMPARABILITY = ("exact", "close", "proxy")
DIGITS = 10
"""Significant digits in the table: more would differ between processors."""


@dataclass(frozen=True)
class Estimate:
    """One number, what it is about, how sure it is and where it comes from. NaN means: there is none.

    ci_low, ci_high: the interval of the estimate, which takes those whose answer is missing to be like the others.
    lower, upper: what missing answers leave possible. set_low, set_high: the interval that covers the truth wherever
    between these two it lies.
    """

    dataset: str
    jurisdiction: str
    period: str
    population: str
    unit: str
    measure: str
    dimension: str = "all"
    category: str = "all"
    within: str = ""
    estimate: float = math.nan
    se: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    df: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    set_low: float = math.nan
    set_high: float = math.nan
    n: float = math.nan
    numerator: float = math.nan
    denominator: float = math.nan
    method: str = ""
    status: str = "ok"
    comparability: str = "exact"
    source_sha256: str = ""
    reason: str = ""
    reference: str = ""

    @property
    def usable(self) -> bool:
        """Whether the number stands, with or without the publisher's caution."""
        return self.status in USABLE

    @property
    def low(self) -> float:
        """The least value that the evidence allows: the lower bound, and sampling error below it where there is an
        interval."""
        if not math.isnan(self.set_low):
            return self.set_low
        floor = self.estimate if math.isnan(self.lower) else self.lower
        return floor if math.isnan(self.ci_low) else floor - self.reach * (self.estimate - self.ci_low)

    @property
    def high(self) -> float:
        """The greatest value that the evidence allows: the upper bound, and sampling error above it."""
        if not math.isnan(self.set_high):
            return self.set_high
        ceiling = self.estimate if math.isnan(self.upper) else self.upper
        return ceiling if math.isnan(self.ci_high) else ceiling + self.reach * (self.ci_high - self.estimate)

    @property
    def reach(self) -> float:
        """How much of the interval's half stands beyond a bound whose own error is not known, so that low to high
        covers the truth at 95%.

        All of it where there are no bounds, 1.645 / 1.96 where they lie far apart: Imbens and Manski (2004)."""
        half = max(self.ci_high - self.estimate, self.estimate - self.ci_low)
        if math.isnan(self.upper - self.lower) or not half > 0:
            return 1.0
        two_sided = critical_value(0.0, 1.0)
        return critical_value(self.upper - self.lower, half / two_sided) / two_sided

    def with_(self, **changes: object) -> "Estimate":
        """This record with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def blank(self) -> "Estimate":
        """This record without its numbers; how many cases it rests on stays."""
        return self.with_(**dict.fromkeys([name for name in NUMBERS if name != "n"], math.nan))


COLUMNS = tuple(field.name for field in fields(Estimate))
NUMBERS = tuple(field.name for field in fields(Estimate) if field.type is float or field.type == "float")
KEY = ("dataset", "jurisdiction", "period", "population", "measure", "dimension", "category", "within", "unit")


def start(spec: DatasetSpec, **about: object) -> Estimate:
    """A record that names its dataset, to be filled in."""
    basis = Estimate(
        dataset=spec.id,
        jurisdiction=spec.jurisdiction,
        period=spec.period,
        population=spec.stage,
        unit=spec.unit,
        measure="",
        source_sha256=spec.source.sha256,
    )
    return basis.with_(**about)


def worst(*comparabilities: str) -> str:
    """The least comparable of several.

    >>> worst("exact", "proxy", "close")
    'proxy'
    """
    return max(comparabilities, key=COMPARABILITY.index, default="exact")


def worst_status(*estimates: Estimate) -> str:
    """What follows from several numbers is no more reliable than the least reliable of them."""
    statuses = [e.status for e in estimates]
    caution = next((status for status in statuses if status != "ok"), "ok")
    return next((status for status in statuses if status not in USABLE), caution)


def to_table(estimates: Iterable[Estimate]) -> pd.DataFrame:
    """The estimates as a sorted table.

    Raises ValueError where two of them claim to be the same number.
    """
    table = pd.DataFrame([asdict(estimate) for estimate in estimates], columns=list(COLUMNS))
    twice = table[table.duplicated([*KEY, "reference"], keep=False)]
    if len(twice):
        raise ValueError(f"the same estimate twice: {twice.iloc[0][list(KEY)].to_dict()}")
    return table.sort_values([*KEY, "reference"], kind="stable").reset_index(drop=True)


def show_number(value: float) -> str:
    """A number as text, the same on every processor.

    >>> show_number(0.1 + 0.2), show_number(5108198.0), show_number(math.nan), show_number(math.inf)
    ('0.3', '5108198', '', 'inf')
    """
    if math.isnan(value):
        return ""
    return f"{value:.{DIGITS}g}" if abs(value) < 10**DIGITS or math.isinf(value) else f"{value:.0f}"


def to_csv(table: pd.DataFrame) -> bytes:
    """The table of estimates as committed text."""
    shown = table.copy()
    for column in NUMBERS:
        shown[column] = shown[column].map(show_number)
    return shown.to_csv(index=False, lineterminator="\n").encode("utf-8")
