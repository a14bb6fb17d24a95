"""How often each 95 % interval of a share holds the true one, on samples from a known clustered population.

    python benchmarks/coverage.py [--samples 20000] [--seed 1] [--out FILE.csv]

Population: 5 equal strata of many clusters, whose shares follow a beta distribution with the intraclass correlation
0.05 around p x (0.8 to 1.2 by stratum) x (0.7 to 1.3 by the cluster's weight of 1 to 4), so that the true share is p
and an unweighted mean would miss it. Samples: a fifth of the clusters from each stratum, drawn with chances in inverse
proportion to their weights, and 20 units of each. The mean's interval is value -/+ t x error. A share of exactly 0 or 1
gives the one-sided exact interval, whatever the method, as the package does; the mean then has no error, so no
interval, which counts as a miss. Prints a table in Markdown, a line each p and number of clusters.
"""

import argparse
import csv
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isfuturemicro.survey.intervals import METHODS, mean_interval, share_interval

SHARES = (0.01, 0.05, 0.2, 0.5)
CLUSTERS = (10, 30, 100)
STRATA, UNITS, CORRELATION = 5, 20, 0.05
BY_STRATUM = np.linspace(0.8, 1.2, STRATA)
BY_WEIGHT = np.array([0.7, 0.9, 1.1, 1.3])
CHANCES = (1 / np.arange(1, 5)) / (1 / np.arange(1, 5)).sum()
NAMES = (*METHODS, "mean")
Vector = NDArray[np.float64]


def draw(rng: np.random.Generator, samples: int, clusters: int, share: float) -> tuple[Vector, ...]:
    """Of each sample: the weighted share, its linearised error, yes answers, answers in all, and the independent units
    that its clusters amount to."""
    size = (samples, STRATA, clusters // STRATA)
    spread = 1 / CORRELATION - 1
    weight = rng.choice(4, size, p=CHANCES) + 1.0
    centre = share * BY_WEIGHT[weight.astype(int) - 1] * BY_STRATUM[:, None]
    own = rng.beta(centre * spread, (1 - centre) * spread)
    yes = rng.binomial(UNITS, own).astype(float)
    total, cases = (weight * yes).sum((1, 2)), (weight * UNITS).sum((1, 2))
    value = total / cases
    linear = weight * (yes - UNITS * value[:, None, None]) / cases[:, None, None]
    off = linear - linear.mean(2, keepdims=True)
    n = clusters // STRATA
    variance = n / (n - 1) * (off**2).sum((1, 2))
    alone = weight.sum((1, 2)) ** 2 / (weight**2).sum((1, 2))
    return value, np.sqrt(variance), yes.sum((1, 2)), np.full(samples, float(clusters * UNITS)), alone


def measure(rng: np.random.Generator, samples: int, clusters: int, share: float) -> list[dict[str, Any]]:
    """A record for each kind of interval: coverage, misses on either side, mean width, and how often it is special."""
    df = float(clusters - STRATA)
    drawn = np.column_stack(draw(rng, samples, clusters, share))
    different, count = np.unique(drawn, axis=0, return_counts=True)
    records: list[dict[str, Any]] = []
    for name in NAMES:
        ends = np.array(
            [
                mean_interval(p, se, df) if name == "mean" else share_interval(p, se, df, n, yes, 0.95, name, units)
                for p, se, yes, n, units in different
            ]
        )
        low, high = ends.T
        exists = ~np.isnan(low)
        if name == "mean":
            exists &= different[:, 1] > 0
        extreme = (different[:, 2] == 0) | (different[:, 2] == different[:, 3])
        inside = exists & (low <= share) & (share <= high)
        regular = exists & ~extreme

        def part(which: NDArray[np.bool_], of: NDArray[np.bool_] | None = None, count: Vector = count) -> float:
            base = count.sum() if of is None else count[of].sum()
            return float(count[which].sum() / base) if base else float("nan")

        records.append(
            {
                "share": share,
                "psus": clusters,
                "interval": name,
                "coverage": part(inside),
                "coverage_regular": part(inside & regular, regular),
                "too_low": part(exists & (high < share)),
                "too_high": part(exists & (low > share)),
                "width": float(np.average((high - low)[exists], weights=count[exists])),
                "beyond": part(exists & ((low < 0) | (high > 1))),
                "none": part(~exists),
                "extreme": part(extreme),
            }
        )
    return records


def show(records: list[dict[str, Any]]) -> str:
    """Coverage in per cent and mean width, a line each population and a pair of columns each interval."""
    lines = [
        "| p | PSUs | " + " | ".join(NAMES) + " | none or all say yes | neither, yet no error |",
        "| --- " * (len(NAMES) + 4) + "|",
    ]
    for share in SHARES:
        for clusters in CLUSTERS:
            found = {r["interval"]: r for r in records if r["share"] == share and r["psus"] == clusters}
            cells = [
                f"{100 * float(str(found[n]['coverage'])):.1f} ({float(str(found[n]['width'])):.3f})" for n in NAMES
            ]
            rare = [f"{100 * float(str(found[a][b])):.1f}" for a, b in (("logit", "extreme"), ("mean", "none"))]
            lines.append(f"| {share} | {clusters} | {' | '.join(cells + rare)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="a CSV file for every figure")
    options = parser.parse_args()
    rng, start = np.random.default_rng(options.seed), time.perf_counter()
    records = [r for share in SHARES for clusters in CLUSTERS for r in measure(rng, options.samples, clusters, share)]
    print(f"{options.samples} samples each, {time.perf_counter() - start:.0f} s. Coverage in % (mean width).\n")
    print(show(records))
    if options.out:
        with options.out.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(records[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(records)


if __name__ == "__main__":
    main()
