"""Whatever versions a questionnaire goes through, and whatever is answered to each: nothing is lost or means something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answer import AnswerValue
from domain.changes import Changes
from questionnaire.definition import Question, QuestionType
from questionnaire.versions.history import Version
from questionnaire.versions.union import Union, union
from tests.questionnaire.versions.forms import choice, form, question

_UNITS = ("ones", "tens", "hundreds", "thousands")


@dataclass(frozen=True)
class Meant:
    """One thing that is asked, whatever it is called: what it says never changes. `codes` are by what a choice says."""

    thing: int
    name: str
    kind: QuestionType
    unit: int = 0
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def question(self) -> Question:
        """Return the question of a version."""
        if self.kind is QuestionType.SELECT_ONE:
            made = choice(self.name, {code: said for said, code in self.codes.items()})
            return question(self.name, self.kind, f"Thing {self.thing}", choices={one.name: one.label["en"] for one in made.choices})
        unit = _UNITS[self.unit] if self.kind is QuestionType.INTEGER else ""
        return question(self.name, self.kind, f"Thing {self.thing}", unit=unit)


@dataclass
class Told:
    """One answer as it was given: to which thing, by which version under which name, and what it says in ones, or in words."""

    thing: int
    version: int
    name: str
    stored: AnswerValue
    says: AnswerValue


_KINDS = st.sampled_from([QuestionType.INTEGER, QuestionType.TEXT, QuestionType.SELECT_ONE])


class _Author:
    """Writes version after version, each with the mapping of what it changes."""

    def __init__(self, data: st.DataObject) -> None:
        self.data, self.made, self.codes = data, 0, 0
        self.things = [self.thing() for _ in range(3)]
        self.versions = [Version(number=1, questionnaire=form(*(one.question for one in self.things)))]

    def thing(self) -> Meant:
        """Return something new to ask, under a name and codes that nothing had."""
        self.made += 1
        kind = self.data.draw(_KINDS)
        codes = {said: self.code() for said in ("Yes", "No")} if kind is QuestionType.SELECT_ONE else {}
        return Meant(self.made, f"q{self.made}", kind, codes=codes)

    def code(self) -> str:
        """Return a code that no choice ever had."""
        self.codes += 1
        return f"c{self.codes}"

    def write(self) -> None:
        """Write the next version: things go, are renamed, counted in other units, have other codes; others are new."""
        renamed: dict[str, str] = {}
        dropped: list[str] = []
        scaled: dict[str, float] = {}
        recoded: dict[str, dict[str, str]] = {}
        after: list[Meant] = []
        for one in self.things:
            what = self.data.draw(st.sampled_from(["stay", "drop", "rename", "scale", "recode", "drop a choice", "swap codes"]))
            now = one
            if what == "drop":
                dropped.append(one.name)
                continue
            if what == "rename":
                self.made += 1
                now = Meant(one.thing, f"r{self.made}", one.kind, one.unit, one.codes)
                renamed[one.name] = now.name
            elif what == "scale" and one.kind is QuestionType.INTEGER:
                unit = self.data.draw(st.integers(0, len(_UNITS) - 1))
                now = Meant(one.thing, one.name, one.kind, unit, one.codes)
                scaled[one.name] = float(Decimal(10) ** (one.unit - unit))
            elif one.codes:
                now, recode = self._other_codes(one, what)
                recoded |= {one.name: recode} if recode else {}
                dropped += [f"{one.name}/{code}" for said, code in one.codes.items() if said not in now.codes]
            after.append(now)
        new = [self.thing() for _ in range(self.data.draw(st.integers(0, 2)))]
        self.things = self.data.draw(st.permutations([*after, *new]))
        changes = Changes(renamed=renamed, dropped=tuple(dropped), scaled=scaled, recoded=recoded)
        number = len(self.versions) + 1
        self.versions.append(Version(number=number, questionnaire=form(*(one.question for one in self.things)), changes=changes))

    def _other_codes(self, one: Meant, what: str) -> tuple[Meant, dict[str, str]]:
        codes = dict(one.codes)
        if what == "recode":
            codes = {said: self.code() for said in codes}
        elif what == "swap codes":
            codes = dict(zip(codes, reversed(codes.values()), strict=True))
        elif what == "drop a choice" and len(codes) > 1:
            codes.popitem()
        recode = {one.codes[said]: code for said, code in codes.items() if one.codes[said] != code}
        return Meant(one.thing, one.name, one.kind, one.unit, codes), recode

    def answer(self) -> list[Told]:
        """Answer everything that the newest version asks."""
        told = []
        for one in self.things:
            number = len(self.versions)
            if one.kind is QuestionType.INTEGER:
                stored = self.data.draw(st.integers(-(10**6), 10**6))
                told.append(Told(one.thing, number, one.name, stored, stored * 10**one.unit))
            elif one.kind is QuestionType.TEXT:
                text = self.data.draw(st.text(max_size=5))
                told.append(Told(one.thing, number, one.name, text, text))
            else:
                said = self.data.draw(st.sampled_from(sorted(one.codes)))
                told.append(Told(one.thing, number, one.name, one.codes[said], said))
        return told


def _says(made: Union, key: str, value: AnswerValue) -> AnswerValue:
    """Return what an answer of the union says to who reads its codebook: in ones, or in words."""
    asked = made.questionnaire.by_name[key]
    if asked.type is QuestionType.SELECT_ONE:
        return next(one.label["en"] for one in asked.choices if one.name == value)
    if asked.unit and isinstance(value, int | float):
        return float(Decimal(repr(value)) * 10 ** _UNITS.index(asked.unit["en"]))
    return value


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_answer_to_every_version_says_in_the_union_what_it_said(data: st.DataObject) -> None:
    """Under one name for each thing, however often it was renamed, counted otherwise or given other codes; and no two share a name."""
    author = _Author(data)
    told = author.answer()
    for _ in range(data.draw(st.integers(1, 4))):
        author.write()
        told += author.answer()
    made = union(author.versions)
    assert not [one for step in made.history.steps.values() for one in (*step.faults, *step.wrong)]
    places: dict[int, str] = {}
    for one in told:
        ((key, value),) = made.translations[one.version].answers({one.name: one.stored}).items()
        assert places.setdefault(one.thing, key) == key
        assert made.asks(one.version, key)
        assert _says(made, key, value) == one.says
    assert len(set(places.values())) == len(places)
    newest = author.versions[-1]
    order = [one.name for one in made.questionnaire.valued if one.name in newest.questionnaire.by_name]
    assert order == [one.name for one in newest.questionnaire.valued]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_without_a_mapping_nothing_is_put_under_what_means_something_else(data: st.DataObject) -> None:
    """An answer has a column of its own then: what was not mapped was not collected when the version was applied, and may still come."""
    author = _Author(data)
    told = author.answer()
    for _ in range(data.draw(st.integers(1, 3))):
        author.write()
        told += author.answer()
    made = union(Version(number=one.number, questionnaire=one.questionnaire) for one in author.versions)
    for one in told:
        ((key, value),) = made.translations[one.version].answers({one.name: one.stored}).items()
        assert _says(made, key, value) == one.says
        assert made.questionnaire.by_name[key].label == {"en": f"Thing {one.thing}"}
