"""A question to a file: how its table is laid out, reduced, and parted into groups."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import numpy as np
from numpy.typing import NDArray

from .cube import Cube
from .design import Design, Replication
from .engine import Engine
from .problems import DataError, explain_engine
from .reduce import reduce_to_cube
from .replicates import construct
from .source import Layout, lay_out
from .statement import quote

Mask = NDArray[np.bool_]
Group = dict[str, str | None]
PREFIX = "asked "
DOMAIN = PREFIX + "domain"


@dataclass(frozen=True)
class Request:
    """What is asked: `kind` (mean, total, proportion, ratio, quantile, chisq, logistic, poisson) of `terms`.

    replication: the replicate weights that the file holds. construct: the method by which replicates are made of the
    clusters instead.
    """

    engine: Engine
    kind: str
    terms: tuple[str, ...]
    layout: Layout
    design: Design
    by: tuple[str, ...] = ()
    where: str = "TRUE"
    quantiles: tuple[float, ...] = ()
    level: float = 0.95
    interval: str = "logit"
    replication: Replication | None = None
    construct: str = ""
    rho: float = 0.0
    mse: bool = False


def reduce(request: Request, labels: dict[str, str], quantities: dict[str, str]) -> Cube:
    """Lay the file out and reduce it over the groups, the labels and the quantities.

    Inside the layout their names carry a prefix, so that a column called weight or stratum is no other one's.
    """
    every = {name: quote(name) for name in request.by} | labels
    shown = {PREFIX + name: expression for name, expression in every.items()}
    measured = {PREFIX + "measured " + name: expression for name, expression in quantities.items()}
    shown[DOMAIN] = f"CASE WHEN {request.where} THEN 1 ELSE 0 END"
    try:
        lay_out(request.engine, request.layout, shown, measured)
        cube = reduce_to_cube(
            request.engine,
            "rows",
            tuple(PREFIX + name for name in every),
            request.design,
            f"{quote(DOMAIN)} = 1",
            tuple(measured),
            request.replication,
        )
    except duckdb.Error as error:
        raise DataError(explain_engine(error, request.where)) from None
    cube = replace(cube, labels=bare(cube.labels), outside=bare(cube.outside))
    return construct(cube, request.construct, request.rho, request.mse) if request.construct else cube


def bare(labels: dict[str, NDArray[np.object_]]) -> dict[str, NDArray[np.object_]]:
    """Labels under the names that were asked for."""
    return {name.removeprefix(PREFIX): label for name, label in labels.items()}


def groups_of(cube: Cube, by: tuple[str, ...]) -> Iterator[tuple[Group, Mask]]:
    """Each crossing of the groups that occurs, in the domain or outside, with its cells; a missing label is None."""
    seen: dict[tuple[str, ...], None] = {} if by else {(): None}
    for held in (cube.labels, cube.outside) if by else ():
        for labels in zip(*(held[name] for name in by), strict=True):
            seen[tuple(str(label) for label in labels)] = None
    for labels in sorted(seen):
        cells = np.ones(cube.cells, dtype=bool)
        for name, label in zip(by, labels, strict=True):
            cells &= cube.is_in(name, label)
        yield {name: label or None for name, label in zip(by, labels, strict=True)}, cells


def split(cube: Cube, by: tuple[str, ...]) -> tuple[list[Group], list[Mask]]:
    pairs = list(groups_of(cube, by))
    return [name for name, _ in pairs], [cells for _, cells in pairs]
