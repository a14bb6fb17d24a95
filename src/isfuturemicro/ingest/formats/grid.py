"""Rows of cells as a person laid them out: titles above a header of one or several rows, the table, footnotes."""

import re
from collections import Counter
from typing import NamedTuple

import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding, tell_rows

UNREAD = "no row is read"
LINE_BREAK = re.compile(r"\s*[\r\n]\s*")
CLOSE = 'close the field with ", and write each " inside it twice'
PARTS = " / "
"""Between the headings of one column that several header rows give: `Women / 2020`."""


class Row(NamedTuple):
    """A row with the place where it begins and ends, counted from 1."""

    first: int
    last: int
    cells: list[str]


def lay_out(grid: list[Row], reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The table that `reading` describes in a grid; findings instead where the grid is not as described.

    The index is the place of each row. Of a header of several rows the columns are tuples, a heading from each row.
    """
    headings, findings = read_header(grid, reading, shown)
    if findings:
        return pd.DataFrame(), findings
    rows, findings = choose_rows(grid, reading, shown)
    if not findings:
        findings = check_names(headings, rows, reading, shown) + check_lengths(rows, len(headings), reading, shown)
    if not findings:
        rows, findings = fill_down(rows, headings, reading, shown)
    if findings:
        return pd.DataFrame(), findings
    kept = [place for place, heading in enumerate(headings) if any(heading) or any(row.cells[place] for row in rows)]
    named = [headings[place] if len(reading.header_rows) > 1 else headings[place][0] for place in kept]
    cells = [[row.cells[place] for place in kept] for row in rows]
    lines = pd.Index([row.first for row in rows], name="line")
    return pd.DataFrame(cells, columns=named, index=lines, dtype=object), []


def join_heading(heading: tuple[str, ...]) -> str:
    """The name of a column: its headings from top to bottom, each once, as a cell merged over several rows is.

    >>> join_heading(("Women", "2020")), join_heading(("Province", "")), join_heading(("Total", "Total"))
    ('Women / 2020', 'Province', 'Total')
    """
    return PARTS.join(dict.fromkeys(part for part in heading if part))


def read_header(grid: list[Row], reading: Reading, shown: str) -> tuple[list[tuple[str, ...]], list[Finding]]:
    """For each column its headings, one from each header row."""
    by_place = {row.first: row.cells for row in grid}
    last = grid[-1].last if grid else 0
    if last < max(reading.header_rows) and grid:
        found = f"header_rows: {max(reading.header_rows)} where the last row is {last}"
        remedy = reading.write(f"header_rows: {grid[0].first}", " (or the row of the columns' names)")
        return [], [Finding(shown, found, f"a row from {grid[0].first} to {last}", UNREAD, remedy)]
    levels = []
    for place in reading.header_rows:
        cells = [LINE_BREAK.sub(" ", cell.strip()) for cell in by_place.get(place, [])]
        if place in reading.fill_right:
            cells = carry(cells)
        levels.append(cells)
    if grid and not any(map(any, levels)):
        first = next((row.first for row in grid if any(row.cells)), grid[0].first)
        remedy = reading.write(f"header_rows: {first}", " (or the row of the columns' names)")
        where = f"{shown}:{reading.header_rows[-1]}"
        return [], [Finding(where, "a blank row where the header should be", "names of columns", UNREAD, remedy)]
    width = max(map(len, levels))
    return list(zip(*(level + [""] * (width - len(level)) for level in levels), strict=True)), []


def carry(cells: list[str]) -> list[str]:
    """Each blank cell as the one before it.

    >>> carry(["", "Women", "", "Men"])
    ['', 'Women', 'Women', 'Men']
    """
    carried: list[str] = []
    for cell in cells:
        carried.append(cell or (carried[-1] if carried else ""))
    return carried


def choose_rows(grid: list[Row], reading: Reading, shown: str) -> tuple[list[Row], list[Finding]]:
    """The rows of the table: below the header, in the range that is named, above the footnotes."""
    first, last = max(reading.rows[0], max(reading.header_rows) + 1), reading.rows[1]
    end = grid[-1].last if grid else 0
    if last is not None and last > end:
        found = f"rows: {first}-{last} where the last row is {end}"
        return [], [Finding(shown, found, f"rows up to {end}", UNREAD, reading.write(f"rows: {first}-{end}"))]
    rows = [row for row in grid if row.first >= first and (last is None or row.first <= last)]
    if reading.ends_before:
        begins = (number for number, row in enumerate(rows) if begins_with(row, reading.ends_before))
        if (stop := next(begins, None)) is None:
            found = f"no row that begins with {reading.ends_before!r}"
            remedy = reading.write("ends_before: with the first words below the table", ", or delete it,")
            return [], [Finding(shown, found, "the row that ends_before: names", UNREAD, remedy)]
        rows = rows[:stop]
    if reading.laid_out:
        rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not rows:
        follows, remedy = "there is nothing to estimate", "put the rows into the file"
        return [], [Finding(shown, "no rows", "a header and at least one row", follows, remedy)]
    return rows, []


def begins_with(row: Row, text: str) -> bool:
    """Whether the first cell of a row that is not blank begins with a text."""
    return next((cell.strip() for cell in row.cells if cell.strip()), "").startswith(text)


def check_names(headings: list[tuple[str, ...]], rows: list[Row], reading: Reading, shown: str) -> list[Finding]:
    """A finding for each column that is there more than once; or where the row is a title and no header."""
    where, names = f"{shown}:{reading.header_rows[-1]}", [join_heading(heading) for heading in headings]
    if len(reading.header_rows) == 1 and len(names) > 2 and names[0] and set(names) <= {names[0], ""}:
        below = next((row.first for row in rows if sum(map(bool, row.cells)) > 1), reading.header_rows[-1] + 1)
        found = f"{names[0][:60]!r} and no other name over {len(names)} columns"
        remedy = reading.write(f"header_rows: {below}", " (or the row of the columns' names)")
        return [Finding(where, found, "the names of columns, and no title", UNREAD, remedy)]
    allowed, follows, remedy = "each column once", "nobody can tell which of them counts", "rename one"
    if reading.header_rows != (1,):
        remedy = "correct header_rows: or fill_right:, or rename one"
    return [
        Finding(where, f"the column {name!r} {'twice' if many == 2 else f'{many} times'}", allowed, follows, remedy)
        for name, many in Counter(names).items()
        if many > 1 and name
    ]


def check_lengths(rows: list[Row], width: int, reading: Reading, shown: str) -> list[Finding]:
    """A finding for each wrong number of fields, at the first row that has it."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        if len(row.cells) != width:
            found.setdefault(len(row.cells), []).append(row)
    return [explain_length(many, wrong, rows, width, reading, shown) for many, wrong in found.items()]


def explain_length(many: int, wrong: list[Row], rows: list[Row], width: int, reading: Reading, shown: str) -> Finding:
    """Why some rows may have more or fewer fields than the header."""
    row = wrong[0]
    said = f"{many} fields in this row" + (f" and in {tell_rows(len(wrong) - 1)} more" if len(wrong) > 1 else "")
    remedy = 'put a field that holds the delimiter in "quotation marks"'
    if row.last > row.first:
        said += f", which runs to line {row.last}"
        remedy = CLOSE
    elif many < width:
        remedy = "write the missing fields, empty ones too"
        if wrong[-1] == rows[-1]:
            remedy += "; since the last row is short, the file may be cut off: get it again from its publisher"
        if many == 1 and wrong[-1] == rows[-1] and row.first > rows[0].first:
            remedy += f"; where it is a footnote, {reading.write(f'rows: {rows[0].first}-{row.first - 1}')}"
    elif width == 1 and len(wrong) == len(rows):
        remedy += f"; where a title stands above the header, {reading.write(f'header_rows: {row.first}')}"
    return Finding(f"{shown}:{row.first}", said, f"{width} fields", UNREAD, remedy)


def fill_down(
    rows: list[Row], headings: list[tuple[str, ...]], reading: Reading, shown: str
) -> tuple[list[Row], list[Finding]]:
    """Rows in which a blank cell of the columns named has the value above it."""
    names, findings = [join_heading(heading) for heading in headings], []
    for name in reading.fill_down:
        if name not in names:
            allowed, remedy = ", ".join(filter(None, names)), "write one of these under fill_down:"
            findings.append(Finding(shown, f"fill_down: {name}, no column of it", allowed, UNREAD, remedy))
            continue
        place = names.index(name)
        if not rows[0].cells[place].strip():
            where, found = f"{shown}:{rows[0].first}", f"a blank cell in the first row of column {name}"
            remedy = "correct rows:, or delete the column from fill_down:"
            findings.append(Finding(where, found, "a value to fill down", UNREAD, remedy))
            continue
        filled = carry([row.cells[place] if row.cells[place].strip() else "" for row in rows])
        rows = [
            row._replace(cells=[*row.cells[:place], cell, *row.cells[place + 1 :]])
            for row, cell in zip(rows, filled, strict=True)
        ]
    return rows, findings
