"""What stops an estimate, told to whoever asked for it."""

import re

NO_NUMBER = re.compile(r"""Could not convert string (?P<quote>['"])(?P<value>.*?)(?P=quote) to '?[A-Z]+""")
NO_CAST = re.compile(r"Unimplemented type for cast \((?P<type>[A-Z]+)")
IN_COLUMN = re.compile(r"""(?:casting from source column|converting column) "?(?P<column>[^"\n]+)""")
NO_TEXT = "not utf-8 encoded"


def explain_engine(error: Exception, where: str = "TRUE") -> str:
    """What the engine says, in the words of whoever named a file, its columns and a condition.

    >>> explain_engine(ValueError("Could not convert string '1,5' to DOUBLE when casting from source column w"))
    "column w holds '1,5', which is no number. Remedy: mend its values, decimals with a point, or name another column"
    >>> explain_engine(ValueError("Unimplemented type for cast (DATE -> DOUBLE) when casting from source column d"))
    'column d holds values of the type DATE, which are no numbers. Remedy: name a column of numbers'
    """
    text = str(error)
    column = IN_COLUMN.search(text)
    if column and (value := NO_NUMBER.search(text)):
        remedy = "mend its values, decimals with a point, or name another column"
        return f"column {column['column']} holds {value['value']!r}, which is no number. Remedy: {remedy}"
    if column and (kind := NO_CAST.search(text)):
        held = f"column {column['column']} holds values of the type {kind['type']}"
        return f"{held}, which are no numbers. Remedy: name a column of numbers"
    if NO_TEXT in text:
        line = re.search(r"Line: (\d+)", text)
        return f"{f'line {line[1]}' if line else 'the file'} is not UTF-8. Remedy: save the file as UTF-8"
    first, *more = text.splitlines()
    if text.startswith(("Parser Error", "Binder Error", "Catalog Error")) and where != "TRUE":
        named = [line for line in more if line.startswith("Candidate bindings")]
        hint = f" ({named[0].replace('Candidate bindings:', 'alike:')})" if named else ""
        example = "a condition of SQL such as \"age >= 30 AND region = 'N'\""
        return f"--where {where}; {first.rstrip('!')}{hint}. Remedy: write {example}"
    return f"{first}. Remedy: mend the condition, or the column's values"


class SurveyError(ValueError):
    """Something in the data, the design or the question; the message says what was found and what to do."""


class DataError(SurveyError):
    """The table or the question can't be used as it is."""


class LonelyPsuError(SurveyError):
    """A stratum holds one cluster, so that its variance is undefined."""

    def __init__(self, strata: list[str]):
        names = ", ".join(strata[:5]) + (f" and {len(strata) - 5} more" if len(strata) > 5 else "")
        super().__init__(
            f"one cluster only in stratum {names}: its variance is undefined, so no standard error is honest. "
            "Remedies: merge the stratum with a like one; lonely_psu: adjust (take its whole total for its spread, "
            "cautious); average (give it the mean of the other strata's variance); remove (leave it out, too small)"
        )


class SeparationError(SurveyError):
    """Some combination of the covariates foretells the outcome without fail, so a coefficient runs off to infinity."""


class ReplicationError(SurveyError):
    """The design does not allow the replicates that were asked for, or a group is missing from some of them."""
