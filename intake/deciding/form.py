"""A study's questionnaire as its workbooks are read: by the version that printed each, and compared in the words of all versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from domain.answer import AnswerValue
from domain.edit import Edit
from domain.finding import Finding
from domain.submission import Submission
from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout
from questionnaire.reading import LayoutState, Reading, read
from questionnaire.reading.findings.confirmations import confirmed, earlier
from questionnaire.reading.findings.of_workbook import asked_since
from questionnaire.versions.union import Union
from questionnaire.versions.words import VersionWords
from workbooks.cells import Workbook

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Form:
    """A study's questionnaire, every layout in which it was sent out, and the number of the version that was applied.

    `words` are those of all versions, None where all have the same questionnaire.
    """

    questionnaire: Questionnaire
    layouts: tuple[Layout, ...]
    version: int = 0
    words: VersionWords | None = None

    @property
    def union(self) -> Union | None:
        """Return the union of all versions, None where there is only this one."""
        return self.words.union if self.words else None

    def read(self, workbook: Workbook, today: date, told_in: str | None = None) -> tuple[Form, Reading]:
        """Read a workbook, and return the form by which that was done. Findings are told in its language, or in another (`told_in`).

        It is the present one where that has all that the workbook asks, in the same meaning; else the one that printed the workbook, so
        that nothing is put under another name, code or unit than people saw.
        """
        reading = read(workbook, self.questionnaire, self.layouts, today=today, told_in=told_in)
        printed = None if reading.layout is LayoutState.FOREIGN else self._that_printed(reading.version)
        if printed is None:
            return self, reading
        again = read(workbook, printed.questionnaire, self.layouts, today=today, told_in=told_in)
        if again.blank:
            return printed, again
        return printed, replace(again, findings=(*self._asked_since(printed.version, told_in or again.language), *again.findings))

    def _that_printed(self, layout: str) -> Form | None:
        """Return the form of an earlier version by the version of its layout, where the present one does not have all of it."""
        if self.union is None:
            return None
        for one in reversed(self.union.versions):
            if layout.startswith(f"{one.questionnaire.fingerprint}-"):
                return None if self.union.covers(one.number) else replace(self, questionnaire=one.questionnaire, version=one.number)
        return None

    def _asked_since(self, version: int, language: str) -> tuple[Finding, ...]:
        """Return the finding that a workbook does not ask what the present version asks, where that is so."""
        if self.union is None:
            return ()
        names, asked = self.union.translations[self.version].names, {_question(key) for key in self.union.asked[version]}
        new = [one for one in self.questionnaire.answerable if names[one.name] not in asked]
        return asked_since(new, language, self.questionnaire.languages)

    def translated(self, version: int, answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
        """Return the answers to a version in the words of all versions; as they are where there is only one."""
        translation = self.union.translations.get(version) if self.union else None
        return translation.answers(answers) if translation else dict(answers)

    def edits(self, edits: Iterable[Edit]) -> list[Edit]:
        """Return edits in the words of all versions."""
        return [self.words.edit(one) for one in edits] if self.words else list(edits)

    def keyed(self, version: int, came: Mapping[str, _T]) -> Mapping[str, _T]:
        """Return what is known of the answers to a version, as how they came about, by the keys that all versions have."""
        translation = self.union.translations.get(version) if self.union else None
        return translation.keyed(came) if translation else came

    def asked(self, answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
        """Return those of translated answers for which this version asks."""
        return {key: value for key, value in answers.items() if self.union is None or self.union.asks(self.version, key)}

    def confirmed_before(self, reading: Reading, before: Submission) -> tuple[Finding, ...]:
        """Return the findings of a reading, of which those are confirmed that were so for the same answers before."""
        given = earlier(*self._in_union(before.version, before.findings, before.answers))
        if not given:
            return reading.findings
        told, answers = self._in_union(self.version, reading.findings, reading.answers)
        found = confirmed(told, answers, given)
        return tuple(replace(one, confirmed=said.confirmed) for one, said in zip(reading.findings, found, strict=True))

    def named(self, version: int, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Return findings about the answers to a version by the keys that all versions have."""
        translation = self.union.translations.get(version) if self.union else None
        if translation is None:
            return findings
        return tuple(replace(one, question=translation.key(one.question)) if one.question else one for one in findings)

    def untranslated(self, untyped: Mapping[str, str]) -> dict[str, str]:
        """Return what could not be read by the keys that all versions have: without what would stand in another unit there."""
        translation = self.union.translations[self.version] if self.union else None
        if translation is None:
            return dict(untyped)
        return {translation.key(key): text for key, text in untyped.items() if _question(key) not in translation.factors}

    def _in_union(
        self, version: int, findings: tuple[Finding, ...], answers: Mapping[str, AnswerValue]
    ) -> tuple[tuple[Finding, ...], Mapping[str, AnswerValue]]:
        return self.named(version, findings), self.translated(version, answers)


def _question(key: str) -> str:
    return key.rpartition("].")[2] or key
