"""The end of a letter: a closing, a name, a title, addresses. What reads as a sentence below it is the sender's again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from intake.understanding.footers import is_footer, resumes_below_footer, tells_of_study, without_footer
from intake.understanding.lines import (
    WORD_BEGINS,
    Paragraph,
    count_words,
    is_delimiter,
    is_named,
    is_postscript,
    is_prose,
    paragraphs,
    sentences_of,
)
from languages.mail import pattern

_ADDRESS = re.compile(r"[^\s<>@,;:()]{1,64}@[^\s<>@,;:()]{1,200}")
_NAMES = re.compile(r"[\u3400-\u9fff]{2,}|[^\W\d_]{3,}")
_CONTACT = re.compile(r"(?:\+|\b00)\d[\d\s()./-]{6,20}|\bwww\.|https?://|[^\s<>@]{1,64}@[^\s<>@]{1,200}", re.IGNORECASE)
# Where and when a formal letter was signed: a place, and a day with its year.
_DATED = re.compile(r"[^\W\d_]{2,20}(?:[ -][^\W\d_]{2,20}){0,3}, (?:[^\W\d_]{1,4} )?\d{1,2}\.?\s.{0,25}\b\d{4}\b.{0,6}$")
_SIGN = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_UNCASED = re.compile(f"{_SIGN}{{1,6}}[ \u3000]?{_SIGN}{{1,6}}(?: ?[(\uff08].{{1,24}}[)\uff09])?$")
# A name in a script without capitals that puts blanks between words, as Arabic and Hebrew do.
_UNCASED_WORDS = re.compile("[\u0590-\u05ff\u0620-\u065f\u066e-\u06d3]{2,}(?:[ -][\u0590-\u05ff\u0620-\u065f\u066e-\u06d3]{2,}){1,4}$")
_SIGNS = " ,.!/\u060c\u3002-\u2013\u2014"
_BESIDE = re.compile(r"\s[/|\u2013-]\s")
_WORDS_BESIDE = 3
_TITLED = 2  # The lines of a name and a title.
_WISHES = 8  # The words of what a closing wishes further.
_BLOCK = 16  # The lines that a signature has at most, and one above.
_LONGEST = 300  # The characters of a closing sentence.
_WORDS_OF_NAME = 6
# Where a line stands: among the sender's own, right below a closing, below a name, below addresses, in a footer.
_OWN, _CLOSED, _NAMED, _ADDRESSES, _FOOTER = "own", "closed", "named", "addresses", "footer"
_SENTENCE, _FAR_SENTENCE = 4, 8  # The words of a sentence below a closing, and below addresses, where slogans stand.


def without_signature(given: Sequence[Paragraph], author: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the sender's signature; `author` is the field From. Of thanks alone, the thanks are what they said."""
    own = _without_card(_without_contact(without_footer(_without_closing(given, author)), author), author)
    return own or tuple((line,) for line in _first(given) if _thanks(line))


def _first(given: Sequence[Paragraph]) -> Sequence[str]:
    return given[0][:1] if given else ()


def _without_closing(given: Sequence[Paragraph], author: str) -> tuple[Paragraph, ...]:
    kept: list[Paragraph] = []
    state = _OWN
    for number, paragraph in enumerate(given):
        own: list[str] = []
        for position, line in enumerate(paragraph):
            if state != _OWN and _resumes(paragraph[position : position + _BLOCK], state):
                state = _OWN
            if state == _OWN:
                ends = _ends(given, number, position, author, first=not kept and not own)
                own += [] if ends else [line]
                # On top of all else it was looked through to its end, and is not read as a letter that goes on.
                state = (_CLOSED if kept or own else _NAMED) if ends else _OWN
            else:
                state = _below(line, state)
        formula = _formula(tuple(own[-_BLOCK:])) if state == _OWN else None
        if formula is not None:
            own, state = [*own[:-_BLOCK], *formula], _CLOSED
        kept += [tuple(own)] if own else []
    return tuple(kept)


def _ends(given: Sequence[Paragraph], number: int, position: int, author: str, *, first: bool) -> bool:
    """Say whether a line ends the letter; a greeting that is a closing too, and thanks, do so only above a signature."""
    line = given[number][position]
    if not first and (_looks_closing(given, number, position) or _wishes(given, number, position)):
        return True
    closes = _closes(line)
    if not closes and not _thanks(line):
        return False
    if closes and not first:
        return True
    below = (given[number][position + 1 : position + 2 + _BLOCK], *given[number + 1 : number + 2 + _BLOCK])
    lines = [one for paragraph in below for one in paragraph[: _BLOCK + 1]]
    return _only_signs(lines, author, thanks=not closes, delimited=is_delimiter(line))


