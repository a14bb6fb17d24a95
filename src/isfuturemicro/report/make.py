"""Making one page: run its notebook, render it, lay page and figures in place."""

import base64
from collections.abc import Sequence
from pathlib import Path

import nbformat

from .addresses import REPORTS, folder_of
from .html import FIGURES
from .notebooks import FOLDER
from .page import FIGURE_TYPE
from .pages import Link, PagePlan
from .render import render_notebook
from .run import RunError, run_notebook
from .stamp import stamp_notebook


def make_page(root: Path, plan: PagePlan, navigation: Sequence[Link]) -> tuple[tuple[str, ...], str]:
    """The files laid in place, relative to the reports, or the line that says why there are none."""
    try:
        executed = run_notebook(root / FOLDER / f"{plan.notebook.name}.ipynb", plan.parameters, root, plan.prose)
    except RunError as error:
        return (), str(error)
    files = {f"{FIGURES}/{name}": content for name, content in take_figures(executed).items()}
    files[notebook_file(plan)] = stamp_notebook(executed, plan, root)
    files[plan.address] = render_notebook(executed, plan, navigation, notebook_file(plan)).encode()
    files = {folder_of(plan.language) + address: content for address, content in files.items()}
    lay_in_place(root / REPORTS, files)
    return tuple(sorted(files)), ""


def notebook_file(plan: PagePlan) -> str:
    """Where the notebook of a page lies as it was run, within its language's folder."""
    return f"notebooks/{Path(plan.address).stem}.ipynb"


def take_figures(notebook: nbformat.NotebookNode) -> dict[str, bytes]:
    """The figures' files that the notebook's outputs carry; they are taken out of it."""
    files: dict[str, bytes] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            carried = output.get("data", {}).pop(FIGURE_TYPE, {})
            files |= {name: base64.b64decode(content) for name, content in carried.items()}
    return files


def lay_in_place(folder: Path, files: dict[str, bytes]) -> None:
    """Write each file beside its place and rename it, so that nothing half-made is ever seen; unchanged ones stay."""
    for name, content in sorted(files.items()):
        path = folder / name
        if path.exists() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(content)
        beside.replace(path)
