"""An original that the archive has lost is told by whatever meets that: a backup, its checking, its restoring, a letter, and `doctor`."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, OriginalError
from service.installation import config
from service.keeping.backups.lost import LostOriginal
from service.keeping.backups.making import BackedUp, _Archived, _faults, back_up
from service.keeping.backups.restoring import restore
from service.keeping.backups.verifying import verify
from service.keeping.reading_over import read_some
from service.operation import doctor
from service.personal.erasing import Erasing, erase
from service.wiring import Service, open_service
from store import outbox, read_over
from tests.service.keeping.test_backups import rebuilt, the_message
from tests.service.keeping.test_reading_over import told as a_whole_round
from tests.service.office import Office, person


def pieces(office: Office) -> list[Path]:
    """Return where the pieces lie that letters share, in the order of the letters; nothing else names them."""
    with closing(sqlite3.connect(office.home / "counterfoil.db")) as database:
        recipes = database.execute("SELECT own FROM letter WHERE own IS NOT NULL ORDER BY id").fetchall()
    found = [one for (own,) in recipes for one in json.loads(own.partition(b"\n")[0]) if isinstance(one, str)]
    return [Path(office.service.store.archive.where(one)) for one in dict.fromkeys(found)]


def kept(office: Office, name: str, since: str = "") -> BackedUp:
    """Make a backup beside the installation."""
    beside = office.home.parent
    return back_up(office.service, beside / name, beside / since if since else None, office.later())


def examined(service: Service, office: Office) -> tuple[bool, str]:
    """Return what `doctor` finds of the archive."""
    (found,) = [one for one in doctor.examine(service, office.now) if one.what == "archive"]
    return found.well, found.found


@pytest.fixture
def lying(office: Office) -> Path:
    """Return where the message of somebody lies."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    return the_message(office)


def test_a_backup_says_whose_the_originals_are_that_it_misses_and_where_they_belong(office: Office, lying: Path) -> None:
    """A message that is damaged, a piece of letters and a file of the study that are gone."""
    (piece, *_) = pieces(office)
    with office.service.store.reading() as tx:
        (version,) = [json.loads(row[0]) for row in tx.exec_driver_sql("SELECT files FROM study_version")]
    form = Path(office.service.store.archive.where(version["questionnaire.xlsx"]))
    lying.write_bytes(b"bad\n")
    piece.unlink()
    form.unlink()
    made = kept(office, "one.zip")
    assert made.lost == sorted(one.name for one in (lying, piece, form))
    told = {one.sha256: (one.whose, one.where) for one in made.first_lost}
    assert told[lying.name] == ("message 1 from ORG000 (cybercrime-2012)", str(lying))
    assert told[piece.name] == ("a piece of letter 1 to ORG000 (cybercrime-2012) and of 1 more letter", str(piece))
    assert told[form.name] == ("questionnaire.xlsx of the study cybercrime-2012, version 1", str(form))


def test_only_the_first_few_are_told_by_whose_they_are(office: Office, lying: Path) -> None:
    """The others stand among those that are lost."""
    for path in (lying, *office.service.store.archive.root.glob("*/*")):
        path.write_bytes(b"")
    made = kept(office, "one.zip")
    assert (made.originals, len(made.lost) > 5) == (0, True)
    assert [one.sha256 for one in made.first_lost] == made.lost[:5]


def test_a_backup_from_which_something_is_lost_is_not_whole(office: Office, lying: Path) -> None:
    """What it has is sound, so that it can be restored: what it misses is told beside its faults, by whose it is."""
    assert verify(Path(kept(office, "before.zip").file)).whole
    lying.unlink()
    checked = verify(Path(kept(office, "one.zip").file))
    assert (checked.whole, checked.faults, checked.lost) == (False, [], [lying.name])
    assert checked.first_lost == (LostOriginal(sha256=lying.name, whose="message 1 from ORG000 (cybercrime-2012)", where=""),)


def test_what_a_backup_finds_lost_is_told_by_doctor_until_it_is_put_back(office: Office) -> None:
    """Also a piece of letters, which the background reading does not miss by itself and does not forget."""
    (piece, *_) = pieces(office)
    content = piece.read_bytes()
    piece.unlink()
    assert a_whole_round(office) == []
    kept(office, "one.zip")
    for _ in range(2):
        well, told = examined(office.service, office)
        assert (well, f"{piece.name} (missing)" in told) == (False, True)
        assert a_whole_round(office) == []
    piece.write_bytes(content)
    assert examined(office.service, office)[0]
    kept(office, "two.zip")
    assert read_over.load(office.service.store.archive).faults == {}


