"""What is a remark though it has the words of an intent: that a figure is an estimate, or that somebody sends their part to us."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import HeardSentence, Said, words_of
from languages.plain import plainly


def remarked(found: Sequence[Intent], said: Said) -> list[Intent]:
    """Return intents with a note in place of a draft, of another way to answer, or of thanks, that is a remark; else as they are."""
    if {one.intent for one in found} <= {IntentKind.THANKS} and (told := tuple(one for one in said.spoken if _is_remark(one, said))):
        return [Intent(intent=IntentKind.NOTE, words=words_of(told))]
    remarks = [one for one in found if (test := _REMARKS.get(one.intent)) and test(_carrying(one, said), said)]
    if any(one.intent is IntentKind.EXTENSION for one in found):  # Whoever says when the rest comes sent a draft.
        remarks = [one for one in remarks if one.intent is not IntentKind.DRAFT]
    kept = [one for one in found if one not in remarks]
    if kept or not remarks:
        return kept
    return [Intent(intent=IntentKind.NOTE, words=" ".join(dict.fromkeys(one.words for one in remarks)))]


def comes_here(sentence: HeardSentence) -> bool:
    """Say whether a sentence tells that somebody sends their part, or their answer, and names no other way than a mail to us."""
    comes = any(plainly(kind).search(sentence.text) for kind in ("own_part", "own_answer"))
    return comes and plainly("another_way").search(sentence.text) is None


def _is_remark(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence that is like courtesy tells something: of a figure beside a workbook, else of whose part comes."""
    return plainly("an_estimate" if said.beside else "own_part").search(sentence.text) is not None


def _carrying(intent: Intent, said: Said) -> tuple[HeardSentence, ...]:
    return tuple(one for one in said.spoken if one.text in intent.words)


def _is_of_a_figure(carrying: Iterable[HeardSentence], said: Said) -> bool:
    """Say whether sentences call a figure an estimate, and nothing shows that the workbook is no final one, or waits for something."""
    sentences = tuple(carrying)
    every = (*said.sentences, *said.titles)
    estimated = bool(sentences) and all(plainly("an_estimate").search(one.text) for one in sentences)
    return estimated and not any(plainly("unfinished").search(one.text) for one in every)


def _come_here(carrying: Iterable[HeardSentence], _said: Said) -> bool:
    sentences = tuple(carrying)
    return bool(sentences) and all(map(comes_here, sentences))


_REMARKS: dict[IntentKind, Callable[[Iterable[HeardSentence], Said], bool]] = {
    IntentKind.DRAFT: _is_of_a_figure,
    IntentKind.ELSEWHERE: _come_here,
}
