"""What changed between two proposals of a mailing: sentences about texts, fields, files and addressees, and the lines of the letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import unified_diff
from functools import reduce

from domain.errors import CounterfoilError, OriginalError
from domain.sentences import counted
from languages.telling import phrased
from questionnaire.definition import Place, Question
from questionnaire.xlsform import lists_beside
from questionnaire.xlsform import load as load_form
from service.approving.parts import MailingPart, PartKind
from service.approving.proposals import Proposal
from store.archive.originals import Archive

NAMED = 3  # More addressees or questions are counted.


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, as `said` for people, and the lines of a unified diff of the texts."""

    said: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return bool(self.said)


def difference(archive: Archive, before: Proposal, now: Proposal) -> Difference:
    """Return what changed since `before`; `now` is what would be sent, with all that it holds."""
    said, lines = list(_said(archive, before, now)), list(_lines(archive, before, now))
    return Difference((*said, *_addressees(before, now)), tuple(lines))


def _said(archive: Archive, before: Proposal, now: Proposal) -> Iterator[str]:
    for kind in PartKind:
        old, new = ({one for one in some.parts if one.kind is kind} for some in (before, now))
        changed = sorted(_names(new - old)) or sorted(_names(old - new))
        if kind in {PartKind.TEXT, PartKind.FILE}:
            yield from (_file(archive, name, before, now) for name in changed)
        elif changed:
            yield phrased(_SAYS[kind], names=tuple(changed))


_SAYS: Mapping[PartKind, str] = {
    PartKind.FACTS: "check.since.facts",
    PartKind.SENDER: "check.since.sender",
    PartKind.CARRIES: "check.since.carries",
    PartKind.AUDIENCE: "check.since.audience",
}


def _names(parts: Iterable[MailingPart]) -> set[str]:
    return {one.name for one in parts}


def _file(archive: Archive, name: str, before: Proposal, now: Proposal) -> str:
    if name not in before.files or name not in now.contents:
        return phrased(f"check.since.{'gone' if name in before.files else 'new'}_file", file=name)
    fields = _fields(archive, name, before, now) if name.endswith(".xlsx") else ""
    return phrased("check.since.form", file=name, fields=fields) if fields else phrased("check.since.file", file=name)


def _fields(archive: Archive, name: str, before: Proposal, now: Proposal) -> str:
    """Return the names of the questions that are new, gone or changed; blank where that cannot be said."""
    with suppress(CounterfoilError):
        old, new = (_questions(files, name) for files in (_read_by_form(archive, before, name), now.contents))
        found = {
            "new": [one for one in new if one not in old],
            "gone": [one for one in old if one not in new],
            "changed": [one for one in new if one in old and new[one] != old[one]],
        }
        told = [phrased(f"check.since.questions_{what}", n=len(names), names=_first(names)) for what, names in found.items() if names]
        return reduce(lambda first, second: phrased("timeline.and_then", first=first, second=second), told) if told else ""
    return ""


def _read_by_form(archive: Archive, proposal: Proposal, name: str) -> dict[str, bytes]:
    """Return the form from the archive, and what belongs to it beside it."""
    form = archive.get(proposal.files[name])
    return {name: form} | {one: archive.get(proposal.files[one]) for one in lists_beside(form, name) if one in proposal.files}


def _questions(files: Mapping[str, bytes], name: str) -> dict[str, Question]:
    """Return the questions of a form by name, without the row in which each stands: one that only moved down did not change."""
    return {one.name: replace(one, place=Place("", 0)) for one in load_form(files[name], name, files, applied=True).by_name.values()}


def _addressees(before: Proposal, now: Proposal) -> Iterator[str]:
    added = [shown for one, shown in now.addressees.items() if one not in before.addressees]
    gone = len(before.addressees.keys() - now.addressees.keys())
    if added:
        yield phrased("check.since.added", n=len(added), names=_first(added))
    if gone:
        yield phrased("check.since.left", n=gone)


def _first(names: Sequence[str]) -> tuple[str, ...]:
    return (*names[:NAMED], *(["..."] if len(names) > NAMED else []))


def some(names: Sequence[str], noun: str, number: int | None = None) -> str:
    """Return how many there are and the names of the first; `number` is how many, where not all names are given."""
    there = len(names) if number is None else number
    return f"{counted(there, noun)} ({', '.join(names[:NAMED])}{', ...' if there > NAMED else ''})"


def _lines(archive: Archive, before: Proposal, now: Proposal) -> Iterator[str]:
    """Yield a unified diff of each text of which both versions are kept, or one is none."""
    texts = {one.name for some in (before, now) for one in some.parts if one.kind is PartKind.TEXT}
    for name in sorted(texts):
        with suppress(OriginalError):
            old = archive.get(before.files[name]) if name in before.files else b""
            new = now.contents.get(name, b"")
            if old != new:
                yield from unified_diff(_text(old), _text(new), f"before/{name}", f"now/{name}", lineterm="")


def _text(content: bytes) -> list[str]:
    return content.decode("utf-8-sig", "replace").splitlines()
