"""Profiles of known exports: invented rows in the true layout, from the bytes of the file to the number."""

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest
from analysis_by_hand import pick
from sound_project import say

from isfuturemicro.analysis.estimate import Estimate, show_number
from isfuturemicro.analysis.selection import read_estimates
from isfuturemicro.cli import main
from isfuturemicro.datasets import load_spec
from isfuturemicro.datasets.profile import describe_profiles, list_profiles, merge, read_profile
from isfuturemicro.datasets.schema import TOP, read_spec
from isfuturemicro.ingest.originals import find_original, source_folders
from isfuturemicro.located import Mapping, read_yaml
from isfuturemicro.vocabulary import load_vocabulary

ROOT = Path(__file__).parents[1]
FILES = {path.stem: path for path in (Path(__file__).parent / "profiles").iterdir()}
SAID = """\
profile: {profile}
title: {{en: Invented, fr: Inventé}}
jurisdiction: {jurisdiction}
period: {period}
population: {{en: Nobody, fr: Personne}}
source:
  publisher: Nobody
  citation: Invented for a test
  file: {file}
  sha256: {sha256}
{more}"""
ATES = """\
design: {weight: WT, replicates: "WT*"}
variables:
  microcredential: {from: HELD, comparability: proxy, codes: [["1", Yes, yes], ["2", No, no]]}
"""
SKILLS = """\
  read: {withheld: 1}
variables:
  gender: {codes: [[A, A, women], [B, B, men]]}
"""
MORE = {"nces_ates_2016": ATES, "dfe_skills_bootcamps": SKILLS}
PLACE = {"nces_ates_2016": "US", "dfe_skills_bootcamps": "GB-ENG"}


def bring(root: Path, profile: str, more: str | None = None) -> Path:
    """A project with one dataset that says no more than its profile asks, and its file where it belongs."""
    path = FILES[profile]
    place = PLACE.get(profile, "XA")
    id = f"{place[:2].lower()}_mine_2020"
    folder = root / "data" / "raw" / id
    folder.mkdir(parents=True)
    digest, more = hashlib.sha256(path.read_bytes()).hexdigest(), MORE.get(profile, "") if more is None else more
    said = SAID.format(profile=profile, jurisdiction=place, period=2020, file=path.name, sha256=digest, more=more)
    (folder / "dataset.yml").write_text(said, encoding="utf-8")
    spec, findings = read_spec(folder)
    assert findings == []
    assert spec is not None
    spec.data_path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, spec.data_path)
    return root


