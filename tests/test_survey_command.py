"""`estimate FILE`: from options through a request to text."""

import argparse
import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import duckdb
import pytest

from isfuturemicro.survey import DataError, LonelyPsuError
from isfuturemicro.survey.command import answer_options, write_results
from isfuturemicro.survey.options import add_options
from isfuturemicro.survey.result import EMPTY, NONE_YES, Result

HERE = Path(__file__).parent / "reference"
SAMPLE, REPLICATES, ROWS = HERE / "strat_cluster.csv", HERE / "replicates.csv", HERE / "unclustered.csv"
DESIGN = ("--weights", "my.weight", "--strata", "stratum", "--psu", "psu")


def parse(path: Path, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args([str(path), *words])


def records(path: Path, *words: str) -> list[dict[str, Any]]:
    """The answer as JSON records, which hold no NaN."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(answer_options(parse(path, *words, "--format", "json")), parse_constant=refuse)


@pytest.mark.parametrize(
    ("words", "estimate", "error"),
    [
        (("--mean", "q"), 822.922529453757, 91.7827283860272),
        (("--total", "y2"), 7739.48, 1639.8622812348194),
        (("--proportion", "y"), 0.3687391245384149, 0.03065411700247095),
        (("--quantile", "q@0.1"), -105.725, 28.86057939838123),
        (("--logistic", "y2 ~ a + b"), 0.032253113844465255, 0.2826774595633788),
        (("--poisson", "y2 ~ a + b"), -0.6770542404041453, 0.13985395599592282),
    ],
)
def test_each_question_has_r_s_answer(words: tuple[str, str], estimate: float, error: float) -> None:
    found = records(SAMPLE, *words, *DESIGN)[0]
    assert (found["estimate"], found["se"]) == pytest.approx((estimate, error), rel=1e-10)
    assert found["ci_low"] < found["estimate"] < found["ci_high"]


def test_a_ratio_and_a_test_of_association() -> None:
    [ratio] = records(ROWS, "--ratio", "q/d", "--weights", "w", "--strata", "stratum")
    assert (ratio["estimate"], ratio["se"]) == pytest.approx((5.101914484310636, 0.5147858562966118), rel=1e-12)
    text = answer_options(parse(SAMPLE, "--chisq", "a,b", *DESIGN, "--format", "csv"))
    tests = {found["name"]: found for found in csv.DictReader(io.StringIO(text))}
    assert float(tests["F"]["p_value"]) == pytest.approx(0.13670688601500655, rel=1e-9)
    assert float(tests["F"]["ddf"]) == pytest.approx(32.648079366367334, rel=1e-9)


def test_a_record_has_its_group_s_columns_names_with_dots_and_blanks_and_a_missing_label() -> None:
    found = {record["my group"]: record for record in records(SAMPLE, "--proportion", "y", "--by", "my group", *DESIGN)}
    assert set(found) == {None, "alpha", "always", "beta b", "never", "O'Hara"}
    keys = {"my group", "name", "estimate", "se", "ci_low", "ci_high", "df", "n", "missing", "lone_strata", "reason"}
    assert set(found["alpha"]) == keys
    assert found["never"]["se"] is None
    assert found["never"]["reason"] == NONE_YES
    assert found["alpha"]["missing"] > 0


def test_json_and_csv_hold_full_doubles_and_csv_nothing_for_no_number() -> None:
    words = ("--mean", "q", "--by", "a,single", *DESIGN)
    told = records(SAMPLE, *words)
    rows = list(csv.DictReader(io.StringIO(answer_options(parse(SAMPLE, *words, "--format", "csv")))))
    assert len(rows) == len(told)
    for row, record in zip(rows, told, strict=True):
        assert {key: float(row[key]) if row[key] else None for key in ("estimate", "se")} == {
            key: record[key] for key in ("estimate", "se")
        }
    assert any(record["se"] is None for record in told)
    assert len(repr(told[0]["estimate"])) > 14


def test_the_table_shows_a_dash_for_no_number() -> None:
    text = write_results([Result("q", {"a": "x"}, 1 / 3, reason="why"), Result("q", {"a": None}, 2.0)], "table")
    header, first, second = text.splitlines()
    assert header.split()[:4] == ["a", "name", "estimate", "se"]
    assert first.split()[:4] == ["x", "q", "0.333333", "-"]
    assert second.split()[0] == "-"


def test_infinity_never_breaks_json() -> None:
    told = records(SAMPLE, "--chisq", "a,b", *DESIGN)
    assert all(
        value is None or isinstance(value, str) or math.isfinite(value) for row in told for value in row.values()
    )


def test_an_empty_domain_says_so() -> None:
    [found] = records(SAMPLE, "--mean", "q", "--where", "dom = 7", *DESIGN)
    assert found["estimate"] is None
    assert found["se"] is None
    assert found["n"] == 0
    assert found["reason"] == EMPTY


def test_replicates_by_pattern_and_made_of_the_clusters() -> None:
    supplied = ("--weights", "w", "--replicates", "RWjk1_*", "--method", "jk1")
    [found] = records(REPLICATES, "--mean", "q", *supplied)
    [made] = records(REPLICATES, "--mean", "q", "--weights", "w", "--psu", "psu", "--method", "jk1")
    assert made["se"] == pytest.approx(found["se"], rel=1e-4)  # the file's weights are rounded
    assert made["df"] == found["df"] == 13


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_names_of_every_kind_and_types_of_every_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a sample.{suffix}"
    form = "(FORMAT parquet)" if suffix == "parquet" else "(HEADER)"
    with duckdb.connect() as connection:
        connection.execute(
            'COPY (SELECT i % 3 AS "the stratum", i % 12 AS "p.s.u", 1.5 + i % 2 AS weight, i % 5 AS "net ""x""",'
            f" (i % 2 = 0) AS yes, 'café ' || i % 2 AS \"stratum\" FROM range(120) t(i)) TO '{path}' {form}"
        )
    design = ("--weights", "weight", "--strata", "the stratum", "--psu", "p.s.u")
    found = records(path, "--mean", 'net "x"', "--by", "stratum", *design)
    assert [record["stratum"] for record in found] == ["café 0", "café 1"]
    [share] = records(path, "--proportion", "yes", *design)
    assert share["estimate"] == pytest.approx(1.5 / 4)
    assert share["n"] == 120


