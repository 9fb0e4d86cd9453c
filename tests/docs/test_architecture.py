"""The picture of the architecture says what import-linter checks."""

from __future__ import annotations

import re
import tomllib

import pytest

from docs.architecture import PICTURES, ROOT, drawn, layers, picture


@pytest.mark.parametrize("inside", PICTURES)
def test_each_picture_is_drawn_from_the_contract_of_today(inside: str) -> None:
    """`python -m docs.architecture` draws them anew where a package or a room, its place or its docstring changed."""
    assert picture(inside).read_text(encoding="utf-8") == drawn(inside)


def test_every_package_of_the_program_is_in_the_contract() -> None:
    """None is left out of the layers, so that none may import what it likes."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    layered = sorted(package for layer in layers() for package in layer)
    assert (
        layered == sorted(settings["importlinter"]["root_packages"]) == sorted(settings["hatch"]["build"]["targets"]["wheel"]["packages"])
    )


def test_every_room_of_the_service_is_in_its_contract() -> None:
    """What is wired is no room: the wiring alone names what the rooms are given."""
    there = {path.name for path in (ROOT / "service").iterdir() if (path / "__init__.py").is_file()}
    assert there == {room for layer in layers("service") for room in layer}
    assert {path.name for path in (ROOT / "service").glob("*.py")} == {"__init__.py", "wiring.py"}


def test_every_room_of_the_store_is_in_its_contract_and_none_of_its_modules_is_outside_of_a_room() -> None:
    """So a reader finds the place from the names of the folders."""
    there = {path.name for path in (ROOT / "store").iterdir() if (path / "__init__.py").is_file()}
    assert there == {room for layer in layers("store") for room in layer}
    assert {path.name for path in (ROOT / "store").glob("*.py")} == {"__init__.py"}


def test_whoever_uses_the_store_asks_it_for_a_module_and_no_room() -> None:
    """Its rooms may change without a word elsewhere; only a name out of a module is taken where it stands."""
    rooms = {path.name: {one.stem for one in path.glob("*.py")} for path in (ROOT / "store").iterdir() if path.is_dir()}
    files = [file for package in ("bench", "demo", "service") for file in (ROOT / package).rglob("*.py")]
    named = re.compile(r"^ *from store\.(\w+) import (.+)$", re.MULTILINE)
    imports = [found for file in files for found in named.findall(file.read_text(encoding="utf-8"))]
    assert not [one for room, names in imports for one in names.split(", ") if one in rooms[room]]
