"""From notebooks to pages: run what changed, render it, lay it in place."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import forkserver, get_context
from pathlib import Path

from ..findings import stop_on
from .addresses import INDEX, LANGUAGES, REPORTS
from .pages import PagePlan, make_navigation, plan_pages
from .written import WrittenPlan, plan_written

DIGESTS = ".digests.json"
NEEDED = ("isfuturemicro.report.make", "isfuturemicro.report.written.make", "nbconvert", "papermill")
Progress = Callable[[str], None]
Plan = PagePlan | WrittenPlan


@dataclass(frozen=True)
class Published:
    """What lies in place for one page: its digest and its files, relative to the reports."""

    digest: str
    files: tuple[str, ...]


def publish(root: Path, progress: Progress) -> list[str]:
    """Bring every page of the project at `root` up to date in every language; the pages made anew, by file name.

    A page is made again only where its notebook, the rows that it reads, the code that draws it or the packages that
    help have changed. Pages are laid in place whole, each when it is done; one that fails leaves the former as it was.
    Files of pages that no longer exist are removed. Raises FindingError where a text lacks in a language, before
    anything is made; RunError, with a line for each notebook that failed.
    """
    root = root.resolve()
    plans = [plan for language in LANGUAGES for plan in plan_pages(root, language)]
    # Notebooks last: the smallest of them end the run, where a long task would leave the other cores without work.
    planned: list[Plan] = [*(plan for language in LANGUAGES for plan in plan_written(root, plans, language)), *plans]
    known = read_digests(root)
    due = [plan for plan in planned if not is_current(root, known.get(plan.file), plan.digest)]
    current = {plan.file: known[plan.file] for plan in planned if plan.file in known}
    if due:
        start_server()
        from .translations import check_translations  # here, like all that a run without changes need not pay for

        stop_on(check_translations(root))
    made, failures = make_pages(root, plans, due, progress)
    current |= made
    remove_stale(root, known, current)
    (root / REPORTS / INDEX).touch()  # make goes by its time
    write_digests(root, current)
    if failures:
        from .run import RunError

        raise RunError("\n".join(failures))
    return sorted(made)


def start_server() -> None:
    """Start the server that the page makers are forked from: it imports once, while the texts are checked, what they
    all need."""
    forkserver.set_forkserver_preload(list(NEEDED))
    forkserver.ensure_running()


def make_pages(
    root: Path, plans: list[PagePlan], due: list[Plan], progress: Progress
) -> tuple[dict[str, Published], list[str]]:
    """Make the pages that are due; what was made and what failed.

    One more at a time than there are cores, since each waits a while for its kernel to start and to stop.
    """
    made: dict[str, Published] = {}
    failures: list[str] = []
    if not due:
        return made, failures
    from .make import make_page  # here, like all that draws: a run without changes need not pay for it
    from .wording import load_page_words
    from .written.make import make_written

    navigation = {language: make_navigation(plans, load_page_words(language)) for language in LANGUAGES}
    with ProcessPoolExecutor(min(len(due), (os.cpu_count() or 1) + 1), mp_context=get_context("forkserver")) as pool:
        running = {
            pool.submit(make_page, root, plan, navigation[plan.language])
            if isinstance(plan, PagePlan)
            else pool.submit(make_written, root, plan, plans, navigation[plan.language]): plan
            for plan in due
        }
        for done, future in enumerate(as_completed(running), start=1):
            plan = running[future]
            files, failure = future.result()
            if failure:
                failures.append(failure)
            else:
                made[plan.file] = Published(plan.digest, files)
            progress(f"page {done} of {len(due)}: {plan.file}")
    return made, sorted(set(failures))


def is_current(root: Path, published: Published | None, digest: str) -> bool:
    """The page was made from the same things, and all of its files still lie there."""
    if published is None or published.digest != digest:
        return False
    return all((root / REPORTS / file).exists() for file in published.files)


def read_digests(root: Path) -> dict[str, Published]:
    path = root / REPORTS / DIGESTS
    if not path.exists():
        return {}
    return {
        page: Published(entry["digest"], tuple(entry["files"])) for page, entry in json.loads(path.read_text()).items()
    }


def write_digests(root: Path, current: dict[str, Published]) -> None:
    path = root / REPORTS / DIGESTS
    text = json.dumps(
        {page: {"digest": entry.digest, "files": entry.files} for page, entry in sorted(current.items())}, indent=1
    )
    if path.exists() and path.read_text() == text:
        return
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)


def remove_stale(root: Path, known: dict[str, Published], current: dict[str, Published]) -> None:
    """Files that a former run laid down and no page has any more."""
    kept = {file for entry in current.values() for file in entry.files}
    for file in {file for entry in known.values() for file in entry.files} - kept:
        (root / REPORTS / file).unlink(missing_ok=True)