def refused(path: Path, *words: str) -> str:
    with pytest.raises((DataError, LonelyPsuError)) as problem:
        answer_options(parse(path, *words))
    return str(problem.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mean", "my.wieght"), "Remedy: write my.weight"),
        (("--mean", "q", "--by", "My group"), "Remedy: write my group"),
        (("--mean", "q", "--strata", "strattum"), "Remedy: write stratum"),
        (("--mean", "q", "--where", "dom ="), "--where dom =; Parser Error"),
        (("--mean", "q", "--where", "domm = 1"), 'alike: "dom"'),
        (("--mean", "q", "--replicates", "y*,RW*", "--method", "jk1"), "no column fits --replicates RW*; "),
        (("--logistic", "y ~ a", "--by", "b"), "--by b with --logistic, which has no groups"),
        (("--logistic", "a ~ b"), "allowed: 0 and 1, or false and true"),
        (("--mean", "q", "--ci", "beta"), "--ci beta with --mean; allowed with --proportion"),
        (("--mean", "q", "--replicates", "RW*", "--method", "jk1"), "no column fits --replicates RW*"),
        (("--mean", "q", "--method", "jkn"), "without --psu"),
        (("--mean", "q", "--level", "95"), "allowed: between 0 and 1"),
        (("--quantile", "q"), "allowed: COLUMN@0.25,0.5"),
        (("--quantile", "q@1.5"), "quantiles between 0 and 1"),
        (("--ratio", "q"), "allowed: NUMERATOR/DENOMINATOR"),
        (("--logistic", "y"), "allowed: 'OUTCOME ~"),
        ((), "nothing is asked of"),
    ],
)
def test_a_question_that_can_t_be_answered_is_refused_with_a_remedy(words: tuple[str, ...], said: str) -> None:
    assert said in refused(SAMPLE, *words)


