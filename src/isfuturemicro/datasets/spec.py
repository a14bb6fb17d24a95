"""What `dataset.yml` says, as frozen records."""

from dataclasses import dataclass, field
from pathlib import Path

Bilingual = dict[str, str]


@dataclass(frozen=True)
class Original:
    """A publisher's own file, from which an extract is made."""

    table: str
    file: str
    url: str
    sha256: str
    delimiter: str = ","
    encoding: str = "utf-8"
    member: str = ""


@dataclass(frozen=True)
class Source:
    publisher: str
    citation: str
    licence: str
    redistribution: str
    url: str
    file: str
    sha256: str
    delimiter: str = ","
    encoding: str = "utf-8"
    decimal: str = "."
    originals: tuple[Original, ...] = ()


@dataclass(frozen=True)
class DesignSpec:
    """How the rows came about, which decides what interval is honest.

    kind: `sample` (drawn by chance), `census` (everyone), `convenience` (whoever answered), `superpopulation`
    (everyone, read as one outcome of a process, clustered by `psu`), `reported` (a sample whose errors only the
    publisher knows).
    """

    kind: str
    weight: str = ""
    strata: str = ""
    psu: str = ""
    fpc: str = ""
    lonely_psu: str = "fail"


@dataclass(frozen=True)
class VariableSpec:
    """How one harmonised variable is read from one column."""

    name: str
    column: str = ""
    comparability: str = ""
    measured: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    in_years: bool = False
    question: str = ""
    note: Bilingual = field(default_factory=dict)
    not_collected: Bilingual = field(default_factory=dict)

    @property
    def collected(self) -> bool:
        return not self.not_collected


@dataclass(frozen=True)
class Published:
    """A number that the publisher printed and the build must reproduce.

    Either `sum` (a column of the data file summed over the raw rows that `where` names) or `measure` (an estimate).
    """

    where: dict[str, tuple[str, ...]]
    value: float
    within: float
    at: str
    line: int
    sum: str = ""
    measure: str = ""


@dataclass(frozen=True)
class DatasetSpec:
    id: str
    folder: Path
    title: Bilingual
    jurisdiction: str
    period: str
    kind: str
    unit: str
    population: Bilingual
    role: str
    source: Source
    design: DesignSpec
    stage: str = ""
    count: str = ""
    size: str = ""
    as_of: str = ""
    ages: str = ""
    reference: dict[str, str] = field(default_factory=dict)
    variables: dict[str, VariableSpec] = field(default_factory=dict)
    published: tuple[Published, ...] = ()
    notes: Bilingual = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def data_path(self) -> Path:
        return self.folder / self.source.file

    @property
    def collected(self) -> dict[str, VariableSpec]:
        """The variables that the data hold."""
        return {name: variable for name, variable in self.variables.items() if variable.collected}

    def at(self, key: str) -> str:
        """Where `dataset.yml` says something, for messages: its line, or that of what holds it."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return f"data/raw/{self.id}/dataset.yml" + (f":{self.lines[key]}" if key else "")
