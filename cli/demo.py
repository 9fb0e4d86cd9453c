"""demo: the model study played on embedded servers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.session import DONE, FINDINGS, Json, emit, err, finish, out
from domain.errors import ConfigurationError


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(demo)


def demo(
    folder: Annotated[Path, typer.Option("--out", help="The folder for the demo's installation and files.")] = Path("demo-out"),
    as_json: Json = False,
) -> None:
    """Play the model study from its circular to its deadline. Real mail goes over real sockets, on the demo's own servers."""
    try:
        from demo.play import play, tell
    except ImportError as error:
        raise ConfigurationError(
            f"The demo's servers are missing: {error.name}.", where="demo", remedy="pip install 'counterfoil[demo]'."
        ) from error
    played = play(folder, tell=lambda line: err.print(line, markup=False))
    if as_json:
        emit(played.status)
    else:
        tell(played, out)
    finish(FINDINGS if played.differences else DONE)