def test_files_that_can_t_be_read_are_refused(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "none.csv", "--mean", "q")
    (tmp_path / "a.xlsx").write_text("")
    assert "allowed: .csv" in refused(tmp_path / "a.xlsx", "--mean", "q")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cut.sav", b"$FL2@(#) cut off", "cut.sav: Unable to read from file. Remedy: get the file anew"),
        ("cut.dta", b"<stata_dta>", "cut.dta: "),
        ("cut.parquet", b"PAR1", "cut.parquet: "),
        ("latin.csv", "q,w\nété,1\nhiver,2\n".encode("cp1252"), "is not UTF-8. Remedy: save the file as UTF-8"),
        ("ragged.csv", b"q,w\n1,2\n0,3,4\n1,1\n", "one column, 'q,w', since not every row has as many fields"),
        ("comma.csv", b"q;w\n1;2,5\n0;3,5\n", "column w holds '2,5', which is no number"),
        ("text.csv", b"q,w\n1,2\n0,much\n", "column w holds 'much', which is no number"),
        (
            "day.csv",
            b"q,w\n1,2020-11-06\n0,2020-11-07\n",
            "column w holds '2020-11-06', which is no number",
        ),
    ],
)
def test_what_a_file_holds_amiss_is_told_in_the_user_s_words(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert said in refused(tmp_path / name, "--mean", "q", "--weights", "w")


def test_a_header_without_rows_is_an_empty_group(tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("q,w\n")
    [found] = records(tmp_path / "none.csv", "--mean", "q", "--weights", "w")
    assert (found["estimate"], found["n"], found["reason"]) == (None, 0, EMPTY)


@pytest.mark.parametrize(("no", "yes"), [("0", "1"), ("0.0", "1.0"), ("false", "true"), ("No", "Yes")])
def test_the_outcome_of_a_model_may_be_told_in_any_way_that_a_share_may(no: str, yes: str, tmp_path: Path) -> None:
    """Log odds by hand: 1 of 4 in a, 2 of 4 in b. Once `false` and `true` were read as if nobody had answered."""
    rows = [f"{group},{yes if i < hits else no}\n" for group, hits in (("a", 1), ("b", 2)) for i in range(4)]
    (tmp_path / "few.csv").write_text("group,took\n" + "".join(rows))
    intercept, slope = records(tmp_path / "few.csv", "--logistic", "took ~ group")
    assert (intercept["estimate"], slope["estimate"]) == pytest.approx((math.log(1 / 3), math.log(3)))


@pytest.mark.parametrize(("weight", "kind"), [("-2", "negative"), ("", "missing")])
def test_weights_that_are_none_are_refused_with_their_count(weight: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text(f"w,x\n{weight},1\n{weight},2\n1,3\n2,4\n")
    assert f"2 of 4 rows have a {kind} weight" in refused(path, "--mean", "x", "--weights", "w")


def test_lone_clusters_are_refused_unless_the_design_says_what_to_do() -> None:
    words = ("--mean", "q", "--weights", "w", "--strata", "stratum", "--psu", "psu")
    assert "one cluster only in stratum A, D" in refused(HERE / "lonely.csv", *words)
    [found] = records(HERE / "lonely.csv", *words, "--lonely-psu", "remove")
    assert found["se"] == pytest.approx(5.50342666189247, rel=1e-12)


def test_the_interval_and_its_level_are_chosen() -> None:
    widths = {}
    for method in ("logit", "beta", "wilson", "asin", "likelihood"):
        for level in ("0.9", "0.95"):
            [found] = records(SAMPLE, "--proportion", "y", "--ci", method, "--level", level, *DESIGN)
            widths[method, level] = found["ci_high"] - found["ci_low"]
    assert len(set(widths.values())) == 10
    assert all(widths[method, "0.9"] < widths[method, "0.95"] for method, _ in widths)


def test_a_group_that_the_domain_leaves_out_has_a_row_and_its_reason() -> None:
    found = {r["a"]: r for r in records(SAMPLE, "--mean", "q", "--by", "a", "--where", "a <> 'a1'", *DESIGN)}
    assert (found["a1"]["estimate"], found["a1"]["n"], found["a1"]["reason"]) == (None, 0, EMPTY)
    assert found["a2"]["n"] > 0


def write_rows(path: Path, select: str) -> Path:
    duckdb.sql(f"COPY ({select}) TO '{path}'")
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("--mean", "q", "--strata", "stratum"),
        ("--proportion", "g", "--strata", "stratum"),
        ("--quantile", "q@0.3", "--strata", "stratum"),
        ("--total", "q", "--psu", "stratum"),
        ("--logistic", "one ~ g"),
    ],
)
def test_a_frequency_is_as_good_as_its_rows_written_out(tmp_path: Path, words: tuple[str, ...]) -> None:
    """The number of rows would be wrong: these 6 rows are 20 cases, and one whose frequency is 0 is none."""
    rows = (
        "(VALUES (1, 2.5, 'x', 1, 4), (1, 3.0, 'y', 0, 2), (2, 7.5, 'x', 0, 3), (2, 1.0, 'y', 1, 5),"
        " (2, 9.0, 'y', 0, 6), (1, 100.0, 'x', 1, 0)) AS t(stratum, q, g, one, f)"
    )
    short = write_rows(tmp_path / "short.parquet", f"SELECT * FROM {rows}")
    long = write_rows(tmp_path / "long.parquet", f"SELECT * FROM {rows}, range(f)")
    assert records(short, *words, "--frequency", "f") == records(long, *words)
    assert records(short, *words, "--frequency", "f") != records(short, *words)


@pytest.mark.parametrize("value", ["2.5", "-1", "NULL"])
def test_a_frequency_that_is_no_count_is_refused(tmp_path: Path, value: str) -> None:
    path = write_rows(tmp_path / "rows.parquet", f"SELECT 1.0 AS q, 3 AS f UNION ALL SELECT 2.0, {value}")
    with pytest.raises(
        DataError, match="1 of 2 rows stand for a number of units that is missing, not whole or below 0"
    ):
        records(path, "--mean", "q", "--frequency", "f")


def test_negative_weights_are_refused_unless_they_are_meant(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.parquet", "SELECT unnest([1.0, 2, 4]) AS q, unnest([2.0, 3, -1]) AS w")
    with pytest.raises(DataError, match=r"1 of 3 rows have a negative weight.*where they are meant"):
        records(path, "--mean", "q", "--weights", "w")
    [found] = records(path, "--mean", "q", "--weights", "w", "--negative-weights")
    assert found["estimate"] == 1.0
    z = [w * (q - 1) / 4 for q, w in ((1, 2), (2, 3), (4, -1))]
    assert found["se"] == pytest.approx(math.sqrt(3 / 2 * sum((x - sum(z) / 3) ** 2 for x in z)), rel=1e-14)


def test_where_none_says_yes_a_cluster_is_one_unit(tmp_path: Path) -> None:
    """4 clusters of 50: 200 independent answers would reach 0.0149, but each cluster's may all be one answer."""
    path = write_rows(tmp_path / "rows.parquet", "SELECT i % 4 AS c, 0 AS y FROM range(200) t(i)")
    [clustered] = records(path, "--proportion", "y", "--psu", "c")
    assert clustered["ci_high"] == pytest.approx(1 - 0.05 ** (1 / 4))
    assert clustered["reason"] == NONE_YES
    [alone] = records(path, "--proportion", "y")
    assert alone["ci_high"] == pytest.approx(1 - 0.05 ** (1 / 200))


def test_a_quantile_by_replicates_is_r_s_and_asks_for_replicates() -> None:
    brr = ("--weights", "w", "--replicates", "RWbrr_*", "--method", "brr")
    low, middle = records(REPLICATES, "--quantile", "q@0.25,0.5", *brr, "--ci", "replicates")
    assert (low["estimate"], low["se"]) == pytest.approx((20.292, 10.528452438511557), rel=1e-12)
    assert (middle["ci_low"], middle["ci_high"]) == pytest.approx((18.144676088850055, 115.08732391114995), rel=1e-9)
    with pytest.raises(DataError, match="--ci replicates without replicate weights"):
        records(SAMPLE, "--quantile", "q@0.5", "--ci", "replicates", *DESIGN)
    with pytest.raises(DataError, match="jackknife's spread is no error"):
        records(SAMPLE, "--quantile", "q@0.5", "--ci", "replicates", "--method", "jkn", *DESIGN)
    with pytest.raises(DataError, match="--ci replicates with --mean"):
        records(SAMPLE, "--mean", "q", "--ci", "replicates", *DESIGN)


def test_an_fpc_beside_replicate_weights_is_refused() -> None:
    with pytest.raises(DataError, match="--fpc beside --replicates"):
        records(REPLICATES, "--mean", "q", "--replicates", "RWbrr_*", "--method", "brr", "--fpc", "w")


@pytest.mark.parametrize("design", [(), ("--psu", "id"), ("--strata", "s")])
def test_what_is_constant_has_no_error_and_years_lose_no_digit(tmp_path: Path, design: tuple[str, ...]) -> None:
    """Moments about 0 would leave a constant an error of 1e-9, and a year's error nine digits."""
    path = write_rows(
        tmp_path / "rows.parquet",
        "SELECT i AS id, i % 2 AS s, 1 + i % 3 AS w, 0.1 AS same, 2016 + i % 5 AS y, i % 5 AS off FROM range(60) t(i)",
    )
    [same] = records(path, "--mean", "same", "--weights", "w", *design)
    assert same["se"] < 1e-16
    [far] = records(path, "--mean", "y", "--weights", "w", *design)
    [near] = records(path, "--mean", "off", "--weights", "w", *design)
    assert far["se"] == pytest.approx(near["se"], rel=1e-12)
