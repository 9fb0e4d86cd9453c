"""The few commands of Stata that the script uses, as its manual tells them: what the script does can be seen where there is no Stata.

Source: Stata's manuals [D] import delimited, destring, generate, mvencode (mvdecode), order, rename, and [U] 12 (dates, labels).
It is no Stata. A line that is not one of these commands is refused.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

_NAME = "[a-z][a-z0-9_]{0,31}"
_TEXT = '`"(?P<text>[^`]*?)"\''
_COMMANDS = {
    name: re.compile(pattern)
    for name, pattern in {
        "nothing": r"\*.*|version 14|set more off",
        "load": r'import delimited "(?P<file>[^"]+)", varnames\(1\) case\(preserve\) encoding\("utf-8"\) stringcols\(_all\) '
        r"bindquote\(strict\) maxquotedrows\(unlimited\) clear",
        "date": rf'generate double (?P<to>{_NAME}) = daily\((?P<of>{_NAME}), "YMD"\)',
        "instant": rf"generate double (?P<to>{_NAME}) = clock\(substr\((?P<of>{_NAME}), 1, 10\) \+ \" \" \+ "
        r'substr\((?P=of), 12, 8\), "YMD hms"\)',
        "real": rf"generate double (?P<to>{_NAME}) = real\((?P<of>{_NAME})\)",
        "replace": rf"replace (?P<to>{_NAME}) = (?P<number>-?\d+) if (?P<of>{_NAME}) == {_TEXT}",
        "format": rf"format (?P<of>{_NAME}) %t[cd]",
        "order": rf"order (?P<of>{_NAME}), after\((?P<to>{_NAME})\)",
        "drop": rf"drop (?P<of>{_NAME})",
        "rename": rf"rename (?P<of>{_NAME}) (?P<to>{_NAME})",
        "destring": rf"destring (?P<of>{_NAME}), replace",
        "decode": rf"mvdecode (?P<of>{_NAME}), mv\((?P<pairs>-?\d+=\.[a-z](?: \\ -?\d+=\.[a-z])*)\)",
        "define": rf"label define (?P<of>{_NAME}) (?P<value>-?\d+|\.[a-z]) {_TEXT}, modify",
        "attach": rf"label values (?P<of>{_NAME}) (?P=of)",
        "label": rf"label variable (?P<of>{_NAME}) {_TEXT}",
        "save": r'save "(?P<file>[^"]+)", replace',
    }.items()
}


@dataclass
class Frame:
    """The data set in memory: variables in their order, their labels, and the labels of their values."""

    columns: dict[str, list[object]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def run(script: str, folder: Path) -> dict[str, Frame]:
    """Return what a script saves, by the name of the file."""
    frame, saved = Frame(), dict[str, Frame]()
    for line in script.splitlines():
        ((command, found),) = ((name, match) for name, one in _COMMANDS.items() if (match := one.fullmatch(line)))
        said = found.groupdict()
        if command == "load":
            frame = _loaded(folder / said["file"])
        elif command == "save":
            saved[said["file"]] = frame
        elif command != "nothing":
            _do(frame, command, **said)
    return saved


def _loaded(file: Path) -> Frame:
    with file.open(encoding="utf-8", newline="") as opened:
        header, *rows = csv.reader(opened)
    return Frame({name: [row[place] for row in rows] for place, name in enumerate(header)})


def _do(frame: Frame, command: str, of: str, **said: str) -> None:
    column = frame.columns[of]
    if command in {"date", "instant", "real"}:
        assert said["to"] not in frame.columns
        frame.columns[said["to"]] = [_read(command, str(cell)) for cell in column]
    elif command == "replace":
        target = frame.columns[said["to"]]
        frame.columns[said["to"]] = [
            int(said["number"]) if cell == said["text"] else there for cell, there in zip(column, target, strict=True)
        ]
    elif command == "destring":
        assert all(re.fullmatch(r"-?\d*(\.\d+)?(e[-+]?\d+)?", str(cell)) for cell in column), of
        frame.columns[of] = [_read("real", str(cell)) for cell in column]
    elif command == "decode":
        letters = {float(number): letter for number, letter in (pair.split("=") for pair in said["pairs"].split(" \\ "))}
        frame.columns[of] = [letters.get(cell, cell) if isinstance(cell, float | int) else cell for cell in column]
    elif command == "order":
        places = [name for name in frame.columns if name != of]
        places.insert(places.index(said["to"]) + 1, of)
        frame.columns = {name: frame.columns[name] for name in places}
    elif command == "drop":
        del frame.columns[of]
    elif command == "rename":
        assert said["to"] not in frame.columns
        frame.columns = {said["to"] if name == of else name: cells for name, cells in frame.columns.items()}
    elif command == "label":
        assert len(said["text"]) <= 80
        frame.labels[of] = said["text"]
    elif command == "define":
        frame.values.setdefault(of, {})[said["value"]] = said["text"]
    else:
        assert command == "format" or of in frame.values


def _read(how: str, text: str) -> object:
    """Return what a function makes of a text; "." where it is none."""
    try:
        if how == "date":
            return date.fromisoformat(text)
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if how == "instant" else float(text)
    except ValueError:
        return "."
