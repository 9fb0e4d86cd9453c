"""What a newer edition does to the checks of a form, and to whatever reads a question that went: carried over, or disabled, and told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from questionnaire.renewal.checks import CAME, CheckInBoth
from questionnaire.renewal.references import renamed
from service.authoring.renewal.form_grid import FormGrid

_REFERENCE = re.compile(r"\$\{\s*([^{}]+?)\s*\}")
_TEXTS = frozenset({"label", "hint", "constraint_message", "required_message"})


@dataclass(kw_only=True)
class CheckEdits:
    """The rows of a survey that are written for checks and for references; `texts` are all that is written, by row and header."""

    survey: FormGrid
    texts: dict[int, dict[str, str]]
    told: list[str] = field(default_factory=list)

    def carry_over(self, checks: Iterable[CheckInBoth], names: Mapping[str, str]) -> None:
        """Write the checks as the newer edition makes them, where nobody edited them; `names` are those of what came."""
        for one in checks:
            new = renamed(one.new, {f"{CAME}{name}": given for name, given in names.items()})
            if one.before is None:
                if one.now:
                    self.told.append(f"came: a check at {one.now.place} that the form does not make: {new} {one.now.wanted} 0")
                continue
            rows = [row for row in self.survey.rows if self._is(row, one)]
            for row in rows[:1]:
                self._carry_over(row, one, new)

    def _is(self, row: int, one: CheckInBoth) -> bool:
        place = one.before.place if one.before else ""
        return self._kind(row) == "calculate" and self._text(row, "excel::cell") == place

    def _carry_over(self, row: int, one: CheckInBoth, new: str) -> None:
        name, edited = self._text(row, "name"), _plain(self._text(row, "calculation")) != _plain(one.old)
        if one.now is None:
            if not edited:
                self._write(row, "disabled", "yes")
                self.told.append(f"went: {name}, a check that the workbook makes no more; its row is disabled")
            return
        self._write(row, "excel::cell", one.now.place)
        if new != one.old:
            kept = "; it was edited in the form, which stays as it is; look at it" if edited else ""
            self.told.append(f"changed: {name}, calculation: {one.old} -> {new}{kept}")
            if not edited:
                self._write(row, "calculation", new)

    def let_go(self, gone: Mapping[str, str]) -> None:
        """Disable the calculations that read questions that went, and clear what else of a question does; `gone` are their labels."""
        left = dict(gone)
        while left:
            lost: dict[str, str] = {}
            for row in self.survey.rows:
                if self._text(row, "name") not in gone and not self._is_disabled(row):
                    lost |= self._without(row, left)
            left = lost

    def _without(self, row: int, gone: Mapping[str, str]) -> dict[str, str]:
        """Take what went from a row; return the name of its calculation, if it is none any more."""
        name, lost = self._text(row, "name"), ""
        for key, header in self.survey.headers.items():
            said = self._now(row, header, self.survey.text(row, key))
            there = [one for one in _REFERENCE.findall(said) if one in gone]
            if not there:
                continue
            if key[0] in _TEXTS:
                # So it would be printed too, since a text can only name a question.
                self._put(row, header, _REFERENCE.sub(lambda one: f"[{gone[one[1]] or one[1]}]" if one[1] in gone else one[0], said))
                self.told.append(f"went: ${{{there[0]}}}, which the {key[0]} of {name} mentions; its label stands there")
            elif self._kind(row) == "calculate":
                lost = name
            else:
                self._put(row, header, "")
                self.told.append(f"went: ${{{there[0]}}}, which the column {key[0]} of {name} reads; it is cleared: {said}")
        if not lost:
            return {}
        self._write(row, "disabled", "yes")
        self.told.append(f"went: {lost}, which reads what went; its row is disabled")
        return {lost: ""}

    def _kind(self, row: int) -> str:
        return " ".join(self._text(row, "type").split()[:1]).casefold()

    def _is_disabled(self, row: int) -> bool:
        header = self.survey.header("disabled")
        return self._now(row, header, self._text(row, "disabled")).casefold() in {"yes", "true", "true()", "1"}

    def _text(self, row: int, column: str) -> str:
        return self.survey.text(row, (column, "")).strip()

    def _now(self, row: int, header: str, before: str) -> str:
        return self.texts.get(row, {}).get(header, before)

    def _write(self, row: int, column: str, text: str) -> None:
        self._put(row, self.survey.header(column), text)

    def _put(self, row: int, header: str, text: str) -> None:
        self.texts.setdefault(row, {})[header] = text


def labels_of(survey: FormGrid, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what questions are called in the language of a form, with their names."""
    wanted = set(names)
    for row in survey.rows:
        name = survey.text(row, ("name", "")).strip()
        if name in wanted:
            yield name, survey.text(row, ("label", survey.default))


def _plain(text: str) -> str:
    return "".join(text.split())
