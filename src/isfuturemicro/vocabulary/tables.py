"""Reading the vocabulary's tables and asking them for codes and labels."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .ages import AgeBand, parse_band

TABLES = Path(__file__).parent / "tables"

SPECIAL_CODES = {
    "not_stated": {"en": "Not stated", "fr": "Non déclaré"},
    "not_applicable": {"en": "Not applicable", "fr": "Sans objet"},
    "all": {"en": "All", "fr": "Ensemble"},
}
"""Codes that any variable may take: no answer; the question does not arise; the row is not broken down by it."""

USABLE = ("ok", "caution")
"""Statuses of a number that stands: the publisher's E says to use it with caution, and it is told wherever it is."""


@dataclass(frozen=True)
class Vocabulary:
    """Every table by name, each a mapping of code to its row."""

    tables: dict[str, dict[str, dict[str, str]]]

    @property
    def variables(self) -> dict[str, dict[str, str]]:
        """The harmonised variables: role (outcome, dimension or context), equity, labels, definition."""
        return self.tables["variables"]

    def named(self, role: str) -> tuple[str, ...]:
        """The variables of one role, in the vocabulary's order."""
        return tuple(name for name, row in self.variables.items() if row["role"] == role)

    @property
    def equity_dimensions(self) -> tuple[str, ...]:
        """The dimensions over which a gap is a question of equity."""
        return tuple(name for name, row in self.variables.items() if row["equity"] == "yes")

    @property
    def mapped_jurisdictions(self) -> tuple[str, ...]:
        """The jurisdictions whose evidence, or lack of it, the evidence map shows: those that the report speaks of."""
        return tuple(code for code, row in self.tables["jurisdiction"].items() if row["mapped"] == "yes")

    def keepers(self, jurisdiction: str, dimension: str, measure: str = "") -> tuple[str, ...]:
        """The bodies that have, or could have, numbers by a dimension of a jurisdiction's learners, the nearest first.

        >>> load_vocabulary().keepers("NZ", "gender", "share")
        ('nz_education',)
        """
        found = [
            (tuple(self.tables["keeper_state"]).index(row["state"]), code)
            for code, row in self.tables["keeper"].items()
            if jurisdiction in row["jurisdictions"].split()
            and (row["dimensions"] == "*" or dimension in row["dimensions"].split())
            and (not measure or measure in row["measures"].split())
        ]
        return tuple(code for _, code in sorted(found))

    def codes(self, variable: str) -> tuple[str, ...]:
        """The categories of a variable, in reporting order; years have none."""
        return tuple(self.tables.get(variable, {}))

    def holds(self, variable: str, code: str) -> bool:
        """Whether a variable may take this code. Ages may be any band of whole years, years any four digits."""
        if code in SPECIAL_CODES or code in self.tables.get(variable, {}):
            return True
        if variable == "age_band":
            try:
                parse_band(code)
            except ValueError:
                return False
            return True
        return variable == "year" and len(code) == 4 and code.isdigit()

    def unions(self, variable: str) -> dict[str, tuple[str, ...]]:
        """Categories that are made of others, such as White or Asian."""
        rows = self.tables.get(variable, {})
        return {code: tuple(row["parts"].split()) for code, row in rows.items() if row.get("parts")}

    def label(self, variable: str, code: str, language: str = "en") -> str:
        """What a reader is shown for a code.

        >>> load_vocabulary().label("age_band", "25-39"), load_vocabulary().label("age_band", "40-plus", "fr")
        ('25 to 39', '40 ans et plus')
        """
        if code in SPECIAL_CODES:
            return SPECIAL_CODES[code][language]
        row = self.tables.get(variable, {}).get(code)
        if row is not None:
            return row[f"label_{language}"]
        if variable == "age_band":
            return label_band(parse_band(code), language)
        return code

    def reporting_bands(self) -> dict[str, AgeBand]:
        """The age bands that estimates are reported in."""
        return {code: parse_band(code) for code in self.codes("age_band")}


def label_band(band: AgeBand, language: str) -> str:
    """An age band in words."""
    if band.last is None:
        return f"{band.first} and over" if language == "en" else f"{band.first} ans et plus"
    if band.first == 0:
        return f"Under {band.last + 1}" if language == "en" else f"Moins de {band.last + 1} ans"
    return f"{band.first} to {band.last}" if language == "en" else f"{band.first} à {band.last} ans"


def read_table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    key = next(iter(rows[0]))
    if path.stem == "framework_value":
        return {f"{row['attribute']}={row['code']}": row for row in rows}
    return {row[key]: row for row in rows}


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary that the package carries."""
    return Vocabulary({path.stem: read_table(path) for path in sorted(TABLES.glob("*.csv"))})
