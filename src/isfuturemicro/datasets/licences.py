"""What a licence lets lie in the tree: the publisher's bytes, counts made from them, or nothing."""

from .form import Form
from .spec import DatasetSpec

FIGURES_ONLY = "figures-only"
"""No licence: single facts are taken over with their source, as anybody may; a table of cases is not."""
RESTRICTED = "restricted"
"""An agreement with whoever holds the data: its bytes are passed on to nobody."""
NO_DERIVATIVES = ("CC-BY-ND-4.0",)
SHARE_ALIKE = ("ODbL-1.0", "CC-BY-SA-4.0")
"""What is made from them carries the same licence, whatever that of the project, so the folder says so itself."""
NOTES = ("LICENCE.md", "LICENSE.md", "LICENCE.txt", "LICENSE.txt", "LICENCE", "LICENSE")


def check_licence(spec: DatasetSpec, form: Form) -> None:
    """A finding where the licence does not allow what `redistribution:` does, or what the file holds."""
    licence, given, line = spec.source.licence, spec.source.redistribution, spec.lines.get("source.redistribution", 1)
    if licence == FIGURES_ONLY and (spec.kind == "records" or spec.source.originals):
        allowed = "single facts with their source, or counts that were copied from a printed table"
        remedy = "write the facts as kind: figures, or the licence that the publisher gives to the table"
        form.note(
            spec.lines.get("source.licence", 1),
            f"licence: {licence} for {'records' if spec.kind == 'records' else 'an extract'}",
            allowed,
            remedy,
        )
    if licence == RESTRICTED and given == "yes":
        remedy = "write redistribution: no and bring the file, or extract where the agreement allows counts"
        form.note(line, f"redistribution: yes under licence: {licence}", "extract, no", remedy)
    if licence in NO_DERIVATIVES and given == "extract":
        allowed = "yes (the file as it is), or no: the licence forbids to pass on what is made from it"
        form.note(line, f"redistribution: extract under licence: {licence}", allowed, "write redistribution: no")
    if given == "extract" and spec.kind == "records":
        allowed = "kind: counts, since only counts may lie here"
        remedy = "count the rows in extract.sql and write kind: counts"
        form.note(spec.lines.get("kind", 1), "kind: records with redistribution: extract", allowed, remedy)
