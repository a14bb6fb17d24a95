"""The packages that read some formats, and what to say where one is missing."""

from importlib.metadata import PackageNotFoundError, version

from ...findings import Finding

PACKAGES = {"xlsx": "openpyxl", "sav": "pyreadstat", "por": "pyreadstat", "dta": "pyreadstat"}
"""The package that reads a format, where the project itself does not need it."""


def tell_packages(format: str) -> list[str]:
    """The package of a format with its version, since another version may read other text; none where there is none.

    >>> tell_packages("csv")
    []
    """
    package = PACKAGES.get(format)
    if package is None:
        return []
    try:
        return [f"{package} {version(package)}"]
    except PackageNotFoundError:
        return [f"{package} none"]


def ask_for(package: str, what: str, shown: str) -> Finding:
    """A finding that says which package reads this kind of file, and how to install it.

    >>> ask_for("openpyxl", "an Excel workbook", "a.xlsx").remedy
    "run: pip install openpyxl, or install the project with all that reads files: pip install '.[files]'"
    """
    found = f"{what}, and no package {package} to read it"
    remedy = f"run: pip install {package}, or install the project with all that reads files: pip install '.[files]'"
    return Finding(shown, found, f"{package} in the environment", "the file is not read", remedy)
