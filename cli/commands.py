"""How commands are put into groups, and what is told to whoever names none of them, or says more than one takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from shlex import quote
from types import MappingProxyType
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

PROGRAM = "counterfoil"
# What people call a thing that has another name here.
OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "answers": "export",
        "cases": "held",
        "delete": "erase",
        "fetch": "collect",
        "import": "contacts load",
        "invite": "send",
        "letters": "deliveries",
        "log": "journal",
        "mail": "send",
        "new": "study new",
        "poll": "collect",
        "remind": "send",
        "report": "quality",
        "results": "export",
        "start": "run",
        "stop": "study pause",
        "validate": "check",
        "web": "serve",
    }
)
_Function = TypeVar("_Function", bound=Callable[..., Any])
NAMING = ("--study", "--list")  # The options by which things are named that other programs take without one.
_SAYING = ("--text", "--note")  # Those that take words of one's own.
_ALIKE = 0.75  # Words that are less alike (`difflib.SequenceMatcher.ratio`) are not mistaken for each other.


class Command(TyperCommand):
    """A command that tells what to do where more stands behind it than it takes: mostly the name of a study."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Take the words behind the command; UsageError where some are left."""
        ctx.allow_extra_args = True
        beyond = super().parse_args(ctx, args)
        if beyond and not ctx.resilient_parsing:
            options = {option for one in self.params if not ctx.params.get(one.name or "") for option in one.opts}
            meant = (*_SAYING, *NAMING) if any(" " in one for one in beyond) else NAMING
            name = next((one for one in meant if one in options), None) if len(beyond) == 1 else None
            named = f" Write {name} {quote(beyond[0])} if it is the {name.strip('-')} that you mean." if name else ""
            ctx.fail(f"This is more than the command takes: {' '.join(beyond).rstrip('.')}.{named}")
        return beyond


class Commands(TyperGroup):
    """A group of commands that tells which may be meant, wherever it stands, where a word is none of them."""

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        """Find the command; UsageError where there is none."""
        word = args[0]
        if word not in self.commands and not word.startswith("-"):
            meant = " or ".join(f"`{ctx.find_root().info_name} {one}`" for one in self._meant(ctx, word))
            ctx.fail(f"There is no command {word!r}." + (f" Did you mean {meant}?" if meant else ""))
        return super().resolve_command(ctx, args)

    def _meant(self, ctx: typer.Context, word: str) -> list[str]:
        """Return the commands that somebody may mean by a word: one that is called so in another group, or otherwise, or nearly so."""
        within, root = ctx.command_path.partition(" ")[2], ctx.find_root().command
        if word.isdigit() and within and "show" in self.commands:
            return [f"{within} show {word}"]
        known = list(paths(root))
        if word in OTHER_WORDS:
            return [OTHER_WORDS[word]]
        near = get_close_matches(word.lower(), {one.rpartition(" ")[2] for one in known}, cutoff=_ALIKE)
        found = [one for name in near for one in known if one.rpartition(" ")[2] == name]
        return [one for one in found if one.startswith(f"{within} ")] or found


def paths(command: Any, before: str = "") -> Iterator[str]:
    """Yield the commands of a group, and of the groups within it, as they are typed."""
    for name, one in getattr(command, "commands", {}).items():
        yield f"{before}{name}"
        yield from paths(one, f"{before}{name} ")


class CommandLine(typer.Typer):
    """A group of commands of this program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=Commands, rich_markup_mode=None, **options)

    def command(self, *names: Any, **options: Any) -> Callable[[_Function], _Function]:
        """Return the decorator that adds a command."""
        return super().command(*names, cls=Command, **options)
