"""What takes long to put together from the words of all languages, kept beside the compiled files of Python, for the next start.

As of those (PEP 3147), whoever may write there may have the program do anything; so it is loaded as they are, and nothing of it comes from
a message. Its name says of which words, which program, which Python and which Babel it was made: what was made of others is never read.
Where nothing can be kept, it is put together at each start.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, TypeVar

import babel

T = TypeVar("T")
_HERE = Path(__file__).parent
_ENDING, _HASH = ".kept", 32  # Bytes of the hash with which a file begins.


def kept(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that gives what `make` does: read where it was kept, else made and kept, and once in a process."""

    @cache
    def found() -> T:
        name = f"{make.__module__}.{make.__name__}"
        there: T | None = before(name)
        if there is not None:
            return there
        made = make()
        keep(name, made)
        return made

    return found


def before(name: str) -> Any:
    """Return what was kept under a name of the words that there are now, or None."""
    whole = _whole(_file(name))
    return None if whole is None else pickle.loads(whole)  # noqa: S301 - It is ours as the compiled program is.


def keep(name: str, made: object) -> None:
    """Keep something under a name for the next start, where that can be."""
    if not sys.dont_write_bytecode:
        _keep(_file(name), _named(name), pickle.dumps(made, pickle.HIGHEST_PROTOCOL))


def _file(name: str) -> Path:
    return folder() / f"{_named(name)}.{_sources()}{_ENDING}"


def _named(name: str) -> str:
    return f"{name}.{sys.implementation.cache_tag}"  # Another Python keeps its own.


def folder() -> Path:
    """Return where Python keeps this module, compiled."""
    return Path(cache_from_source(__file__)).parent


def _whole(file: Path) -> bytes | None:
    """Return what a file keeps; None where there is none, or where the disk has damaged it."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    said, made = data[:_HASH], data[_HASH:]
    return made if sha256(made).digest() == said else None


def _keep(file: Path, name: str, made: bytes) -> None:
    """Write a file, whole or not at all, and remove those of the same name that were made of other words, or were never finished."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        for other in file.parent.glob(f"{name}.*{_ENDING}*"):
            other.unlink(missing_ok=True)
        draft.write_bytes(sha256(made).digest() + made)
        draft.chmod(Path(__file__).stat().st_mode & 0o666)  # Who may read the program may read this, whoever started it first.
        draft.replace(file)
    with suppress(OSError):
        draft.unlink(missing_ok=True)


@cache
def _sources() -> str:
    """Return the hash of all that what is kept was made of."""
    made_by = sha256(f"{sys.version} {babel.__version__}".encode())
    for file in _files():
        made_by.update(f"\0{file.relative_to(_HERE)}\0".encode())
        made_by.update(file.read_bytes())
    return made_by.hexdigest()[:32]


def _files() -> Iterator[Path]:
    yield from sorted(_HERE.glob("*.py"))
    yield from sorted(_HERE.glob("*/*.toml"))
