"""Whatever versions there are, and whatever is sent, put together, edited and undone meanwhile, what counts means what was meant.

A plain model that knows only meanings goes through the same events, and comes to the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answer import AnswerValue
from domain.edit import Edit
from domain.journal import About, Subject, What
from domain.rules.overlay import Merging, Side
from questionnaire.definition import QuestionType
from questionnaire.versions.words import VersionWords, same
from store import Store, counting, decisions, edits, invitations, journal, submissions
from store.cases.decisions import Ruling
from tests.questionnaire.versions.test_any_history import _UNITS, Meant, _Author, _says
from tests.store.projections import fold, tables
from tests.store.values import NOW, submission

STUDY, WHOSE = "study", 1
Meanings = Mapping[int, AnswerValue]  # What is said of each thing, in ones or in words; a blank is None.


@dataclass(frozen=True)
class Happened:
    """One entry of the journal: a workbook that says these `meanings`, an edit of one thing from `given` to `value`, or an undoing."""

    entry: int
    what: What
    meanings: Meanings
    wins: Side = Side.FIRST
    but: frozenset[int] = frozenset()
    thing: int = 0
    given: AnswerValue = None
    value: AnswerValue = None
    undoes: int = 0

    def speaks(self, edit: Happened) -> bool:
        """Say whether a workbook says anything of what was edited: one that was added does where it fills it, or takes its place."""
        second = (self.wins is Side.SECOND) != (edit.thing in self.but)
        return self.what is not What.MERGE or (self.meanings[edit.thing] is not None and (second or edit.given is None))


class Model:
    """What counts, worked out from meanings alone, event by event."""

    def __init__(self) -> None:
        self.events: list[Happened] = []

    def force(self) -> list[Happened]:
        """Return what nobody undid."""
        undone = {one.undoes: one for one in self.events if one.undoes}

        def holds(one: Happened) -> bool:
            return one.entry not in undone or not holds(undone[one.entry])

        return [one for one in self.events if not one.undoes and holds(one)]

    def sent(self) -> dict[int, AnswerValue]:
        """Return what the organisation itself says of each thing."""
        says: dict[int, AnswerValue] = {}
        told: set[int] = set()  # Of which things something was said since the last workbook that counted for itself.
        for one in self.force():
            if one.what is What.ACCEPT:
                says |= one.meanings
                told = {thing for thing, value in one.meanings.items() if value is not None}
            for thing, value in one.meanings.items() if one.what is What.MERGE else ():
                second = (one.wins is Side.SECOND) != (thing in one.but)
                if value is not None and (thing not in told or (says[thing] != value and second)):
                    says[thing] = value
                    told.add(thing)
        return says

    def counts(self) -> dict[int, AnswerValue]:
        """Return what counts of each thing, with the edits that stand."""
        says, made = self.sent(), self.sent()
        books = [one for one in self.force() if one.what is not What.EDIT]
        for one in self.force() if any(book.what for book in books) else ():
            later = [
                book.meanings[one.thing] for book in books if book.entry > one.entry and one.thing in book.meanings and book.speaks(one)
            ]
            if one.what is What.EDIT and says.get(one.thing) == one.given and all(value == one.given for value in later):
                made[one.thing] = one.value
        return {thing: value for thing, value in made.items() if value is not None} if books else {}


class World:
    """A store, the versions of a study, the model, and somebody who does things at random."""

    def __init__(self, store: Store, data: st.DataObject) -> None:
        self.store, self.data, self.model = store, data, Model()
        self.author = _Author(data)
        self.names: dict[int, dict[int, Meant]] = {}
        self.stored: dict[int, dict[str, AnswerValue]] = {}
        self.words = self._words()
        store.speak(lambda _tx, _study: self.words)
        with store.transaction() as tx:
            invitations.invite(tx, STUDY, "CYB12", ["ALPNET"])

    def _words(self) -> VersionWords:
        self.names[len(self.author.versions)] = {one.thing: one for one in self.author.things}
        return VersionWords(tuple(self.author.versions))

    def write(self) -> None:
        """Apply another version."""
        self.author.write()
        self.words = self._words()

    def _meaning(self, kind: QuestionType, codes: Mapping[str, str]) -> AnswerValue:
        if kind is QuestionType.INTEGER:
            return self.data.draw(st.integers(0, 3)) * 1000
        return self.data.draw(st.sampled_from(sorted(codes))) if codes else self.data.draw(st.sampled_from("xy"))

    def send(self, what: What) -> None:
        """Let a workbook of any version come, which counts for itself or is added to what counts."""
        version = self.data.draw(st.integers(1, len(self.author.versions)))
        meanings, answers = dict[int, AnswerValue](), dict[str, AnswerValue]()
        for thing, one in self.names[version].items():
            value = self._meaning(one.kind, one.codes) if self.data.draw(st.integers(0, 3)) else None
            meanings[thing] = value
            answers[one.name] = one.codes[str(value)] if one.codes and value is not None else _in_unit(value, one.unit)
        wins, but = Side.FIRST, frozenset[int]()
        if what is What.MERGE:
            wins = self.data.draw(st.sampled_from(Side))
            but = frozenset(self.data.draw(st.sets(st.sampled_from(sorted(meanings) or [0]))))
        number = len(self.stored) + 1
        self.stored[number] = {key: value for key, value in answers.items() if value is not None}
        merging = Merging(wins=wins, but=tuple(self.names[version][one].name for one in but if one in meanings))
        with self.store.transaction() as tx:
            submissions.keep(tx, submission(str(number), answers=answers, version=version, message_id=number), STUDY)
            about, value = About(Subject.SUBMISSION, str(number)), str(merging) if what is What.MERGE else ""
            entry = self._decide(tx, Ruling(what=what, about=about, value=value, study=STUDY, invitation_id=WHOSE))
        self.model.events.append(Happened(entry, what, meanings, wins, but))

    def edit(self) -> None:
        """Put right what counts of anything that was ever asked, in the words of today."""
        union = self.words.union.questionnaire
        key = self.data.draw(st.sampled_from([one.name for one in union.valued]))
        asked, thing = union.by_name[key], self._thing(key)
        codes = {one.label["en"]: one.name for one in asked.choices}
        meaning = self._meaning(asked.type if asked.unit == {} else QuestionType.INTEGER, codes)
        value = codes[str(meaning)] if codes else _in_unit(meaning, _UNITS.index(asked.unit["en"]) if asked.unit else 0)
        given = self.model.sent().get(thing)
        stored = codes[str(given)] if codes and given is not None else _in_unit(given, _UNITS.index(asked.unit["en"]) if asked.unit else 0)
        with self.store.transaction() as tx:
            version = len(self.author.versions)
            made = Edit(id=0, study=STUDY, invitation_id=WHOSE, question=key, given=stored, before=stored, value=value, version=version)
            number, about = edits.write(tx, made), decisions.answer(WHOSE, key)
            entry = self._decide(tx, Ruling(what=What.EDIT, about=about, value=str(number), study=STUDY, invitation_id=WHOSE))
        self.model.events.append(Happened(entry, What.EDIT, {}, thing=thing, given=given, value=meaning))

    def _thing(self, key: str) -> int:
        return int(self.words.union.questionnaire.by_name[key].label["en"].removeprefix("Thing "))

    def undo(self) -> None:
        """Undo anything that was not undone, also an undoing."""
        undone = {one.undoes for one in self.model.events}
        left = [one.entry for one in self.model.events if one.entry not in undone]
        if not left:
            return
        number = self.data.draw(st.sampled_from(left))
        with self.store.transaction() as tx:
            (entry,) = journal.find(tx, [number])
            ruling = Ruling(what=What.UNDO, about=entry.about, study=STUDY, invitation_id=WHOSE, undoes=number)
            self.model.events.append(Happened(self._decide(tx, ruling), What.UNDO, {}, undoes=number))

    def _decide(self, tx: object, ruling: Ruling) -> int:
        at = NOW + timedelta(minutes=len(self.model.events))
        (entry,) = decisions.decide(tx, decisions.person(tx, "anna"), at, [ruling])  # type: ignore[arg-type]
        return entry.number

    def check(self) -> None:
        """Assert that the store says what the model does, its tables what its journal comes to, and that nothing sent has changed."""
        with self.store.reading() as tx:
            found = next(counting.of_invitations(tx, [WHOSE]), None)
            given_ = {key: value for key, value in found.submission.answers.items() if value is not None} if found else {}
            said = {self._thing(key): _says(self.words.union, key, value) for key, value in given_.items()}
            expected = self.model.counts()
            assert said.keys() == expected.keys()
            assert all(same(said[thing], value) for thing, value in expected.items())
            assert tables(tx) == fold(tx, list(journal.pages(tx)))
            assert {one.id: one.answers for one in submissions.with_ids(tx, self.stored)} == self.stored


def _in_unit(value: AnswerValue, unit: int) -> AnswerValue:
    if not isinstance(value, int) or unit == 0:
        return value
    made = Decimal(value) / 10**unit
    return int(made) if made == made.to_integral_value() else float(made)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty store, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    Store(f"sqlite:///{folder / 'counterfoil.db'}", folder / "archive").close()
    return folder / "counterfoil.db"


@contextmanager
def opened(empty: Path) -> Iterator[Store]:
    """Give an empty store."""
    with TemporaryDirectory() as folder:
        shutil.copy(empty, folder)
        store = Store(f"sqlite:///{Path(folder) / empty.name}", Path(folder) / "archive")
        try:
            yield store
        finally:
            store.close()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_counts_means_what_was_meant_whatever_happened(empty: Path, data: st.DataObject) -> None:
    """Nothing that was collected is lost, comes back after it was taken back, or changes its meaning."""
    with opened(empty) as store:
        world = World(store, data)
        world.send(What.ACCEPT)
        for _ in range(data.draw(st.integers(3, 14))):
            act = data.draw(st.sampled_from(["version", "accept", "merge", "edit", "undo"]))
            if act == "version":
                world.write()
            elif act == "edit":
                world.edit()
            elif act == "undo":
                world.undo()
            else:
                world.send(What.ACCEPT if act == "accept" else What.MERGE)
            world.check()
