"""What seems to stop all our mail, and stops some of it, or something else: what somebody sent by mistake, an event, a telephone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import HeardSentence, Said, read, words_of
from languages.likeness import stands_for
from languages.plain import plainly

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[\w.-]{1,200}")  # Behind a sign of Chinese it begins, too.
_MOST_QUOTED = 200  # Characters between quotation marks.
_QUOTED = re.compile(
    "|".join(
        rf"{begin}[^{begin}{end}\n]{{4,{_MOST_QUOTED}}}{end}"
        for begin, end in ("\u201c\u201d", "\u00ab\u00bb", "\u201e\u201c", "\u300c\u300d", "\u300e\u300f")
    )
    + rf"|(?<!\w)\"[^\"\n]{{4,{_MOST_QUOTED}}}\""
)
_SAID = re.compile(r"\w")
_SEVERAL = re.compile(r"\w\s+\w+\W*\s+\w|[\u3040-\u9fff]{2}[\W]?[\u3040-\u9fff]{3}")
_SHORT = 160  # Characters of a text that wants an address taken off; who writes more tells more of it.
_FEW = 3  # Words, which stop anything.
_NO_WISH = ("reported", "of_reminders")  # Whose words it is, and what it is of.
_LEAVING = {"unsubscribe", "decline"}
_OF_A_FORM, _SENT = {"form", "draft", "wrong"}, {"send", "day"}  # What somebody stops (languages/concepts.py).


def without_other_stops(found: Sequence[Intent], said: Said) -> tuple[Intent, ...]:
    """Return intents without a wish to leave that stops something else, or only some of our mail; a note where none is left."""
    # Beside answers a person reads what else is wished: who is angry at a form may mean that alone.
    answers = any(one.intent is IntentKind.ANSWERS_IN_TEXT for one in found)
    kept = tuple(one for one in found if one.intent is not IntentKind.UNSUBSCRIBE or not (answers or _is_none(one, said)))
    return kept if kept or not found else (Intent(intent=IntentKind.NOTE, words=words_of(said.spoken)),)


def taken_off(said: Said) -> tuple[IntentKind, Sequence[HeardSentence]] | None:
    """Return the sentence that wants an address taken off, as in "Remove: desk@b.example", and what it is: who names their own leaves.

    It is a note where another's is named, beside a workbook, and in a long text: a person takes off whoever has left.
    """
    wanted = [one for one in said.spoken if not one.asks and plainly("takes_off").search(one.text)][:1]
    if not wanted:
        return None
    text = words_of(said.spoken)
    leaves = len(_named(text)) == 1 and not _is_anothers(text, said) and not said.beside and len(text) <= _SHORT
    return (IntentKind.UNSUBSCRIBE if leaves else IntentKind.NOTE), wanted


def _takes_off_another(text: str, said: Said) -> bool:
    return _is_anothers(text, said) and plainly("takes_off").search(text) is not None


def _named(text: str) -> set[str]:
    return {one.lower().rstrip(".") for one in _ADDRESS.findall(text)}


def _is_anothers(text: str, said: Said) -> bool:
    """Say whether an address in a text is not the sender's, as far as theirs is known."""
    return bool(said.own) and not _named(text) <= said.own


def _is_none(wish: Intent, said: Said) -> bool:
    return _stops_something_else(wish, said) or any(_is_all(wish, said, kind) for kind in _NO_WISH) or _leaves_not(said)


def _is_all(intent: Intent, said: Said, kind: str) -> bool:
    """Say whether a wish was read in nothing but what others said ("she said nothing more need be sent"), or in what is of reminders."""
    carrying = [one for one in said.spoken if one.text in intent.words]
    return bool(carrying) and all(plainly(kind).search(one.text) for one in carrying)


def _leaves_not(said: Said) -> bool:
    """Say whether what seems a wish for no more mail wants less of it, or takes an earlier message back: "letters here are welcome"."""
    return any(not one.asks and plainly("leaves_not").search(one.text) for one in said.spoken) or _is_quoted(said, IntentKind.UNSUBSCRIBE)


def answers_a_condition(said: Said, kind: IntentKind) -> bool:
    """Say whether a text has such a wish in a condition alone that it quotes, as our letters set one: "«If you refuse, tell us why»"."""
    quoted = [one[0] for one in _QUOTED.finditer(words_of(said.spoken))]
    return any("supposing" in one.heard.said for one in read("\n".join(quoted))) and _is_quoted(said, kind)


def _is_quoted(said: Said, kind: IntentKind) -> bool:
    """Say whether a text has such a wish in quotation marks alone: somebody else's words, or those of an earlier message."""
    text = words_of(said.spoken)
    # A word or two in them are rather what our letter said that somebody may answer.
    own = _QUOTED.sub(lambda found: " " if _SEVERAL.search(found[0]) else found[0], text)
    return own != text and bool(_SAID.search(own)) and not any(kind in one.heard.maybe for one in read(own))


def _stops_something_else(intent: Intent, said: Said) -> bool:
    """Say whether a word or two stop something else than our mail, as in "Stop please! What my apprentice sent was an exercise.".

    Beside such a word they tell of a form or of what they sent, and of no mail, nor of a wish to leave or to refuse.
    """
    carrying = [one for one in said.spoken if one.text in intent.words]
    if carrying and all(_takes_off_another(one.text, said) for one in carrying):
        return True
    if not carrying or any(one.heard.words > _FEW for one in carrying):
        return False
    texts = [one.text for one in said.spoken]
    others = [one for one in said.spoken if one not in carrying and one.heard.unsaid]
    told = [stands_for(one.text, texts) for one in others]
    leaves = any("mail" in one for one in told) or any(_LEAVING & {*one.heard.said, *one.heard.plainly} for one in others)
    return not leaves and any(one & _OF_A_FORM or one >= _SENT for one in told)
