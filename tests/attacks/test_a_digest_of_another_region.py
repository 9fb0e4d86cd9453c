"""A coordinator looks after one region: what their digests tell is about its organisations alone, and nothing of others stands in them.

The same things come from both regions: workbooks, questions, refusals, lost letters, and words that name no study.
"""

from __future__ import annotations

import re
import subprocess

import pytest

from demo import respondents
from domain.letter import DeliveryState
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.digests.digest import send_digest
from service.digests.facts import facts
from service.installation.install import SAMPLE
from service.studies.running import require_running
from store import outbox
from tests.attacks.books import guessed
from tests.attacks.deciding import STRANGER
from tests.attacks.reports import dsn
from tests.attacks.scene import COORDINATOR, STAFF, Left, Scene, person
from tests.programs import need
from tests.service.installed import LIST

_THEIRS, _OTHERS = range(20), range(20, 40)
_FIRST = (13, 23)  # The organisation of each region with which the things begin that come from it.
_KINDS = ("today", "quality", "final")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_of_another_region_stands_in_any_digest(scene: Scene, language: str) -> None:
    """Neither name nor reference, code nor address: not in what is read, in the table or in the report beside it."""
    _two_regions(scene, language)
    _the_same_happens(scene)
    found = _digests(scene)
    told, whole = found[COORDINATOR], found[STAFF]
    assert len(told) == len(whole) == 1 + len(_KINDS)
    assert [_named(one, _OTHERS) for one in told] == [set()] * len(told)
    # Who looks after all of them is told of all, and they are of their own.
    assert {13, 14, 15, 16} <= set().union(*(_named(one, _THEIRS) for one in told))
    assert {23, 24, 25, 26} <= set().union(*(_named(one, _OTHERS) for one in whole))


def test_the_first_sentence_says_whose_a_digest_is_and_one_line_sums_up_the_whole(scene: Scene) -> None:
    """And its subject does; what it counts is of the region."""
    _two_regions(scene, "en")
    scene.write(person(23), ("answers.xlsx", scene.workbook(23)))
    found = _digests(scene)
    status, *others = (one.letter for one in found[COORDINATOR])
    assert "This digest is only about Africa. 0 of 20 organizations have answered" in " ".join(status.text.split())
    assert "Answers in the whole study: 1 of 40." in " ".join(status.text.split())
    assert "(Africa): 0 of 20 answered" in status.subject
    assert all("This digest is only about Africa. " in " ".join(one.text.split()) for one in others)
    assert all("This digest is only about" not in one.letter.text for one in found[STAFF])


def test_what_is_told_of_both_regions_is_what_is_told_of_all(scene: Scene) -> None:
    """And of each thing about an organisation, one of the two is told."""
    _two_regions(scene, "en")
    _the_same_happens(scene)
    with scene.service.store.reading() as tx:
        running = require_running(scene.service, tx, SAMPLE)
        of_all, africa, europe, both = (
            facts(tx, running, scene.now, None, regions) for regions in ((), ("africa",), ("EUROPE",), ("Europe", "Africa"))
        )
    for told in ("organisations", "returns", "questions", "uncertain", "upcoming", "arrivals", "annexes", "revised"):
        assert getattr(both, told) == getattr(of_all, told), told
    parts = [africa, europe]
    assert [one.letters for one in of_all.upcoming] == [
        sum(pair) for pair in zip(*([n.letters for n in one.upcoming] for one in parts), strict=True)
    ]
    assert {name for one in parts for name in (line.name for line in one.organisations)} == {line.name for line in of_all.organisations}
    assert all(any(one in part.arrivals for part in parts) for one in of_all.arrivals)
    assert sum(len(one.organisations) for one in parts) == len(of_all.organisations)
    assert sum(len(one.uncertain) for one in parts) == len(of_all.uncertain) == len(_FIRST)


