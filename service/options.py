"""What may be said of a case: how it is written on the command line, and what each decision means, for whoever decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.case import CaseKind, Decision

_WRITTEN = {Decision.ASSIGN: "assign --to REFERENCE", Decision.SEND: "send --live"}


def written(options: Iterable[Decision]) -> tuple[str, ...]:
    """Return decisions as they are written after `counterfoil held decide CASE`; whose a workbook is that counts must be known."""
    every = tuple(options)
    spelled = _WRITTEN if Decision.ACCEPT in every else {**_WRITTEN, Decision.COUNT: "count --to REFERENCE"}
    return tuple(spelled.get(one, one.value) for one in every)


def answering(question: int) -> str:
    """Return the command that answers a question."""
    return f"counterfoil questions answer {question} --text TEXT"


def meaning(kind: CaseKind, option: Decision) -> str:
    """Return what a decision does in a case of this kind, as a sentence."""
    return _HERE.get((kind, option)) or _MEANS[option]


_MEANS: Mapping[Decision, str] = {
    Decision.ACCEPT: "The workbook is filed for its organisation, as if nothing had spoken against it; with errors it is sent back.",
    Decision.COUNT: "The workbook counts as it is, errors and all.",
    Decision.MERGE: "The workbook counts beside what counts already: what the one left blank, the other fills.",
    Decision.FIRST: "As merge; where both say something, what counts already stands, but for --but QUESTION.",
    Decision.SECOND: "As merge; where both say something, this workbook is right, but for --but QUESTION.",
    Decision.ASSIGN: "The workbook is filed for the organisation that you name.",
    Decision.REJECT: "There is nothing to do: the case is closed.",
    Decision.DECLINED: "The organisation counts as declined and gets no more letters.",
    Decision.GRANT: "It is not reminded before the day that it asks for, or for two weeks beyond the deadline where it names none.",
    Decision.ADD: "Whoever is named is put on record and gets the workbook.",
    Decision.ELSEWHERE: "It is not reminded, and counts as answered once you have filed its answer.",
    Decision.NOTED: "You know of it: the case is closed.",
    Decision.SEND: "The mailing is sent now.",
    Decision.SKIP: "The mailing is not sent.",
    Decision.ARRIVED: "The letter arrived, and is not sent again.",
    Decision.RESEND: "The letter is sent again.",
    Decision.RESUME: "The study goes on: what waits is sent, until the server takes no letter again.",
    Decision.DOUBT: "It is an older copy: what may have left since it was made comes into doubt, to be settled with `deliveries`.",
    Decision.ANSWERED: "It was answered in another way: nothing is sent, and reminders go on.",
    Decision.UNDO: "All that the messages brought is undone.",
}
_DOES_NOT_COUNT = "The workbook does not count."
_GOES_ON = "It is not so: the organisation is reminded as before."
# What another decision than usual comes to in cases of a kind.
_HERE: Mapping[tuple[CaseKind, Decision], str] = {
    (CaseKind.WORKBOOK, Decision.REJECT): _DOES_NOT_COUNT,
    (CaseKind.UNMATCHED, Decision.REJECT): _DOES_NOT_COUNT,
    (CaseKind.CLAIM, Decision.REJECT): _DOES_NOT_COUNT,
    (CaseKind.DECLINE, Decision.REJECT): _GOES_ON,
    (CaseKind.EXTENSION, Decision.REJECT): "It gets no more time: the organisation is reminded as before.",
    (
        CaseKind.SUCCESSOR,
        Decision.ADD,
    ): "Whoever is named is put on record and gets the workbook; whoever named them gets no more mailings.",
    (CaseKind.SUCCESSOR, Decision.REJECT): "We go on writing to the contacts on record.",
    (CaseKind.SUBSTITUTE, Decision.REJECT): "We go on writing to the contacts on record.",
    (CaseKind.ELSEWHERE, Decision.REJECT): _GOES_ON,
    (CaseKind.REPLIES, Decision.SEND): "The replies are sent now.",
    (CaseKind.REPLIES, Decision.REJECT): "The replies are not sent.",
    (CaseKind.BRAKE, Decision.ACCEPT): "All that the messages ask for takes effect.",
    (CaseKind.BRAKE, Decision.REJECT): "None of what the messages ask for takes effect.",
    (CaseKind.HALTED, Decision.RESEND): "What waits is sent again, with the next letters that are sent.",
    (
        CaseKind.HALTED,
        Decision.REJECT,
    ): "It is the recipients after all: the letters that were refused are rejected for good, and the others are sent.",
    (CaseKind.RESTORED, Decision.RESUME): "What the dispatch book shows to have left counts as sent, and all else is sent.",
    (CaseKind.SURGE, Decision.REJECT): "All that the messages brought stands.",
}
