"""A second opinion beside R's: the package svy, whose numbers tests/reference/second_opinion.py has taken down."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from isfuturemicro.survey.command import answer_options
from isfuturemicro.survey.options import add_options

HERE = Path(__file__).parent / "reference"
RECORDS = json.loads((HERE / "second_opinion.json").read_text(encoding="utf-8"))["records"]


@pytest.mark.parametrize("record", RECORDS, ids=[" ".join(record["words"]) for record in RECORDS])
def test_svy_says_the_same(record: dict[str, Any]) -> None:
    """Of a group, svy takes the degrees of freedom of the clusters that the group touches, and we the design's (R's
    default); so intervals are compared for the whole."""
    parser = argparse.ArgumentParser()
    add_options(parser)
    options = parser.parse_args([str(HERE / record["table"]), *record["words"], "--format", "json"])
    found = json.loads(answer_options(options))
    by = record["words"][record["words"].index("--by") + 1] if "--by" in record["words"] else ""
    told = {row.get(by): row for row in found}
    for answer in record["answers"]:
        ours = told[answer["group"]]
        for key in ("estimate", "se") if by else ("estimate", "se", "ci_low", "ci_high"):
            assert ours[key] == (None if answer[key] is None else pytest.approx(answer[key], rel=1e-9)), key
