"""`data/raw` to `data/processed`: every dataset in one vocabulary, and the catalogue of them all."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

from ..datasets import DatasetSpec
from ..datasets.catalogue import check_ids, read_catalogue
from ..datasets.form import LANGUAGES
from ..datasets.holdings import check_holdings
from ..files import code_of, digest_of, read_digests, write_digests, write_if_changed
from ..findings import Finding, put_in_order, stop_on
from ..vocabulary import load_vocabulary
from .caution import describe_cautioned
from .check import check_published_sums
from .disclosure import check_disclosure
from .formats import tell_packages
from .harmonise import harmonise
from .parquet import read_parquet, write_parquet
from .plausible import check_plausible
from .read import read_data
from .sample import tell_few
from .statements import read_statements
from .withheld import describe_withheld

DIGESTS = ".digests.json"
CODE = ("vocabulary", "datasets", "ingest", "findings.py", "located.py")


def check_dataset(spec: DatasetSpec) -> tuple[pd.DataFrame, list[Finding]]:
    """The harmonised rows of one dataset and everything that is wrong with them."""
    raw, findings = read_data(spec)
    if findings:
        return pd.DataFrame(), findings
    read = harmonise if spec.kind in ("records", "counts") else read_statements
    table, findings = read(spec, raw, load_vocabulary())
    if not findings and spec.kind in ("records", "counts"):
        findings = check_plausible(spec, raw, table)
    if is_made(spec) and not findings:
        findings = findings + check_disclosure(spec, raw, spec.shown_data)
    return table, findings + check_published_sums(spec, raw)


def is_made(spec: DatasetSpec) -> bool:
    """Whether the file holds counts that somebody made of a source's rows, for all to see."""
    made = spec.source.originals or spec.source.redistribution == "extract" or not spec.source.public
    return spec.kind == "counts" and bool(made) and not spec.is_brought


def check_datasets(root: Path, ids: list[str]) -> list[Finding]:
    """Every fault of the datasets named, or of all; the faults of a description stand in for those of its rows."""
    specs, findings = read_catalogue(root)
    findings += check_holdings(root, specs)
    if ids:
        findings = [finding for finding in findings if any(f"data/raw/{id}/" in finding.where for id in ids)]
    for spec in list_present(specs).values():
        if not ids or spec.id in ids:
            findings += check_dataset(spec)[1]
    return put_in_order([*findings, *check_ids(root, ids)])


def build(root: Path, say: Callable[[str], None]) -> tuple[int, int]:
    """Harmonise each dataset whose description, data or reader changed, or whose rows are damaged; write the catalogue.

    Those whose file is one to bring, and that nobody has brought, are left out, and have no rows.

    How many datasets were read, of how many. Raises FindingError with every finding of every dataset; then nothing of a
    former run has been touched.
    """
    every, findings = read_catalogue(root)
    findings += check_holdings(root, every)
    specs = list_present(every)
    processed = root / "data" / "processed"
    current = find_current(specs, processed)
    tables: dict[str, pd.DataFrame] = {}
    for spec in specs.values():
        if spec.id not in current:
            say(f"reading {spec.id}")
            tables[spec.id], faults = check_dataset(spec)
            findings += faults
    stop_on(findings)
    for id, table in tables.items():
        write_parquet(table, processed / f"{id}.parquet")
    for stale in processed.glob("*.parquet"):
        if stale.stem not in specs:
            stale.unlink()
    write_catalogue(every, processed)
    rows = {f"{id}.parquet": digest_of([processed / f"{id}.parquet"]) for id in specs}
    write_digests(processed / DIGESTS, digest_inputs(specs) | rows)
    return len(tables), len(specs)


def list_present(specs: dict[str, DatasetSpec]) -> dict[str, DatasetSpec]:
    """The datasets whose file lies here, or should: all but those that wait for one to be brought."""
    return {id: spec for id, spec in specs.items() if not spec.is_absent}


def tell_absent(root: Path) -> list[str]:
    """A line for each dataset that waits for its file: what to bring, and where to."""
    return [
        f"{spec.id}: left out. To have it, bring {spec.source.file} of {spec.source.publisher} ({spec.source.url}) to"
        f" {spec.shown_data}; it may not lie in the project"
        for spec in read_catalogue(root)[0].values()
        if spec.is_absent
    ]


