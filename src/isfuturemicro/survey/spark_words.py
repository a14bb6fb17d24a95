"""DuckDB's SQL in Spark's: the words by sqlglot, and what the two engines mean differently by the same word."""

import importlib
from typing import Any

from .problems import DataError

NO_PACKAGE = "--engine spark needs PySpark 4 and sqlglot, but {found}. Remedy: pip install 'isfuturemicro[spark]'"

TEXT_OF_DOUBLE = r"""
CASE
WHEN typeof({x}) NOT IN ('double', 'float') THEN {cast}({x} AS STRING)
ELSE transform(array({cast}({x} AS STRING)), t -> CASE
    WHEN t IN ('NaN', 'Infinity', '-Infinity') THEN lower(replace(t, 'inity', ''))
    WHEN t NOT LIKE '%E%' THEN t
    ELSE if(t LIKE '-%', '-', '') || CASE
        WHEN {e} = -4 THEN '0.000' || {d}
        WHEN {e} BETWEEN 7 AND 15
            THEN left(rpad({d}, 16, '0'), {e} + 1) || '.' || if(length({d}) > {e} + 1, substr({d}, {e} + 2), '0')
        ELSE left({d}, 1) || if(length({d}) > 1, '.' || substr({d}, 2), '')
            || if({e} < 0, 'e-', 'e+') || if(abs({e}) < 10, '0', '') || abs({e})
        END
    END)[0]
END"""
"""DuckDB's text of a double (10000000.0, 1e-05), made of Java's t (1.0E7, 1.0E-5): its digits {d} and exponent {e}."""
DIGITS = r"regexp_replace(substring_index(t, 'E', 1), '\\.0$|[-.]', '')"
EXPONENT = "TRY_CAST(substring_index(t, 'E', -1) AS INT)"
FLOOR = "CASE WHEN abs({x}) < 9.2E18 THEN floor({x}) ELSE CAST({x} AS BIGINT) END"
"""Spark's floor of a double is a BIGINT, and 0 for NaN, the largest one for infinity; its cast refuses both."""
NEAREST = """
CASE
WHEN typeof({x}) IN ('double', 'float') THEN {cast}(rint(CAST(CAST({x} AS STRING) AS DOUBLE)) AS {kind})
WHEN typeof({x}) = 'string' OR typeof({x}) LIKE 'decimal%'
    THEN {cast}(round({cast}(CAST({x} AS STRING) AS DECIMAL(38, 18))) AS {kind})
ELSE {cast}({x} AS {kind})
END"""
"""DuckDB's cast to a whole number takes the nearest; Spark's cuts the fraction off, or refuses it in a text."""
SUM_OF_HALVES = """
CAST(
    CAST(SUM(SHIFTRIGHT({x}, 31)) AS DECIMAL(38, 0)) * 2147483648 + CAST(SUM({x} & 2147483647) AS DECIMAL(38, 0))
AS DECIMAL(38, 0))"""


def translate(sql: str, views: dict[str, str] | None = None) -> str:
    """Spark's SQL for DuckDB's.

    sqlglot translates the words. What the two engines mean differently by the same word is mended here: the text of a
    double, a fraction's cast to a whole number, floor, and `/`, which gives a double in DuckDB and may give a decimal
    in Spark. views: what each view is called on Spark.
    """
    sqlglot = import_package("sqlglot")
    exp = sqlglot.exp
    tree = sqlglot.parse_one(sql, read="duckdb")
    split_sums(tree, sqlglot)
    nodes = list(tree.find_all(exp.Cast, exp.Div, exp.Floor))
    whole = {id(n) for n in nodes if isinstance(n, exp.Cast) and n.is_type(*exp.DataType.INTEGER_TYPES)}
    of_floor = {id(n) for n in nodes if id(n) in whole and isinstance(n.this, exp.Floor)}
    for node in reversed(nodes):  # the inner ones first
        inner, cast = node.this.sql("spark"), "TRY_CAST" if isinstance(node, exp.TryCast) else "CAST"
        mended = ""
        if isinstance(node, exp.Div):
            node.set("this", exp.cast(node.this.copy(), "double"))
        elif isinstance(node, exp.Floor):
            floor = FLOOR.format(x=inner)
            mended = floor if id(node.parent) in of_floor else f"CAST({floor} AS DOUBLE)"
        elif node.is_type(*exp.DataType.TEXT_TYPES):
            mended = TEXT_OF_DOUBLE.format(x=inner, cast=cast, d=DIGITS, e=EXPONENT)
        elif id(node) in whole - of_floor:
            mended = NEAREST.format(x=inner, cast=cast, kind=node.to.sql("spark"))
        if mended:
            node.replace(sqlglot.parse_one(mended, read="spark"))
    for table in tree.find_all(exp.Table):
        if views and table.name in views and not table.db:
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
            table.set("this", exp.to_identifier(views[table.name], quoted=True))
    return str(tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE))


def split_sums(tree: Any, sqlglot: Any) -> None:
    """Sum each integer's upper and lower bits apart, and put them together as a decimal.

    Spark adds wide decimals as objects, several times slower than integers. The sums of halves fit for 4e9 rows a
    group, and stop the statement beyond. The integers are worked out below the sums, each once.
    """
    exp = sqlglot.exp
    summed = [node for node in tree.find_all(exp.Sum) if node.this.is_type("bigint")]
    tables = list(tree.find_all(exp.Table))
    if not summed or len(tables) != 1:
        return
    integers = [exp.alias_(node.this.copy(), f"integer_{i}") for i, node in enumerate(summed)]
    for i, node in enumerate(summed):
        node.replace(sqlglot.parse_one(SUM_OF_HALVES.format(x=f"integer_{i}"), read="spark"))
    [table] = tables
    table.replace(exp.select("*", *integers).from_(table.copy()).subquery(table.alias_or_name))


def import_package(name: str) -> Any:
    """A package of the extra `spark`. Raises DataError where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise DataError(NO_PACKAGE.format(found=f"{name} is not installed")) from None
