"""How well intents are read: recall and precision over the notes, for each intent, in all languages and in each.

`python -m tests.intake.notes [PART]` judges a part of the notes: `seen`, `held`, `later`, `sealed`, `fresh`, `unseen`, `last`, `blind`,
`opened`, `closed`, `afresh`, `strangers`, `ordinary`, `heldback`, `everyday`, `unopened`, `offices`, `abroad`, `helpdesk`, `counter`,
`wards`, `harbour`, `small`, `islands`, `quarry`, `ledgers`, `townsfolk`, `docket`, `parish`, `trades`, `jury`, `verdict`, `assize`,
`tribunal`, `inquest`, `moot`, `hearing`, `tally`, `ferry`, `sol`, `vic`, `wes`, `yan` or `bea`. `--show` prints those that are read
differently. All parts have been learned from (decisions 0148, 0161, 0164, 0171, 0179, 0187, 0191 and 0197), so that they are read better
than notes of strangers are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.intent import Intent, IntentKind
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.words import own_words, subjects_of
from tests.intake.notes import Note, notes


@dataclass(frozen=True, slots=True)
class Read:
    """A note, and the intents that were read in it."""

    note: Note
    intents: tuple[Intent, ...]

    @property
    def kinds(self) -> frozenset[IntentKind]:
        """Return the kinds of the intents."""
        return frozenset(intent.intent for intent in self.intents)


def read(note: Note) -> Read:
    """Return what is read in a note, as it is in a message that says the same."""
    theirs, ours = subjects_of(note.subject)
    return Read(note, said(own_words(note.text), theirs, beside=note.beside_workbook, sent=note.sent, answered=ours))


def recall(reads: Iterable[Read], kind: IntentKind) -> tuple[int, int]:
    """Return how many notes of an intent were read as such, and how many there are."""
    marked = [kind in one.kinds for one in reads if kind in one.note.intents]
    return sum(marked), len(marked)


def precision(reads: Iterable[Read], kind: IntentKind) -> tuple[int, int]:
    """Return how many of the notes that were read as an intent are marked so, and how many were."""
    right = [kind in one.note.intents for one in reads if kind in one.kinds]
    return sum(right), len(right)


def lost(reads: Iterable[Read]) -> tuple[Read, ...]:
    """Return the notes of which no person would hear, though they say more than thanks."""
    return tuple(one for one in reads if one.kinds <= {IntentKind.THANKS} and not one.note.intents <= {IntentKind.THANKS})


def false_unsubscribes(reads: Iterable[Read]) -> tuple[Read, ...]:
    """Return the notes that were read as a wish for no more mail, and are none."""
    return tuple(one for one in reads if IntentKind.UNSUBSCRIBE in one.kinds - one.note.intents)


def _share(part: tuple[int, int]) -> str:
    return f"{part[0] / part[1]:5.2f}" if part[1] else "    -"


def table(reads: Sequence[Read]) -> Iterator[str]:
    """Yield a line for each intent: how many notes have it, then recall and precision in all languages, and in each."""
    spoken = sorted({one.note.language for one in reads})
    groups = [reads, *([one for one in reads if one.note.language == code] for code in spoken)]
    yield f"{len(reads)} notes; recall/precision".ljust(31) + "all         " + "".join(code.ljust(12) for code in spoken)
    for kind in IntentKind:
        shares = (f"{_share(recall(group, kind))}/{_share(precision(group, kind))}" for group in groups)
        yield " ".join((f"{kind:25}", f"{recall(reads, kind)[1]:4}", *shares))


def summary(reads: Sequence[Read]) -> Iterator[str]:
    """Yield what must not be, and how many dates and addresses are read as they were marked."""
    for title, found in (("False unsubscribes", false_unsubscribes(reads)), ("Lost", lost(reads))):
        yield " ".join((f"{title}: {len(found)}", *(one.note.id for one in found)))
    until = [any(intent.until == one.note.until for intent in one.intents) for one in reads if one.note.until]
    address = [any(intent.address == one.note.address for intent in one.intents) for one in reads if one.note.address]
    yield f"Dates: {sum(until)} of {len(until)}; addresses: {sum(address)} of {len(address)}"


def differences(reads: Sequence[Read]) -> Iterator[str]:
    """Yield the notes that are read differently than they are marked."""
    for one in reads:
        if one.kinds != one.note.intents:
            yield f"\n{one.note.id}: {', '.join(one.note.intents)}; read: {', '.join(one.kinds)}\n{own_words(one.note.text)[:700]}"


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    part = next((one for one in arguments if not one.startswith("-")), "seen")
    reads = tuple(read(note) for note in notes(part))
    for line in (*table(reads), *summary(reads), *(differences(reads) if "--show" in arguments else ())):
        sys.stdout.write(f"{line}\n")
