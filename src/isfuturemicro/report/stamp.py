"""What an executed notebook says of its own making: no clock time and no place, so that it repeats."""

import subprocess
from pathlib import Path
from typing import Any

import nbformat

from .. import __version__
from .pages import PagePlan, digest_of, package_versions

KEY = "made_from"


def stamp_notebook(notebook: nbformat.NotebookNode, plan: PagePlan, root: Path) -> bytes:
    """The notebook as a file, with version, commit, digests of what it read, and versions of the packages."""
    stamped = nbformat.from_dict(notebook)
    stamped.metadata[KEY] = {
        "version": __version__,
        "commit": find_commit(root),
        "parameters": dict(plan.parameters),
        "tables": {name: {"rows": len(rows), "sha256": digest_of(rows)} for name, rows in plan.selected.items()},
        "datasets": {row["dataset"]: row["source_sha256"] for row in plan.selected["datasets"]},
        "packages": package_versions(),
    }
    return (nbformat.writes(stamped, version=nbformat.NO_CONVERT) + "\n").encode()


def find_commit(root: Path) -> Any:
    """The commit that the project stands at, marked where files differ from it; None outside of Git."""
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()
