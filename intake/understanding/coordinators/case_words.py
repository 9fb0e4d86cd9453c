"""What the first line of a coordinator's own words says of a case. Whatever is not surely one decision says nothing. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain.case import Decision
from domain.mail.reference import find_references
from domain.said_of_case import Beside, SaidOfCase
from intake.understanding.coordinators.case_doubts import REASONED, is_in_doubt
from intake.understanding.coordinators.granted_days import named_day
from intake.understanding.coordinators.reason_words import above_signature
from intake.understanding.coordinators.whose_words import END, NOTE_MARKS, named_otherwise, of_organisation
from intake.understanding.own_words.cut_away import cut_away, is_retracted_beneath
from languages.decisions import denies, is_apology, is_courtesy, is_named, limits, meant_instead, said, without_courtesy
from languages.mail import pattern
from languages.requests import QUESTION_MARKS
from languages.taking_back import clauses, taken_back

_MOST, _NOTE = 300, 1_000  # Characters of a first line, where who decides writes fewer; and of a note that are kept.
_LONGEST = 50_000  # Characters of a message that is read as a decision; each line below the first may take it back.
_STOPS = ".。!！"
_OF_ORGANISATIONS = (Decision.ASSIGN, Decision.COUNT)
_DECISIONS = frozenset({*map(str, Decision), *map(str, Beside)})
_CORRECTS, _FEW = 9, 6  # Words of a line further below that says what was meant, and of one that says "no wait, reject it".
_TIMED = (Decision.GRANT, Beside.WAIT)


def said_of_case(own_words: str, sent: datetime, whole: str = "") -> SaidOfCase | None:
    """Return what a coordinator's own words say on their first line, or None; `sent` is when, in the zone of the study.

    A greeting above it is passed over. What follows on the line behind a colon, and on the lines below, is the note of the decision.
    `whole` is the text out of which the own words were cut, "" where nothing was: whoever takes a decision back below their signature
    takes it back, and nothing else that stands there is heard.
    """
    lines = list(_without_greeting(own_words[:_LONGEST]))
    if max(len(own_words), len(whole)) > _LONGEST or not lines or len(lines[0]) > _MOST or lines[0].rstrip(END).endswith(QUESTION_MARKS):
        return None
    name, rest = said(without_courtesy(lines[0]) or lines[0])
    if not name or _is_taken_back(name, lines[0], own_words, whole):
        return None
    below = "\n".join([*_without_greeting(above_signature(own_words, whole))][1:]).strip()
    found = _timed(_known(name), rest, below, sent) if name in _TIMED else _read(_known(name), rest.strip())
    return _noted(found, below) if found and not _is_contradicted(found) else None


def is_unsure(own_words: str, whole: str = "") -> bool:
    """Say whether words begin with a decision and decide nothing, since they name another one too, or set it a condition.

    `whole` is the text out of which they were cut, as `said_of_case` takes it.
    """
    lines = list(_without_greeting(own_words[:_LONGEST]))
    name, rest = said(without_courtesy(lines[0]) or lines[0]) if lines and len(lines[0]) <= _MOST else ("", "")
    if not name or max(len(own_words), len(whole)) > _LONGEST:
        return bool(name) or _is_retracted_before(lines)
    if name == Beside.YES or lines[0].rstrip(END).endswith(QUESTION_MARKS):
        return False
    behind = rest.strip(NOTE_MARKS + END)
    if name == Decision.GRANT and any(one.isdigit() for one in behind):
        return True  # Whatever stands beside a day and is no day sets a condition.
    if name == Beside.UNDO and is_named(behind, _DECISIONS - {name}):
        return True
    if (name not in REASONED and limits(behind)) or said(behind)[0] not in {"", name, Beside.YES}:
        return True
    return _is_taken_back(name, lines[0], own_words, whole)


def lone_word(own_words: str) -> str:
    """Return the first line of own words where it is nothing but the word of a decision, with courtesy and a day at most; "" otherwise.

    A yes is none: it may answer what somebody asked.
    """
    line = next(_without_greeting(own_words), "")
    name, rest = said(without_courtesy(line) or line) if len(line) <= _MOST else ("", "")
    bare = rest.strip(NOTE_MARKS + END)
    alone = not any(one.isalnum() for one in bare) or is_courtesy(bare)
    dated = name == Beside.WAIT and any(one.isdigit() for one in bare) and len(line.split()) <= _FEW
    return line if name not in {"", Beside.YES} and (alone or dated) else ""


def unknown_name(own_words: str, taking: Collection[Decision]) -> str:
    """Return what own words name where one of the decisions that are `taking` a reference has none that is one; "" where nothing."""
    line = next(_without_greeting(own_words), "")
    name, rest = said(without_courtesy(line) or line) if len(line) <= _MOST else ("", "")
    return named_otherwise(rest) if name in taking and rest.lstrip()[:1] not in NOTE_MARKS else ""


def _is_taken_back(name: str, line: str, own_words: str, whole: str) -> bool:
    retracted = _is_retracted(name, line, own_words) or is_in_doubt(name, line, own_words, whole)
    return retracted or _says_otherwise(name, line, own_words) or _is_taken_back_beneath(name, own_words, whole)


def _is_retracted(name: str, line: str, own_words: str) -> bool:
    """Say whether the own words take back what they say, as "forget it" does: above the decision in its `line`, beside it or below.

    Beside a decision that gives its reason, what says more is one: "reject: ignore my workbook, they wrote". In a paragraph further below,
    what holds under a condition is a notice of the house.
    """
    if name == Beside.UNDO and any(taken_back(one) for given in (line, without_courtesy(line)) for one in clauses(given)[:1]):
        return False  # "Forget it" alone asks for what "undo" does, and what says so again does not deny it.
    reasoned, far = name in REASONED, False
    for one in map(str.strip, own_words.splitlines()):
        found = taken_back(one) if one else ()
        if one == line and any(not each.more or not reasoned for each in found):
            return True
        if one != line and any(not (far and each.conditional) for each in found):
            return True
        far = far or not one
    return False


def _is_retracted_before(lines: Sequence[str]) -> bool:
    """Say whether words begin by taking back, and a decision follows: "Forget it. Accept"."""
    said_then = (said(one)[0] for line in lines[:2] if len(line) <= _MOST for one in clauses(line))
    return bool(lines) and bool(taken_back(lines[0][:_MOST])) and any(one not in {"", Beside.YES} for one in said_then)


def _is_contradicted(found: SaidOfCase) -> bool:
    """Say whether what stands behind a decision in its line is another one, as in "accept; reject". A reason may begin with such a word."""
    other, rest = said(found.note)
    if other in {"", found.what, Beside.YES}:
        return False
    return found.what not in REASONED or not any(one.isalnum() for one in rest)


def _says_otherwise(name: str, line: str, own_words: str) -> bool:
    """Say whether the next line is another decision, or takes this one back: of two decisions nobody knows which is meant.

    Right below, "but not the second sheet" says on what was begun in the line; behind a blank line, "If you have questions" does not. That
    something else was meant takes it back wherever it stands.
    """
    given = [one.strip() for one in own_words.splitlines()]
    behind = given[given.index(line) + 1 :]
    below = next(filter(None, behind), "")
    if behind and behind[0] and name not in REASONED and limits(behind[0]):
        return True
    if any(_takes_back(name, one) for one in behind):
        return True
    if len(below.split()) > _FEW:
        return False
    return _is_another(name, below) or _denies_for_another(name, below)


def _is_taken_back_beneath(name: str, own_words: str, whole: str) -> bool:
    """Say whether a line that was cut away as no own words takes a decision back: people go on below their signature.

    Signatures, disclaimers and addresses stand there too. A line counts only if it takes back wherever it stands, or denies for another
    decision, without a number, which addresses have.
    """
    cut = cut_away(own_words, whole)
    return any(_takes_back(name, one) or _denies_beneath(name, one) for one in cut) or is_retracted_beneath(cut)


def _is_only_another(name: str, line: str) -> bool:
    other, rest = said(without_courtesy(line) or line)
    bare = rest.strip(END)
    return other not in {"", name, Beside.YES} and (not any(one.isalnum() for one in bare) or is_courtesy(bare))


def _denies_beneath(name: str, line: str) -> bool:
    return len(line.split()) <= _FEW and not any(one.isdigit() for one in line) and _denies_for_another(name, line)


def _denies_for_another(name: str, line: str) -> bool:
    """Say whether a line begins with a no, and names another decision."""
    return denies(line) and is_named(line, _DECISIONS - {name})


def _is_another(name: str, text: str) -> bool:
    return said(without_courtesy(text) or text)[0] not in {"", name, Beside.YES}


def _takes_back(name: str, line: str) -> bool:
    """Say whether a line further below says that another decision was meant, as "sorry, I meant reject" and "reject, sorry" do.

    A line that is nothing but another decision says so as well: of two nobody knows which is meant.
    "Sorry, do not accept" takes back too; a reason to reject may begin like that, "sorry, but".
    """
    if len(line.split()) > _CORRECTS:
        return False
    if _is_only_another(name, line):
        return True
    meant = meant_instead(without_courtesy(line) or line)
    other, rest = said(line)
    if other not in {"", name, Beside.YES} and is_apology(rest):
        return True
    if not meant or (name == Beside.YES and denies(meant)):
        return bool(meant)
    taken = _DECISIONS - {name} if name in REASONED else _DECISIONS
    return _is_another(name, meant) or (limits(meant) and is_named(meant, taken))


def _known(name: str) -> Decision | Beside:
    return Beside(name) if name in set(Beside) else Decision(name)


def _without_greeting(own_words: str) -> Iterator[str]:
    lines = [line.strip() for line in own_words.splitlines() if line.strip()]
    greets = len(lines) > 1 and (lines[0].endswith((",", "،", "，")) or pattern("bounce_greeting").match(lines[0]))
    yield from lines[1:] if greets and not said(lines[0])[0] else lines


def _timed(what: Decision | Beside, rest: str, below: str, sent: datetime) -> SaidOfCase | None:
    """Return what is said with a day: until when time is granted, or reminders wait."""
    named = named_day(rest, "" if what is Beside.WAIT else below, sent)
    if named is None:
        return None if what is Beside.WAIT else _read(what, rest.strip())
    if what is Beside.WAIT:
        return SaidOfCase(what=what, until=named.day, several=named.day is None)
    said_with = rest.strip(NOTE_MARKS + END)
    return None if named.conditional else SaidOfCase(what=what, until=named.day, several=named.day is None, note=said_with)


def _read(what: Decision | Beside, rest: str) -> SaidOfCase | None:
    """Return what is said, of which `rest` stands behind the word itself."""
    if what in _OF_ORGANISATIONS and find_references(rest):
        return of_organisation(what, rest)
    if what is Decision.ASSIGN:
        return None
    bare = rest.strip(END)
    if what is Beside.UNDO:
        return _undone(rest, bare)
    if is_courtesy(bare) or not any(one.isalnum() or one in QUESTION_MARKS for one in bare):  # Such as a picture.
        return SaidOfCase(what=what)
    # "Reject. They had time enough." A yes may be a word of a reason, as it is in Chinese.
    goes_on = what in REASONED and rest[0] in _STOPS and not is_named(bare, _DECISIONS - {what, Beside.YES})
    if (bare[0] not in NOTE_MARKS and not goes_on) or (what not in REASONED and limits(bare)):
        return None  # "accept only if they correct it" is no "accept", and neither is "accept - but not the second sheet".
    return SaidOfCase(what=what, note=bare.strip(NOTE_MARKS + END + ")"))


def _undone(rest: str, bare: str) -> SaidOfCase | None:
    """Return an undoing, with why; what follows on the word itself, without courtesy or a sign, says what else is meant."""
    courteous = without_courtesy(bare)
    why = courteous.strip(NOTE_MARKS + END + ")")
    follows = courteous == bare and rest.strip()[:1] not in NOTE_MARKS + END
    if is_named(why, _DECISIONS - {Beside.UNDO}):
        return None
    if limits(why) or is_courtesy(bare):
        return None if limits(why) else SaidOfCase(what=Beside.UNDO)
    return None if follows and any(one.isalnum() for one in bare) else SaidOfCase(what=Beside.UNDO, note=why)


def _noted(found: SaidOfCase, below: str) -> SaidOfCase:
    note = "\n".join(filter(None, (found.note, below)))[:_NOTE]
    return replace(found, note=note)
