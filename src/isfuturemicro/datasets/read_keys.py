"""The keys of `read:`, and of each entry of `originals:`, that say how a file is to be read."""

import re

from ..findings import list_allowed
from ..located import Mapping
from .form import Form
from .reading import CAUTION_OF_STATCAN, SUFFIXES, WITHHELD_BY_STATCAN, Melt, Reading, Symbol, guess_format

READ_ORIGINAL = (
    "format",
    "member",
    "delimiter",
    "encoding",
    "decimal",
    "thousands",
    "numbers",
    "sheet",
    "sheet_column",
    "header_rows",
    "rows",
    "ends_before",
    "fill_right",
    "fill_down",
    "melt",
    "resource",
)
READ = (*(key for key in READ_ORIGINAL if key != "numbers"), "symbols", "withheld", "cautioned")
GRIDS = ("csv", "xlsx")
"""Formats whose rows are as a person laid them out, with titles, several header rows and footnotes."""
ONLY = {
    "delimiter": ("csv",),
    "encoding": ("csv", "sav", "dta", "text"),
    "decimal": GRIDS,
    "thousands": GRIDS,
    "numbers": GRIDS,
    "sheet": ("xlsx",),
    "sheet_column": ("xlsx",),
    "header_rows": GRIDS,
    "rows": GRIDS,
    "ends_before": GRIDS,
    "fill_right": GRIDS,
    "fill_down": GRIDS,
    "resource": ("datapackage",),
}
"""The formats that have a key which the others don't."""
MELT = ("keep", "names", "value", "leave_out")
WHY = ("suppressed", "unreliable", "not_collected")
CAUTION = "caution"
"""What a symbol means that stands beside a number, not for it."""
BOUNDS = re.compile(r"(\d{1,9})-(\d{1,9})")
RANGE = re.compile(r"([1-9]\d{0,6})-([1-9]\d{0,6})?")


def read_reading(form: Form, file: str, place: str) -> Reading:
    """How `file` is to be read; what isn't said is guessed from the ending of its name, or of its member's."""
    member = form.read_text("member")
    format = form.read_text("format", tuple(SUFFIXES)) or guess_format(member or file)
    for key, formats in ONLY.items():
        if key in form.mapping and format not in formats:
            allowed = f"{key} where the format is {' or '.join(formats)}"
            form.note(
                form.line(key), f"{key} in a file read as {format}", allowed, f"delete {key}:, or correct format:"
            )
    sheets, header_rows = form.read_texts("sheet"), read_header_rows(form)
    if len(sheets) > 1 and "sheet_column" not in form.mapping:
        allowed = "sheet_column: with the name of the column that takes the sheet's name"
        form.note(form.line("sheet"), "several sheets and no sheet_column", allowed, "add sheet_column: SHEET")
    return Reading(
        format=format,
        member=member,
        delimiter=read_delimiter(form),
        encoding=read_encoding(form),
        decimal=form.read_text("decimal", (".", ",")) or ".",
        thousands=read_thousands(form),
        numbers=form.read_texts("numbers"),
        sheets=sheets,
        sheet_column=form.read_text("sheet_column", example="SHEET"),
        header_rows=header_rows,
        rows=read_rows(form, header_rows),
        ends_before=form.read_text("ends_before"),
        fill_right=read_fill_right(form, header_rows),
        fill_down=form.read_texts("fill_down"),
        melt=read_melt(form, len(header_rows)) if "melt" in form.mapping else None,
        resource=form.read_text("resource"),
        symbols=read_symbols(form) or (WITHHELD_BY_STATCAN if format == "statcan" else {}),
        withheld=read_rows_so("withheld", form),
        caution=read_caution(form) or (CAUTION_OF_STATCAN if format == "statcan" else ""),
        cautioned=read_rows_so("cautioned", form),
        place=place,
    )


def read_delimiter(form: Form) -> str:
    """The one sign that parts the fields; a tab may be written as \\t."""
    sign = (form.read_text("delimiter") or ",").replace("\\t", "\t")
    if len(sign) != 1 or sign.isalnum() or sign in '" \r\n':
        allowed = "one sign, such as a comma, a semicolon, a bar or \\t for a tab"
        form.note(form.line("delimiter"), f"delimiter: {sign!r}", allowed, 'write delimiter: ";" or whichever it is')
        return ","
    return sign


def read_encoding(form: Form) -> str:
    """The name of a text encoding; nothing where the format has its own."""
    name = form.read_text("encoding")
    try:
        "".encode(name or "utf-8")
    except (LookupError, ValueError):
        allowed = "a text encoding such as utf-8, cp1252, latin-1"
        form.note(form.line("encoding"), f"encoding: {name}", allowed, "write encoding: utf-8 or whichever it is")
        return ""
    return name


def read_thousands(form: Form) -> str:
    """The sign between thousands; a blank stands for every kind of blank."""
    signs = (",", ".", " ", "'", "’")
    sign = form.read_text("thousands", signs)
    if sign and sign == (form.read_text("decimal") or "."):
        allowed = "one sign between thousands and another before decimals"
        found = f'thousands: "{sign}" and decimal: "{sign}"'
        form.note(form.line("thousands"), found, allowed, 'write decimal: "," and thousands: "." or whichever they are')
    return sign if sign in signs else ""


