"""Notes as people write them to whoever sent them a circular and a workbook, each with the intents that a careful coordinator would mark.

They judge the rules that read a person's words, so no rule and no file of words was looked at when they were written. Of the first ones
every second note was `held` back from whoever wrote a rule, until they had been judged once. Those of `later` and `sealed` are by other
authors, who were asked for what is hard to read: the rules were widened by `later`, and of `sealed` only figures were seen until decision
0069, when it was looked into. `fresh`, `unseen` and `last` were each judged once when all else stood, and then looked into
(bench/README.md). `blind` was written before what decision 0065 tells was made, and judged once after it. `opened` and `closed` are the
halves of the notes of an independent author: `opened` was development for decision 0074, and `closed` judged what stood after it; half of
that was looked into later, for what decision 0078 tells was tried and left. `afresh` is by yet another author, who had seen no rule and no
note; it judged what stood, and was looked into for decision 0083. `strangers` is by one more such author, and judged what stood after that;
it was looked into for decision 0092. `ordinary` and `heldback` are 800 notes in plain wordings by two more such authors, parted by the last
bit of the SHA-256 of their ids: `ordinary` was looked into for decision 0092, and nobody looked into `heldback`. `everyday` and `unopened`
are 1,200 ordinary notes by three more such authors, parted likewise; second markers who did not see the marks agreed with all but a few.
`everyday` was looked into for decision 0104, and nobody looked into `unopened`. `offices` and `abroad` are 800 notes by two more such
authors, with more of the intents that were read worst, parted likewise (but `en-f-001` to `en-f-004` were seen and are in `offices`):
`offices` was looked into for decision 0116, and so was `heldback`, which had judged often; nobody looked into `abroad`. `helpdesk` and
`counter` are 400 notes by one more such author, parted likewise (but six that were seen before are in `helpdesk`: `en-g-001` to `en-g-004`,
`ar-g-001` and `ar-g-002`): `helpdesk` was looked into for decision 0120, and nobody looked into `counter`. `wards` with
`harbour`, and `small` with `islands`, are 1,006 notes by two more such authors, who wrote the same situations in all languages, parted by
situation: `wards` and `small` were looked into for decision 0133, and `harbour` and `islands` for decision 0148. The sentences of all
these parts are among the examples that `languages/learning.py` learns from by now, and all but the oldest taught how notes are weighed:
what is read of strangers is told by `python -m tests.intake.weighing --judge`, which leaves a note's author out. `quarry` is 240 notes by
one more such author: it judged what stood after that, once, and was learned from for decision 0161. `ledgers` and `townsfolk` are 832 notes
by two more such authors, who were asked to say the point indirectly; they were looked into and learned from for decision 0161. `docket`
and `parish` are 736 notes by two more such authors, who judged what stood after that, once, and `trades` is 432 by one more, with more of
what was read worst, whose people are of many walks of life: all three were looked into and learned from for decision 0164. `jury` and
`verdict` are 400 and 416 notes by two more: both judged what stood after that, once, and were looked into and learned from for decision
0171, and so were `assize` and `tribunal`, 832 notes by two more, who had judged what was learned from the former two, and `inquest`, `moot`
and `hearing`, 1,248 notes by three more, of whom the last two were asked for what is hard and indirect. `tally` is 416 notes by
one more, of what an office gets: it judged what stood after that, once, and was looked into and learned from for decision 0179 (two of them
said one word that another note has, and are left out). `ferry` and `sol` are 416 notes each by two more: each judged what stood after that,
once, and both were looked into and learned from for decision 0187. `vic` and `wes` are 416 notes each by two more, of whom the first
was looked into for decision 0191 (two of its notes say what another one does, and are left out); both were learned from for it. `yan` and
`bea` are 416 notes each by two more: each judged what stood after that, once; both were looked into for decision 0194, and learned from for
decision 0197.
They are marked so:

- `thanks` and `note` stand alone. What every cover letter says is thanks: see attached, kindly acknowledge receipt, ask me if you wish.
- A request that is one of the other intents is no `question` too, however politely it is asked ("could we have two more weeks?").
- `until` is the last day of what was named: "in February" is the end of February, "in two weeks" fourteen days after the note was sent. It
  is missing where no date was named, and where two careful people would name two ("after the holidays"): its absence says nothing.
- A refusal to answer some of the questions is a note, as is what is said about somebody else's doing.
- `unsubscribe` wants no more mail at all. No more reminders, or no more of one language, is less.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from domain.intent import IntentKind

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note: `text` is all that its mail says, quotes and signature included; `beside_workbook` tells whether one is attached."""

    id: str
    language: str
    sent: datetime
    subject: str
    text: str
    beside_workbook: bool
    intents: frozenset[IntentKind]
    until: date | None = None
    address: str | None = None


def notes(part: str) -> tuple[Note, ...]:
    """Return the notes of a part, such as `seen`, language by language in the order in which they were written."""
    return tuple(
        _note(language.stem, table)
        for language in sorted((HERE / part).glob("*.toml"))
        for table in tomllib.loads(language.read_text(encoding="utf-8"))["note"]
    )


def _note(language: str, table: dict[str, object]) -> Note:
    """Return what a table says; a wrong name or type in it is an error."""
    match table:
        case {
            "id": str(id_),
            "sent": str(sent),
            "subject": str(subject),
            "text": str(text),
            "beside_workbook": bool(beside),
            "intents": list(names),
        }:
            until, address = table.get("until"), table.get("address")
            assert until is None or isinstance(until, date)
            assert address is None or isinstance(address, str)
            return Note(
                id=id_,
                language=language,
                sent=parsedate_to_datetime(sent),
                subject=subject,
                text=text,
                beside_workbook=beside,
                intents=frozenset(map(IntentKind, names)),
                until=until,
                address=address,
            )
        case _:
            raise ValueError(f"{language}: {table}")