def test_what_was_erased_is_not_lost(office: Office, lying: Path) -> None:
    """It is gone as it should be, and a backup that finds nothing else wrong says so."""
    lying.unlink()
    assert kept(office, "one.zip").lost == [lying.name]
    erase(office.service, Erasing(who=person(0), by="anna", note="asked"), office.later())
    made = kept(office, "two.zip")
    assert (made.lost, made.first_lost) == ([], ())
    assert read_over.load(office.service.store.archive).faults == {}


def test_a_backup_keeps_what_the_earlier_one_has_still(office: Office, lying: Path, tmp_path: Path) -> None:
    """It is whole with that one, and says that the archive has lost something, and that it is there."""
    content = lying.read_bytes()
    kept(office, "one.zip")
    lying.unlink()
    made = kept(office, "two.zip", since="one.zip")
    assert (made.lost, made.only_earlier) == ([], [lying.name])
    assert [one.where for one in made.first_lost] == [str(lying)]
    assert verify(Path(made.file)).whole
    assert not examined(office.service, office)[0]
    restored = restore(Path(made.file), tmp_path / "new", {})
    assert restored.lost == ()
    with open_service(config.load(tmp_path / "new", {})) as service:
        assert service.store.archive.get(lying.name)
    lying.write_bytes(content[:-1])
    assert kept(office, "three.zip", since="two.zip").only_earlier == [lying.name]
    lying.write_bytes(content)
    assert kept(office, "four.zip", since="two.zip").only_earlier == []


def test_what_was_lost_between_two_backups_is_missed_by_both(office: Office) -> None:
    """It came after the first, and was gone before the second; a later one that it is put back for has it."""
    kept(office, "one.zip")
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    lying = the_message(office)
    content = lying.read_bytes()
    lying.unlink()
    made = kept(office, "two.zip", since="one.zip")
    assert (made.lost, made.only_earlier) == ([lying.name], [])
    assert not verify(Path(made.file)).whole
    lying.write_bytes(content)
    after = kept(office, "three.zip", since="two.zip")
    assert (after.lost, verify(Path(after.file)).whole) == ([], True)


def test_a_restore_says_what_the_backup_had_lost(office: Office, lying: Path, tmp_path: Path) -> None:
    """All else is put back, and `doctor` names it there; what lies in that archive still is not lost."""
    content = lying.read_bytes()
    lying.unlink()
    made = Path(kept(office, "one.zip").file)
    restored = restore(made, tmp_path / "new", {})
    assert restored.lost == (lying.name,)
    assert [one.whose for one in restored.first_lost] == ["message 1 from ORG000 (cybercrime-2012)"]
    with open_service(config.load(tmp_path / "new", {})) as service:
        well, told = examined(service, office)
    assert (well, f"{lying.name} (missing)" in told) == (False, True)
    lying.write_bytes(content)
    shutil.copytree(office.home / "archive", tmp_path / "other" / "archive")
    assert restore(made, tmp_path / "other", {}).lost == ()


@pytest.mark.parametrize("known", [True, False])
def test_a_restore_puts_what_is_whole_where_something_damaged_lies(office: Office, lying: Path, tmp_path: Path, known: bool) -> None:
    """It would be in the way else, whether anybody has found it or not."""
    made = Path(kept(office, "one.zip").file)
    lying.write_bytes(b"bad\n")
    kept(office, "two.zip")
    home = tmp_path / "new"
    shutil.copytree(office.home / "archive", home / "archive")
    if known:
        shutil.copy(office.home / "archive.checked", home)
    restore(made, home, {})
    with open_service(config.load(home, {})) as service:
        assert b"Attached." in service.store.archive.get(lying.name)
        assert examined(service, office)[0]


def test_of_what_is_lost_and_of_what_an_earlier_backup_has_each_the_first_few_are_told(office: Office, lying: Path) -> None:
    """Many of the one leave none of the other without a name."""
    kept(office, "one.zip")
    for number in range(7):
        office.service.store.archive.put([f"new {number}".encode()])
    for path in (office.home / "archive").rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b"new "):
            path.write_bytes(b"bad\n")
    lying.write_bytes(b"bad\n")
    office.service.store.archive.sweep(office.now)
    found = kept(office, "two.zip", since="one.zip")
    assert len(found.lost) == 7
    assert [one for one in found.first_lost if one.sha256 in found.only_earlier] == [
        one for one in found.first_lost if one.sha256 == lying.name
    ]


