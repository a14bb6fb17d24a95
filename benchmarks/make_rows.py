"""Rows to time estimates on: 192 groups (16 regions x 12 ages) of a stratified cluster sample, the same every time.

    python benchmarks/make_rows.py ROWS FILE.parquet|FILE.csv [--replicates 80] [--clusters 480]

Every number is a function of the row's own number, by the hash function of DuckDB, so that 100 million rows stream to
disk without being held in memory. Another release of DuckDB may draw other rows.
"""

import argparse
from pathlib import Path

import duckdb

STRATA = 60
REGIONS, AGES = 16, 12


def uniform(salt: int, of: str = "i") -> str:
    """A number in [0, 1) that depends on a whole number and the salt, as SQL."""
    return f"(hash(hash({of}, {salt})) >> 11)::DOUBLE / 9007199254740992.0"


def write_select(rows: int, clusters: int, replicates: int) -> str:
    """The rows as one SELECT. Clusters have unequal sizes; the quantity and the outcome depend on cluster and group."""
    drawn = (
        f"SELECT i, floor({clusters} * pow({uniform(1)}, 1.3))::INTEGER AS psu,"
        f" floor({REGIONS} * pow({uniform(2)}, 1.2))::INTEGER AS region, floor({AGES} * {uniform(3)})::INTEGER AS age"
        f" FROM range({rows}) AS numbers(i)"
    )
    weighted = (
        f"SELECT *, psu % {STRATA} AS stratum, 0.5 + 4.5 * {uniform(4)} AS weight,"
        f" 0.6 * ({uniform(5, 'psu')} - 0.5) AS shift FROM ({drawn})"
    )
    factors = [
        f"weight * CASE WHEN {uniform(100 + b, 'psu')} < 0.5 THEN 0.5 ELSE 1.5 END AS rw{b + 1}"
        for b in range(replicates)
    ]
    columns = [
        "stratum",
        "psu",
        "region",
        "age",
        "weight",
        f"round(exp(2.5 + shift + 0.03 * age + {uniform(6)} + {uniform(7)}), 2) AS earnings",
        f"({uniform(8)} < 0.2 + 0.02 * region + 0.5 * shift)::INTEGER AS outcome",
        *factors,
    ]
    return f"SELECT {', '.join(columns)} FROM ({weighted})"


def make_rows(rows: int, path: Path, clusters: int = 480, replicates: int = 0) -> None:
    """Write the rows to a Parquet or CSV file, by its suffix."""
    form = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false" if rows > 10_000_000 else "SELECT 1")
    connection.execute(f"COPY ({write_select(rows, clusters, replicates)}) TO '{path}' ({form})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=lambda text: int(float(text)))
    parser.add_argument("file", type=Path)
    parser.add_argument("--replicates", type=int, default=0)
    parser.add_argument("--clusters", type=int, default=480)
    options = parser.parse_args()
    make_rows(options.rows, options.file, options.clusters, options.replicates)


if __name__ == "__main__":
    main()
