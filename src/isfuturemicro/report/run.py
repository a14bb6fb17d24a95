"""Running a notebook: parameters checked first, one line where it fails, nothing left where it does."""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .prose import translate

if TYPE_CHECKING:
    from nbformat import NotebookNode


class RunError(Exception):
    """A notebook that can't be run, told in one line."""


def run_notebook(
    path: Path, parameters: Mapping[str, Any], root: Path, prose: Mapping[str, str] | None = None
) -> "NotebookNode":
    """The executed notebook, free of times and of other traces of the run; `prose` replaces markdown cells by their id.

    Raises RunError: for a parameter that the notebook does not know, before anything runs; for a failing cell, with
    notebook, heading, cell and error.
    """
    import nbformat  # here, like the rest, since they cost a second that a run without changes need not pay
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from .kernel import NAME, OwnKernelManager

    check_parameters(path, parameters)
    with tempfile.TemporaryDirectory(prefix="ifm-") as folder:
        executed, source = Path(folder) / path.name, Path(folder) / f"source-{path.name}"
        notebook = nbformat.read(path, as_version=4)
        translate(notebook.cells, prose or {})
        nbformat.write(notebook, source)
        try:
            papermill.execute_notebook(
                source,
                executed,
                parameters=dict(parameters),
                kernel_name=NAME,
                language="python",
                progress_bar=False,
                cwd=root,
                log_output=False,
                request_save_on_cell_execute=False,
                shutdown_kernel="immediate",
                kernel_manager_class=OwnKernelManager,
            )
        except PapermillExecutionError as error:
            failed = nbformat.read(executed, as_version=4)
            raise RunError(tell_failure(path, failed, nbformat.read(path, as_version=4), error)) from None
        return strip(nbformat.read(executed, as_version=4))


def check_parameters(path: Path, parameters: Mapping[str, Any]) -> None:
    """Raise RunError for parameters that the notebook does not declare: papermill would render the default."""
    import papermill

    known = papermill.inspect_notebook(path)
    if unknown := sorted(parameters.keys() - known.keys()):
        raise RunError(f"{path.name}: unknown parameter {', '.join(unknown)}; allowed: {', '.join(known) or 'none'}")


def tell_failure(path: Path, notebook: "NotebookNode", stored: "NotebookNode", error: Any) -> str:
    """One line: the notebook, the heading above the cell as it is stored, the cell's number, the error."""
    headings = {cell.id: re.findall(r"^#+ (.+)$", cell.source, flags=re.MULTILINE) for cell in stored.cells}
    heading = ""
    number = 0
    for cell in notebook.cells:
        if "papermill-error-cell-tag" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            heading = (headings.get(cell.id) or [heading])[-1]
            continue
        if "injected-parameters" not in cell.metadata.get("tags", []):
            number += 1
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            break
    message = " ".join(str(error.evalue).split())
    under = f', under "{heading}"' if heading else ""
    return f"{path.name}{under}, code cell {number}: {error.ename}: {message}"


def strip(notebook: "NotebookNode") -> "NotebookNode":
    """The notebook without run times and without what papermill and the kernel noted."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("language_info", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            cell.execution_count = None
    return notebook
