"""Who besides their owner may read or change the files of an installation: settings, studies, and what is kept."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from domain.errors import CounterfoilError
from languages.telling import phrased
from service.installation.config import FILE
from service.wiring import Service
from settings import private

_NAMED = 5  # Of more files in the folder of the studies, the folder itself is named.


def require_closed(service: Service) -> str:
    """Say that not everybody may read what is kept; what is our own was closed when the store was opened."""
    kept = (*service.store.files, service.store.archive.root)
    if found := private.open_to_others(kept):
        command = f"chmod -R go-rwx {_quoted(found)}"
        raise CounterfoilError(
            phrased("doctor.fault.open", paths=tuple(map(str, found))), remedy=phrased("doctor.fault.open_do", command=command)
        )
    return phrased("doctor.files")


def require_unchanged(service: Service) -> str:
    """Say that nobody but their owner may change settings and studies, by which it is decided who is written to, and what."""
    root, studies = service.installation.root, service.installation.studies
    above = tuple(path for path in (root, root / FILE) if private.changed_by_others(path))
    below = tuple(_topmost(studies.resolve()))  # Links are followed no further.
    below = (studies,) if len(below) > _NAMED else below
    if not above and not below:
        return phrased("doctor.rights")
    commands = (f"chmod go-w {_quoted(above)}" if above else "", f"chmod -R go-w {_quoted(below)}" if below else "")
    raise CounterfoilError(
        phrased("doctor.fault.changed_by_others", paths=tuple(str(path) for path in (*above, *below))),
        remedy=phrased("doctor.fault.open_do", command=" && ".join(filter(None, commands))),
    )


def _topmost(path: Path) -> Iterator[Path]:
    """Yield what others may change, in order, and nothing that lies in a folder that is yielded: what mends that mends it too."""
    if private.changed_by_others(path):
        yield path
    elif path.is_dir() and not path.is_symlink():
        inside: list[Path] = []
        with suppress(OSError):  # Of what may not be read the study is told.
            inside = sorted(path.iterdir())
        for one in inside:
            yield from _topmost(one)


def _quoted(paths: Iterable[Path]) -> str:
    return " ".join(shlex.quote(str(path)) for path in paths)
