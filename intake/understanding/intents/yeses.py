"""Who says yes to what we asked: in the text, by the subject that they answer, or by saying that all is as we have it (decision 0194)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from intake.understanding.intents.said import HeardSentence, Said
from languages.plain import plainly


def confirmed(said: Said) -> tuple[HeardSentence, ...]:
    """Return the sentences that say yes to what we asked, or that all is as we have it; none where nobody does.

    Who asked nothing and sends a form as the final one is merely polite.
    """
    spoken = said.spoken
    asked = [at for at, one in enumerate(spoken) if plainly("asked").search(one.text)]
    told = (pair for at in asked if (pair := _affirmed(spoken[at : at + 2])))
    written = ((one,) for one in spoken if _affirms(one, 0) and plainly("as_written").search(one.text))
    final = ((one,) for one in spoken if (asked or _is_asked_by_subject(said)) and _is_final(one))
    return next(chain(told, written, final, _stated(said)), ())


def _stated(said: Said) -> Iterator[tuple[HeardSentence, ...]]:
    """Yield what says that a contact, an address or a form is as we have it. Who asks as well, or sends a workbook, may mean another."""
    spoken = said.spoken
    if any(one.asks for one in spoken):
        return
    settled = [one for one in spoken if not plainly("denies").search(one.text)]
    yield from ((one,) for one in settled if plainly("remains").search(one.text))
    if said.beside:
        return
    if _is_asked_by_subject(said):
        yield from ((one,) for one in settled if _affirms(one, 0) or plainly("the_one").search(one.text))
    yield from ((one,) for one in settled if plainly("attests").search(one.text) and _is_as_told(one))
    pairs = (spoken[at : at + 2] for at, one in enumerate(spoken) if one in settled and _is_the_one(one))
    yield from (pair for pair in pairs if any(plainly("no_more").search(one.text) for one in pair))


def _is_as_told(sentence: HeardSentence) -> bool:
    """Say whether a sentence tells that what is attested is as we wrote, or that a form is final."""
    return _is_final(sentence) or any(plainly(kind).search(sentence.text) for kind in ("as_written", "the_one"))


def _is_the_one(sentence: HeardSentence) -> bool:
    return _affirms(sentence, 0) or bool(plainly("the_one").search(sentence.text))


def _is_asked_by_subject(said: Said) -> bool:
    """Say whether the subject of the letter that is answered asks for a confirmation, and not for one that it arrived."""
    return bool(plainly("wants_to_know").search(said.answered)) and not plainly("denies").search(said.answered)


def _affirmed(sentences: Sequence[HeardSentence]) -> tuple[HeardSentence, ...]:
    """Return these sentences, of which the first tells that we asked, as far as they say yes behind that."""
    first, *after = sentences
    told = plainly("asked").search(first.text)
    if told and _affirms(first, told.end()):
        return (first,)
    return tuple(sentences) if any(_affirms(one, 0) for one in after) else ()


def _affirms(sentence: HeardSentence, begin: int) -> bool:
    """Say whether a sentence says yes from a place on: at its beginning, or behind that place."""
    found = plainly("affirms").search(sentence.text, begin)
    return found is not None and (begin > 0 or found.start() == 0)


def _is_final(sentence: HeardSentence) -> bool:
    return bool(plainly("final").search(sentence.text)) and not plainly("unsettled").search(sentence.text)
