"""Profiles: what `dataset.yml` would say of a known export, kept as data, so that a user of one writes no recodes."""

from functools import cache
from pathlib import Path
from typing import Any

from ..findings import Finding, find_nearest
from ..located import Mapping, Sequence, read_yaml

PROFILES = Path(__file__).parent / "profiles"
ABOUT = ("reads", "documentation")
"""What a profile says beyond the keys of `dataset.yml`: what file it reads, and where its layout is documented."""


@cache
def list_profiles() -> tuple[str, ...]:
    """The names of the profiles that the package carries."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.yml")))


def read_profile(name: str) -> Mapping:
    """A profile as it is written."""
    document, findings = read_yaml(PROFILES / f"{name}.yml", f"profiles/{name}.yml")
    assert isinstance(document, Mapping), findings
    return document


def describe_profiles() -> dict[str, tuple[str, list[str]]]:
    """What each profile reads, in English, and where its layout is documented."""
    profiles = {name: read_profile(name) for name in list_profiles()}
    return {name: (profile["reads"]["en"], list(profile["documentation"])) for name, profile in profiles.items()}


def follow_profile(document: object, shown: str, findings: list[Finding]) -> object:
    """The description with what its `profile:` says for it; own keys override.

    None, and a finding, where there is no such profile: that keys are missing follows from it.
    """
    name = document.get("profile", "") if isinstance(document, Mapping) else ""
    if not isinstance(document, Mapping) or not isinstance(name, str) or not name:
        return document
    line = document.lines["profile"]
    if name not in list_profiles():
        near = find_nearest(name, list_profiles())
        allowed, follows = ", ".join(list_profiles()), "nothing of this file is used"
        remedy = f"write profile: {near[0]}" if near else "write one of these, or delete profile: and describe the file"
        findings.append(Finding(f"{shown}:{line}", f"profile: {name}", allowed, follows, remedy))
        return None
    profile = read_profile(name)
    for key in ABOUT:
        del profile[key]
    return merge(profile, document, line)


def merge(inherited: Mapping, own: Mapping, line: int) -> Mapping:
    """Two mappings as one. What is inherited stands on the line that asked for it.

    Mappings are merged key by key, and so are codes, by their raw code; a variable that is `not_collected` replaces the
    inherited one, and so does any other value.
    """
    merged = Mapping(own.line)
    for key in [*inherited, *(key for key in own if key not in inherited)]:
        merged.lines[key] = own.lines.get(key, line)
        if key not in own:
            merged[key] = place(inherited[key], line)
        elif key == "codes" and isinstance(own[key], Sequence) and key in inherited:
            merged[key] = merge_codes(inherited[key], own[key], line)
        elif isinstance(own[key], Mapping) and isinstance(inherited.get(key), Mapping) and not replaces(own[key]):
            merged[key] = merge(inherited[key], own[key], line)
        else:
            merged[key] = own[key]
    return merged


def replaces(own: Mapping) -> bool:
    """Whether a variable is said anew: it is not collected, or it was not and now has a column."""
    return "not_collected" in own or "from" in own or "yes_in" in own


def merge_codes(inherited: Sequence, own: Sequence, line: int) -> Sequence:
    """The own codes, and after them those inherited whose raw code is not among them."""
    merged = Sequence(own.line)
    merged += own
    merged.lines += own.lines
    raws = {item[0] for item in own if isinstance(item, Sequence) and item}
    for item in inherited:
        if item[0] not in raws:
            merged.append(place(item, line))
            merged.lines.append(line)
    return merged


def place(value: Any, line: int) -> Any:
    """A value as if it had been written on one line."""
    if isinstance(value, Mapping):
        mapping = Mapping(line)
        for key, item in value.items():
            mapping[key], mapping.lines[key] = place(item, line), line
        return mapping
    if isinstance(value, Sequence):
        sequence = Sequence(line)
        sequence += [place(item, line) for item in value]
        sequence.lines += [line] * len(value)
        return sequence
    return value
