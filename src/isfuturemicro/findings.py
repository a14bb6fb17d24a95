"""What is wrong with an input, said so that its author can mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

MOST_LISTED = 40
"""So many codes are listed in a message; of more than these, the few that are nearest."""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: where it is, what was found, what is allowed, what follows, what to write.

    >>> print(Finding("xa/dataset.yml:3", "kind: count", "records, counts", "it is not read", "write kind: counts"))
    xa/dataset.yml:3: found kind: count; allowed: records, counts. Therefore it is not read. Remedy: write kind: counts
    """

    where: str
    found: str
    allowed: str
    consequence: str
    remedy: str

    def __str__(self) -> str:
        said = (
            f"{self.where}: found {self.found}; allowed: {self.allowed}. "
            f"Therefore {self.consequence}. Remedy: {self.remedy}"
        )
        return said.replace("\n", " ")


class FindingError(Exception):
    """Raised once, with every finding that was gathered, where work can't go on."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def stop_on(findings: Iterable[Finding]) -> None:
    """Raise a `FindingError` that carries all findings, if there are any."""
    gathered = put_in_order(findings)
    if gathered:
        raise FindingError(gathered)


def put_in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, file by file and line by line."""

    def place(finding: Finding) -> tuple[str, int, Finding]:
        path, _, line = finding.where.rpartition(":")
        return (path, int(line), finding) if line.isdecimal() else (finding.where, 0, finding)

    return sorted(set(findings), key=place)


def find_nearest(found: str, allowed: Iterable[str], many: int = 1) -> list[str]:
    """What its author may have meant: the nearest of `allowed`, whatever the case; none where nothing is near.

    >>> find_nearest("Count", ["records", "counts"]), find_nearest("x", ["records", "counts"])
    (['counts'], [])
    """
    by_lower = {code.casefold(): code for code in allowed}
    return [by_lower[near] for near in get_close_matches(found.casefold(), by_lower, n=many)]


def list_allowed(found: str, allowed: Sequence[str]) -> str:
    """All that is allowed; of a long list what is near to what was found, and how many there are.

    >>> list_allowed("count", ["records", "counts"])
    'records, counts'
    >>> list_allowed("17x", [str(number) for number in range(300)])
    'one of 300, such as 17, 217, 197, 187, 179'
    """
    if len(allowed) <= MOST_LISTED:
        return ", ".join(allowed)
    near = find_nearest(found, allowed, many=5) or allowed[:5]
    return f"one of {len(allowed)}, such as {', '.join(near)}"


def tell_rows(count: int) -> str:
    """A number of rows in words.

    >>> tell_rows(1), tell_rows(5000)
    ('1 row', '5,000 rows')
    """
    return f"{count:,} row{'s' if count != 1 else ''}"
