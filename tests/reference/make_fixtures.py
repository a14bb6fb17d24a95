"""Lopsided survey tables that the estimators are held against: the same bytes every time.

Every number comes from uniform draws of one seeded PCG64 and is rounded, so no library version moves a digit.
"""

import csv
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
Row = dict[str, object]


class Draws:
    """Uniform draws, and what is made of them."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.Generator(np.random.PCG64(seed))

    def uniform(self) -> float:
        return float(self.rng.random())

    def below(self, bound: int) -> int:
        return int(self.uniform() * bound)

    def chance(self, probability: float) -> int:
        return int(self.uniform() < probability)

    def pick(self, values: list[str], weights: list[float]) -> str:
        at, so_far = self.uniform() * sum(weights), 0.0
        for value, weight in zip(values, weights, strict=True):
            so_far += weight
            if at < so_far:
                return value
        return values[-1]

    def skewed(self, scale: float) -> float:
        """Exponential, less a quarter of its scale: skewed to the right, a fifth of it below zero."""
        return round(scale * (-float(np.log(1 - self.uniform())) - 0.25), 3)

    def sample(self, count: int, bound: int) -> list[int]:
        """`count` of the numbers below `bound`, with replacement."""
        return [self.below(bound) for _ in range(count)]


def write(name: str, rows: list[Row]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def strat_cluster(draws: Draws) -> list[Row]:
    """Two-stage sample: ids that start again in every stratum and PSU, holes of every kind."""
    # stratum: PSUs sampled, PSUs there are
    strata = {"N": (2, 9), "S": (3, 11), "E": (4, 31), "W": (5, 6), "C 1": (7, 40), "O": (3, 3)}
    rows: list[Row] = []
    for h, (stratum, (sampled, there)) in enumerate(strata.items()):
        for psu in range(1, sampled + 1):
            ssus = 1 + draws.below(5)
            ssus_there = ssus + (draws.below(6) if ssus > 1 else 0)  # a lone SSU is the only one that there is
            effect = draws.uniform() - 0.5
            for ssu in range(1, ssus + 1):
                for _ in range(2 + draws.below(9) + (9 if psu == 1 else 0)):
                    a = draws.pick(["a1", "a2", "a3"], [5, 3 + h, 1])
                    b = draws.pick(["b1", "b2"], [2, 1])
                    c = draws.pick(["c1", "c2", "c3", "c4"], [4, 3, 2, 0 if a == "a3" else 1])  # a3 x c4 is empty
                    group = draws.pick(["alpha", "beta b", "O'Hara", "never", "always", ""], [40, 25, 18, 5, 5, 7])
                    if group == "O'Hara" and stratum in ("N", "W"):
                        group = "alpha"
                    odds = 0.25 + 0.2 * (a == "a2") + 0.15 * (b == "b2") - 0.1 * (c == "c3") + 0.4 * effect
                    y = {"never": 0, "always": 1}.get(group, draws.chance(min(max(odds, 0.05), 0.95)))
                    weight = round(0.4 + 30 * draws.uniform() ** 3 * (1 + h), 2)
                    quantity, second = draws.skewed(900 * (1.2 + effect)), round(5 + 95 * draws.uniform(), 1)
                    missing = [draws.uniform() for _ in range(3)]
                    rows.append(
                        {
                            "id": len(rows) + 1,
                            "stratum": stratum,
                            "psu": psu,
                            "cluster": f"{stratum}-{psu}",
                            "ssu": ssu,
                            "my.weight": 0 if draws.chance(0.04) or (stratum, psu) == ("E", 4) else weight,
                            "fpc1": there,
                            "fpc2": ssus_there,
                            "frac1": round(sampled / there, 3),
                            "frac2": round(ssus / ssus_there, 3),
                            "my group": group,
                            "a": a,
                            "b": b,
                            "c": c,
                            "age": draws.pick(["young", "middle", "old"], [2, 3, 1 + h % 2]),
                            "dom": int(draws.chance(0.5) and (h + psu) % 3 > 0),  # absent from a third of the PSUs
                            "lone": int(
                                stratum not in ("S", "W") and (psu == 1 or stratum == "C 1") and draws.chance(0.4)
                            ),
                            "single": int(len(rows) == 57),
                            "y": "" if missing[0] < 0.06 and group not in ("never", "always") else y,
                            "y2": draws.chance(0.3 + 0.3 * y),
                            "k": 1 + sum(draws.chance(0.3 + 0.2 * y) for _ in range(4)),
                            "q": "" if missing[1] < 0.05 else quantity,
                            "d": "" if missing[2] < 0.05 else second,
                            "sep": "s1" if y else draws.pick(["s1", "s2"], [1, 1]),  # s2 has no success at all
                        }
                    )
    return rows


def lonely(draws: Draws) -> list[Row]:
    """Lone PSUs, a stratum taken whole, and a lone PSU that is its whole stratum."""
    strata = {"A": (1, 10), "B": (3, 12), "C": (2, 7), "D": (1, 1), "E": (3, 3), "F": (4, 25)}
    rows: list[Row] = []
    for stratum, (sampled, there) in strata.items():
        for psu in range(sampled):
            for _ in range(3 + draws.below(6)):
                y = draws.chance(0.2 + 0.15 * psu)
                rows.append(
                    {
                        "stratum": stratum,
                        "psu": f"{stratum}{psu}",
                        "w": round(1 + 20 * draws.uniform() ** 2, 2),
                        "fpc": there,
                        "fpc_bad": 2 if stratum == "B" else there,  # three PSUs of two
                        "grp": draws.pick(["g1", "g2", "g3"], [3, 2, 1]),
                        "dom": int(stratum in ("B", "C", "F") and draws.chance(0.6)),  # no lone PSU inside
                        "y": y,
                        "q": draws.skewed(50),
                    }
                )
    return rows


def hadamard(order: int) -> np.ndarray:
    """Sylvester's matrix of a power of two."""
    matrix = np.ones((1, 1))
    while len(matrix) < order:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix


