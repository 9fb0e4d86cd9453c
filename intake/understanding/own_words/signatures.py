"""The end of a letter: a closing, a name, a title, addresses. What reads as a sentence below it is the sender's again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from intake.understanding.own_words.cards import ADDRESS, BLOCK, is_author, is_contact, is_signed, without_card, without_contact
from intake.understanding.own_words.feet import states, tells_of_change
from intake.understanding.own_words.footers import (
    is_absence,
    is_footer,
    resumes_below_absence,
    resumes_below_footer,
    tells_of_study,
    without_footer,
)
from intake.understanding.own_words.formalities import stands_for_another
from intake.understanding.own_words.lines import (
    Paragraph,
    count_words,
    is_delimiter,
    is_named,
    is_postscript,
    is_prose,
    sentences_of,
)
from languages.mail import pattern

# Where and when a formal letter was signed: a place, and a day with its year.
_DATED = re.compile(r"[^\W\d_]{2,20}(?:[ -][^\W\d_]{2,20}){0,3}, (?:[^\W\d_]{1,4} )?\d{1,2}\.?\s.{0,25}\b\d{4}\b.{0,6}$")
# Behind a closing a word ends: "Att." is one, and "attached" is none. Some scripts write words together.
_ENDS = "(?![^\\W\\d_\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
_SIGNS = " ,.!/\u060c\u3002-\u2013\u2014"
_BESIDE = re.compile(r"\s[/|\u2013-]\s")
_WORDS_BESIDE = 3
_TITLED = 2  # The lines of a name and a title.
_WISHES = 8  # The words of what a closing wishes further.
_LONGEST = 300  # The characters of a closing sentence.
_WORDS_OF_NAME = 6
# Where a line stands: among the sender's own, right below a closing, below a name, below addresses, in a footer, below an absence there.
_OWN, _CLOSED, _NAMED, _ADDRESSES, _FOOTER, _ABSENT = "own", "closed", "named", "addresses", "footer", "absent"
_SENTENCE, _FAR_SENTENCE = 4, 8  # The words of a sentence below a closing, and below addresses, where slogans stand.


def without_signature(given: Sequence[Paragraph], author: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the sender's signature; `author` is the field From. Of thanks alone, the thanks are what they said."""
    closed = _without_closing(given, author)
    above = without_footer(closed)
    own = without_card(without_contact(above, author), author, footed=above != closed)
    return own or tuple((line,) for line in _first(given) if _thanks(line))


def _first(given: Sequence[Paragraph]) -> Sequence[str]:
    return given[0][:1] if given else ()


def _without_closing(given: Sequence[Paragraph], author: str) -> tuple[Paragraph, ...]:
    kept: list[Paragraph] = []
    state = _OWN
    for number, paragraph in enumerate(given):
        own: list[str] = []
        for position, line in enumerate(paragraph):
            after = next((one[:1] for one in given[number + 1 : number + 2]), ())
            if state != _OWN and _resumes(paragraph[position : position + BLOCK], state, after):
                state = _OWN
            if state == _OWN:
                ends = _ends(given, number, position, author, first=not kept and not own)
                own += [] if ends else [line]
                # On top of all else it was looked through to its end, and is not read as a letter that goes on.
                state = (_CLOSED if kept or own else _NAMED) if ends else _OWN
            else:
                state = _below(line, state)
        formula = _formula(tuple(own[-BLOCK:])) if state == _OWN else None
        if formula is not None:
            own, state = [*own[:-BLOCK], *formula], _CLOSED
        kept += [tuple(own)] if own else []
    return tuple(kept)


def _ends(given: Sequence[Paragraph], number: int, position: int, author: str, *, first: bool) -> bool:
    """Say whether a line ends the letter; a greeting that is a closing too, and thanks, do so only above a signature."""
    line = given[number][position]
    if not first and (_looks_closing(given, number, position) or _wishes(given, number, position, author)):
        return True
    closes = is_closing(line)
    if not closes and not _thanks(line):
        return False
    if closes and not first:
        return True
    below = (given[number][position + 1 : position + 2 + BLOCK], *given[number + 1 : number + 2 + BLOCK])
    lines = [one for paragraph in below for one in paragraph[: BLOCK + 1]]
    return _only_signs(lines, author, thanks=not closes, delimited=is_delimiter(line))


