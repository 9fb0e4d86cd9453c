"""Where a login keeps what it may use later: refresh tokens change, and the one that was saved last is the only one that counts."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import ConfigurationError, disk_fault
from settings import private

_SERVICE = "counterfoil-login"  # What the entries in a keyring are called.


@dataclass
class Lent:
    """What is kept, while nobody else may read or change it: `text` is "" where nothing was kept yet."""

    text: str
    changed: bool = False

    def save(self, text: str) -> None:
        """Keep this from now on, as soon as it is let go."""
        self.text, self.changed = text, True


@dataclass(frozen=True)
class Kept:
    """What one login keeps, in a file for its owner alone or in the keyring. Threads and processes use it one after the other."""

    name: str
    folder: Path
    in_keyring: bool = False
    _mine: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def held(self) -> Iterator[Lent]:
        """Lend what is kept; what was saved is on disk when this ends, also where an error ends it."""
        with self._mine, self._locked():
            held = Lent(self._read())
            try:
                yield held
            finally:
                if held.changed:
                    self._write(held.text)

    @property
    def _path(self) -> Path:
        return self.folder / f"{self.name}.json"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes out: of two that renewed with the same refresh token, one would be refused."""
        lock = self.folder / f".{self.name}.lock"
        try:
            private.make_folder(self.folder)
            file = open(lock, "ab", opener=private.opener)  # noqa: SIM115 - it is closed below, where an error of the system is not this one's
        except OSError as error:
            raise disk_fault(error, lock) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _read(self) -> str:
        if self.in_keyring:
            return _keyring(self.name).get_password(_SERVICE, self.name) or ""
        try:
            if not self._path.exists():
                return ""
            if private.readable_by_group_or_others(self._path):
                raise ConfigurationError(
                    f"The file {self._path} can be read or changed by others than its owner.",
                    where=f"login {self.name}",
                    remedy=f"chmod 600 it, then run `counterfoil login {self.name}` in case others have read it.",
                )
            return self._path.read_text(encoding="utf-8")
        except OSError as error:
            raise disk_fault(error, self._path) from error

    def _write(self, text: str) -> None:
        if self.in_keyring:
            _keyring(self.name).set_password(_SERVICE, self.name, text)
            return
        draft = self._path.with_suffix(".new")
        try:
            draft.unlink(missing_ok=True)
            with open(draft, "w", encoding="utf-8", opener=private.opener) as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        except OSError as error:
            raise disk_fault(error, self._path) from error


class _Keyring:
    """The system's keyring, whose faults are told as ours."""

    def __init__(self, name: str) -> None:
        self._where = f"counterfoil.toml [logins.{name}] keep"

    def get_password(self, service: str, name: str) -> str | None:
        """Return an entry."""
        return self._do("get_password", service, name)

    def set_password(self, service: str, name: str, text: str) -> None:
        """Set an entry."""
        self._do("set_password", service, name, text)

    def _do(self, verb: str, *given: str) -> str | None:
        try:
            import keyring  # noqa: PLC0415 - an optional extra: only who asks for it needs it
            from keyring.errors import KeyringError  # noqa: PLC0415 - as above
        except ImportError as error:
            remedy = "pip install 'counterfoil[keyring]', or keep = \"file\"."
            raise ConfigurationError(
                "The settings ask for a keyring, but it is not installed.", where=self._where, remedy=remedy
            ) from error
        try:
            found: str | None = getattr(keyring, verb)(*given)
        except KeyringError as error:
            remedy = 'Unlock it for the service, or write keep = "file".'
            raise ConfigurationError(f"The keyring does not work: {error}.", where=self._where, remedy=remedy) from error
        return found


def _keyring(name: str) -> _Keyring:
    return _Keyring(name)