def test_what_a_letter_misses_is_told_by_doctor_too(office: Office) -> None:
    """A piece that is gone: the letter has told it. The process that missed it may be another than the one that reads the archive over."""
    (piece, *_) = pieces(office)
    content = piece.read_bytes()
    piece.unlink()
    with office.service.store.reading() as tx, pytest.raises(OriginalError):
        outbox.recorded(tx, office.service.store.archive, 1)
    assert read_some(office.service, office.later()) == []
    well, told = examined(office.service, office)
    assert (well, f"{piece.name} (missing)" in told) == (False, True)
    piece.write_bytes(content)
    assert read_some(office.service, office.later(days=2)) == []
    piece.write_bytes(b"x")
    with open_service(config.load(office.home, {})) as other, other.store.reading() as tx, pytest.raises(OriginalError):
        outbox.recorded(tx, other.store.archive, 1)
    assert read_over.load(office.service.store.archive).faults == {piece.name: "damaged"}


def test_what_anybody_reads_that_is_damaged_is_told_once_and_by_doctor(office: Office, lying: Path) -> None:
    """Also where the archive was read over this day already: a person has looked at the message."""
    assert a_whole_round(office) == []
    lying.write_bytes(b"bad\n")
    with pytest.raises(OriginalError):
        office.service.store.archive.get(lying.name)
    (problem,) = read_some(office.service, office.later())
    assert f"{lying.name} (damaged)" in problem
    assert read_some(office.service, office.later()) == []
    assert not examined(office.service, office)[0]


def test_a_fault_that_is_known_is_looked_for_among_the_inherited_by_itself(office: Office, lying: Path) -> None:
    """Ten thousand faults may be known, and a million originals inherited: these are not put together with what lies there for each."""

    class Inherited(frozenset[str]):
        """The originals of earlier backups, which nobody goes through."""

        def __and__(self, _: object) -> frozenset[str]:
            raise AssertionError("All originals were gone through for one fault.")

        __rand__ = __and__

    archive, (well, *_) = office.service.store.archive, pieces(office)
    lying.write_bytes(b"damaged")
    read_over.tell(archive, dict.fromkeys([lying.name, well.name, "gone"], "damaged"))
    there = _Archived(there={lying.name, well.name})
    assert _faults(archive, there, frozenset(), Inherited([lying.name, well.name, "gone"])) == {lying.name: "damaged"}
    assert _faults(archive, there, frozenset(), Inherited([well.name])) == {}


def test_what_a_backup_found_stays_known_where_the_service_reads_meanwhile(office: Office, lying: Path) -> None:
    """Each keeps what it has seen itself, and takes nothing of the other's back."""
    archive = office.service.store.archive
    before = read_over.load(archive)
    read_over.tell(archive, {lying.name: "damaged"})
    read_over.come(archive, before, replace(before, after="5", began=office.now.isoformat()))
    state = read_over.load(archive)
    assert (state.after, state.faults) == ("5", {lying.name: "damaged"})
    read_over.tell(archive, {}, looked=lambda _: True)
    read_over.come(archive, state, replace(state, after="7"))
    assert (read_over.load(archive).after, read_over.load(archive).faults) == ("7", {})


def test_a_damaged_backup_is_told_in_one_plain_sentence(office: Office, tmp_path: Path) -> None:
    """Where it is, what is wrong and what to do, each once; the rows are counted unless it is the database that is damaged."""
    made = Path(kept(office, "one.zip").file)
    rows = verify(made).rows

    def without(name: str) -> Path:
        return rebuilt(made, tmp_path / f"no-{name.rpartition('/')[2]}.zip", lambda one, data: None if one == name else data)

    toml, database = without("counterfoil.toml"), without("counterfoil.db")
    checked = verify(toml)
    assert (checked.rows, checked.faults) == (rows, ["no-counterfoil.toml.zip: counterfoil.toml is not in it."])
    assert (verify(database).rows, verify(database).whole) == (None, False)
    with pytest.raises(ConfigurationError) as fault:
        restore(toml, tmp_path / "new", {})
    said = "This backup is damaged, so nothing was restored: counterfoil.toml is not in it. Take another backup."
    assert str(fault.value) == f"{toml}: {said}"


def test_bytes_that_changed_in_a_backup_are_told_without_what_a_library_says_of_them(office: Office, tmp_path: Path) -> None:
    """Neither checksums nor the name of the member twice."""
    data = bytearray(Path(kept(office, "one.zip").file).read_bytes())
    data[len(data) // 3] ^= 1
    (tmp_path / "worse.zip").write_bytes(data)
    (fault,) = verify(tmp_path / "worse.zip").faults
    assert fault.startswith("worse.zip: ")
    assert fault.endswith(" is damaged.")
