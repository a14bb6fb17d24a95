"""Harmonised rows on the engine: which of a table's margins answers a question, reduced to a cube."""

from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np

from ..datasets import DatasetSpec
from ..datasets.spec import ReplicateSpec
from ..ingest.sample import REPLICATE
from ..survey import Cube, Design, DuckDBEngine, Replication, reduce_to_cube, scale_of
from ..vocabulary import load_vocabulary


class Rows:
    """The rows of one dataset of kind records or counts.

    A published margin is a row that is `all` in the variables it does not cross, so a table may hold several grouping
    sets; each covers every unit once. A question is answered from the smallest set that crosses what it asks.
    """

    def __init__(self, spec: DatasetSpec, path: Path):
        self.spec = spec
        self.connection = duckdb.connect()
        self.connection.read_parquet(str(path)).create_view("rows")
        self.design = Design(
            stages=int(bool(spec.design.psu)), fpc=int(bool(spec.design.fpc)), lonely_psu=spec.design.lonely_psu
        )
        self.replication = self.read_replication(spec.design.replicates) if spec.design.replicates else None

    def read_replication(self, spread: ReplicateSpec) -> Replication:
        """The rows' replicate weights with what their spread means."""
        columns = [row[0] for row in self.connection.execute("DESCRIBE rows").fetchall()]
        weights = tuple(column for column in columns if column.startswith(REPLICATE))
        rscales = np.array(spread.rscales or (1.0,), dtype=float)
        scale = scale_of(spread.method, len(weights), spread.rho) if spread.scale is None else spread.scale
        return Replication(weights, scale, np.broadcast_to(rscales, len(weights)), spread.mse)

    def named(self, role: str) -> tuple[str, ...]:
        """The collected variables of one role."""
        return tuple(name for name in load_vocabulary().named(role) if name in self.spec.collected)

    @cached_property
    def grouping_sets(self) -> list[frozenset[str]]:
        """The sets of variables that the rows cross, smallest first."""
        variables = tuple(self.spec.collected)
        flags = ", ".join(f'"{name}" <> \'all\' AS "{name}"' for name in variables)
        found = self.connection.execute(f"SELECT DISTINCT {flags} FROM rows").fetchall()
        sets = [frozenset(name for name, crossed in zip(variables, row, strict=True) if crossed) for row in found]
        return sorted(sets, key=lambda crossed: (len(crossed), sorted(crossed)))

    def crosses(self, *variables: str) -> bool:
        """Whether some grouping set crosses all of these."""
        return any(set(variables) <= crossed for crossed in self.grouping_sets)

    def reduce(self, *variables: str) -> Cube:
        """The cube over these variables, from the smallest grouping set that crosses them.

        Raises LookupError where none does.
        """
        crossed = next((found for found in self.grouping_sets if set(variables) <= found), None)
        if crossed is None:
            raise LookupError(f"{self.spec.id} does not cross {', '.join(variables)}")
        where = " AND ".join(f"\"{name}\" {'<>' if name in crossed else '='} 'all'" for name in self.spec.collected)
        name = "chosen_" + "_".join(sorted(crossed)) if crossed else "chosen"
        self.connection.execute(f'CREATE TEMP TABLE IF NOT EXISTS "{name}" AS SELECT * FROM rows WHERE {where}')
        return reduce_to_cube(
            DuckDBEngine(self.connection), f'"{name}"', variables, self.design, replication=self.replication
        )
