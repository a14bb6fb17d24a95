"""YAML whose scalars stay text and whose keys remember their lines.

`NO` is Norway and `01` keeps its zero, so nothing is turned into a boolean or a number here.
"""

from pathlib import Path
from typing import Any
from unicodedata import normalize

import yaml

from .findings import Finding, find_nearest


class Mapping(dict[str, Any]):
    """A YAML mapping that knows the line of each key."""

    def __init__(self, line: int):
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Sequence(list[Any]):
    """A YAML sequence that knows the line of each item."""

    def __init__(self, line: int):
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def read_yaml(path: Path, shown: str) -> tuple[Any, list[Finding]]:
    """The document at `path` and what is wrong with its writing; `shown` is how messages name it."""
    text, findings = read_text(path, shown)
    if findings:
        return None, findings
    try:
        return convert(yaml.compose(text, Loader=yaml.BaseLoader), shown, findings), findings
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{shown}:{mark.line + 1}" if mark else shown
        found = (error.problem or "something that is no YAML").removeprefix("found ")
        remedy = 'set the line in as its neighbours are, and put a text that holds ": " or " #" in "quotation marks"'
        return None, [Finding(where, found, "valid YAML", "the file is not read", remedy)]
    except yaml.reader.ReaderError as error:
        where = f"{shown}:{text.count(chr(10), 0, error.position) + 1}"
        found = f"the control character 0x{ord(text[error.position]):02x}"
        return None, [Finding(where, found, "letters, digits and signs", "the file is not read", "delete it")]
    except RecursionError:
        found = "mappings or lists nested beyond all measure, or an alias that holds itself"
        return None, [Finding(shown, found, "a few levels", "the file is not read", "write it out plainly")]


def read_text(path: Path, shown: str) -> tuple[str, list[Finding]]:
    """The text of a UTF-8 file."""
    try:
        return normalize("NFC", path.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        alike = [other.name for other in path.parent.glob("*.y*ml") if other.stem.lower() == path.stem]
        remedy = f"rename {alike[0]} to {path.name}" if alike else f"write {shown}, as CONTRIBUTING.md shows"
        return "", [Finding(shown, "no such file", "a UTF-8 YAML file", "nothing here is read", remedy)]
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        byte = f"byte 0x{error.object[error.start]:02x}, which is no UTF-8"
        remedy = "save the file again with the encoding UTF-8"
        return "", [Finding(f"{shown}:{line}", byte, "UTF-8 text", "the file is not read", remedy)]


def convert(node: Any, shown: str, findings: list[Finding]) -> Any:
    """A composed node as text, `Mapping` or `Sequence`; a faulty key becomes a finding."""
    if node is None:
        return ""
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        mapping = Mapping(line)
        for key_node, value_node in node.value:
            key, key_line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                findings.append(refuse_key(f"{shown}:{key_line}"))
            elif key in mapping:
                findings.append(refuse_second(key, f"{shown}:{key_line}", mapping.lines[key]))
            else:
                mapping[key] = convert(value_node, shown, findings)
                mapping.lines[key] = key_line
        return mapping
    if isinstance(node, yaml.SequenceNode):
        sequence = Sequence(line)
        for item in node.value:
            sequence.append(convert(item, shown, findings))
            sequence.lines.append(item.start_mark.line + 1)
        return sequence
    return str(node.value)


def refuse_key(where: str) -> Finding:
    found = "a key that is a list or a mapping"
    return Finding(where, found, "a word and a colon", "it names nothing", "put the key in quotation marks")


def refuse_second(key: str, where: str, first: int) -> Finding:
    found = f"the key {key!r} a second time (first on line {first})"
    return Finding(where, found, "each key once", "nobody can tell which of the two counts", f"delete one {key!r}")


def unknown_keys(mapping: Mapping, allowed: tuple[str, ...], shown: str) -> list[Finding]:
    """A finding for each key that is not allowed, naming the nearest that is."""
    findings = []
    for key in mapping:
        if key not in allowed:
            near = find_nearest(key, allowed)
            findings.append(
                Finding(
                    f"{shown}:{mapping.lines[key]}",
                    f"the unknown key {key!r}",
                    ", ".join(allowed),
                    "nothing of this file is used, since a misplaced key would be silently ignored",
                    f"write {near[0]!r}, or delete the key" if near else "delete the key, or write one of these",
                )
            )
    return findings
