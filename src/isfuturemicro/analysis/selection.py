"""The estimate that a test of a claim picks out of `estimates.csv`."""

from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from ..findings import Finding
from .claim import Test
from .estimate import COLUMNS, NUMBERS, Estimate
from .ledger import SELECT, SHOWN

ESTIMATES = "data/processed/estimates.csv"
POOLED = {"dimension": "all", "category": "all", "within": ""}
"""What a test picks where it does not say."""
MOST_SHOWN = 4


def read_estimates(root: Path) -> tuple[list[Estimate], list[Finding]]:
    """The committed table as records; a finding where it is missing or damaged."""
    found, remedy = "no such file", "run: isfuturemicro build, then isfuturemicro estimate"
    try:
        table = pd.read_csv(root / ESTIMATES, dtype=str, keep_default_na=False, encoding="utf-8")
        if tuple(table.columns) == COLUMNS:
            for column in NUMBERS:
                table[column] = table[column].map(lambda text: float(text or "nan"))
            rows = table.to_dict("records")
            return [Estimate(**{str(name): value for name, value in row.items()}) for row in rows], []
        found = f"the columns {', '.join(table.columns)}"
    except FileNotFoundError:
        pass
    except ValueError as error:  # what is no number, no UTF-8 or no CSV
        found = f"a damaged table ({error})".replace("\n", " ")
    return [], [Finding(ESTIMATES, found, "the table that estimate writes", "no claim is judged", remedy)]


def select(test: Test, estimates: list[Estimate]) -> list[Estimate]:
    """The estimates that a test picks out; dimension and category are `all`, and the estimate pooled, unless it says
    so."""
    wanted = POOLED | (test.select or {})
    return [e for e in estimates if all(getattr(e, name) == value for name, value in wanted.items())]


def check_selection(test: Test, estimates: list[Estimate]) -> list[Finding]:
    """A finding unless the test picks out exactly one estimate."""
    if test.select is None:
        return []
    if len(found := select(test, estimates)) == 1:
        return check_family(test, found[0], estimates)
    asked = show_keys(test.select)
    if found:
        said, allowed, remedy = f"{len(found)} estimates for", *tell_apart(found)
    else:
        said, allowed, remedy = "no estimate for", *tell_near(POOLED | test.select, estimates)
    said = f"{said} the test {test.id}, which selects {asked}"
    return [Finding(f"{SHOWN}:{test.line}", said, allowed, "the claim can't be judged", remedy)]


def find_family(family: dict[str, str], estimates: list[Estimate]) -> list[Estimate]:
    """The estimates that a family names; those pooled, unless it says so."""
    wanted = {"within": ""} | family
    return [e for e in estimates if all(getattr(e, name) == value for name, value in wanted.items())]


def check_family(test: Test, own: Estimate, estimates: list[Estimate]) -> list[Finding]:
    """A finding where the family that a test declares does not hold the test's own estimate."""
    if test.family is None or own in find_family(test.family, estimates):
        return []
    found = f"a family {show_keys(test.family)} without the estimate of the test {test.id}"
    remedy = f"write family: {show_keys({name: getattr(own, name) for name in ('dataset', 'measure')})}"
    allowed = "the estimates that were looked at together, the test's own among them"
    return [Finding(f"{SHOWN}:{test.line}", found, allowed, "chance can't be allowed for", remedy)]


def tell_apart(found: list[Estimate]) -> tuple[str, str]:
    """What is allowed and what to write where several estimates are picked."""
    names = [name for name in SELECT if len({getattr(e, name) for e in found}) > 1]
    if not names:
        return "exactly one", "keep one of the rows in its dataset: they differ in nothing but where they were read"
    shown = [show_keys({name: getattr(e, name) for name in names}) for e in found[:MOST_SHOWN]]
    return "exactly one, so with one of these added: " + " | ".join(shown), f"add {shown[0]} to select:"


def tell_near(wanted: dict[str, str], estimates: list[Estimate]) -> tuple[str, str]:
    """What is allowed and what to write where no estimate is picked."""
    own = [e for e in estimates if e.dataset == wanted["dataset"]]
    same = [e for e in own if e.measure == wanted["measure"]]
    if not own:
        return "a dataset with estimates", "run: isfuturemicro build, then isfuturemicro estimate"
    if not same:
        measures = sorted({e.measure for e in own})
        return f"a measure that {wanted['dataset']} has: {', '.join(measures)}", f"write measure: {measures[0]}"

    def differing(e: Estimate) -> dict[str, str]:
        return {name: getattr(e, name) for name, value in wanted.items() if getattr(e, name) != value}

    def distance(e: Estimate) -> tuple[int, float]:
        likeness = sum(SequenceMatcher(None, wanted[name], value).ratio() for name, value in differing(e).items())
        return len(differing(e)), -likeness

    shown = list(dict.fromkeys(show_keys(differing(e)) for e in sorted(same, key=distance)))
    return "what the dataset has; the nearest: " + " | ".join(shown[:MOST_SHOWN]), f"write {shown[0]} in select:"


def show_keys(keys: dict[str, str]) -> str:
    """Keys and values as they are written in the ledger."""
    return "{" + ", ".join(f"{name}: {value or repr('')}" for name, value in keys.items()) + "}"
