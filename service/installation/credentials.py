"""Secrets that whoever started the program lays out for it, each in a file: systemd (LoadCredential=), or an engine of containers.

A file that is named as one of our variables in the environment (COUNTERFOIL_SMTP_PASSWORD) counts as that variable. Unlike the environment,
no process that is started inherits it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from domain.errors import ConfigurationError
from settings.private import CREDENTIALS

_OURS = "COUNTERFOIL_*"


def with_credentials(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with the secrets of the folder that it names; what stands in the environment itself counts before them.

    ConfigurationError where one cannot be read. Who else may read them is for whoever laid them out to say.
    """
    if not (folder := environment.get(CREDENTIALS)):
        return environment
    return {path.name: _secret(path) for path in sorted(Path(folder).glob(_OURS))} | dict(environment)


def _secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigurationError(
            f"The secret {path.name} cannot be read: {reason}.",
            where=f"{CREDENTIALS} {path.parent}",
            remedy="Let the unit or the container give it as a file with that secret alone, in UTF-8.",
        ) from error
