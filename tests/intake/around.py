"""Learn what stands around ordinary letters, and what tells something there: `python -m tests.intake.around`.

`intake/understanding/intents/around.bin` is learned of the pieces around the ordinary mails (`tests/intake/mails`), beside the lines of
`tests/intake/mails/around` that tell something there, lines alone of both kinds (`around_lines`), and the sentences of `telling` that tell
something within a letter: the same for the same mails, in some five minutes. `--check` learns and compares, and writes nothing. The method
is that of `tests.intake.ordinary`.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import starmap
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from intake.understanding.intents import around
from intake.understanding.intents.around import NAME, pieces, with_heard
from intake.understanding.intents.ordinary import Neighbours, kept_file, packed, places_of, unpacked
from languages.heard import unheard
from tests.intake import mails
from tests.intake.mails.around_lines import PLAIN, plain_mails, telling_mails
from tests.intake.ordinary import Taught, weights_of

_TELLS = 6.0  # What tells something around a letter is rare, and counts so often.
_LEAST = 6  # Signs of a piece that is only a part of what is told.


def _taught(piece: Neighbours, *, ordinary: bool, counts: float = 1.0) -> Taught:
    return Taught(np.array(places_of(with_heard(piece)), np.intp), ordinary, 0, counts)


def _of_mails(author: str) -> list[Taught]:
    return [_taught(piece, ordinary=True) for mail in mails.mails(author) for piece in pieces(mail.text, mail.sender)]


def _of_passing(author: str) -> list[Taught]:
    """Return what is told within letters, without what stands beside it: that is another place."""
    alone = (Neighbours(text=" ".join(one.says.split()), heard=unheard(0)) for one in mails.telling(author))
    return [_taught(piece, ordinary=False) for piece in alone]


def _of_telling(author: str) -> list[Taught]:
    return _of_told(mails.telling_around(author))


def _of_lines(_author: str) -> list[Taught]:
    """Return what stands around the mails that were put together of lines."""
    plain = [_taught(piece, ordinary=True) for mail in plain_mails() for piece in pieces(mail.text, mail.sender)]
    return [*plain, *_of_told(telling_mails())]


def _of_told(several: Sequence[mails.TellingAround]) -> list[Taught]:
    written = ((piece, " ".join(mail.says.split())) for mail in several for piece in pieces(mail.text, mail.sender))
    return list(starmap(_around, written))


def _around(piece: Neighbours, says: str) -> Taught:
    text = " ".join(piece.text.split())
    told = says in text or (text in says and len(text) >= min(len(says), _LEAST))
    return _taught(piece, ordinary=not told, counts=_TELLS if told else 1.0)


def all_taught() -> list[Taught]:
    """Return all pieces."""
    works: list[tuple[Callable[[str], list[Taught]], str]] = [
        *((_of_mails, one) for one in (*mails.authors(), *mails.plain_around())),
        *((_of_passing, one) for one in mails.tellers()),
        *((_of_telling, one) for one in mails.tellers_around()),
        (_of_lines, PLAIN),
    ]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        waiting = [processes.submit(work, author) for work, author in works]
        return [one for some in waiting for one in some.result()]


@cache
def hash_of_taught() -> str:
    """Return what tells whether weights were learned of these mails."""
    told = [(one.id, one.sender, one.text) for author in (*mails.authors(), *mails.plain_around()) for one in mails.mails(author)]
    passing = [mails.telling(one) for one in mails.tellers()]
    around_letters = [mails.telling_around(one) for one in mails.tellers_around()]
    return hashlib.sha256(repr((told, passing, around_letters, plain_mails(), telling_mails())).encode()).hexdigest()


def learned_from() -> str:
    """Return the hash of the mails that the kept file was learned from."""
    return unpacked(kept_file(NAME))[1]


def main(arguments: Sequence[str]) -> int:
    """Learn and write, or compare."""
    made = packed(weights_of(all_taught()), hash_of_taught())
    if "--check" in arguments:
        sys.stdout.write(f"{NAME} is {'what is learned' if made == kept_file(NAME) else 'another than what is learned'}\n")
        return int(made != kept_file(NAME))
    Path(around.__file__).with_name(NAME).write_bytes(made)
    sys.stdout.write(f"{NAME}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