def _following(given: Sequence[Paragraph], number: int, position: int) -> Sequence[str]:
    """Return the next lines below one: those of its paragraph, or where there are none, of the next."""
    same = given[number][position + 1 : position + 1 + _TITLED]
    return same or next((one[:_TITLED] for one in given[number + 1 : number + 2]), ())


def _wishes(given: Sequence[Paragraph], number: int, position: int, author: str) -> bool:
    """Say whether a line is a closing that goes on, above a name: "With best wishes for the success of your work,"."""
    line, rest = given[number][position], _bare(given[number][position])
    if len(rest) == len(line.strip(_SIGNS)) or any(map(str.isdigit, line)) or tells_of_study(line) or _goes_on(line):
        return False
    below = _following(given, number, position)
    # "Greetings from Oslo" goes on for a word or two without a comma at its end, above the sender's own name for more.
    most = _WISHES if line.endswith((",", "\u060c")) or (below and is_signed(below[0], author)) else _TITLED
    return bool(below) and count_words(rest) <= most and below[0][:1].isupper() and is_named(below[0])


def _goes_on(line: str) -> bool:
    """Say whether a clause stands behind a comma in a closing: "With thanks for your patience, the legal part is attached"."""
    _, comma, clause = line.rpartition(",")
    return bool(comma) and count_words(clause) >= _WORDS_BESIDE


def _looks_closing(given: Sequence[Paragraph], number: int, position: int) -> bool:
    """Say whether a line closes a letter by its looks: a comma ends it, and a name with a title or office stands below."""
    line = given[number][position]
    if not line.endswith((",", "\u060c")) or count_words(line) > _WORDS_BESIDE or any(map(str.isdigit, line)):
        return False
    below = _following(given, number, position)
    if len(below) < _TITLED:
        return False
    greets = pattern("bounce_greeting", r"^\W{0,4}").match(line)
    told = any(char.isdigit() or char in ":=" for one in below for char in one) or any(one.endswith((",", ";")) for one in below)
    cased = all(one[:1].isupper() and is_named(one.partition("|")[0]) and count_words(one) > 1 for one in below)
    return cased and not told and not greets


def is_closing(line: str) -> bool:
    """Say whether a line is the end of a letter: a delimiter, or a closing with at most a name."""
    if is_delimiter(line):
        return True
    if _opens(line):
        return False
    if pattern("closing_formula", r"^\W{0,4}").match(line):
        return True
    bare = _bare(line)
    if len(bare) < len(line.strip(_SIGNS)) and is_named(bare):
        return True
    # In several languages, side by side, some of which may be unknown.
    beside = [_bare(part) for part in _BESIDE.split(line[:_LONGEST])]
    return "" in beside and not any(map(str.isdigit, line)) and all(count_words(part) <= _WORDS_BESIDE for part in beside)


@lru_cache(maxsize=64)  # Of a line it is asked several times.
def _bare(line: str) -> str:
    """Return a line without the closings that it begins with."""
    rest = line[:_LONGEST]
    while found := pattern("signature", r"^\W{0,8}", _ENDS).match(rest):
        rest = rest[found.end() :]
    return rest.strip(_SIGNS)


def _opens(line: str) -> bool:
    """Say whether a formula is the beginning of what follows: a colon stands behind it, or a sentence, as in Spanish letters."""
    _, _, rest = line.partition(". ")
    return line.endswith((":", "\uff1a")) or is_prose(rest, _SENTENCE)


def _thanks(line: str) -> bool:
    # In some countries the paragraphs of a letter are numbered to its end.
    return bool(pattern("thanks", r"^\W{0,8}(?:\d{1,2}[.)]?\s{1,8})?", r"\W{0,4}$").match(line))


