"""The command line: one short function a verb."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from . import __version__
from .findings import Finding, FindingError, stop_on
from .survey.options import add_options


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; 0 where it went well, 1 where something must be mended, after saying what."""
    options = parse(arguments)
    root = Path(options.root)
    verb: Callable[[Path, argparse.Namespace], int] = options.verb
    try:
        if getattr(options, "file", None) is None and verb is not list_profiles:
            stop_on(check_root(root))
        return verb(root, options)
    except FindingError as error:
        return report_findings(error.findings)
    except KeyboardInterrupt:
        clear_line()
        print("stopped; every file is as it was or whole", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever reads the output has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # one without a number is ours and says all
        clear_line()
        print(explain_system(error) if error.errno else error, file=sys.stderr)
        return 1


def check_root(root: Path) -> list[Finding]:
    """A finding where the command is not run in a project."""
    if (root / "data" / "raw").is_dir():
        return []
    found, remedy = "no such folder", "go to the project's folder, or name it: isfuturemicro --root FOLDER ..."
    return [Finding(str(root / "data" / "raw"), found, "a project's data/raw", "there is nothing to read", remedy)]


def explain_system(error: OSError) -> Finding:
    """What the system refused, such as writing to a full disk or a read-only folder."""
    where = str(error.filename or "this computer")
    allowed = "files and folders that can be read and written"
    follows = "the command stopped; no file is half written"
    return Finding(where, error.strerror or str(error), allowed, follows, "make room or allow it, then run it again")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="isfuturemicro", description="Hold the 2021 report's claims against open data."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--root", default=".", metavar="FOLDER", help="the project's folder (default: this one)")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, verb, words in VERBS:
        sub = verbs.add_parser(name, help=words, description=words)
        if name == "check":
            sub.add_argument(
                "ids", metavar="ID", nargs="*", help="a dataset's folder name (default: all, and the claims)"
            )
        elif name == "estimate":
            add_options(sub)
        elif name == "fetch":
            sub.add_argument("ids", metavar="ID", nargs="*", help="a dataset's folder name (default: all)")
        elif name == "extract":
            sub.add_argument("id", metavar="ID", help="a dataset's folder name")
        sub.set_defaults(verb=verb)
    return parser.parse_args(arguments)


def report_findings(findings: tuple[Finding, ...]) -> int:
    """Every finding on a line of its own, and how many there are."""
    clear_line()
    for finding in findings:
        print(finding, file=sys.stderr)
    print(f"{len(findings)} finding{'s' if len(findings) != 1 else ''}; nothing was written", file=sys.stderr)
    return 1


def progress(message: str) -> None:
    """A line that is overwritten on a terminal, a plain line elsewhere."""
    clear_line()
    print(message, end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def clear_line() -> None:
    """Take back the last message of `progress` on a terminal."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def done(message: str) -> int:
    """The last line of a verb that went well."""
    clear_line()
    print(message, flush=True)
    return 0


def list_datasets(root: Path, options: argparse.Namespace) -> int:
    from .datasets import load_catalogue

    specs = load_catalogue(root)
    width = max((len(id) for id in specs), default=0)
    for spec in specs.values():
        bring = BRING if spec.is_absent else ""
        print(f"{spec.id:<{width}}  {spec.jurisdiction:<6} {spec.kind:<10} {spec.role:<9} {spec.title['en']}{bring}")
    return done(f"{len(specs)} datasets")


def list_profiles(root: Path, options: argparse.Namespace) -> int:
    from .datasets.profile import describe_profiles

    profiles = describe_profiles()
    for name, (reads, documentation) in profiles.items():
        print(f"{name}\n  {reads}\n  {' '.join(documentation)}")
    return done(f"{len(profiles)} profiles")


def check(root: Path, options: argparse.Namespace) -> int:
    from .analysis.ledger import check_claims
    from .ingest.build import check_datasets

    findings = check_datasets(root, options.ids)
    if not options.ids:
        from .report.translations import check_translations  # here, since it loads what draws the charts

        findings += check_claims(root) + check_translations(root)
    return report_findings(tuple(findings)) if findings else done("no findings")


def fetch(root: Path, options: argparse.Namespace) -> int:
    from .datasets.catalogue import choose_datasets
    from .ingest.fetch import fetch_all, fetch_folder

    for path in fetch_all(choose_datasets(root, options.ids), fetch_folder(), progress):
        clear_line()
        print(path)
    return done("every original has the sha256 that dataset.yml names")


def extract(root: Path, options: argparse.Namespace) -> int:
    from .datasets.catalogue import find_dataset
    from .ingest.extract import make_extract
    from .ingest.originals import source_folders

    made = make_extract(find_dataset(root, options.id).folder, source_folders(root))
    return done(f"{made.path}: {made.rows:,} rows, sha256 {made.sha256}")


def build(root: Path, options: argparse.Namespace) -> int:
    from .ingest.build import build as build_all
    from .ingest.build import tell_absent

    read, total = build_all(root, progress)
    clear_line()
    for line in tell_absent(root):
        print(line, file=sys.stderr)
    return done(f"data/processed: {total} datasets, {read or 'none'} of them read anew")


def estimate(root: Path, options: argparse.Namespace) -> int:
    if options.file is not None:
        from .survey.command import answer_options
        from .survey.problems import SurveyError

        try:
            print(answer_options(options))
        except SurveyError as error:
            print(error, file=sys.stderr)
            return 1
        return 0
    from .analysis.pipeline import estimate as estimate_all

    return done(f"data/processed/estimates.csv: {len(estimate_all(root, progress)):,} estimates")


def judge(root: Path, options: argparse.Namespace) -> int:
    from .analysis.claims import judge_claims

    counts, stale = judge_claims(root)
    for finding in stale:
        print(finding, file=sys.stderr)
    return done("data/processed/claims.csv: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()))


def report(root: Path, options: argparse.Namespace) -> int:
    from .report import publish
    from .report.run import RunError

    try:
        pages = publish(root, progress)
    except RunError as error:
        clear_line()
        print(error, file=sys.stderr)
        return 1
    return done(f"{len(pages)} pages; open reports/index.html")


BRING = " (bring your own: the file may not lie here)"
ESTIMATE = (
    "compute every number. Reads data/processed/*.parquet; writes data/processed/estimates.csv. "
    "With FILE: estimate from that file by its survey design; reads it, writes nothing"
)
VERBS = (
    ("list", list_datasets, "list the datasets. Reads data/raw/*/dataset.yml; writes nothing"),
    (
        "profiles",
        list_profiles,
        "list the known exports that need no recodes. Reads nothing of the project; writes nothing",
    ),
    (
        "check",
        check,
        "say all that is wrong with datasets, claims and the texts in each language. Reads data/raw, notebooks; "
        "writes nothing",
    ),
    ("fetch", fetch, "download the datasets' originals, verified. Reads dataset.yml; writes to the cache"),
    (
        "extract",
        extract,
        "make a dataset's file from its originals. Reads the originals; writes the file under data/raw",
    ),
    ("build", build, "harmonise the datasets that changed. Reads data/raw; writes data/processed/*.parquet"),
    ("estimate", estimate, ESTIMATE),
    (
        "claims",
        judge,
        "judge the claims. Reads estimates.csv and data/raw/claims.yml; writes claims.csv, claim_tests.csv",
    ),
    ("report", report, "run the notebooks whose inputs changed. Reads data/processed; writes reports/"),
)

if __name__ == "__main__":
    sys.exit(main())