def _following(given: Sequence[Paragraph], number: int, position: int) -> Sequence[str]:
    """Return the lines below one: those of its paragraph, or where there are none, of the next."""
    return given[number][position + 1 :] or next(iter(given[number + 1 : number + 2]), ())


def _wishes(given: Sequence[Paragraph], number: int, position: int) -> bool:
    """Say whether a line is a closing that goes on, above a name: "With best wishes for the success of your work,"."""
    line, below = given[number][position], _following(given, number, position)
    rest = _bare(line)
    if not below or len(rest) == len(line.strip(_SIGNS)) or any(map(str.isdigit, line)) or tells_of_study(line):
        return False
    # "Greetings from Oslo" goes on for a word or two without a comma at its end.
    most = _WISHES if line.endswith((",", "\u060c")) else _TITLED
    return count_words(rest) <= most and below[0][:1].isupper() and is_named(below[0])


def _looks_closing(given: Sequence[Paragraph], number: int, position: int) -> bool:
    """Say whether a line closes a letter by its looks: a comma ends it, and a name with a title or office stands below."""
    line, below = given[number][position], _following(given, number, position)[:_TITLED]
    if len(below) < _TITLED or not line.endswith((",", "\u060c")) or count_words(line) > _WORDS_BESIDE or any(map(str.isdigit, line)):
        return False
    greets = pattern("bounce_greeting", r"^\W{0,4}").match(line)
    told = any(char.isdigit() or char in ":=" for one in below for char in one) or any(one.endswith((",", ";")) for one in below)
    cased = all(one[:1].isupper() and is_named(one.partition("|")[0]) and count_words(one) > 1 for one in below)
    return cased and not told and not greets


def _closes(line: str) -> bool:
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
    return "" in beside and all(count_words(part) <= _WORDS_BESIDE for part in beside)


def _bare(line: str) -> str:
    """Return a line without the closings that it begins with."""
    rest = line[:_LONGEST]
    while found := pattern("signature", r"^\W{0,8}").match(rest):
        rest = rest[found.end() :]
    return rest.strip(_SIGNS)


def _opens(line: str) -> bool:
    """Say whether a formula is the beginning of what follows: a colon stands behind it, or a sentence, as in Spanish letters."""
    _, _, rest = line.partition(". ")
    return line.endswith((":", "\uff1a")) or is_prose(rest, _SENTENCE)


def _thanks(line: str) -> bool:
    return bool(pattern("thanks", r"^\W{0,8}", r"\W{0,4}$").match(line))


def _only_signs(lines: Sequence[str], author: str, *, thanks: bool, delimited: bool) -> bool:
    """Say whether lines are a signature, or none at all. Below thanks, a name that is not the sender's needs an address.

    Below a delimiter an office may stand first, whose name is longer than a person's.
    """
    if not lines or len(lines) > _BLOCK:
        return not lines
    named = lines[0][0].isupper() and is_named(lines[0]) and (not thanks or any(is_contact(line) for line in lines))
    known = named or _is_author(lines[0], author) or is_contact(lines[0]) or (delimited and any(is_contact(line) for line in lines))
    told = any(_ADDRESS.search(line) and is_prose(line, _FAR_SENTENCE) for line in lines)  # A sentence that names an address is a letter's.
    return known and not told and all(is_contact(line) or not (line[:1].islower() or is_prose(line, _SENTENCE)) for line in lines)


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
    if state == _FOOTER or (state != _CLOSED and is_footer(line)):
        return _FOOTER
    return _ADDRESSES if state == _ADDRESSES or is_contact(line) else _NAMED


def _resumes(rest: Sequence[str], state: str) -> bool:
    """Say whether the sender's own words begin again below a closing: with a postscript, or with a sentence."""
    if is_postscript(rest[0]):
        return True
    if state == _FOOTER or (state != _CLOSED and is_footer(rest[0])):
        return resumes_below_footer(rest[0])
    if is_contact(rest[0]) and _tells_beside(rest[0]):
        return True
    if is_contact(rest[0]) or (state == _CLOSED and _DATED.match(rest[0])):
        return False
    if state == _CLOSED and _is_no_name(rest[0]) and not any(is_contact(line) for line in rest[1:2]):
        return True
    least = _FAR_SENTENCE if state == _ADDRESSES else _SENTENCE
    return is_prose(rest[0], least) or (len(rest) > 1 and len(rest[0]) >= 50 and is_prose(" ".join(rest), least))


def _tells_beside(line: str) -> bool:
    """Say whether a line with an address is a sentence of the study around it: "from May on write to her, at this address"."""
    words = [word for word in line.split() if word[0].isalpha() and "@" not in word and "/" not in word]
    return (
        len(words) >= _SENTENCE
        and sum(word[0].islower() for word in words) >= len(words) / 2
        and tells_of_study(line)
        and not is_footer(line)
    )


