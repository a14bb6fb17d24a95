"""Portable records: what is read of them, what never leaves the reader, and files that are none."""

import json
from typing import Any

import pytest

from isfuturemicro.datasets.reading import Reading, guess_format
from isfuturemicro.ingest.formats import read_table

READING = Reading(format="badges")
LEARNER = "learner@example.org"


def assertion(id: str = "https://badges.example.org/1", **more: Any) -> dict[str, Any]:
    """An Open Badges 2.0 assertion, with all about its recipient that the standard knows."""
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": id,
        "recipient": {"type": "email", "hashed": False, "identity": LEARNER},
        "image": "https://badges.example.org/learner.png",
        "evidence": [{"id": "https://example.org/essay", "narrative": "By Learner Example"}],
        "badge": {
            "name": "Skill of Learner Example",
            "issuer": {"id": "https://college.example.org", "name": "College"},
        },
        "issuedOn": "2020-05-01T10:11:12Z",
    } | more


def credential(id: str = "urn:uuid:1", kind: str = "MicroCredential", **more: Any) -> dict[str, Any]:
    """An Open Badges 3.0 credential."""
    return {
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Learner Example did it",
        "issuer": {"id": "did:web:university.example.org", "type": "Profile", "name": "University"},
        "validFrom": "2021-02-03T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "identifier": [{"identityHash": LEARNER, "identityType": "emailAddress"}],
            "achievement": {"achievementType": kind, "name": "Learner Example's skill"},
        },
    } | more


def rows(document: Any) -> list[list[str]]:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    table, findings = read_table(content, READING, "awards.json")
    assert findings == []
    return table.to_numpy().tolist()


def found(content: Any) -> str:
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    table, (finding,) = read_table(content, READING, "awards.json")
    assert table.empty
    return finding.found


OB2 = ["ob2", "College", "Badge", "2020", "valid"]
OB3 = ["ob3", "University", "MicroCredential", "2021", "valid"]
CLR1 = {
    "type": "Clr",
    "learner": {"id": "l", "name": "Learner Example", "email": LEARNER},
    "assertions": [
        {
            "id": "urn:uuid:7",
            "issuedOn": "2019-09-01T00:00:00Z",
            "recipient": {"identity": LEARNER},
            "achievement": {"achievementType": "Course", "issuer": {"id": "https://x.example.org", "name": "College"}},
        }
    ],
}
CLR2 = {"type": ["VerifiableCredential", "ClrCredential"], "issuer": "did:web:u", "validFrom": "2022-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (assertion(), [OB2]),
        ([assertion(), credential()], [OB2, OB3]),
        (CLR1, [["clr1", "College", "Course", "2019", "valid"]]),
        (CLR2 | {"credentialSubject": {"id": "l", "verifiableCredential": [credential()]}}, [OB3]),
        ({"result": [assertion(), assertion("https://badges.example.org/2")]}, [OB2, OB2]),
        (b"\xef\xbb\xbf" + json.dumps(assertion()).encode() + b"\n\n" + json.dumps(credential()).encode(), [OB2, OB3]),
        ([assertion(), assertion(issuedOn="2021-01-01")], [OB2]),
        (assertion(issuedOn=1588291200), [OB2]),
        (assertion(badge="https://host.example.org/badges/1"), [["ob2", "host.example.org", "Badge", "2020", "valid"]]),
        ({"id": "https://badges.example.org/9", "revoked": True}, [["ob2", "", "Badge", "", "revoked"]]),
        (credential(issuer="did:web:u"), [["ob3", "", "MicroCredential", "2021", "valid"]]),
        (credential(kind="Award of Learner Example"), [["ob3", "University", "other", "2021", "valid"]]),
        (credential(kind="ext:ShortCourse"), [["ob3", "University", "ext:ShortCourse", "2021", "valid"]]),
    ],
)
def test_issuer_type_year_and_state_are_read(document: Any, expected: list[list[str]]) -> None:
    assert rows(document) == expected


def test_an_award_has_expired_where_the_newest_of_the_file_is_later() -> None:
    old = assertion(expires="2020-12-31T00:00:00Z")
    assert [row[-1] for row in rows([old, credential()])] == ["expired", "valid"]
    assert rows(old)[0][-1] == "valid"
    assert [row[-1] for row in rows([assertion(revoked=True), credential()])] == ["revoked", "valid"]


@pytest.mark.parametrize(
    ("issuer", "told"),
    [
        ({"id": "did:example:learner", "name": "Learner Example"}, "self"),
        ({"id": "did:example:teacher", "name": LEARNER}, "person"),
        ({"id": "did:example:teacher", "name": "Learner Example", "familyName": "Example"}, "person"),
    ],
)
def test_a_person_who_issues_is_not_named(issuer: dict[str, str], told: str) -> None:
    assert rows(credential(issuer=issuer))[0][1] == told


def test_nothing_about_a_recipient_leaves_the_reader() -> None:
    documents = [
        assertion(),
        credential(),
        CLR1,
        CLR2 | {"credentialSubject": {"verifiableCredential": [credential("2")]}},
    ]
    table, _ = read_table(json.dumps(documents).encode(), READING, "awards.json")
    told = table.to_csv(index=True)
    assert len(table) == 4
    for word in ("@", "Learner", "learner", "did:", "urn:", "badges.example.org", "-05-", "essay", "png", "hash"):
        assert word not in told
    assert list(table.index) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no award"),
        (b"{", "a file that is no JSON (line 1)"),
        (b"\xff\xfe", "a file that is no JSON (UnicodeDecodeError)"),
        (b"eyJhbGciOiJ.eyJ2YyI6e.c2ln", "a file that is no JSON (line 1)"),
        (b"[" * 100_000, "a file that is no JSON"),
        ([], "no award"),
        ([assertion(), {"type": "Profile", "name": LEARNER}], "no award in item 2 (1 row so)"),
        ([assertion(), "text", 3], "no award in item 2 (2 rows so)"),
        ({"credentialSubject": {"id": LEARNER}}, "no award in item 1 (1 row so)"),
    ],
)
def test_files_that_are_none_are_told_without_quoting_them(content: Any, said: str) -> None:
    assert found(content).startswith(said)


def test_a_data_package_is_not_taken_for_badges() -> None:
    assert guess_format("datapackage.json") == "datapackage"
    assert guess_format("awards.json") == "badges"
