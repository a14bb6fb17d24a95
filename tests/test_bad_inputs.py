"""Bad inputs, a folder each in `bad_inputs/`: what its author is told, and that no result of a former run suffers.

A folder changes the sound project `_sound`. Its `change.yml` names files under data/raw, and for each the texts to
replace and by what, or all that it shall hold, or `gone`; a folder is given its new name. `files/` holds files to lay
over it. A changed data file gets its new sha256 in dataset.yml, unless `keep_sha256: yes` says otherwise.
`expected.txt` holds the command and all that it says on stderr.
"""

import re
from pathlib import Path

import pytest
import yaml
from sound_project import BAD_INPUTS, SOUND, read_outputs, replace, say, sha256, write

CASES = sorted(path.name for path in BAD_INPUTS.iterdir() if path != SOUND)


def apply(case: Path, raw: Path) -> None:
    """Change the project's raw data as the case says."""
    change = {}
    if (case / "change.yml").is_file():
        change = yaml.load((case / "change.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    keeps = change.pop("keep_sha256", "") == "yes"
    described = {path: path.read_bytes() for path in raw.glob("*/dataset.yml")}
    for name, what in change.items():
        path = raw / name
        if path.is_dir():
            path.rename(raw / what)
        elif what == "gone":
            path.unlink()
        elif isinstance(what, dict):
            replace(path, what)
        else:
            write(path, what.encode("utf-8"))
    for path in sorted((case / "files").rglob("*.*")):
        write(raw / path.relative_to(case / "files"), path.read_bytes())
    if keeps:
        for path, content in described.items():
            path.write_bytes(content)


def forget_counts(said: str) -> str:
    """How many words the vocabulary has is nobody's mistake, and grows."""
    return re.sub(r"one of \d+", "one of N", said)


@pytest.mark.parametrize("name", CASES)
def test_a_bad_input_is_told_and_harms_nothing(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command, _, expected = (BAD_INPUTS / name / "expected.txt").read_text(encoding="utf-8").partition("\n")
    verb = command.removeprefix("$ isfuturemicro ")
    apply(BAD_INPUTS / name, project / "data" / "raw")
    if verb == "estimate":
        assert say(capsys, "build") == (0, "")
    before = read_outputs(project)
    code, said = say(capsys, verb)
    assert (code, forget_counts(said)) == (1, forget_counts(expected))
    if verb == "check":  # the commands that write refuse what check refuses
        told = set(expected.splitlines())
        of_datasets = {line for line in told if line.startswith("data/raw/") and "claims.yml:" not in line}
        code, said = say(capsys, "build" if of_datasets else "claims")
        assert code == 1
        assert set(said.splitlines()[:-1]) <= told
    assert read_outputs(project) == before


@pytest.mark.parametrize("name", CASES)
def test_a_finding_says_where_what_and_what_to_write(name: str) -> None:
    *findings, count = (BAD_INPUTS / name / "expected.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert count == f"{len(findings)} finding{'s' if len(findings) != 1 else ''}; nothing was written"
    for finding in findings:
        place, _, rest = finding.partition(": found ")
        assert place.startswith("data/")
        assert [rest.count(part) for part in ("; allowed: ", ". Therefore ", ". Remedy: ")] == [1, 1, 1]


def test_every_data_file_of_the_sound_project_is_the_one_that_its_dataset_names() -> None:
    """Else a checkout that changes line ends would break every case at once, in another way."""
    for path in SOUND.glob("data/raw/*/*.csv"):
        assert sha256(path) in path.with_name("dataset.yml").read_text(encoding="utf-8"), f"{path} was changed"


def test_norway_and_leading_zeros_stay_text(sound: Path) -> None:
    """`NO` and `01` are texts, in dataset.yml and in the rows."""
    estimates = (sound / "data" / "processed" / "estimates.csv").read_text(encoding="utf-8").splitlines()
    register = [line.split(",") for line in estimates if line.startswith("no_register_2024")]
    assert {line[1] for line in register} == {"NO"}
    shares = {line[7]: line[9] for line in register if line[5] == "share"}
    assert shares == {"employed": "0.8", "unemployed": "0.2", "no": "0.85", "yes": "0.15"}
