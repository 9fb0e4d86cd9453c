"""The picture of the architecture says what import-linter checks."""

from __future__ import annotations

import tomllib

from docs.architecture import PICTURE, ROOT, drawn, layers


def test_the_picture_is_drawn_from_the_contract_of_today() -> None:
    """`python -m docs.architecture` draws it anew where a package, its place or its docstring changed."""
    assert PICTURE.read_text(encoding="utf-8") == drawn()


def test_every_package_of_the_program_is_in_the_contract() -> None:
    """None is left out of the layers, so that none may import what it likes."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    layered = sorted(package for layer in layers() for package in layer)
    assert (
        layered == sorted(settings["importlinter"]["root_packages"]) == sorted(settings["hatch"]["build"]["targets"]["wheel"]["packages"])
    )
