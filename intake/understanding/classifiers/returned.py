"""A return: a message that brings a workbook, or what is meant to be one."""

from __future__ import annotations

from domain.message import Kind
from domain.sentences import file_called
from intake.understanding.evidence.answers import answers
from intake.understanding.rule import Hit, OpenedMessage, Rule
from workbooks.cells import Workbook


def _examine(message: OpenedMessage) -> Hit | None:
    found = answers(message)
    if not found:
        return None
    names = ", ".join(file_called(attached.opened.name) for attached in found)
    readable = any(isinstance(attached.opened.result, Workbook) for attached in found)
    return Hit(f"It brings {'a workbook' if readable else 'a file meant as the answer, but not a workbook that can be read'}: {names}.")


RULE = Rule(
    name="return", order=60, says="A message with a workbook, or a file that is meant to be one.", kind=Kind.RETURN, examine=_examine
)
