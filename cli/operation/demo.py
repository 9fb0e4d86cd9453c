"""demo: the model study played on embedded servers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.operation.staying import stay
from cli.session import DONE, FINDINGS, Json, emit, err, finish, out
from domain.errors import ConfigurationError


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(demo)


def demo(
    folder: Annotated[Path, typer.Option("--out", help="The folder for the demo's installation and files.")] = Path("demo-out"),
    staying: Annotated[bool, typer.Option("--stay", help="Leave servers, console and mailboxes up afterwards, until Ctrl-C.")] = False,
    unplayed: Annotated[bool, typer.Option("--no-play", help="With --stay: begin with a study that was only just set up.")] = False,
    as_json: Json = False,
) -> None:
    """Play the model study from its circular to its deadline. Real mail goes over real sockets, on the demo's own servers.

    With --stay you then go on yourself: as staff in a browser, as any respondent or coordinator in their mailbox.
    """
    if unplayed and not staying:
        raise ConfigurationError("Nothing is played, and nothing stays.", where="demo", remedy="Use --no-play together with --stay.")
    try:
        from demo.dev import up
        from demo.play import Played, play, tell
        from demo.post import Post
    except ImportError as error:
        raise ConfigurationError(
            f"The demo's servers are missing: {error.name}.", where="demo", remedy="pip install 'counterfoil[demo]'."
        ) from error

    def told(played: Played) -> None:
        if as_json:
            emit(played.status)
        else:
            tell(played, out)
        if staying:
            stay(Post(folder.resolve()), as_json=as_json)

    if unplayed:
        with up(folder):
            stay(Post(folder.resolve()), as_json=as_json)
        return
    ended = play(folder, tell=lambda line: err.print(line, markup=False), then=told)
    finish(FINDINGS if ended.differences else DONE)