def replicates(draws: Draws) -> list[Row]:
    """14 PSUs: seven pairs for BRR and Fay, strata of 3, 4 and 7 for the jackknife and the bootstrap."""
    pairs = [(psu // 2, psu % 2) for psu in range(14)]
    uneven = [0] * 3 + [1] * 4 + [2] * 7
    sizes = [3, 4, 7]
    rho, order = 0.3, 8
    signs = hadamard(order)[1:, :]  # stratum x replicate
    factors: dict[str, np.ndarray] = {}
    jk1, jkn = np.full((14, 14), 14 / 13), np.ones((14, 14))
    for left_out in range(14):
        jk1[left_out, left_out] = 0
        for psu in range(14):
            if uneven[psu] == uneven[left_out]:
                size = sizes[uneven[psu]]
                jkn[psu, left_out] = 0 if psu == left_out else size / (size - 1)
    factors["RWjk1_"], factors["RWjkn_"] = jk1, jkn
    chosen = np.array([[signs[stratum, r] * (1 if half else -1) for r in range(order)] for stratum, half in pairs])
    factors["RWbrr_"], factors["RWfay_"] = 1 + chosen, 1 + (1 - rho) * chosen
    boot = np.zeros((14, 20))
    for r in range(20):
        for stratum, size in enumerate(sizes):
            first = uneven.index(stratum)
            for draw in draws.sample(size - 1, size):
                boot[first + draw, r] += size / (size - 1)
    factors["RWboot_"] = boot
    rows16 = hadamard(16)
    factors["RWsdr_"] = np.array(
        [1 + 2**-1.5 * rows16[1 + psu] - 2**-1.5 * rows16[1 + (psu + 1) % 15] for psu in range(14)]
    )
    rows: list[Row] = []
    for psu, (pair, _) in enumerate(pairs):
        for _ in range(3 + draws.below(5)):
            weight = round(2 + 60 * draws.uniform() ** 2, 2)
            y = draws.chance(0.25 + 0.03 * psu)
            row: Row = {
                "stratum": f"p{pair}",
                "stratum3": f"u{uneven[psu]}",
                "psu": psu + 1,
                "w": weight,
                "grp": draws.pick(["g1", "g2", ""], [5, 4, 1]),
                "a": draws.pick(["a1", "a2"], [1, 1]),
                "dom": draws.chance(0.6),
                "y": "" if draws.chance(0.05) else y,
                "q": draws.skewed(100),
                "d": round(1 + 9 * draws.uniform(), 2),
                "k": 1 + draws.below(4),
            }
            for prefix, factor in factors.items():
                row |= {f"{prefix}{r + 1}": f"{weight * factor[psu, r]:.5g}" for r in range(factor.shape[1])}
            rows.append(row)
    return rows


def unclustered(draws: Draws) -> list[Row]:
    """Every row its own PSU."""
    strata = {"t1": (30, 90), "t2": (150, 4000), "t3": (50, 61), "t4": (70, 900)}
    return [
        {
            "stratum": stratum,
            "w": 0 if draws.chance(0.02) else round(there / sampled * (0.5 + draws.uniform()), 3),
            "one": 1,
            "fpc": there,
            "freq": 1 + draws.below(5),
            "grp": draws.pick(["g1", "g2", "g3", ""], [6, 3, 2, 1]),
            "a": draws.pick(["a1", "a2", "a3"], [3, 2, 1]),
            "y": "" if draws.chance(0.04) else draws.chance(0.35),
            "q": draws.skewed(20),
            "d": round(1 + 4 * draws.uniform(), 2),
        }
        for stratum, (sampled, there) in strata.items()
        for _ in range(sampled)
    ]


def calib(draws: Draws) -> list[Row]:
    """Clusters to weight to known totals."""
    rows: list[Row] = []
    for stratum, psus in {"c1": 3, "c2": 5, "c3": 6}.items():
        for psu in range(psus):
            for _ in range(8 + draws.below(14)):
                region = draws.pick(["east", "mid", "west"], [3, 2, 2])
                sex, age = draws.pick(["f", "m"], [5, 4]), draws.pick(["young", "middle", "old"], [3, 3, 2])
                x = round(20 + 60 * draws.uniform(), 1)
                rows.append(
                    {
                        "stratum": stratum,
                        "psu": f"{stratum}-{psu}",
                        "w": 0 if draws.chance(0.03) else round(2 + 30 * draws.uniform() ** 2, 2),
                        "region": region,
                        "sex": sex,
                        "age": age,
                        "x": x,
                        "y": draws.chance(0.2 + 0.2 * (sex == "f") + 0.004 * x),
                        "q": round(draws.skewed(30) + 0.8 * x, 3),
                        "dom": draws.chance(0.4),
                    }
                )
    return rows


TOTALS = {
    "poststratify": [
        {"region": "east", "sex": "f", "total": 610},
        {"region": "east", "sex": "m", "total": 540},
        {"region": "mid", "sex": "f", "total": 380},
        {"region": "mid", "sex": "m", "total": 420},
        {"region": "west", "sex": "f", "total": 330},
        {"region": "west", "sex": "m", "total": 300},
    ],
    "rake": [
        {"region": {"east": 1150, "mid": 800, "west": 630}},
        {"sex": {"f": 1320, "m": 1260}},
        {"age": {"young": 900, "middle": 1000, "old": 680}},
    ],
    "linear": {"(Intercept)": 2580, "sexm": 1260, "regionmid": 800, "regionwest": 630, "x": 131000},
    "standard": {"middle": 0.4, "old": 0.25, "young": 0.35},
}


def main() -> None:
    for seed, make in enumerate((strat_cluster, lonely, replicates, unclustered, calib), start=20261):
        write(f"{make.__name__}.csv", make(Draws(seed)))
    (HERE / "calib_totals.json").write_text(json.dumps(TOTALS, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