def _only_signs(lines: Sequence[str], author: str, *, thanks: bool, delimited: bool) -> bool:
    """Say whether lines are a signature, or none at all. Below thanks, a name that is not the sender's needs an address.

    Below a delimiter an office may stand first, whose name is longer than a person's.
    """
    if not lines or len(lines) > BLOCK:
        return not lines
    named = lines[0][0].isupper() and is_named(lines[0]) and (not thanks or any(is_contact(line) for line in lines))
    known = named or is_author(lines[0], author) or is_contact(lines[0]) or (delimited and any(is_contact(line) for line in lines))
    told = any(ADDRESS.search(line) and is_prose(line, _FAR_SENTENCE) for line in lines)  # A sentence that names an address is a letter's.
    signs = (is_contact(line) or stands_for_another(line) or not (line[:1].islower() or is_prose(line, _SENTENCE)) for line in lines)
    return known and not told and all(signs)


def _formula(paragraph: Paragraph) -> Paragraph | None:
    """Return a paragraph without the sentence of courtesy that closes a letter; None where its last sentence is none."""
    lines = sentences_of(paragraph)
    last = lines[-1][-1] if lines and lines[-1] else ""
    found = pattern("closing_formula").search(last[:_LONGEST]) if last else None
    if not found or len(last) > _LONGEST:
        return None
    if not _is_office(last[: found.start()]):
        return paragraph  # More than courtesy may stand before it.
    *above, end = lines
    return tuple(" ".join(one) for one in (*above, end[:-1]) if one)


def _is_office(text: str) -> bool:
    """Say whether what stands before a formula can only be who speaks: nothing, or the name of an office."""
    words = text.split()
    return len(text) <= 12 or (len(words) <= 12 and all(word[0].isupper() or len(word) <= 3 for word in words))


def _below(line: str, state: str) -> str:
    """Return where the line below one stands that is a signature's, which stands at `state` itself."""
    if state == _ABSENT or (state != _CLOSED and is_absence(line)):
        return _ABSENT
    if state == _FOOTER or (state != _CLOSED and is_footer(line)):
        return _FOOTER
    return _ADDRESSES if state == _ADDRESSES or is_contact(line) else _NAMED


def _resumes(rest: Sequence[str], state: str, after: Sequence[str]) -> bool:
    """Say whether the sender's own words begin again below a closing: with a postscript, or a sentence. `after` is the next paragraph."""
    if is_postscript(rest[0]) or tells_of_change(rest[0]):
        return True
    if state in (_ABSENT, _FOOTER) or (state != _CLOSED and is_footer(rest[0])):
        return resumes_below_absence(rest[0]) if state == _ABSENT else resumes_below_footer(rest[0])
    if is_contact(rest[0]) and _tells_beside(rest[0]):
        return True
    if is_contact(rest[0]) or (state == _CLOSED and _DATED.match(rest[0])):
        return False
    if state == _CLOSED and _is_no_name(rest[0]) and not any(is_contact(line) or is_footer(line) for line in rest[1:2] or after):
        return True
    far = state == _ADDRESSES and not tells_of_study(rest[0])
    least = 1 if states(rest[0]) else _FAR_SENTENCE if far else _SENTENCE
    return is_prose(rest[0], least) or (len(rest) > 1 and len(rest[0]) >= 50 and is_prose(" ".join(rest), least))


def _tells_beside(line: str) -> bool:
    """Say whether a line with an address is a sentence of the study around it: "from May on write to her, at this address"."""
    words = [word for word in line.split() if word[0].isalpha() and "@" not in word and "/" not in word]
    return (
        len(words) >= _SENTENCE
        and sum(not word[0].isupper() for word in words) >= len(words) / 2
        and tells_of_study(line)
        and not is_footer(line)
    )


def _is_no_name(line: str) -> bool:
    """Say whether a line is too long for the name that stands below a closing, and not written like one."""
    cased = any(char.isupper() or char.islower() for char in line)
    return count_words(line) >= (_SENTENCE if cased else _WORDS_OF_NAME) and not (cased and is_named(line))
