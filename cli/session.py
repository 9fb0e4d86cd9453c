"""What every command shares: where the installation is, which study, and how things are said."""

from __future__ import annotations

import getpass
import json
import logging
import os
import sys
import time as clock
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from domain.errors import ConfigurationError
from domain.process.events import LOG
from domain.rules.approved import wrong_with
from domain.texts.visible import escaped, visible

if TYPE_CHECKING:
    from service.wiring import Service

Home = Annotated[Path, typer.Option("--home", envvar="COUNTERFOIL_HOME", help="The installation's folder.", show_default="this folder")]
StudyId = Annotated[str | None, typer.Option("--study", help="The study. You do not need this if there is only one.")]
By = Annotated[str | None, typer.Option("--by", help="Who is deciding.", show_default="the user of this computer")]
Note = Annotated[str, typer.Option("--note", help="Why, in your own words. It is kept with the decision.")]
All = Annotated[bool, typer.Option("--all", help="List everything, however long.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object per line, for programs.")]
Lenient = Annotated[bool, typer.Option("--lenient", help="Leave out the questions that have an error; you are told of each.")]
HERE = Path()


class Screen(Console):
    """A console that shows whatever comes from outside, and obeys none of it: only Rich itself writes what a terminal obeys.

    What the commands lack that it advises, it `completes` (see `cli.advised`).
    """

    completes: Callable[[str], str] = staticmethod(str)

    def print(self, *objects: Any, **how: Any) -> None:
        """Print texts with their commands complete; all else as it is."""
        super().print(*(self.completes(one) if isinstance(one, str) else one for one in objects), **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Return what is printed, its text visible."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


out = Screen(highlight=False, soft_wrap=True)
err = Screen(stderr=True, highlight=False, soft_wrap=True)

DONE, FINDINGS, WRONG_USE = 0, 1, 2
_WIDEST = 1_000_000  # Columns of a table that no terminal breaks.
_PAGE = 1_000  # Rows of a table that are set beside each other; what comes after them has its heads anew.
BAR, _NARROWEST = "  | ", 20  # What stands before the words of others; columns that are left for them at least.
LENGTHY, FIRST = 20, 10  # Of a list with more lines than the one, as many as the other are printed, unless all of it is asked for.


@contextmanager
def session(home: Path, *, waits: bool = True, does: str = "", carries: bool = False) -> Iterator[Service]:
    """Open the installation in `home`; progress is told on stderr. What serves others `waits` for no other process that is at work.

    Those read of it elsewhere, so that it names its folders whole. Who `carries` the archive is as in `open_service`, and so is what this
    process `does`, which is its command unless that is said.
    """
    from service.installation import config
    from service.installation.credentials import with_credentials
    from service.wiring import open_service

    installation = config.load(home if waits else home.absolute(), with_credentials(os.environ))
    with open_service(installation, tell=_progress, does=does or _command(), carries=carries) as service:
        service.waits = waits
        yield service


def _progress(line: str) -> None:
    err.print(f"[dim]{escape(line)}[/dim]")


def _command() -> str:
    """Return the command that runs, such as `held`: no option before it takes a value."""
    return next((one for one in sys.argv[1:] if not one.startswith("-")), "")


def tell_entry(entry: int) -> None:
    """Print where a decision stands in the journal, and how it is undone."""
    out.print(f"Entry {entry} of the journal; to undo it: counterfoil undo {entry}", markup=False)


def log_to_stderr(level: int) -> None:
    """Write the log to stderr from this level on, a line an event (logfmt); journald and others take it from there."""
    lines = logging.Formatter("time=%(asctime)s level=%(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    lines.converter = clock.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(lines)
    LOG.handlers[:] = [handler]
    LOG.setLevel(level)


def day(text: str) -> date:
    """Return the day that somebody writes on the command line."""
    try:
        return date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> NoReturn:
    raise ConfigurationError(f"{text} is not a date.", where="command line", remedy="Write YYYY-MM-DD, such as 2012-05-31.") from None


def number(text: str) -> int:
    """Return the whole number that somebody writes on the command line."""
    if not text.strip().isdecimal():
        raise ConfigurationError(f"{text!r} is not a number.", where="command line", remedy="Write a whole number, such as 42.")
    return int(text)


def who(by: str | None) -> str:
    """Return who decides: the name given, or else the user of this computer. ConfigurationError where it is no name."""
    if by and by.strip():
        if wrong := wrong_with(by.strip()):
            raise ConfigurationError(wrong, where="--by", remedy='Write your name as you sign with it, such as --by "Anna Berg".')
        return by.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # A container may have no entry for its user.
        return "somebody"


def now() -> datetime:
    """Return the time: here, at the edge, is the only place that asks for it."""
    return datetime.now(UTC)


def emit(value: Any) -> None:
    """Write one JSON object as a line of stdout."""
    typer.echo(_json(value))


def _json(value: Any) -> str:
    return escaped(json.dumps(plain(value), ensure_ascii=False, default=str))


def emit_with(value: dict[str, Any], name: str, rows: Iterable[Any]) -> None:
    """Write one JSON object as `emit` does, whose last field is a list: each row is written as it is made.

    Where one cannot be made the line ends there, so that the error is an object on a line of its own.
    """
    typer.echo(f"{_json(value)[:-1]}, {_json(name)}: [", nl=False)
    try:
        for number, row in enumerate(rows):
            typer.echo(f"{', ' if number else ''}{_json(row)}", nl=False)
    except Exception:
        typer.echo()
        raise
    typer.echo("]}")


def pour(text: str) -> None:
    """Write data to stdout, for a file or another program as it is; on a terminal, nothing in it is obeyed."""
    typer.echo(visible(text) if sys.stdout.isatty() else text, nl=False)


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: ISO 8601 times, lists, names of enums."""
    if is_dataclass(value) and not isinstance(value, type):
        # Not by asdict, which copies a Counter into one that counts its items.
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a table for a person; there is none where there are no rows. A very long one is printed page by page, and none is kept.

    Only a terminal has a width: elsewhere a line may be as long as its cells, which whoever searches it finds whole.
    """
    heads, left = list(columns), iter(rows)
    while page := list(islice(left, _PAGE)):
        drawn = Table(
            title=escape(out.completes(title)), title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim"
        )
        for column in heads:
            drawn.add_column(column, overflow="fold")
        for row in page:
            drawn.add_row(*(escape(str(cell)) for cell in row))
        if not out.is_terminal:
            drawn.width = Measurement.get(out, out.options.update_width(_WIDEST), drawn).maximum
        out.print(drawn)


def say(text: str, first: str = "", rest: str = "    ", screen: Console | None = None) -> None:
    """Print on one line what has words from outside in it; where a terminal would break it, it goes on indented.

    So nothing that somebody wrote stands where a line of ours begins, however much they wrote before it.
    """
    shown = screen or out
    whole = out.completes(" ".join(text.split()))
    _fold(shown, whole, first, rest) if shown.is_terminal else shown.print(f"{first}{whole}", markup=False)


def quote(text: str, screen: Console | None = None) -> None:
    """Print what somebody wrote: a bar before each line, so that none passes for ours."""
    for line in text.splitlines():
        _fold(screen or out, line.expandtabs(4), BAR, BAR)


def _fold(shown: Console, line: str, first: str, rest: str) -> None:
    width = max(shown.width - max(len(first), len(rest)), _NARROWEST)
    pieces = Text(visible(line)).wrap(shown, width, overflow="fold")
    for number, piece in enumerate(pieces or [Text()]):
        shown.print(Text(f"{rest if number else first}{piece.plain}"))


def part(title: str, columns: Collection[str], rows: Iterable[Collection[object]], number: int, *, whole: bool, first: int = FIRST) -> None:
    """Print a table of `number` rows; of a lengthy one only the first rows, and how many more there are."""
    shown = number if whole or number <= LENGTHY else first
    table(title, columns, islice(rows, shown))
    if shown < number:
        out.print(f"and {number - shown:,} more: use --all to list them", markup=False)


def finish(code: int) -> None:
    """End with an exit status that is not 0."""
    if code != DONE:
        raise typer.Exit(code)
