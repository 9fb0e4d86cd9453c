"""What a newer edition of a workbook says otherwise of the questions of a form: carried over, but for what a person has edited.

The older edition tells what was edited: what still stands in the form as its draft had it, nobody touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from questionnaire.adopt import Sureness
from questionnaire.renewal.changes import TEXTS, AskedInBoth, ChangedFacet, Facet, changes, new_among, pairs_of_came, recased
from questionnaire.renewal.rekeyed import Rekeyed
from questionnaire.renewal.wording import is_reworded
from questionnaire.xlsform.sheets.headers import TRANSLATED
from service.authoring.renewal.form_grid import FormGrid
from service.authoring.renewal.lists import LISTED, ListEdits, WantedList

_GUESS = {Facet.TYPE: "excel::guess_type", Facet.CHOICES: "excel::guess_type", Facet.LABEL: "excel::guess_label"}


class ChangeOutcome(StrEnum):
    """What became of a change in the form."""

    CARRIED = "carried over"
    KEPT = "edited in the form"
    OPEN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """A change, what became of it, and the language of the workbook that tells it, "" for the first. `is_open` where somebody must look."""

    change: ChangedFacet
    outcome: ChangeOutcome
    language: str = ""
    is_open: bool = False


@dataclass(kw_only=True)
class WordEdits:
    """Writes changes into a form: `rows` are those of its questions by name, `language` is that of the first workbook.

    Of the `guessed` questions nobody knows anyhow whether they are the same; of the `doubted` ones nobody knows whether the choices of two
    languages stand in the same order.
    """

    survey: FormGrid
    lists: ListEdits
    rows: Mapping[str, int]
    language: str
    guessed: AbstractSet[str]
    doubted: AbstractSet[str] = frozenset()
    texts: dict[int, dict[str, str]] = field(default_factory=dict)
    told: list[ToldChange] = field(default_factory=list)

    def first(self, asked: Mapping[str, AskedInBoth], others: Mapping[str, Mapping[str, AskedInBoth]]) -> None:
        """Carry over what the first workbook says; `others` are the same questions in those of other languages."""
        for name, one in asked.items():
            there = {language: those[name] for language, those in others.items() if name in those}
            for change in changes(one):
                self._tell(change, self._first(one, change, there), one, is_doubtful=self._is_doubtful(one, there))

    def other(self, language: str, asked: Mapping[str, AskedInBoth], first: Mapping[str, AskedInBoth]) -> None:
        """Carry over what the workbook of another language says: its words, and those of choices that the first one has as before."""
        for name, one in asked.items():
            main = first.get(name)
            for change in (*self._lacking(one, main, language), *changes(one)):
                if change.facet in TRANSLATED:
                    self._tell(change, self._text(one, change, language), one, language)
                elif change.facet is Facet.CHOICES and main and main.before.kind.choices == main.now.kind.choices:
                    self._tell(change, self._translated(one, main, language), one, language)

    def _lacking(self, one: AskedInBoth, main: AskedInBoth | None, language: str) -> Iterator[ChangedFacet]:
        """Yield the unit in another language that an older draft left out, as long as the form has that of the first as it was found."""
        written = self.survey.text(self.rows[one.name], (Facet.UNIT, self.language))
        new = one.new[Facet.UNIT]
        as_found = main is not None and _plain(written) == _plain(main.old[Facet.UNIT]) != ""
        if as_found and (Facet.UNIT, language) not in self.survey.headers and _plain(new) not in {"", _plain(written)}:
            yield ChangedFacet(question=one.name, facet=Facet.UNIT, old="", new=new)

    def keys(self, repeats: Mapping[str, tuple[int, str]], changed: Iterable[Rekeyed], language: str = "") -> None:
        """Carry over the keys of rows; `repeats` are, by name, the row of a question in each, and the list that has its rows."""
        for one in changed:
            row, name = repeats[one.repeat]
            spoken = language or self.language
            choice = next((each for each in self.lists.rows(name) if self.lists.grid.text(each, ("name", "")) == one.instance), 0)
            written = self.lists.grid.text(choice, ("label", spoken))
            outcome = ChangeOutcome.CARRIED if _plain(written) == one.old and self.lists.is_of_one(name) else ChangeOutcome.KEPT
            if outcome is ChangeOutcome.CARRIED:
                self.lists.write(choice, self.lists.grid.header("label", spoken), one.new)
            change = ChangedFacet(question=f"{one.repeat}[{one.instance}]", facet=Facet.LABEL, old=one.old, new=one.new)
            self.told.append(ToldChange(change=change, outcome=outcome, language=language, is_open=True))
            self.texts.setdefault(row, {})["excel::guess_cell"] = Sureness.NEEDS_YOU

    def _is_doubtful(self, one: AskedInBoth, others: Mapping[str, AskedInBoth]) -> bool:
        """Say whether a person must look: at choices in other capitals, or where not all that came have words in other languages."""
        came = new_among(one)
        if recased(one.before.kind.choices, one.now.kind.choices):
            return True
        return bool(came) and (one.name in self.doubted or any(len(pairs_of_came(one, each)) != len(came) for each in others.values()))

    def _tell(
        self, change: ChangedFacet, outcome: ChangeOutcome, one: AskedInBoth, language: str = "", *, is_doubtful: bool = False
    ) -> None:
        is_open = _is_open(change, outcome) and not (change.facet is Facet.LABEL and one.name in self.guessed)
        is_open |= is_doubtful and change.facet in {Facet.TYPE, Facet.CHOICES}
        self.told.append(ToldChange(change=change, outcome=outcome, language=language, is_open=is_open))
        if is_open:
            self._write(one.name, _GUESS[change.facet], Sureness.NEEDS_YOU)
        elif change.facet is Facet.TYPE:
            self._write(one.name, _GUESS[change.facet], one.now.kind.sureness)

    def _write(self, name: str, header: str, text: str) -> None:
        self.texts.setdefault(self.rows[name], {})[header] = text

    def _first(self, one: AskedInBoth, change: ChangedFacet, others: Mapping[str, AskedInBoth]) -> ChangeOutcome:
        if change.facet in TEXTS:
            return self._text(one, change, self.language if change.facet in TRANSLATED else "")
        if not one.is_known:
            return ChangeOutcome.OPEN
        row, written = self.rows[one.name], self.survey.text(self.rows[one.name], ("type", ""))
        found = LISTED.fullmatch(written)
        if self._is(one.now.kind.type, one.now.kind.choices, written):
            return ChangeOutcome.CARRIED
        if not self._is(one.before.kind.type, one.before.kind.choices, written):
            return ChangeOutcome.KEPT
        if one.now.kind.choices:
            words = tuple((language, pairs_of_came(one, each)) for language, each in others.items())
            was, call = found[2] if found else "", one.now.kind.list_name or one.name
            self.lists.ask(row, WantedList(was=was, choices=one.now.kind.choices, others=words, call=call))
        else:
            self._write(one.name, self.survey.header("type"), one.now.kind.type)
        return ChangeOutcome.CARRIED

    def _is(self, kind: str, choices: Sequence[str], written: str) -> bool:
        """Say whether the form has a type, with these choices."""
        found = LISTED.fullmatch(written)
        if choices:
            return bool(found) and [" ".join(one.split()) for one in self.lists.labels(found[2] if found else "")] == list(choices)
        return written.split(maxsplit=1)[:1] == [kind]

    def _text(self, one: AskedInBoth, change: ChangedFacet, language: str) -> ChangeOutcome:
        written = self.survey.text(self.rows[one.name], (change.facet, language))
        old, new = one.old[change.facet], one.new[change.facet]
        if change.facet is Facet.UNIT and not change.old:
            old = ""
        if change.facet is Facet.LABEL and not change.new:
            return ChangeOutcome.OPEN
        if _plain(written) not in {_plain(old), _plain(new)}:
            return ChangeOutcome.KEPT
        self._write(one.name, self.survey.header(change.facet, language), new)
        return ChangeOutcome.CARRIED

    def _translated(self, one: AskedInBoth, main: AskedInBoth, language: str) -> ChangeOutcome:
        """Write the words of a choice in another language, where one alone is put otherwise: of more nobody knows which is which."""
        found = LISTED.fullmatch(self.survey.text(self.rows[one.name], ("type", "")))
        rows = self.lists.rows(found[2]) if found else []
        if not _is_as_long(one, main) or not len(rows) == len(one.before.kind.choices) == len(one.now.kind.choices):
            return ChangeOutcome.OPEN
        changed = [pair for pair in zip(one.before.kind.choices, one.now.kind.choices, strict=True) if len(set(pair)) > 1]
        if len(changed) != 1 or changed[0][0] in one.now.kind.choices or changed[0][1] in one.before.kind.choices:
            return ChangeOutcome.OPEN
        there = [row for row in rows if self.lists.grid.text(row, ("label", language)) in changed[0]]
        if len(there) != 1:
            return ChangeOutcome.KEPT
        self.lists.write(there[0], self.lists.grid.header("label", language), changed[0][1])
        return ChangeOutcome.CARRIED


def _is_open(change: ChangedFacet, outcome: ChangeOutcome) -> bool:
    """Say whether a person must look: nobody knows the type, two say different things, or a label has other words."""
    if change.facet is Facet.LABEL:
        return outcome is ChangeOutcome.OPEN or is_reworded(change.old, change.new)
    return change.facet in _GUESS and outcome is not ChangeOutcome.CARRIED


def _is_as_long(one: AskedInBoth, other: AskedInBoth) -> bool:
    return len(one.now.kind.choices) == len(other.now.kind.choices)


def _plain(text: str) -> str:
    return " ".join(text.split())
