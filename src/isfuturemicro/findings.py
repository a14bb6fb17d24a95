"""What is wrong with an input, said so that its author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: where it is, what was found, what is allowed, what follows, what to write.

    >>> print(Finding("data/raw/xa/dataset.yml:3", "kind: figure", "records, counts", "it is not read", "kind: counts"))
    data/raw/xa/dataset.yml:3: found kind: figure; allowed: records, counts. Therefore it is not read. Remedy: kind:
    counts
    """

    where: str
    found: str
    allowed: str
    consequence: str
    remedy: str

    def __str__(self) -> str:
        return (
            f"{self.where}: found {self.found}; allowed: {self.allowed}. "
            f"Therefore {self.consequence}. Remedy: {self.remedy}"
        )


class FindingError(Exception):
    """Raised once, with every finding that was gathered, where work can't go on."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def stop_on(findings: Iterable[Finding]) -> None:
    """Raise a `FindingError` that carries all findings, if there are any."""
    gathered = sorted(set(findings))
    if gathered:
        raise FindingError(gathered)
