"""Rows of estimates to draw, the datasets that they name, and what every figure must carry."""

import re

import pandas as pd

DATASETS = {
    "us_ipeds_completions_2021": {
        "title_en": "IPEDS, students who received awards, 2020-21",
        "publisher": "National Center for Education Statistics",
        "population_en": "Students who received an award",
        "licence": "US-PD",
        "design": "census",
        "kind": "counts",
    },
    "gb_oulad_2013_2014": {
        "title_en": "Open University registrations, 2013 and 2014",
        "publisher": "The Open University",
        "population_en": "Registrations for seven modules",
        "licence": "CC-BY-4.0",
        "design": "superpopulation",
        "kind": "counts",
    },
}
TEXTS = ["dataset", "jurisdiction", "period", "population", "unit", "measure", "dimension", "category", "within"]
TEXTS += ["method", "status", "comparability", "reason"]
NUMBERS = ["estimate", "ci_low", "ci_high", "lower", "upper", "n", "numerator", "denominator"]


def make_rows(*rows, **shared):
    """Rows of estimates: what is not given is blank text or no number."""
    blank = dict.fromkeys(TEXTS, "") | dict.fromkeys(NUMBERS, float("nan"))
    base = blank | {
        "dataset": "us_ipeds_completions_2021",
        "jurisdiction": "US",
        "period": "2021",
        "population": "completers",
        "unit": "award",
        "measure": "share",
        "status": "ok",
        "comparability": "close",
    }
    return pd.DataFrame([base | shared | row for row in rows], columns=[*TEXTS, *NUMBERS])


def check_evidence(figure):
    assert figure.title
    assert figure.alt
    assert figure.alt != figure.title
    assert "Source: " in figure.caption
    assert len(figure.table)
    assert figure.png.startswith(b"\x89PNG")
    for svg in (figure.svg, figure.svg_narrow):
        assert svg.startswith("<svg")
        ids = re.findall(r' id="([^"]+)"', svg)
        assert len(ids) == len(set(ids))
        assert not re.search(r'(href|src)="(?!#)', svg)
