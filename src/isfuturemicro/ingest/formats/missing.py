"""What to say where a package is missing that reads a format."""

from ...findings import Finding


def ask_for(package: str, what: str, shown: str) -> Finding:
    """A finding that says which package reads this kind of file, and how to install it.

    >>> ask_for("openpyxl", "an Excel workbook", "a.xlsx").remedy
    "run: pip install openpyxl, or install the project with all that reads files: pip install '.[files]'"
    """
    found = f"{what}, and no package {package} to read it"
    remedy = f"run: pip install {package}, or install the project with all that reads files: pip install '.[files]'"
    return Finding(shown, found, f"{package} in the environment", "the file is not read", remedy)