def read_header_rows(form: Form) -> tuple[int, ...]:
    """The rows that hold the columns' names, one below the other."""
    texts = form.read_texts("header_rows") or ("1",)
    rows = tuple(int(text) for text in texts if re.fullmatch(r"[1-9]\d{0,6}", text))
    if len(rows) != len(texts) or list(rows) != sorted(set(rows)):
        allowed = "row numbers from 1, each larger than the one before"
        found = f"header_rows: {', '.join(texts)}"
        form.note(form.line("header_rows"), found, allowed, "write header_rows: 4, or header_rows: [4, 5]")
        return (1,)
    return rows


def read_rows(form: Form, header_rows: tuple[int, ...]) -> tuple[int, int | None]:
    """First and last row of the table; without them all rows below the header."""
    below = header_rows[-1] + 1
    text = form.read_text("rows")
    if not text:
        return below, None
    match = RANGE.fullmatch(text)
    if match is None or (match[2] and int(match[2]) < int(match[1])) or int(match[1]) < below:
        allowed = f"first and last row, such as {below}-40, or {below}- for all from there, below the header"
        form.note(form.line("rows"), f"rows: {text}", allowed, f"write rows: {below}-40 or whichever they are")
        return below, None
    return int(match[1]), int(match[2]) if match[2] else None


def read_fill_right(form: Form, header_rows: tuple[int, ...]) -> tuple[int, ...]:
    """The header rows in which a blank cell has the heading at its left."""
    texts, known = form.read_texts("fill_right"), [str(row) for row in header_rows]
    strange = [text for text in texts if text not in known]
    if strange:
        allowed = f"rows of the header: {', '.join(known)}"
        remedy = f"write fill_right: {known[0]}, or add the row to header_rows"
        form.note(form.line("fill_right"), f"fill_right: {', '.join(strange)}", allowed, remedy)
    return tuple(int(text) for text in texts if text in known)


def read_symbols(form: Form) -> dict[str, Symbol]:
    """For each symbol why the publisher withholds the number, or the bounds that it lies between."""
    value = form.mapping.get("symbols")
    if value is None:
        return {}
    allowed = f"{', '.join(WHY)}, {CAUTION}, or whole numbers that it lies between, such as 1-9"
    if not isinstance(value, Mapping):
        form.note(form.line("symbols"), f"symbols: {value}", "a symbol and what it means", 'write symbols: {"*": 1-9}')
        return {}
    symbols = {}
    for symbol, meaning in value.items():
        bounds = BOUNDS.fullmatch(meaning) if isinstance(meaning, str) else None
        if bounds and int(bounds[1]) <= int(bounds[2]):
            symbols[symbol] = Symbol("suppressed", float(bounds[1]), float(bounds[2]))
        elif meaning in WHY:
            symbols[symbol] = Symbol(meaning)
        elif meaning != CAUTION:
            found = f"{symbol!r} that means {meaning!r}"
            form.note(value.lines[symbol], found, allowed, f'write "{symbol}": suppressed, or "{symbol}": 1-9')
    return symbols


def read_caution(form: Form) -> str:
    """The symbol beside a number that stands but is to be used with caution."""
    value = form.mapping.get("symbols")
    found = [symbol for symbol, meaning in value.items() if meaning == CAUTION] if isinstance(value, Mapping) else []
    if len(found) > 1:
        named = " and ".join(repr(symbol) for symbol in found)
        form.note(form.line("symbols"), f"{named} that mean {CAUTION}", "one symbol", "keep the one that the file has")
    return str(found[0]) if found else ""


def read_rows_so(key: str, form: Form) -> int:
    """How many rows are left out since their number is withheld, or have a number to be used with caution."""
    text = form.read_text(key)
    if text and not re.fullmatch(r"\d{1,9}", text):
        form.note(form.line(key), f"{key}: {text}", "a number of rows", f"write {key}: 12 or the like")
        return 0
    return int(text or 0)


def read_melt(form: Form, levels: int) -> Melt:
    melt = form.read_form("melt", MELT, required=True)
    names = melt.read_texts("names", required=True)
    if names and len(names) != levels:
        found = f"{len(names)} names for a header of {levels} row{'s' if levels > 1 else ''}"
        remedy = f"write names: with {levels} of them, each the name of a new column"
        melt.note(melt.line("names"), found, "a name for each of the header_rows", remedy)
    made = Melt(
        keep=melt.read_texts("keep", required=True),
        names=names,
        value=melt.read_text("value", required=True, example="N"),
        leave_out=melt.read_texts("leave_out"),
    )
    taken = [*made.keep, *made.names, made.value]
    for name in sorted({name for name in taken if taken.count(name) > 1}):
        melt.note(melt.mapping.line, f"{name} twice in melt", list_allowed(name, taken), "give one another name")
    return made
