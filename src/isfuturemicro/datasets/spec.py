"""What `dataset.yml` says, as frozen records."""

from dataclasses import dataclass, field
from pathlib import Path

from .reading import Reading

Bilingual = dict[str, str]


@dataclass(frozen=True)
class Original:
    """A publisher's own file, from which an extract is made."""

    table: str
    file: str
    url: str
    sha256: str
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True)
class Source:
    publisher: str
    citation: str
    licence: str
    redistribution: str
    url: str
    file: str
    sha256: str
    reading: Reading = field(default_factory=Reading)
    originals: tuple[Original, ...] = ()
    public: bool = True


@dataclass(frozen=True)
class ReplicateSpec:
    """The publisher's replicate weights and what their spread means.

    pattern: the columns' names, several parted by commas, `*` for any text. method: as in R's svrepdesign. scale: the
    factor of the whole; None where the method gives it. rscales: a factor for each replicate, or one for all. mse:
    whether the spread is around the full estimate.
    """

    pattern: str
    method: str = ""
    scale: float | None = None
    rscales: tuple[float, ...] = ()
    rho: float = 0.0
    mse: bool = False


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
    replicates: ReplicateSpec | None = None


@dataclass(frozen=True)
class VariableSpec:
    """How one harmonised variable is read from one column.

    otherwise: the category of every raw value that is neither in `codes` nor empty. parted_by, mixed: a cell holds
    several answers with this sign between them; where they mean more than one category, it is this one. reached_in:
    the column holds years of birth, and ages are those reached in this year. yes_in: the column that says how many of
    a row's count are a yes.
    """

    name: str
    column: str = ""
    comparability: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    in_years: bool = False
    otherwise: str = ""
    parted_by: str = ""
    mixed: str = ""
    reached_in: int | None = None
    yes_in: str = ""
    measured: str = ""
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
class DisclosureSpec:
    """What counts of a source that is not public may tell: so many dimensions crossed, and no fewer people."""

    most_dimensions: int
    least_count: int


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
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    profile: str = ""
    disclosure: DisclosureSpec | None = None
    ages: str = ""
    reference: dict[str, str] = field(default_factory=dict)
    variables: dict[str, VariableSpec] = field(default_factory=dict)
    published: tuple[Published, ...] = ()
    notes: Bilingual = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def is_brought(self) -> bool:
        """Whether the user brings the file, since nobody may pass it on."""
        return self.source.redistribution == "no"

    @property
    def is_absent(self) -> bool:
        """Whether the file is one to bring and nobody has."""
        return self.is_brought and not self.data_path.is_file()

    @property
    def data_path(self) -> Path:
        """The data file: in the dataset's folder, or under data/own, which Git ignores, where the user brings it."""
        folder = self.folder.parents[1] / "own" / self.id if self.is_brought else self.folder
        return folder / self.source.file

    @property
    def shown_data(self) -> str:
        """How messages name the data file."""
        return f"data/{'own' if self.is_brought else 'raw'}/{self.id}/{self.source.file}"

    @property
    def collected(self) -> dict[str, VariableSpec]:
        """The variables that the data hold."""
        return {name: variable for name, variable in self.variables.items() if variable.collected}

    def at(self, key: str) -> str:
        """Where `dataset.yml` says something, for messages: its line, or that of what holds it."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return f"data/raw/{self.id}/dataset.yml" + (f":{self.lines[key]}" if key else "")
