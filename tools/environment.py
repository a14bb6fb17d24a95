"""Write `environment.yml`, for those who use conda, from `pyproject.toml`: the same packages under conda's names."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

CONDA_NAMES = {  # where conda-forge's name differs; the first three without a desktop toolkit, notebooks and pandoc
    "matplotlib": "matplotlib-base",
    "seaborn": "seaborn-base",
    "nbconvert": "nbconvert-core",
    "duckdb": "python-duckdb",
}


def conda_environment(described: dict[str, Any]) -> str:
    """The text of `environment.yml` for a parsed `pyproject.toml`."""
    project = described["project"]
    extras = project["optional-dependencies"]
    packages = [*project["dependencies"], *extras["dev"], *extras["files"]]
    lines = [f"python{project['requires-python']}", "pip", *sorted(conda_requirement(package) for package in packages)]
    return "\n".join(
        [
            "# Made from pyproject.toml by `make lock`; edit that instead. Use it so:",
            f"#   conda env create -f environment.yml && conda activate {project['name']} && make report VENV=",
            f"name: {project['name']}",
            "channels: [conda-forge]",
            "dependencies:",
            *(f"  - {line}" for line in lines),
            "  - pip: [-e .]",
            "",
        ]
    )


def conda_requirement(requirement: str) -> str:
    """`matplotlib<3.13` as conda writes it: `matplotlib-base<3.13`. Raises ValueError for what conda cannot say."""
    match = re.fullmatch(r"([A-Za-z0-9._-]+)((?:[<>=!~]=?[0-9.,<>=!]+)?)", requirement.replace(" ", ""))
    if not match:
        raise ValueError(f"pyproject.toml: {requirement!r} has no conda form; write a name and version bounds only")
    name, bounds = match.groups()
    return CONDA_NAMES.get(name.lower(), name.lower()) + bounds


if __name__ == "__main__":
    root = Path(sys.argv[0]).resolve().parent.parent
    text = conda_environment(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")))
    (root / "environment.yml").write_text(text, encoding="utf-8")
