"""The examples in the docstrings say what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import isfuturemicro

MODULES = sorted(found.name for found in pkgutil.walk_packages(isfuturemicro.__path__, "isfuturemicro."))


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    if name == "isfuturemicro.survey.spark":
        pytest.importorskip("pyspark", reason="the extra spark is not installed")
    assert doctest.testmod(importlib.import_module(name)).failed == 0
