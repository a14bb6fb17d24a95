"""Files of statistics packages: SPSS (.sav, .zsav, .por) and Stata (.dta). Codes stay codes.

What the package marks as missing is told apart from what it takes for an answer: a system-missing number is `.`, a
user-missing one of SPSS `missing 99`, one of Stata `.a` to `.z`; a blank text stays blank. So `codes:` names each, and
99 is never an age. Of a portable file pyreadstat doesn't tell user-missing from system-missing: both are `.` there.
"""

import io
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding
from .magic import recognise, tell_kind
from .missing import ask_for

SYSTEM_MISSING = "."
STARTS = {
    "sav": (b"$FL2", b"$FL3"),
    "dta": (b"<stata_dta>", *(bytes([release]) + order for release in range(102, 116) for order in (b"\x01", b"\x02"))),
}
"""How a file of each format begins: Stata's older releases with their number and the order of their bytes."""
PORTABLE = b"SPSS PORT FILE"
NAMES = {"sav": "an SPSS file (.sav)", "por": "an SPSS portable file (.por)", "dta": "a Stata file (.dta)"}
UNREAD = "the file is not read"


def read_statistical(format: str, content: bytes, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows as codes; value labels are in the frame's `attrs["labels"]`, by column and code."""
    try:
        import pyreadstat
    except ImportError:
        return pd.DataFrame(), [ask_for("pyreadstat", NAMES[format], shown)]
    starts = PORTABLE in content[:200] if format == "por" else content.startswith(STARTS[format])
    if not starts:
        kind = recognise(content)
        remedy = reading.write(f"format: {kind.format if kind and kind.format else 'with the one that it is'}")
        return pd.DataFrame(), [Finding(shown, tell_kind(content), NAMES[format], UNREAD, remedy)]
    options = {} if format == "por" else {"encoding": reading.encoding or None, "user_missing": True}
    reader: Callable[..., Any] = getattr(pyreadstat, f"read_{format}")
    try:
        table, meta = reader(io.BytesIO(content), **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError, UnicodeError) as error:
        found = f"a file that can't be read to its end ({error})"
        remedy = "get it again from its publisher, since it may be cut off; where letters are the trouble, "
        remedy += reading.write("encoding: cp1252", " (or the true one)")
        return pd.DataFrame(), [Finding(shown, found, f"{NAMES[format]}, whole", UNREAD, remedy)]
    if table.empty:
        follows, remedy = "there is nothing to estimate", "name a file with rows"
        return pd.DataFrame(), [Finding(shown, "no rows", "at least one row", follows, remedy)]
    columns = {name: [tell_code(value, name, meta) for value in table[name]] for name in table.columns}
    made = pd.DataFrame(columns, index=pd.RangeIndex(1, len(table) + 1, name="line"), dtype=object)
    made.attrs["labels"] = {
        name: {tell_number(code, name, meta): label for code, label in labels.items()}
        for name, labels in meta.variable_value_labels.items()
    }
    return made, []


read_sav = partial(read_statistical, "sav")
read_por = partial(read_statistical, "por")
read_dta = partial(read_statistical, "dta")


def tell_code(value: Any, name: str, meta: Any) -> str:
    """One value as text, what is missing told apart from answers."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return SYSTEM_MISSING
    if value in meta.missing_user_values.get(name, ()):
        return f".{value}"
    text = tell_number(value, name, meta)
    return f"missing {text}" if is_user_missing(value, meta.missing_ranges.get(name, ())) else text


def is_user_missing(value: Any, ranges: Any) -> bool:
    """Whether SPSS was told to take a value for missing."""
    return any(isinstance(value, type(span["lo"])) and span["lo"] <= value <= span["hi"] for span in ranges)


def tell_number(value: Any, name: str, meta: Any) -> str:
    """A value as text: whole numbers without a decimal, days without an hour, single precision with its few digits."""
    if isinstance(value, (int, float, np.number)):
        number = float(value)
        if number.is_integer() and abs(number) < 2**53:
            return str(int(number))
        single = meta.readstat_variable_types.get(name) == "float"
        return str(np.float32(number)) if single else repr(number)
    if isinstance(value, datetime) and value.time() == value.min.time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
