"""Portable records: Open Badges 2.0 and 3.0, and Comprehensive Learner Records 1.0 and 2.0, as JSON.

Of each award its issuer, type, year and state leave this module, and nothing else: no recipient, plain or hashed, no
name, no identifier, no evidence, no day. The standards: https://www.imsglobal.org/spec/ob/v3p0 and clr/v2p0.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding, tell_rows

COLUMNS = ("STANDARD", "ISSUER", "TYPE", "YEAR", "STATE")
UNREAD = "no award is read"
ALLOWED = "assertions of Open Badges 2.0 or 3.0, or learner records, as one object, a list, or one on each line"
DAY = re.compile(r"([12]\d{3})-\d{2}-\d{2}")
TYPE = re.compile(r"(ext:)?[A-Za-z]{1,40}")
"""A type of the standards' list, or an extension of it; what is written otherwise may be anybody's words."""
LISTS = ("assertions", "verifiableCredential", "result", "credentials", "badges")
Item = dict[str, Any]


@dataclass(frozen=True)
class Award:
    """One award. `id` and the days stay inside this module."""

    standard: str
    issuer: str
    type: str
    id: str
    issued: str
    expires: str
    revoked: bool


def read_badges(content: bytes, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """A row for each award of the file, the same one counted once; its index is the award's place in the file.

    STATE is revoked, expired or valid as at the newest award of the file: no clock decides what is read.
    """
    items, findings = load_items(content, shown)
    awards = {place: award for place, item in items for award in [read_award(item)] if award is not None}
    strange = [place for place, item in items if place not in awards]
    if strange:
        found = f"no award in item {strange[0]} ({tell_rows(len(strange))} so)"
        findings.append(Finding(f"{shown}:{strange[0]}", found, ALLOWED, UNREAD, "take such items out of the file"))
    elif not items and not findings:
        findings.append(Finding(shown, "no award", ALLOWED, UNREAD, "export the records again, as JSON"))
    if findings:
        return pd.DataFrame(), findings
    seen: dict[str, int] = {}
    for place, award in awards.items():
        seen.setdefault(award.id or f"item {place}", place)
    kept = {place: awards[place] for place in seen.values()}
    today = max((award.issued for award in kept.values()), default="")
    rows = [(a.standard, a.issuer, a.type, a.issued[:4], tell_state(a, today)) for a in kept.values()]
    return pd.DataFrame(rows, columns=list(COLUMNS), index=pd.Index(list(kept), name="item"), dtype=object), []


def tell_state(award: Award, today: str) -> str:
    if award.revoked:
        return "revoked"
    return "expired" if award.expires and award.expires < today else "valid"


def load_items(content: bytes, shown: str) -> tuple[list[tuple[int, Item]], list[Finding]]:
    """The file's awards, those inside records and lists among them, numbered as they come."""
    try:
        text = content.decode("utf-8-sig")
        try:
            documents = [json.loads(text)]
        except json.JSONDecodeError:
            documents = [json.loads(line) for line in text.splitlines() if line.strip()]
        return list(enumerate((item for document in documents for item in unfold(document)), start=1)), []
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else type(error).__name__
        remedy = "export the records again, as JSON; a signed token (three parts with points) is not read"
        return [], [Finding(shown, f"a file that is no JSON ({where})", ALLOWED, UNREAD, remedy)]


def unfold(document: Any) -> Iterator[Item]:
    """The awards of a list, an envelope, or a learner record."""
    if isinstance(document, list):
        for one in document:
            yield from unfold(one)
    elif isinstance(document, dict):
        inside = document.get("credentialSubject")
        inner = next(
            (box[key] for box in (document, inside) if isinstance(box, dict) for key in LISTS if key in box), None
        )
        if isinstance(inner, list):
            yield from unfold(inner)
        else:
            yield document
    else:
        yield {}


def read_award(item: Item) -> Award | None:
    """One assertion or credential; None where it is neither, and has not even been revoked."""
    if isinstance(item.get("credentialSubject"), dict):
        return read_credential(item, item["credentialSubject"])
    if isinstance(item.get("badge"), dict | str):
        return read_assertion(item, item["badge"], "ob2", "Badge")
    if isinstance(item.get("achievement"), dict):
        return read_assertion(item, item["achievement"], "clr1", read_type(item["achievement"]))
    if item.get("revoked") is True:
        return Award("ob2", "", "Badge", read_text(item, "id", "uid"), "", "", True)
    return None


def read_credential(item: Item, subject: Item) -> Award | None:
    """An Open Badges 3.0 credential: a verifiable credential of one achievement."""
    achievement = subject.get("achievement")
    if not isinstance(achievement, dict):
        return None
    return Award(
        standard="ob3",
        issuer=read_issuer(item.get("issuer"), read_text(subject, "id")),
        type=read_type(achievement),
        id=read_text(item, "id"),
        issued=read_day(item, "validFrom", "issuanceDate", "awardedDate"),
        expires=read_day(item, "validUntil", "expirationDate"),
        revoked=item.get("revoked") is True,
    )


def read_assertion(item: Item, badge: Item | str, standard: str, type: str) -> Award:
    """An Open Badges 2.0 assertion, or one of a learner record 1.0. A badge may be no more than its address."""
    issuer = badge.get("issuer") if isinstance(badge, dict) else badge
    return Award(
        standard=standard,
        issuer=read_issuer(issuer, ""),
        type=type,
        id=read_text(item, "id", "uid"),
        issued=read_day(item, "issuedOn"),
        expires=read_day(item, "expires"),
        revoked=item.get("revoked") is True,
    )


def read_issuer(issuer: Any, recipient: str) -> str:
    """The issuer's name, else the host of its address; `self` where people issue to themselves, and never a person."""
    if isinstance(issuer, str):
        issuer = {"id": issuer}
    if not isinstance(issuer, dict):
        return ""
    if recipient and read_text(issuer, "id") == recipient:
        return "self"
    name = read_text(issuer, "name")
    if "@" in name or any(key in issuer for key in ("givenName", "familyName", "dateOfBirth")):
        return "person"
    return name or urlsplit(read_text(issuer, "id", "url")).hostname or ""


def read_type(achievement: Item) -> str:
    """The achievement's type; `other` where it is none of the standards' form."""
    said = read_text(achievement, "achievementType")
    if not said:
        return ""
    return said if TYPE.fullmatch(said) else "other"


def read_text(item: Item, *keys: str) -> str:
    """The first of some keys that holds a text."""
    return next((item[key].strip() for key in keys if isinstance(item.get(key), str)), "")


def read_day(item: Item, *keys: str) -> str:
    """The first of some keys that holds a day, as year-month-day; seconds since 1970 are days too."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return str(pd.Timestamp(value, unit="s").date())
        if isinstance(value, str) and (match := DAY.match(value)):
            return match[0]
    return ""
