"""Somebody coordinates one study, and another study of the same installation asks the same organisations, with coordinators of its own.

Their mail is genuine. They want to read what the other study's people write, to decide its cases, and to take back what counts there: by
cases that are everybody's until they are decided, by notices that somebody forwarded to them, and by counting numbers.
"""

from __future__ import annotations

import re
import shutil

from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.digests.facts import facts
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.studies.running import require_running
from tests.attacks.books import guessed, replaced
from tests.attacks.deciding import Notice, decision, told_at_once
from tests.attacks.scene import COORDINATOR, FOCAL, STAFF, Left, Scene, person
from tests.attacks.test_a_console_user_of_another_study import OTHER, THEIR_LIST, filed, reference
from tests.service.installed import LIST, at

NADIA, ELSEWHERE = "nadia.haddad@other.example", "somebody@elsewhere.example"
THEIR_STAFF, _OF_TWO = "desk@other.example", "focal@hush.example"


def let_others_ask(scene: Scene, contact_list: str = LIST, coordinators: str = NADIA, box: str = "") -> None:
    """Let another study ask organisations of this list, whose staff is Nadia, or Nadia and who else is named."""
    told_at_once(scene)
    folder = scene.home / "studies" / OTHER
    shutil.copytree(scene.home / "studies" / SAMPLE, folder)
    written = (folder / "study.toml").read_text(encoding="utf-8").replace(LIST, contact_list)
    written = written.replace(f'id = "{SAMPLE}"', f'id = "{OTHER}"').replace('prefix = "', 'prefix = "X', 1)
    written = written.replace(COORDINATOR, coordinators).replace("Thomas Aubert", "Nadia Haddad").replace(STAFF, THEIR_STAFF)
    (folder / "study.toml").write_text(written.replace('returns_to = "', f'returns_to = "{box}', 1), encoding="utf-8")
    apply(scene.service, OTHER, at("02-01"), by="staff")
    for mailing in ("circular", "questionnaire"):
        send_now(scene.service, OTHER, mailing, scene.now, by="staff")
    scene.take_in()
    scene.left()


