"""YAML whose scalars stay text and whose keys remember their lines.

`NO` is Norway and `01` keeps its zero, so nothing is turned into a boolean or a number here.
"""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from .findings import Finding


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
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None, [Finding(shown, "no such file", "a UTF-8 YAML file", "nothing here is read", f"write {shown}")]
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        byte = f"byte 0x{error.object[error.start]:02x}"
        return None, [Finding(f"{shown}:{line}", byte, "UTF-8 text", "the file is not read", "save it as UTF-8")]
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{shown}:{mark.line + 1}" if mark else shown
        found = error.problem or "something that is no YAML"
        return None, [Finding(where, found, "valid YAML", "the file is not read", "mend the line or the one above it")]
    findings: list[Finding] = []
    return convert(node, shown, findings), findings


def convert(node: Any, shown: str, findings: list[Finding]) -> Any:
    """A composed node as text, `Mapping` or `Sequence`; duplicate keys become findings."""
    if node is None:
        return ""
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        mapping = Mapping(line)
        for key_node, value_node in node.value:
            key, key_line = str(key_node.value), key_node.start_mark.line + 1
            if key in mapping:
                earlier = mapping.lines[key]
                findings.append(
                    Finding(
                        f"{shown}:{key_line}",
                        f"the key {key!r} a second time (first on line {earlier})",
                        "each key once",
                        "nobody can tell which of the two counts",
                        f"delete one of the two {key!r}",
                    )
                )
                continue
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


def unknown_keys(mapping: Mapping, allowed: tuple[str, ...], shown: str) -> list[Finding]:
    """A finding for each key that is not allowed, naming the nearest that is."""
    findings = []
    for key in mapping:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            remedy = f"write {near[0]!r}, or delete the key" if near else "delete the key"
            findings.append(
                Finding(
                    f"{shown}:{mapping.lines[key]}",
                    f"the unknown key {key!r}",
                    ", ".join(allowed),
                    "the dataset is not read, since a misplaced key would be silently ignored",
                    remedy,
                )
            )
    return findings
