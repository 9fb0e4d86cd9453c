"""Commands that the program advises, made to work as they are printed: they name the study and the list that somebody just named."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from cli.commands import NAMING, PROGRAM

_ADVISED = re.compile(rf"\b{PROGRAM}(?: [a-z][a-z-]*)+")
_TO_ITS_END = re.compile(r"[^`\n;]*")  # A command ends with the quotation or the line that it stands in, or before another one.


def named(line: Sequence[str]) -> tuple[str, ...]:
    """Return the options of this command line by which things are named, each with its value, such as `--study water-2027`.

    One whose value has a sign of markup is left out: it would stand within texts that have markup of ours.
    """
    return tuple(one for one in _named(line) if "[" not in one)


def _named(line: Sequence[str]) -> Iterator[str]:
    for option in NAMING:
        for word, following in pairwise((*line, "")):
            _, joined, value = word.partition("=")
            if word == option or (joined and word.startswith(f"{option}=")):
                yield f"{option} {shlex.quote(value if joined else following)}"
                break


def completed(text: str, commands: Any, options: Sequence[str]) -> str:
    """Return a text whose commands have these options, each where the command takes it and does not have it: behind the command's name.

    `commands` is the group of all commands, as Click has it.
    """
    return _ADVISED.sub(lambda found: _with_options(text, found, commands, options), text) if options else text


def _with_options(text: str, found: re.Match[str], commands: Any, options: Sequence[str]) -> str:
    """Return a command and the words behind it, with the options that it lacks in between."""
    _, *words = found[0].split(" ")
    command, path = commands, 0
    while path < len(words) and (below := getattr(command, "commands", {}).get(words[path])):
        command, path = below, path + 1
    there = found[0] + _TO_ITS_END.match(text, found.end())[0]  # type: ignore[index]
    taken = {name for one in command.params for name in one.opts} if path else set()
    lacking = [one for one in options if one.split(" ")[0] in taken and one.split(" ")[0] not in there.split()]
    return " ".join((PROGRAM, *words[:path], *lacking, *words[path:]))
