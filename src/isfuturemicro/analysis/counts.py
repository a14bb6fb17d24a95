"""How many there are: what rows tell that hold neither outcome nor dimension, such as awards by issuer and year."""

import math
from collections.abc import Iterator

from ..survey import estimate, total_of
from .estimate import Estimate
from .margins import mark_cautioned, tell_method
from .rows import Rows
from .slices import slices, steps


def estimate_counts(rows: Rows) -> Iterator[Estimate]:
    """The weighted number of units in each year and context. Nothing where shares or rates say more."""
    if rows.named("dimension") or steps(rows):
        return
    for piece in slices(rows, rows.spec.stage, ()):
        cases = float(piece.cube.units[piece.mask].sum())
        found = estimate(piece.cube, total_of(piece.cube, [piece.mask])) if piece.interval else None
        record = piece.about.with_(
            measure="count",
            estimate=float(piece.cube.weight[piece.mask].sum()),
            se=float(found.standard_error[0]) if found else math.nan,
            df=found.df if found else math.nan,
            n=cases,
            method=tell_method(rows),
        )
        yield mark_cautioned(record, rows)