def _two_regions(scene: Scene, language: str) -> None:
    """Half of the organisations are in Africa, and that half is a coordinator's who reads this language; there are all kinds of digests."""
    people = scene.home / "people.csv"
    lines = [
        line.replace(";Europe;", ";Africa;") if line[:3] == "ORG" and int(line[3:6]) in _THEIRS else line
        for line in people.read_text(encoding="utf-8").splitlines()
    ]
    people.write_text("\n".join(lines), encoding="utf-8")
    load_file(scene.service, people, LIST, {}, store=True)
    file = scene.home / "studies" / SAMPLE / "study.toml"
    table = 'address = "thomas.aubert@itu.example"\nlanguage = "en"\n'
    text = file.read_text(encoding="utf-8")
    assert table in text
    theirs = table.replace('"en"', f'"{language}"') + 'regions = ["Africa"]\n'
    more = "".join(f'\n[[digests]]\nname = "{kind}"\ncron = "0 8 1 1 *"\nkind = "{kind}"\n' for kind in _KINDS)
    file.write_text(text.replace(table, theirs) + more, encoding="utf-8")
    apply(scene.service, SAMPLE, scene.now, by="staff")
    scene.left()


def _the_same_happens(scene: Scene) -> None:
    """From each region comes a workbook, a lost letter, a question, a refusal, words without a name, a report without proof, a claim."""
    for one in _FIRST:
        scene.write(person(one), ("answers.xlsx", scene.workbook(one)), ("annex.pdf", b"%PDF-1.4 beside it"))
        letter = scene.letter(one + 1)
        failed = {"failed": person(one + 1), "diagnostic": "550 5.1.1 User unknown", "reporting_mta": "mx.example"}
        scene.post(respondents.delivery_report(letter.raw, **failed, now=scene.now), "", "mx.example", letter.return_path)
        scene.reply(one + 2, person(one + 2), text="What does question 4 mean, and who is to sign?")
        scene.reply(one + 3, person(one + 3), text="We will not take part in this study.")
        scene.write(person(one + 4), text="Which of us is to answer this?", subject="Hello")
        scene.post(dsn([person(one + 5)]), "", "mx.example")
        scene.write(STRANGER, (f"{guessed(one + 6)}.xlsx", scene.tokenless(one + 6, employees=1)))
        with scene.service.store.transaction() as tx:
            found = next(each for each in outbox.of_organisations(tx, [f"ORG{one:03d}"]) if each.mailing)
            outbox.settle(tx, found.id, DeliveryState.UNCERTAIN, "The connection broke.", scene.now)
    scene.left()


def _digests(scene: Scene) -> dict[str, list[Left]]:
    """Return the digests of each kind that each coordinator gets now."""
    scene.now = scene.now.replace(month=6)  # The collection is over.
    found: dict[str, list[Left]] = {}
    with scene.service.store.reading() as tx:
        running = require_running(scene.service, tx, SAMPLE)
    for kind in ("weekly", *_KINDS):
        send_digest(scene.service, running, kind, scene.now)
        for one in scene.left():
            found.setdefault(one.to, []).append(one)
    return found


def _named(left: Left, numbers: range) -> set[int]:
    """Return which of these organisations a letter names, anywhere."""
    letter = left.letter
    said = "\n".join(
        [letter.subject, letter.text, letter.html, left.attached.decode("utf-8", "replace"), *map(_printed, letter.attachments)]
    )
    return {number for number in numbers if any(re.search(rf"{re.escape(name)}(?!\d)", said) for name in _names(number))}


def _names(number: int) -> tuple[str, ...]:
    return f"Organisation {number}", f"ORG{number:03d}", guessed(number), f"person{number}@", f"@member{number}."


def _printed(file: tuple[str, bytes]) -> str:
    if not file[1].startswith(b"%PDF"):
        return ""
    return subprocess.run([need("pdftotext"), "-", "-"], input=file[1], capture_output=True, check=True).stdout.decode()
