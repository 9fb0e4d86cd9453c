"""The pictures of the house, its service and its store, drawn from their contracts; `python -m docs.architecture` writes them anew.

The layers are those that import-linter checks (pyproject.toml), and what stands in each box begins the docstring of its package.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURES = {"": "architecture.svg", "service": "service.svg", "store": "store.svg"}  # Of the house, and of the rooms of a package.
WIDTH, HEIGHT, GAP, MARGIN = 800, 46, 8, 12  # The width of the whole, the height of a box, and what is left free between and around them.
_SIDE = 56  # For the arrow.


def layers(inside: str = "") -> list[list[str]]:
    """Return the packages from the top to the bottom, or the rooms `inside` one; those of one layer do not import one another.

    The contract of the house is the one without containers: those that have some are about the rooms of a package.
    """
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (layered,) = [one for one in contracts if one["type"] == "layers" and one.get("containers", [""]) == [inside]]
    return [[package.strip() for package in layer.split("|")] for layer in layered["layers"]]


def caption(package: Path, *, alone: bool) -> str:
    """Return the first sentence of the docstring of a package; where others stand beside it, only how that begins."""
    said = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))) or ""
    return re.split(r"\." if alone else r"[.:]", said)[0]


def picture(inside: str = "") -> Path:
    """Return where the picture lies."""
    return ROOT / "docs" / "pictures" / PICTURES[inside]


def drawn(inside: str = "") -> str:
    """Return the picture of the house, or of the rooms `inside` a package."""
    rows = layers(inside)
    height = 2 * MARGIN + len(rows) * (HEIGHT + GAP) - GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" text-anchor="middle">',
            f"<title>{f'The rooms of {inside}/' if inside else 'The packages of Counterfoil'}: each imports what stands beneath it</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *(line for number, row in enumerate(rows) for line in _row(inside, row, MARGIN + number * (HEIGHT + GAP))),
            *_arrow(height),
            "</svg>",
            "",
        ]
    )


def _row(inside: str, packages: list[str], top: int) -> Iterator[str]:
    room = WIDTH - 2 * MARGIN - _SIDE
    width = (room - GAP * (len(packages) - 1)) / len(packages)
    for number, package in enumerate(packages):
        left = MARGIN + _SIDE + number * (width + GAP)
        yield f'<rect x="{left:g}" y="{top}" width="{width:g}" height="{HEIGHT}" rx="4" fill="#eef3f8" stroke="#5b7a99"/>'
        middle, said = left + width / 2, escape(caption(Path(inside, package), alone=len(packages) == 1))
        yield f'<text x="{middle:g}" y="{top + 20}" font-size="14" font-weight="bold" fill="#1d2b3a">{package}</text>'
        yield f'<text x="{middle:g}" y="{top + 36}" font-size="11" fill="#44586c">{said}</text>'


def _arrow(height: int) -> Iterator[str]:
    across, end = MARGIN + _SIDE // 2, height - MARGIN
    yield f'<path d="M{across} {MARGIN} V{end} m-5 -9 l5 9 l5 -9" fill="none" stroke="#5b7a99" stroke-width="1.5"/>'
    yield f'<text transform="translate({across - 8} {height // 2}) rotate(-90)" font-size="12" fill="#44586c">imports</text>'


if __name__ == "__main__":
    for place in PICTURES:
        picture(place).write_text(drawn(place), encoding="utf-8")