def _is_no_name(line: str) -> bool:
    """Say whether a line is too long for the name that stands below a closing, and not written like one."""
    cased = any(char.isupper() or char.islower() for char in line)
    return count_words(line) >= (_SENTENCE if cased else _WORDS_OF_NAME) and not (cased and is_named(line))


def _without_contact(given: tuple[Paragraph, ...], author: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the sender's name and addresses at the end, where no closing stands above them.

    Another person's are kept: they may be the successor's.
    """
    lines = [line for paragraph in given for line in (*paragraph, "")]
    written = [position for position, line in enumerate(lines) if line]
    for above, position in list(pairwise(written))[-_BLOCK:]:
        if lines[above].endswith((":", "\uff1a")) or not _is_author(lines[position], author):
            continue
        block = [line for line in lines[position:] if line]
        if all(is_contact(one) or (len(one) <= 90 and not is_prose(one, _SENTENCE)) for one in block):
            return paragraphs(lines[:position])
    return given


def _without_card(given: tuple[Paragraph, ...], author: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs without a name with its telephone at the end, where no closing stands above: somebody writes for a mailbox.

    What may introduce another person is kept: a text that speaks of one, or that does not end before the name, and an address not theirs.
    """
    for number in range(len(given) - 1, 0, -1):
        lines = [line for paragraph in given[number:] for line in paragraph]
        card = _above_footer(lines)
        if len(lines) > _BLOCK or (card and not _only_addresses(card)):
            return given
        if not card or not _is_card(card, author):
            continue
        signs_off = _signs_off(given[number - 1], card[0])
        above = (*given[: number - 1], *([given[number - 1][:-1]] if signs_off else [given[number - 1]]))
        if not _introduces(above, card[0], signs_off=signs_off):
            return tuple(one for one in above if one)
    return given


def _above_footer(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines above a footer; all of them where the sender says more below it."""
    begins = next((at for at, line in enumerate(lines) if is_footer(line)), len(lines))
    return lines if any(resumes_below_footer(line) for line in lines[begins:]) else lines[:begins]


def _only_addresses(lines: Sequence[str]) -> bool:
    return all(is_contact(line) or (len(line) <= 90 and not is_prose(line, _SENTENCE)) for line in lines)


def _signs_off(above: Paragraph, name: str) -> bool:
    """Say whether the line above a name is a part of it, as people write their own first name above their full one."""
    return bool(above) and is_named(above[-1]) and set(above[-1].casefold().split()) < set(name.casefold().split())


def _is_card(lines: Sequence[str], author: str) -> bool:
    """Say whether lines are a name, with capitals or in signs that need no blanks, with a telephone or a page and no other's address."""
    uncased = bool(_UNCASED.match(lines[0]))  # Such a name is short, and has no sign of a sentence.
    named = uncased or _is_name_in_words(lines[0]) or (lines[0][:1].isupper() and is_named(lines[0]) and count_words(lines[0]) > 1)
    others = (address for line in lines for address in _ADDRESS.findall(line.lower()) if address not in author.lower())
    return named and any(is_contact(line) for line in lines[1:]) and next(others, None) is None


def _is_name_in_words(line: str) -> bool:
    """Say whether a line may be a name in a script without capitals, and introduces nobody and tells nothing."""
    return bool(_UNCASED_WORDS.match(line)) and not (tells_of_study(line) or pattern("introduction", WORD_BEGINS).search(line))


def _introduces(above: Sequence[Paragraph], name: str, *, signs_off: bool) -> bool:
    """Say whether a text may introduce the person below it: it names or speaks of one, or does not end. Who `signs_off` has ended it."""
    text = " ".join(line for paragraph in above for line in paragraph)
    named = set(_NAMES.findall(name.casefold())) & set(_NAMES.findall(text.casefold()))
    ended = signs_off or text.rstrip().endswith((".", "!", ",", "\u3002", "\u060c"))
    return bool(named) or not ended or bool(pattern("introduction", WORD_BEGINS).search(text))


def _is_author(line: str, author: str) -> bool:
    """Say whether a line is the sender's name, or address."""
    address = next(iter(_ADDRESS.findall(author.lower())), "")
    if address and address in line.lower() and count_words(line) <= 4:
        return True
    names = set(_NAMES.findall(author.partition("<")[0].casefold()))
    own = set(_NAMES.findall(line.casefold()))
    return is_named(line) and not is_prose(line, 2) and len(names & own) >= min(2, len(names), len(own)) > 0


def is_contact(line: str) -> bool:
    """Say whether a line has a telephone number, an address of mail or a page, or the label of one."""
    return bool(_CONTACT.search(line) or _labels(line))


def _labels(line: str) -> bool:
    """Say whether a line is a telephone number or the like by its label."""
    return bool(pattern("contact_label", r"^\W{0,4}", r"\b[\s.:\uff1a()]{0,6}[+\d(]").match(line))
