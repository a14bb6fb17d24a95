"""The `published:` of `dataset.yml`: numbers that the publisher printed and the project must reproduce."""

from ..located import Mapping, Sequence
from ..vocabulary import Vocabulary
from .form import Form
from .spec import Published

PUBLISHED = ("sum", "measure", "where", "value", "within", "at")


def read_published(form: Form, vocabulary: Vocabulary) -> tuple[Published, ...]:
    entries = []
    for line, item in form.read_items("published"):
        entry = Form(item, PUBLISHED, form.shown, form.findings, "published", line)
        published = Published(
            where=read_where(entry),
            value=entry.read_number("value"),
            within=entry.read_number("within", default=0.0),
            at=entry.read_text("at", required=True),
            line=line,
            sum=entry.read_text("sum"),
            measure=entry.read_text("measure", vocabulary.codes("measure")),
        )
        if published.within < 0:
            entry.note(entry.line("within"), "a difference below 0", "0 or more", "write within: 0.0005 or the like")
        if ("sum" in entry.mapping) == ("measure" in entry.mapping):
            entry.note(
                line,
                f"an entry with {'both' if 'sum' in entry.mapping else 'neither'} of sum and measure",
                "one of them",
                "write sum: COLUMN for raw rows, or measure: NAME for an estimate",
            )
        elif published.measure:
            check_category(published, entry, vocabulary)
            if published.value > 1 and vocabulary.tables["measure"][published.measure]["unit"] == "share":
                remedy = f"write value: {published.value / 100:.10g}, and within: on the same scale"
                entry.note(entry.line("value"), f"value: {published.value:g}", "a share, from 0 to 1", remedy)
        entries.append(published)
    return tuple(entries)


def read_where(entry: Form, key: str = "where") -> dict[str, tuple[str, ...]]:
    """For each name the values that it may have; one value may stand without brackets."""
    value = entry.mapping.get(key, Mapping(0))
    if not isinstance(value, Mapping):
        entry.note(entry.line(key), f"{key}: {value}", "names and their values", f"write {key}: {{NAME: VALUE}}")
        return {}
    where = {}
    for name, listed in value.items():
        values = tuple(listed) if isinstance(listed, Sequence) else (listed,)
        if all(isinstance(one, str) for one in values):
            where[name] = values
        else:
            allowed = "a value, or a list of values"
            entry.note(value.lines[name], f"{name}: {listed}", allowed, f"write {name}: VALUE, or {name}: [A, B]")
    return where


def check_category(published: Published, entry: Form, vocabulary: Vocabulary) -> None:
    """A printed estimate is that of all, or of one category of one dimension."""
    if not published.where:
        return
    [name, values], *others = published.where.items()
    if others or len(values) != 1 or name not in vocabulary.variables or not vocabulary.holds(name, values[0]):
        entry.note(
            entry.line("where"),
            "where: " + ", ".join(f"{name}: {' or '.join(values)}" for name, values in published.where.items()),
            "one dimension and one category of it, both in the vocabulary's words, or no where: at all",
            "write where: {age_band: 25-29} or the like",
        )
