"""What stands above or below a letter, and nobody wrote: classifications, and warnings of gateways."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from intake.understanding.own_words.footers import is_worded
from intake.understanding.own_words.lines import WORD_BEGINS, Paragraph, is_delimiter, is_prose, paragraphs, sentences_of
from intake.understanding.own_words.marks import unmarked
from intake.understanding.own_words.signatures import is_closing
from languages.expressions import compiled
from languages.mail import alternatives, pattern

_LONGEST = 120  # The characters of a classification,
_WARNING = 300  # and of a sentence of a gateway.
_BELOW = 24  # The lines in which one is looked for below a letter.
_THINGS, _MANY_THINGS = 2, 3
_SENTENCE = 4
_LEVEL = re.compile(r"[^\W_]{1,20}(?: [^\W_]{1,20}|(?: ?[/-] ?[^\W_]{1,20}){1,2})?\W{0,4}$")
_FENCE = ("***", "+++", "===", "!!!", "\u26a0")
_WORD = re.compile(r"[^\W_]")
# Microsoft 365 says in every language from which address somebody seldom writes, and leads to this page.
_TIP = re.compile(r"aka\.ms/LearnAboutSenderIdentification", re.IGNORECASE)
# Two characters are set apart to be as wide as four.
_SET_APART = re.compile("(?<=[\u3400-\u9fff])[ \u3000]{1,8}(?=[\u3400-\u9fff])")
_SENTENCES = re.compile("((?<=[.!?\u061f\u3002\n])\\s+|\n+)")
_ASKING = (":", "\uff1a", "?", "\u061f", "\uff1f")


def without_warnings(given: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the classifications and the warnings of gateways that stand above all else."""
    for number, paragraph in enumerate(given):
        if _greets(given[number + 1 : number + 2]) and _stands_above(paragraph):
            continue
        if rest := _below_warnings(paragraph):
            return (rest, *given[number + 1 :])
    return ()


def _greets(given: Sequence[Paragraph]) -> bool:
    """Say whether a paragraph begins a letter: people greet before they say anything."""
    return bool(given) and bool(pattern("bounce_greeting", r"^\W{0,4}").match(given[0][0]))


def _stands_above(paragraph: Paragraph) -> bool:
    """Say whether a paragraph above the greeting is no sender's: it warns, or speaks of its own message, and names what warnings are of."""
    text = unmarked(" ".join(paragraph))
    if len(text) > 2 * _WARNING or pattern("the_answer").search(text):
        return False
    warns = pattern("caution", WORD_BEGINS).search(text) or pattern("warning_heading", r"^\W{0,8}").match(text)
    return _count_things(text) >= (1 if warns or pattern("notice_subject").search(text) else _MANY_THINGS)


def _count_things(text: str) -> int:
    return len({found[0].casefold() for found in pattern("outside", WORD_BEGINS).finditer(text)})


def without_banners(given: Sequence[Paragraph], *, least: int = 1) -> tuple[Paragraph, ...]:
    """Return the paragraphs without the classifications that stand below the last sentence, of `least` words each.

    Above a closing no program writes: there, a word such as "General" is the sender's.
    """
    lines = [line for paragraph in given for line in (*paragraph, "")]
    written = [position for position, line in enumerate(lines) if line]
    for above, position in reversed([*pairwise([-1, *written[-_BELOW:]])]):
        if is_banner(lines[position], least=least) and not (above >= 0 and lines[above].endswith(_ASKING)):
            lines[position] = ""
        elif is_prose(lines[position], _SENTENCE) or (is_closing(lines[position]) and not is_delimiter(lines[position])):
            break
    return paragraphs(lines)


def is_banner(line: str, *, least: int = 1) -> bool:
    """Say whether a line is a classification: all its words are such, or it begins with the word for one and a colon."""
    return is_labelled(line) or (len(line) <= _LONGEST and bool(_markings().match(line)) and len(_marking().findall(line)) >= least)


def is_labelled(line: str) -> bool:
    """Say whether a line says of itself that it is a classification."""
    line = _SET_APART.sub("", line)
    label = pattern("banner_label", r"^\W{0,8}", r"\s{0,3}[:\uff1a]\W{0,4}").match(line) if len(line) <= _LONGEST else None
    return label is not None and (bool(_marking().match(line, label.end())) or bool(_LEVEL.match(line, label.end())))


@cache
def _marking() -> re.Pattern[str]:
    """Return what finds one word of a classification; Chinese ones stand side by side."""
    return compiled(rf"(?:{alternatives('banner')})(?![^\W\d_\u3400-\u9fff])")


@cache
def _markings() -> re.Pattern[str]:
    return compiled(rf"[\W_]*+(?:{_marking().pattern}[\W_]*+)++$")


def _below_warnings(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph without the warnings that it begins with."""
    lines = sentences_of(paragraph)
    for number, sentences in enumerate(lines):
        warnings = _count_warnings(sentences)
        if warnings < len(sentences):
            rest = " ".join(sentences[warnings:])
            return paragraph if not number + warnings else (rest, *(" ".join(one) for one in lines[number + 1 :]))
    return ()


def _count_warnings(sentences: Sequence[str]) -> int:
    """Return how many sentences are a gateway's, before the first one that may be the sender's: none below a mere headline."""
    warnings = _count_tip(sentences)
    begun = bool(warnings)
    for number, sentence in enumerate(sentences[warnings:], warnings + 1):
        if is_delimiter(sentence):
            break
        if not _WORD.search(sentence) or _warns(sentence, begun=begun):
            warnings = number
        elif not pattern("warning_heading", r"^\W{0,8}").match(sentence):
            break
        begun = True
    return warnings


def is_added(sentence: str) -> bool:
    """Say whether a gateway, a program or an office's footer says a sentence: the whole of it, or all of it that might tell anything."""
    return bool(is_worded("added", sentence, "outside") or pattern("gateway", r"^\W{0,8}", r"\W{0,8}$").match(sentence))


def without_own_notice(words: str) -> str:
    """Return words without the sentences in which a program says of its message that it sent it: beside a workbook they tell nothing."""
    parts = _SENTENCES.split(words)
    return "".join(part for part in parts if not pattern("sent_itself", r"^\W{0,8}", r"\W{0,8}$").match(part))


def _count_tip(sentences: Sequence[str]) -> int:
    """Return how many sentences are Microsoft's: the one that leads to its page, and the one before it, which has the address."""
    if sentences and _TIP.search(sentences[0]):
        return 1
    return 2 if len(sentences) > 1 and "@" in sentences[0] and _TIP.search(sentences[1]) else 0


def _warns(sentence: str, *, begun: bool) -> bool:
    """Say whether a sentence is no sender's: it is a classification, a program's, or warns of the sender, of links and attachments.

    Of two such things, so that who cannot open an attachment is heard; of one where a warning has `begun`.
    """
    if is_banner(sentence) or is_added(sentence):
        return True
    if len(sentence) > _WARNING or pattern("the_answer").search(sentence):
        return False
    if begun and pattern("notice_subject").search(sentence) and pattern("banner", WORD_BEGINS, r"(?!\w)").search(sentence):
        return True
    begun = begun or (sentence.startswith(_FENCE) and sentence.endswith(_FENCE)) or unmarked(sentence) != sentence
    return _count_things(sentence) >= (1 if begun else _THINGS) and bool(pattern("caution", WORD_BEGINS).search(sentence))