def estimate(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> list[Estimate]:
    """The estimates that the command line makes of a project."""
    monkeypatch.chdir(root)
    (folder,) = (root / "data" / "raw").glob("*_mine_2020")
    for words in (["check", folder.name], ["build"], ["estimate"]):
        assert say(capsys, *words) == (0, "")
    found, findings = read_estimates(root)
    assert findings == []
    return found


EXPECTED: dict[str, list[tuple[dict[str, str], float, float]]] = {
    # What of the estimate, its value, and how many cases it rests on.
    "futurelearn_enrolments": [
        ({"measure": "completion", "dimension": "all", "within": ""}, 2 / 8, 8),
        ({"measure": "completion", "dimension": "all", "within": "country_group=other_country"}, 0, 1),
        ({"measure": "completion", "dimension": "gender", "category": "women", "within": ""}, 1 / 2, 2),
        (
            {
                "measure": "share",
                "dimension": "employment_status",
                "category": "employed",
                "within": "",
                "population": "learners",
            },
            2 / 6,
            6,
        ),
        (
            {"measure": "share", "dimension": "age_band", "category": "26-35", "within": "", "population": "learners"},
            1 / 6,
            6,
        ),
        (
            {
                "measure": "share",
                "dimension": "age_band",
                "category": "65-plus",
                "within": "",
                "population": "learners",
            },
            1 / 6,
            6,
        ),
    ],
    "harvardx_mitx_person_course": [
        ({"measure": "completion", "dimension": "all", "within": ""}, 2 / 8, 8),
        ({"measure": "completion", "dimension": "all", "within": "country_group=US"}, 1 / 2, 2),
        ({"measure": "completion", "dimension": "age_band", "category": "30-44", "within": ""}, 1 / 2, 2),
        (
            {"measure": "share", "dimension": "gender", "category": "men", "population": "learners", "within": ""},
            3 / 6,
            6,
        ),
    ],
    "piaac_puf_cycle1": [
        ({"measure": "uptake", "dimension": "all"}, 100 / 250, 3),
        ({"measure": "uptake", "dimension": "employment_status", "category": "employed"}, 1 / 2, 2),
        ({"measure": "share", "dimension": "age_band", "category": "30-44", "population": "eligible"}, 100 / 300, 4),
    ],
    "stackoverflow_2018": [
        ({"measure": "uptake", "dimension": "all"}, 2 / 4, 4),
        ({"measure": "share", "dimension": "gender", "category": "other_gender", "population": "eligible"}, 2 / 4, 4),
        ({"measure": "share", "dimension": "age_band", "category": "18-24", "population": "eligible"}, 1 / 4, 4),
    ],
    "stackoverflow_2019": [
        ({"measure": "uptake", "dimension": "all"}, 2 / 3, 3),
        ({"measure": "share", "dimension": "age_band", "category": "30-44", "population": "eligible"}, 1 / 3, 3),
        ({"measure": "uptake", "dimension": "prior_education", "category": "no_qualification"}, 1 / 2, 2),
    ],
    "freecodecamp_2016": [
        ({"measure": "uptake", "dimension": "all", "within": ""}, 2 / 4, 4),
        ({"measure": "completion", "dimension": "all", "within": ""}, 1 / 2, 2),
        ({"measure": "employment_after", "dimension": "all", "within": ""}, 1, 1),
        ({"measure": "uptake", "dimension": "all", "within": "country_group=EU"}, 1, 1),
    ],
    "freecodecamp_2017": [
        ({"measure": "uptake", "dimension": "disability", "category": "yes", "within": ""}, 1, 1),
        ({"measure": "completion", "dimension": "all", "within": ""}, 1 / 2, 2),
    ],
    "freecodecamp_2018": [
        ({"measure": "uptake", "dimension": "gender", "category": "women", "within": ""}, 0, 2),
        ({"measure": "uptake", "dimension": "all", "within": "country_group=other_country"}, 0, 1),
    ],
    "freecodecamp_2021": [
        ({"measure": "share", "dimension": "gender", "category": "other_gender"}, 2 / 3, 3),
        ({"measure": "share", "dimension": "prior_education", "category": "postsecondary_below_bachelor"}, 1 / 3, 3),
    ],
    "nces_ates_2016": [({"measure": "uptake", "dimension": "all"}, 30 / 40, 3)],
    "open_badges": [
        ({"measure": "count", "period": "2020", "within": ""}, 1, 1),
        ({"measure": "count", "period": "2021", "within": ""}, 3, 3),
        ({"measure": "count", "period": "2022", "within": ""}, 1, 1),
        ({"measure": "count", "period": "2021", "within": "credential_type=microcredential"}, 1, 1),
        ({"measure": "growth", "period": "2020/2022", "within": ""}, 0, 1),
    ],
    "dfe_skills_bootcamps": [
        ({"measure": "completion", "dimension": "all"}, 600 / 1000, 1000),
        ({"measure": "completion", "dimension": "gender", "category": "women"}, 390 / 600, 600),
        ({"measure": "completion", "dimension": "age_band", "category": "18-24"}, 1 / 2, 300),
    ],
}


@pytest.mark.parametrize("profile", list_profiles())
def test_a_file_in_the_true_layout_is_estimated_from(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values by hand, from the few rows of the file."""
    found = estimate(bring(tmp_path, profile), capsys, monkeypatch)
    for about, value, cases in EXPECTED[profile]:
        one = pick([e for e in found if e.dataset.endswith("_mine_2020")], **about)
        assert (one.estimate, one.n) == (pytest.approx(value, abs=1e-9), cases), about


ADJUSTED = ("_adjusted", "_adjusted_ratio", "_odds_ratio")
"""Measures that take in all that the rows cross: people's own rows cross more than an extract's counts."""


def test_the_profile_of_2016_gives_the_numbers_of_the_committed_extract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The publisher's file read by its profile, row by row, against the counts that extract.sql makes of it."""
    (original,) = load_spec(ROOT / "data" / "raw" / "xx_newcoder_2016").source.originals
    path = find_original(original, source_folders(ROOT))
    if path is None:
        pytest.skip(f"missing original: {original.file}")
    content = zipfile.ZipFile(path).read(original.reading.member)
    monkeypatch.setitem(FILES, "freecodecamp_2016", tmp_path / "coders.tab")
    (tmp_path / "coders.tab").write_bytes(content)
    found = estimate(bring(tmp_path / "project", "freecodecamp_2016"), capsys, monkeypatch)
    committed, _ = read_estimates(ROOT)

    def tell(estimates: list[Estimate], dataset: str) -> dict[tuple[str, ...], tuple[str, float]]:
        keys = ("population", "measure", "dimension", "category", "within")
        return {
            tuple(getattr(e, key) for key in keys): (show_number(e.estimate), e.n)
            for e in estimates
            if e.dataset == dataset and e.measure != "representation" and not e.measure.endswith(ADJUSTED)
        }

    told = tell(committed, "xx_newcoder_2016")
    assert len(told) > 1000
    assert tell(found, "xa_mine_2020") == told


def test_the_errors_of_piaac_are_the_sum_over_its_replicates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand: of 250 the takers are 100; in two of the replicates 150 and 50, in all others 100. JK2 adds the squares,
    JK1 takes 79/80 of them."""
    found = estimate(bring(tmp_path, "piaac_puf_cycle1"), capsys, monkeypatch)
    assert pick(found, measure="uptake", dimension="all").se == pytest.approx((0.2**2 + 0.2**2) ** 0.5, rel=1e-9)
    other = bring(tmp_path / "other", "piaac_puf_cycle1", "design: {method: jk1}\n")
    found = estimate(other, capsys, monkeypatch)
    assert pick(found, measure="uptake", dimension="all").se == pytest.approx((79 / 80 * 0.08) ** 0.5, rel=1e-9)


@pytest.mark.parametrize("profile", list_profiles())
def test_a_profile_is_whole_and_names_its_documentation_in_both_languages(profile: str) -> None:
    said = read_profile(profile)
    assert set(said) <= {*TOP, "reads", "documentation"}
    assert set(said["reads"]) == {"en", "fr"}
    assert set(said["notes"]) == {"en", "fr"}
    assert all(address.startswith("https://") for address in said["documentation"])
    assert set(load_vocabulary().equity_dimensions) - {"ethnic_minority", "deprivation", "region"} <= set(
        said["variables"]
    )


def test_profiles_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles"]) == 0
    shown = capsys.readouterr().out
    for name, (reads, documentation) in describe_profiles().items():
        assert f"{name}\n  {reads}\n  {' '.join(documentation)}\n" in shown
    assert set(FILES) == set(list_profiles())


def test_an_unknown_profile_is_told_with_the_nearest(tmp_path: Path) -> None:
    folder = tmp_path / "xa_mine_2020"
    folder.mkdir()
    (folder / "dataset.yml").write_text("profile: futurelern_enrolments\n")
    spec, (finding,) = read_spec(folder)
    assert spec is None
    assert finding.found == "profile: futurelern_enrolments"
    assert finding.remedy == "write profile: futurelearn_enrolments"
    assert finding.where == "data/raw/xa_mine_2020/dataset.yml:1"


def read(text: str, path: Path) -> Mapping:
    path.write_text(text, encoding="utf-8")
    return read_yaml(path, "shown")[0]


def test_own_keys_override(tmp_path: Path) -> None:
    inherited = read(
        "unit: person\nvariables:\n  gender: {from: SEX, codes: [[m, M, men], [f, F, women]]}\n"
        "  ethnicity: {not_collected: {en: a, fr: b}}\n  disability: {from: D, comparability: close}\n",
        tmp_path / "a.yml",
    )
    own = read(
        "profile: x\nvariables:\n  gender: {codes: [[x, X, other_gender], [m, Male, men]]}\n"
        "  ethnicity: {from: E, comparability: exact}\n  disability: {not_collected: {en: c, fr: d}}\nunit: award\n",
        tmp_path / "b.yml",
    )
    merged = merge(inherited, own, own.lines["profile"])
    assert merged["unit"] == "award"
    assert merged["variables"]["gender"] == {
        "from": "SEX",
        "codes": [["x", "X", "other_gender"], ["m", "Male", "men"], ["f", "F", "women"]],
    }
    assert merged["variables"]["ethnicity"] == {"from": "E", "comparability": "exact"}
    assert merged["variables"]["disability"] == {"not_collected": {"en": "c", "fr": "d"}}
    assert (merged.lines["unit"], merged.lines["variables"]) == (6, 2)
    assert merged["variables"]["gender"].lines == {"from": 1, "codes": 3}


def test_what_the_file_lacks_is_told_on_the_line_of_the_profile(tmp_path: Path) -> None:
    folder = bring(tmp_path, "futurelearn_enrolments") / "data" / "raw" / "xa_mine_2020"
    path = folder / "dataset.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("  citation: Invented for a test\n", ""), "utf-8")
    _, (finding,) = read_spec(folder)
    assert (finding.where, finding.found) == ("data/raw/xa_mine_2020/dataset.yml:7", "no citation in source")
