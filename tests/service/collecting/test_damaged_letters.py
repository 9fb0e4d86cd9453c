"""A letter of which a recorded piece is damaged or gone is not sent: it stays to be looked at, and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.letter import DeliveryState, Letter
from service.collecting.collect import collect
from service.installation import config
from service.operation.tick import tick
from service.wiring import open_service
from store import outbox
from tests.service.correspondence import Correspondence, attached, filled, questionnaire_letter
from tests.service.installed import at, letters, make

FIRST = at("02-10")
AGAIN = FIRST + timedelta(minutes=10)


def pieces(home: Path) -> set[Path]:
    """Return the files that the archive holds."""
    return set((home / "archive").glob("*/*"))


@pytest.fixture
def deferred(tmp_path: Path) -> tuple[Path, set[Path]]:
    """Return an installation whose circular was recorded and refused for now, and the pieces that its letters share: a PDF a language."""
    home = tmp_path / "installation"
    make(home, 4)
    before = pieces(home)
    (home / "out").touch()  # A file is in the way of the Maildir.
    with open_service(config.load(home, {})) as service:
        tick(service, FIRST)
    (home / "out").unlink()
    assert {letter.state for letter in letters(home)} == {DeliveryState.DEFERRED}
    return home, pieces(home) - before


def circular(home: Path) -> dict[str, list[Letter]]:
    """Return the letters of the circular by language."""
    found: dict[str, list[Letter]] = {}
    for letter in letters(home):
        found.setdefault(letter.language, []).append(letter)
    return found


@pytest.mark.parametrize(("harm", "says"), [(Path.unlink, "erased or lost"), (lambda file: file.write_bytes(b"x"), "damaged")])
def test_a_letter_with_a_damaged_piece_is_not_sent_and_others_are(
    harm: Callable[[Path], object], says: str, deferred: tuple[Path, set[Path]]
) -> None:
    """A recorded piece of a letter is damaged or gone: it is failed, and says where; letters in another language share none of it."""
    home, shared = deferred
    harmed = min(shared)
    harm(harmed)
    with open_service(config.load(home, {})) as service:
        report = tick(service, AGAIN)
        with service.store.reading() as tx:
            last = {one.letter_id: one for one in outbox.attempts(tx, [letter.id for letter in letters(home)])}
    by_state = {state: [letter for letter in letters(home) if letter.state is state] for state in DeliveryState}
    failed, sent = by_state[DeliveryState.FAILED], by_state[DeliveryState.SENT]
    assert len(failed) == len(sent) == 2
    assert {letter.language for letter in failed}.isdisjoint(letter.language for letter in sent)
    assert all(says in last[letter.id].text and str(harmed) in last[letter.id].text for letter in failed)
    assert sum(says in problem for problem in report.problems) == 2
    assert len(list((home / "out" / "new").iterdir())) == 2


def test_a_letter_that_meets_a_disk_that_refuses_waits_and_is_not_given_up(deferred: tuple[Path, set[Path]]) -> None:
    """The piece is neither gone nor damaged: the disk does not give it now."""
    home, shared = deferred
    moved = {piece: piece.rename(piece.with_suffix(".away")) for piece in shared}
    for piece in shared:
        piece.mkdir()
    with open_service(config.load(home, {})) as service:
        with pytest.raises(Exception, match="cannot be read or written"):
            tick(service, AGAIN)
        assert {letter.state for letter in letters(home)} == {DeliveryState.DEFERRED}
        for piece, away in moved.items():
            piece.rmdir()
            away.rename(piece)
        tick(service, AGAIN)
    assert {letter.state for letter in letters(home)} == {DeliveryState.SENT}


@pytest.fixture
def asked_back(tmp_path: Path) -> Iterator[tuple[Correspondence, Path]]:
    """Return a correspondence whose workbook came in with an error and is to go back, and where the archive has it."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        office = Correspondence(tmp_path, service)
        letter = questionnaire_letter(office)
        office.answer(letter, "answers.xlsx", filled(office, attached(letter)[1], employees=0))
        collect(service, at("02-21"))
        (filed,) = office.submissions()
        yield office, Path(service.store.archive.where(filed.fingerprint))


def test_where_the_workbook_was_erased_the_letter_says_the_same_in_words(asked_back: tuple[Correspondence, Path]) -> None:
    """Somebody may erase what a person sent; the letter needs it only for its attachment."""
    office, original = asked_back
    original.unlink()
    (back,) = office.letters(at("02-21"))
    assert not list(back.iter_attachments())
    assert "employees" in str(back.get_body(("plain",)))


def test_a_damaged_workbook_goes_back_to_nobody(asked_back: tuple[Correspondence, Path]) -> None:
    """Its letter is failed, and told: the disk is not well."""
    office, original = asked_back
    original.write_bytes(original.read_bytes()[:-1])
    report = tick(office.service, at("02-21"))
    assert any(str(original) in problem and "damaged" in problem for problem in report.problems)
    assert [letter.state for letter in letters(office.home)].count(DeliveryState.FAILED) == 1
