"""Who may import whom, and how large a module may grow."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "isfuturemicro"
ROOMS = ("vocabulary", "survey", "datasets", "ingest", "analysis", "figures", "report", "cli")
"""From first to last: a room imports from rooms before it, never from one after it."""
FLOOR = ("findings", "files", "located", "__init__")
"""What every room may stand on, and what imports no room."""
APART = {"vocabulary", "survey"}
"""Rooms that import nothing of ours: survey knows nothing of micro-credentials."""
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """The rooms of ours that a module imports, at its top or inside a function."""
    parts = ("isfuturemicro", *path.relative_to(PACKAGE).with_suffix("").parts)
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[tuple[str, ...]] = []
        if isinstance(node, ast.Import):
            names = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = parts[: len(parts) - node.level] if node.level else ()
            stem = (*base, *((node.module or "").split(".") if node.module else ()))
            names = [(*stem, alias.name) for alias in node.names]
        rooms |= {name[1] for name in names if name[0] == "isfuturemicro" and len(name) > 1}
    return {room for room in rooms if room in ROOMS}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    room, imported = room_of(path), imported_rooms(path)
    if room in FLOOR:
        assert not imported
    elif room in APART:
        assert imported <= {room}
    else:
        assert imported <= set(ROOMS[: ROOMS.index(room) + 1])
    assert "cli" not in imported or room == "cli"


def test_the_rule_sees_a_wrong_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "survey" / "wrong.py"
    wrong.parent.mkdir()
    wrong.write_text("def f():\n    from ..datasets.spec import Source\n    from .. import report\n")
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    assert imported_rooms(wrong) == {"datasets", "report"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_one_room(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 250
