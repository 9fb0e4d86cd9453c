"""Somebody wants the service out of memory: they send many small mails, each with a workbook of hundreds of thousands of cells.

Twenty messages and more were held in memory at once, each with all its cells.
"""

from __future__ import annotations

import tracemalloc

from tests.attacks.scene import Scene, person
from tests.workbooks.files import with_rows

_ROWS, _COLUMNS, _MAILS = 2_000, 40, 8


def _cells() -> bytes:
    """Return a workbook of 80,000 cells, which take more than ten million bytes as values."""
    columns = [f"A{chr(ord('A') + one)}" if one < 26 else f"B{chr(ord('A') + one - 26)}" for one in range(_COLUMNS)]
    rows = (
        f'<row r="{row}">{"".join(f"""<c r="{column}{row}"><v>{row}</v></c>""" for column in columns)}</row>' for row in range(1, _ROWS + 1)
    )
    return with_rows("".join(rows).encode())


def _peak(scene: Scene, mails: int) -> int:
    """Return how many bytes the service holds at most while it takes in so many of these mails at once."""
    for number in range(mails):
        sender = f"stranger{number}@evil{number}.example"
        scene.post(scene.compose(sender, ("cells.xlsx", _cells())), sender, f"mail.evil{number}.example")
    tracemalloc.start()
    try:
        scene.take_in()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_mails_that_wait(scene: Scene) -> None:
    """Two are read while one is stored, however many wait: eight take less than four by themselves would. The next answer counts."""
    one = _peak(scene, 1)
    assert _peak(scene, _MAILS) < 4 * one
    assert len(scene.kinds()) == 1 + _MAILS
    scene.reply(39, person(39), ("answers.xlsx", scene.workbook(39, employees=3939)))
    assert scene.answers() == {39: 3939}