def let_others_ask_their_own_people(scene: Scene) -> None:
    """Let another study ask two of the organisations, by a contact of each and by one who speaks for both."""
    head = "code;organisation;country;region;language;role;name;address;salutation"
    rows = [
        f"ORG{number:03d};Organisation {number};AT;Europe;en;{role};Their Contact;{address};Dear colleague"
        for number in (5, 6)
        for role, address in (("to", f"theirs@hush{number}.example"), ("cc", _OF_TWO))
    ]
    (scene.home / "others.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    load_file(scene.service, scene.home / "others.csv", THEIR_LIST, {}, store=True)
    let_others_ask(scene, THEIR_LIST)


def about_cases(letters: list[Left]) -> dict[str, list[Notice]]:
    """Return the letters about cases, by who got them."""
    found: dict[str, list[Notice]] = {}
    for one in letters:
        if re.search(r"\b[Cc]ase \d", one.letter.subject):
            found.setdefault(one.to, []).append(Notice(one.letter))
    return found


def answer(scene: Scene, notice: Notice, text: str, sender: str) -> dict[str, list[Notice]]:
    """Answer a letter about a case, and return what is said about that, by who is told."""
    threads = {"In-Reply-To": notice.letter.message_id, "subject": f"Re: {notice.letter.subject}"}
    scene.write(sender, text=text, to=notice.answers_to, **threads)
    return about_cases(scene.left())


def of_nobody(scene: Scene) -> dict[str, list[Notice]]:
    """Let a workbook come of which nobody knows whose it is, and return the notices of its case."""
    scene.write(ELSEWHERE, ("answers.xlsx", replaced(scene.tokenless(5), {guessed(5): ""})))
    return about_cases(scene.left())


def test_what_is_decided_for_another_study_is_taken_back_and_told_by_nobody_else(scene: Scene) -> None:
    """Whoever answers late the notice of a case that was everybody's learns nothing; whoever decided it undoes it, and it waits for all."""
    let_others_ask(scene)
    told = of_nobody(scene)
    ours, theirs = told[COORDINATOR][0], told[NADIA][0]
    (done,) = answer(scene, theirs, f"assign {reference(scene, 5, OTHER)}", NADIA)[NADIA]
    assert filed(scene, OTHER) == 1
    (late,) = answer(scene, ours, "reject", COORDINATOR)[COORDINATOR]
    assert "not one of those that you decide" in late.letter.text
    assert (late.answers_to, late.links, "Nadia" in late.letter.text) == ("cybercrime.study@unodc.example", [], False)
    for notice in (late, done, theirs):
        answer(scene, notice, "undo", COORDINATOR)
    assert (filed(scene, OTHER), decision(scene)) == (1, "assign")
    again = answer(scene, done, "undo", NADIA)
    assert (filed(scene, OTHER), decision(scene)) == (0, None)
    answer(scene, again[COORDINATOR][0], f"assign {reference(scene, 5)}", COORDINATOR)
    assert (filed(scene, SAMPLE), filed(scene, OTHER)) == (1, 0)


def test_who_decided_is_told_in_the_digest_that_somebody_took_it_back(scene: Scene) -> None:
    """Also where the case was of no study; the digest of another study says nothing of it."""
    let_others_ask(scene, coordinators=f'{NADIA}"\nlanguage = "en"\n\n[[coordinators]]\nname = "Ben Ode"\naddress = "ben.ode@other.example')
    begun, told = scene.now, of_nobody(scene)
    (done,) = answer(scene, told["ben.ode@other.example"][0], f"assign {reference(scene, 5, OTHER)}", NADIA)[NADIA]
    answer(scene, done, "undo", "ben.ode@other.example")
    assert filed(scene, OTHER) == 0
    with scene.service.store.reading() as tx:
        read = {study: facts(tx, require_running(scene.service, tx, study), scene.now, begun) for study in (SAMPLE, OTHER)}
    taken_back = {study: [one.decider for one in found.arrivals if one.decided] for study, found in read.items()}
    assert taken_back == {SAMPLE: [], OTHER: ["Nadia Haddad"]}


def test_a_notice_of_another_study_that_was_forwarded_decides_nothing(scene: Scene) -> None:
    """Nor does a subject, a number or a thread: the mail is genuine, and it is a coordinator's. Theirs decides it."""
    let_others_ask(scene)
    scene.write("reader@evil.example", ("answers.xlsx", replaced(scene.tokenless(6), {guessed(6): reference(scene, 6, OTHER)})))
    told = about_cases(scene.left())
    assert set(told) == {NADIA}
    (notice,) = told[NADIA]
    for to in (notice.answers_to, "cybercrime.study@unodc.example"):
        threads = {"In-Reply-To": notice.letter.message_id, "References": notice.letter.message_id}
        scene.write(COORDINATOR, text="accept", to=to, subject="Case 1: accept", **threads)
        assert not [one for one in scene.left() if one.says("Organisation 6") or one.says(reference(scene, 6, OTHER))]
    assert (decision(scene), filed(scene, OTHER)) == (None, 0)
    answer(scene, notice, "accept", NADIA)
    assert (decision(scene), filed(scene, OTHER)) == ("accept", 1)


def test_what_a_contact_of_another_study_sends_is_that_studys(scene: Scene) -> None:
    """A workbook without any name needs nobody, as where there is one study; of who speaks for two organisations that study alone hears."""
    let_others_ask_their_own_people(scene)
    scene.write("theirs@hush5.example", ("answers.xlsx", replaced(scene.tokenless(5), {guessed(5): ""})))
    assert (filed(scene, OTHER), filed(scene, SAMPLE), scene.cases()) == (1, 0, ())
    scene.left()
    scene.write(_OF_TWO, ("answers.xlsx", replaced(scene.tokenless(6), {guessed(6): ""})))
    told = about_cases(scene.left())
    assert set(told) == {NADIA}
    assert f"assign {reference(scene, 5, OTHER)} (Organisation 5)" in told[NADIA][0].letter.text
    answer(scene, told[NADIA][0], f"assign {reference(scene, 6, OTHER)}", NADIA)
    assert (filed(scene, OTHER), filed(scene, SAMPLE)) == (2, 0)


def test_nobody_is_named_as_on_record_whom_the_list_of_another_study_has(scene: Scene) -> None:
    """A workbook for one organisation, from a contact whom another study has at a second one: ours are not told whose contact that is."""
    let_others_ask_their_own_people(scene)
    for number, sender in ((8, "theirs@hush5.example"), (13, person(9))):
        scene.write(sender, ("answers.xlsx", scene.tokenless(number)), subject="For another")
    told = [one.letter.text for one in about_cases(scene.left())[COORDINATOR]]
    assert ["(Organisation 5)" in text or "(Organisation 9)" in text for text in told] == [False, True]


def test_words_of_a_contact_go_to_the_staff_of_the_study_that_asked_them(scene: Scene) -> None:
    """And not to those of the first of all studies that ask the same organisation."""
    let_others_ask_their_own_people(scene)
    scene.write(person(5), text="Which year is meant in question 1.4?", subject="A question")
    scene.write("theirs@hush6.example", text="Which year is meant in question 1.5?", subject="A question")
    assert _asked(scene) == {STAFF: "4", THEIR_STAFF: "5"}


def test_words_of_a_stranger_go_to_the_study_to_which_they_wrote(scene: Scene) -> None:
    """Where each study has an address of its own before the same mailbox."""
    let_others_ask(scene, box="x")
    scene.write(ELSEWHERE, text="Which year is meant in question 1.4?", subject="A question")
    scene.write(ELSEWHERE, text="Which year is meant in question 1.5?", subject="A question", to="xcybercrime.study@unodc.example")
    assert _asked(scene) == {STAFF: "4", THEIR_STAFF: "5"}


def test_a_coordinator_of_both_decides_for_either(scene: Scene) -> None:
    """Of what is everybody's one notice is enough: the reference says for which study it is decided."""
    let_others_ask(scene, coordinators=COORDINATOR)
    for study in (OTHER, SAMPLE):
        (notice,) = of_nobody(scene)[COORDINATOR]
        (done,) = answer(scene, notice, f"assign {reference(scene, 5, study)}", COORDINATOR)[COORDINATOR]
        assert "Organisation 5" in done.letter.text
        assert filed(scene, study) == 1


def test_a_focal_point_of_both_studies_is_asked_about_in_both(scene: Scene) -> None:
    """Whom both lists have writes to both: nobody knows for which, and either may decide."""
    let_others_ask(scene)
    scene.write(FOCAL, ("answers.xlsx", replaced(scene.tokenless(20), {guessed(20): ""})))
    assert {COORDINATOR, NADIA} <= set(about_cases(scene.left()))


def _asked(scene: Scene) -> dict[str, str]:
    """Return who was asked something in the letters that left, and the last figure of the question that it is about."""
    return {one.to: one.letter.text.partition("question 1.")[2][:1] for one in scene.left() if "question 1." in one.letter.text}
