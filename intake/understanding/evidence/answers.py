"""Which files of a message are the answer, or are meant to be."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from domain.mail.reference import find_references
from intake.understanding.own_words.words import own_words
from intake.understanding.rule import Attached, OpenedMessage
from languages.mail import pattern
from workbooks.cells import Workbook

_SPREADSHEETS = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".ods", ".ots", ".fods", ".numbers", ".csv"}
_SPREADSHEET_KINDS = {"xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "numbers", "old_excel"}
_DOCUMENT_KINDS = {"pdf", "word", "image", "html", "xml", "archive", "presentation", "encrypted", "zip", "unknown"}
_TEXT = "text"  # Gateways and programs attach some, too, also where a person says nothing, and in place of what they took away.
_FEW_WORDS = 3
_ENDS = re.compile(r"[.!?;。！？؟]\s*|\n\s*\n")  # Of sentences, which may run over lines.
_AGGREGATE = re.compile(r"[^!/]{1,255}![^!/]{1,255}!\d{6,12}!\d{6,12}(?:![^!/]{1,64})?\.(?:zip|gz|xml|xml\.gz|json|json\.gz)$")


def answers(message: OpenedMessage) -> tuple[Attached, ...]:
    """Return the spreadsheets, readable or not; where there is none, the documents that are meant as the answer (a scan, a letter)."""
    spreadsheets = tuple(attached for attached in message.files if is_spreadsheet(attached))
    return spreadsheets or tuple(attached for attached in message.files if _is_meant(attached, message))


def is_spreadsheet(attached: Attached) -> bool:
    """Say whether a file is a spreadsheet by its content, or by its name where the content cannot be read."""
    opened = attached.opened
    suffix = PurePosixPath(opened.name.strip().lower()).suffix
    return isinstance(opened.result, Workbook) or opened.format in _SPREADSHEET_KINDS or suffix in _SPREADSHEETS


def _is_meant(attached: Attached, message: OpenedMessage) -> bool:
    """Say whether a document is meant as the answer: its name or the text says so, or it came without a word."""
    kind = attached.opened.format
    if kind not in _DOCUMENT_KINDS | {_TEXT} or is_aggregate_report(attached.file.name):
        return False
    name, words = attached.opened.name, own_words(message.mail.text)
    # "Here are our answers" speaks of a document, or of the text below it; a picture is the logo of whoever writes there.
    said = _names_it_attached(words) if kind == "image" else says_answer_is_attached(words)
    wordless = kind != _TEXT and len(words.split()) <= _FEW_WORDS
    return bool(find_references(name)) or names_the_answer(name) or said or wordless


def is_aggregate_report(name: str) -> bool:
    """Say whether a file is what servers tell each other about a domain's mail (RFC 7489 section 7.2.1.1, RFC 8460 section 5.1)."""
    return bool(_AGGREGATE.match(name.strip().lower()))


def says_answer_is_attached(words: str) -> bool:
    """Say whether own words tell that the answer itself is attached, so that a file which is no workbook is meant as one."""
    return _names_it_attached(words) or bool(pattern("brings_answer").search(" ".join(words.split())))


def announces_answer(words: str) -> bool:
    """Say whether words that are no more than courtesy send the answer: it is attached, or what was filled in is.

    Who thanks for what is attached, or received it, speaks of ours. Two or three words such as "see attached" speak of theirs.
    """
    if pattern("brings_answer").search(" ".join(words.split())):
        return True
    sentences = [one for one in _ENDS.split(words) if pattern("attached").search(one) and not pattern("thanks").search(one)]
    return bool(sentences) and (len(words.split()) <= _FEW_WORDS or any(map(pattern("filled").search, sentences)))


def _names_it_attached(words: str) -> bool:
    return bool(pattern("attached").search(words) and pattern("the_answer").search(words))


def names_the_answer(name: str) -> bool:
    """Say whether a file name tells that the file is the questionnaire."""
    return bool(pattern("the_answer").search(name.replace("_", " ")))