def find_current(specs: dict[str, DatasetSpec], processed: Path) -> set[str]:
    """The datasets whose rows on disk are, to the byte, what a build of today's inputs wrote."""
    noted = read_digests(processed / DIGESTS)
    current = set()
    for id, digest in digest_inputs(specs).items():
        path = processed / f"{id}.parquet"
        if noted.get(id) == digest and path.is_file() and noted.get(path.name) == digest_of([path]):
            current.add(id)
    return current


def digest_inputs(specs: dict[str, DatasetSpec]) -> dict[str, str]:
    """For each dataset a digest of its description, its data, and the code and packages that read them."""
    code = f"{digest_of(code_files())[:16]} pandas {pd.__version__} duckdb {duckdb.__version__}"
    return {
        id: " ".join([digest_of(find_inputs(spec)), code, *tell_packages(spec.source.reading.format)])
        for id, spec in specs.items()
    }


def find_inputs(spec: DatasetSpec) -> list[Path]:
    """The files that a dataset's rows are made of: of a data package, those beside its descriptor too."""
    beside = spec.folder.rglob("*") if spec.source.reading.format == "datapackage" else ()
    return sorted({path for path in (spec.folder / "dataset.yml", spec.data_path, *beside) if path.is_file()})


def check_built(root: Path, specs: dict[str, DatasetSpec]) -> list[Finding]:
    """A finding where the rows of some dataset are missing, damaged, or older than what they were made of."""
    specs = list_present(specs)
    stale = sorted(set(specs) - find_current(specs, root / "data" / "processed"))
    if not stale:
        return []
    found = f"no rows of today's {tell_few(stale)}"
    allowed = "the rows that build makes of each dataset, whole and unchanged"
    follows = "nothing is estimated, since a number would rest on missing, damaged or outdated rows"
    return [Finding("data/processed", found, allowed, follows, "run: isfuturemicro build")]


def code_files() -> list[Path]:
    rooms = [room for room in CODE if not room.endswith(".py")]
    return code_of(*rooms) + [path for path in code_of("") if path.name in CODE]


def write_catalogue(specs: dict[str, DatasetSpec], processed: Path) -> None:
    """`datasets.csv`, what each asked, and all events and attributes together, for the pages."""
    write_if_changed(processed / "datasets.csv", to_csv(pd.DataFrame([describe(spec) for spec in specs.values()])))
    asked = [describe_variable(spec, name) for spec in specs.values() for name in spec.variables]
    write_if_changed(processed / "variables.csv", to_csv(pd.DataFrame(asked)))
    for kind in ("events", "attributes"):
        path = processed / f"{kind}.csv"
        tables = [
            read_parquet(processed / f"{spec.id}.parquet").assign(dataset=spec.id)
            for spec in list_present(specs).values()
            if spec.kind == kind
        ]
        if tables:
            table = pd.concat(tables)
            table.insert(0, "dataset", table.pop("dataset"))
            write_if_changed(path, to_csv(table))
        else:
            path.unlink(missing_ok=True)


def describe(spec: DatasetSpec) -> dict[str, str]:
    """A dataset's line in the catalogue."""
    withheld, cautioned = describe_withheld(spec), describe_cautioned(spec)
    return {
        "dataset": spec.id,
        "title_en": spec.title["en"],
        "title_fr": spec.title["fr"],
        "jurisdiction": spec.jurisdiction,
        "period": spec.period,
        "kind": spec.kind,
        "unit": spec.unit,
        "stage": spec.stage,
        "population_en": spec.population["en"],
        "population_fr": spec.population["fr"],
        "role": spec.role,
        "publisher": spec.source.publisher,
        "citation": spec.source.citation,
        "licence": spec.source.licence,
        "url": spec.source.url,
        "source_sha256": spec.source.sha256,
        "design": spec.design.kind,
        "notes_en": " ".join(filter(None, (spec.notes.get("en", ""), withheld["en"], cautioned["en"]))),
        "notes_fr": " ".join(filter(None, (spec.notes.get("fr", ""), withheld["fr"], cautioned["fr"]))),
        "redistribution": spec.source.redistribution,
        "present": "no" if spec.is_absent else "yes",
    }


def describe_variable(spec: DatasetSpec, name: str) -> dict[str, str]:
    """How a dataset asked for a variable and how near that comes to the project's definition, or why it did not."""
    variable = spec.variables[name]
    return {
        "dataset": spec.id,
        "jurisdiction": spec.jurisdiction,
        "variable": name,
        "comparability": variable.comparability,
        "question": variable.question,
        **{f"note_{language}": variable.note.get(language, "") for language in LANGUAGES},
        **{f"not_collected_{language}": variable.not_collected.get(language, "") for language in LANGUAGES},
    }


def to_csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")
