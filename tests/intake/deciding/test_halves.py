"""What is decided about a workbook that is a half, beside the half of another person of the same organisation."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest

from domain.answer import AnswerValue
from domain.changes import Changes
from domain.effects import Effect, Hold, Ignore
from domain.evidence import Authentication
from domain.finding import Finding, Severity
from domain.letter import LOOKED_AT, OF_ANOTHER
from domain.submission import Submission, SubmissionState
from intake.deciding.decide import decide
from intake.deciding.form import Form
from questionnaire.definition import Question, QuestionType
from questionnaire.expressions import parse
from questionnaire.pages import lay_out
from questionnaire.versions.history import Version
from questionnaire.versions.words import VersionWords
from tests.intake import scene
from tests.intake.scene import ATLSTEL, BIANCHI, NOW, PLACE, QUESTIONNAIRE, ROSSI, effects_of, forms, hold, message, of, replies, submission

STRANGER = "stranger@elsewhere.example"
STAFF, VICTIM = QUESTIONNAIRE.questions
# A budget that can be read is not asked about while it is not known for how many people it is.
MISSING = ["1.1 How many people work for you?"]
STAFF_AND_BUDGET = [*MISSING, "What is your budget?"]


def question(name: str, label: str, *, required: bool = False, **more: object) -> Question:
    """Return a question of the other half."""
    return Question(
        name=name,
        type=QuestionType.INTEGER,
        label={"en": label, "fr": f"{label} (fr)"},
        section="a",
        place=PLACE,
        required=parse("true()") if required else None,
        **more,  # type: ignore[arg-type]
    )


BUDGET = question("budget", "What is your budget?", required=True, constraint=parse(". <= ${staff} * 100"))
YEAR, SITES = question("year", "Since which year?"), question("sites", "How many sites?")
FORM = scene.another(BUDGET, YEAR, SITES, version="halves")


def came(state: SubmissionState = SubmissionState.QUERIED, sender: str = ROSSI, **answers: AnswerValue) -> Submission:
    """Return the half that came first."""
    return replace(scene.sent_before(sender, state, **answers), received_at=NOW)


def sent(*filed: Submission, sender: str = BIANCHI, data: bytes | None = None, **answers: object) -> tuple[Effect, ...]:
    """Return what is decided about a workbook with these answers."""
    book = data or scene.workbook(ATLSTEL, form=FORM, **answers)  # type: ignore[arg-type]
    return effects_of(message(("b.xlsx", book), sender=sender), forms(FORM), filed=filed)


def asked(effects: tuple[Effect, ...]) -> list[str]:
    """Return the labels that the one letter asks about."""
    (letter,) = replies(effects)
    return [one["label"] for one in letter.context["findings"]]  # type: ignore[attr-defined]


def hears(effects: tuple[Effect, ...]) -> list[str]:
    """Return who is told that their half came and a person looks at it; nobody is asked anything."""
    assert {one.template for one in replies(effects)} <= {LOOKED_AT}
    assert all("leaves questions blank" in one.context[LOOKED_AT]["half"] for one in replies(effects))  # type: ignore[index]
    return [address for one in replies(effects) for address in one.to]


def test_a_half_whose_gaps_another_gave_is_held_to_be_put_together() -> None:
    """Nobody is asked anything, and the reason names both, with the file of the other one."""
    effects = sent(came(staff=12, victim="yes"), budget=5, year=1999)
    assert submission(effects).state is SubmissionState.HELD
    assert hears(effects) == [BIANCHI]
    (reason,) = hold(effects).reasons
    assert all(one in reason for one in (ROSSI, BIANCHI, "before.xlsx"))


def test_what_was_sent_back_does_not_hold_up_what_is_whole() -> None:
    """It takes the place of the half, as every corrected workbook does."""
    effects = sent(came(staff=12, victim="yes"), staff=13, budget=5, year=1999)
    assert submission(effects).state is SubmissionState.ACCEPTED


def test_a_half_is_asked_for_what_nobody_gave_and_told_why_for_no_more() -> None:
    """What is kept of it are those findings, so that later letters ask for no more either."""
    effects = sent(came(victim="yes", year=1999), budget="much", sites=3)
    assert asked(effects) == STAFF_AND_BUDGET
    effects = sent(came(staff=12, victim="yes"), budget="much", year=1999)
    assert asked(effects) == ["What is your budget?"]
    (letter,) = replies(effects)
    assert "What colleagues of yours have given" in str(letter.context[OF_ANOTHER])
    assert [one.question for one in submission(effects).findings] == ["budget"]
    assert submission(effects).state is SubmissionState.QUERIED


def test_without_another_half_everything_that_is_missing_is_asked_for() -> None:
    """Also where another person sent nothing that is missing here, or the same person sent the rest before, and left it out since."""
    assert asked(sent(budget="much", year=1999)) == STAFF_AND_BUDGET
    assert asked(sent(came(victim="yes", sites=3), budget=5, year=1999)) == MISSING
    assert asked(sent(came(sender=BIANCHI, staff=12, victim="yes"), budget=5, year=1999)) == MISSING


def test_what_another_wrote_and_is_asked_to_correct_is_not_asked_of_this_one() -> None:
    """The case says that it is left to be corrected."""
    wrong = Finding(code="type", severity=Severity.ERROR, message="No number.", remedy="Write one.", question="staff")
    effects = sent(replace(came(staff=None, victim="yes", year=1999), findings=(wrong,)), budget=5, sites=3, victim="Yes")
    assert submission(effects).state is SubmissionState.QUERIED  # Nothing that is missing here was given.
    other = replace(came(victim="yes", staff=12, year=None), findings=(replace(wrong, question="year"),))
    effects = sent(other, budget=5, sites=3)
    assert "year" in hold(effects).reasons[-1]


def test_what_contradicts_only_together_is_told_a_person() -> None:
    """A budget that is too large for the staff that another gave is asked about where it was written; the other way round in the case."""
    assert asked(sent(came(staff=1, victim="yes"), budget=500, year=1999)) == ["What is your budget?"]
    effects = sent(came(budget=500, year=1999), staff=1, victim="Yes")
    assert "budget" in hold(effects).reasons[-1]


def test_a_half_of_a_stranger_is_named_as_such() -> None:
    """Whoever has the token is believed to send a workbook, and nothing that they gave is taken for a contact's without a person."""
    effects = sent(came(sender=STRANGER, staff=12, victim="yes"), budget=5, year=1999)
    assert hold(effects).reasons[-1] == f"Not on record for the organisation: {STRANGER}."


def test_a_stranger_completes_nothing() -> None:
    """Their workbook is held since it would replace a contact's."""
    effects = sent(came(staff=12, victim="yes"), sender=STRANGER, budget=5, year=1999)
    assert submission(effects).state is SubmissionState.HELD
    assert "who is not on record" in " ".join(hold(effects).reasons)


def test_a_stranger_without_the_token_is_no_half_at_all() -> None:
    """What only names the organisation makes no submission."""
    effects = sent(
        came(staff=12, victim="yes"), sender=STRANGER, data=scene.without_token(scene.workbook(ATLSTEL, form=FORM, budget=5, year=1))
    )
    assert not of(effects, Submission)


@pytest.mark.parametrize("state", [SubmissionState.REJECTED, SubmissionState.HELD])
def test_what_a_person_rejected_or_a_stranger_left_waiting_gives_nothing(state: SubmissionState) -> None:
    """All that is missing is asked for."""
    assert asked(sent(came(state, sender=STRANGER, staff=12, victim="yes"), budget=5, year=1999)) == MISSING


def test_a_correction_of_a_half_beside_one_that_waits_opens_no_second_case() -> None:
    """It is kept as sent back, and whoever decides the case finds it there."""
    effects = sent(came(SubmissionState.HELD, staff=12, victim="yes"), budget=5, year=1999)
    assert submission(effects).state is SubmissionState.QUERIED
    assert hears(effects) == [BIANCHI]
    (why,) = of(effects, Ignore)
    assert "half of an answer" in why.why


def test_a_half_beside_an_answer_that_counts_is_held_to_be_added() -> None:
    """Whether it is asked for what the other gave, or would take its place and lose that: both are one case."""
    counted = came(SubmissionState.ACCEPTED, staff=12, budget=5, victim="yes")
    assert submission(sent(counted, year=1999, sites=3)).state is SubmissionState.HELD
    without = came(SubmissionState.ACCEPTED, victim="yes", budget=5, staff=12)
    assert submission(sent(without, staff=12, budget=5, year=1999, sites=3)).state is SubmissionState.ACCEPTED  # It repeats most of it.


def test_a_sheet_that_another_filled_in_is_not_asked_for_where_it_was_taken_out() -> None:
    """Whoever sends their own sheet alone is asked about that sheet."""
    form = replace(
        FORM, version="sheets", sections=(*FORM.sections, replace(FORM.sections[0], name="b", label={"en": "Money", "fr": "Argent"}))
    )
    form = replace(form, questions=tuple(replace(one, section="b") if one.name in {"budget", "year"} else one for one in form.questions))
    scene._FORMS[form.fingerprint] = form
    book = openpyxl.load_workbook(io.BytesIO(scene.workbook(ATLSTEL, form=form, budget=5, year=1999)))
    del book["You"]
    saved = io.BytesIO()
    book.save(saved)
    alone = message(("b.xlsx", saved.getvalue()), sender=BIANCHI)
    assert submission(effects_of(alone, forms(form))).state is SubmissionState.QUERIED
    assert submission(effects_of(alone, forms(form), filed=[came(staff=12, victim="yes")])).state is SubmissionState.HELD


def test_what_came_after_a_workbook_says_nothing_of_it_when_it_is_read_again() -> None:
    """It is decided as it was when it came."""
    later = replace(came(staff=12, victim="yes"), received_at=NOW + timedelta(hours=1))
    assert asked(sent(later, budget=5, year=1999)) == MISSING


def test_what_is_whole_by_itself_replaces_what_counts_though_it_leaves_blank_what_that_gives() -> None:
    """As it would if there were no halves: whoever counts, it is from a contact on record."""
    for sender in (ROSSI, STRANGER):
        effects = sent(came(SubmissionState.ACCEPTED, sender=sender, victim="yes", year=1999, sites=3), staff=12, budget=5)
        assert submission(effects).state is SubmissionState.ACCEPTED
        assert not of(effects, Hold)


def test_a_contact_is_asked_for_all_that_is_missing_beside_what_a_stranger_gave() -> None:
    """The letter says who that was; of what counts no case is opened, and of what was sent back one, for a person to look."""
    effects = sent(came(SubmissionState.ACCEPTED, sender=STRANGER, staff=12, victim="yes"), budget=5, year=1999)
    assert asked(effects) == MISSING
    assert not of(effects, Hold)
    effects = sent(came(sender=STRANGER, staff=12, victim="yes"), budget=5, year=1999)
    assert asked(effects) == MISSING
    assert submission(effects).state is SubmissionState.QUERIED
    (letter,) = replies(effects)
    assert STRANGER in str(letter.context[OF_ANOTHER])


def test_a_workbook_that_says_otherwise_in_much_is_no_half() -> None:
    """Whoever sent it is asked for what is missing."""
    assert asked(sent(came(staff=12, victim="yes", year=1999, sites=3), budget=5, year=1980, sites=9, victim="No")) == MISSING


def test_what_cannot_be_read_is_no_want_of_what_another_gave() -> None:
    """Its sender wrote something there, and is asked about that; nobody tells them to leave it out."""
    effects = sent(came(staff=12, victim="yes"), staff="many", budget=5, year=1999)
    (letter,) = replies(effects)
    assert OF_ANOTHER not in letter.context


def test_a_further_workbook_takes_the_place_of_its_senders_own_that_waits() -> None:
    """Not of a colleague's, nor of one that came later; and nothing does that a mail server calls forged."""
    waits = replace(came(SubmissionState.HELD, sender=BIANCHI, budget=5, year=1998), id=9)
    others = came(staff=12, victim="yes")
    assert submission(sent(others, waits, budget=5, year=1999)).instead == (9,)
    assert submission(sent(others, waits, staff=12, budget=5, year=1999)).instead == (9,)
    assert submission(sent(others, replace(waits, sender=ROSSI), budget=5, year=1999)).instead == ()
    assert submission(sent(others, replace(waits, received_at=NOW + timedelta(hours=1)), budget=5, year=1999)).instead == ()
    book = message(("b.xlsx", scene.workbook(ATLSTEL, form=FORM, staff=12, budget=5)), sender=BIANCHI)
    known = scene.understand(book)
    known = replace(known, author=replace(known.author, authentication=Authentication.FAILED))
    effects = decide(known, scene.knowledge(known, filed=[waits]), forms(FORM), NOW)
    assert submission(effects).instead == ()


def of_one_forged(sender: str, *filed: Submission, **answers: object) -> tuple[Effect, ...]:
    """Return what is decided about a workbook with the token, whose author a mail server calls forged."""
    known = scene.understand(message(("b.xlsx", scene.workbook(ATLSTEL, form=FORM, **answers)), sender=sender))  # type: ignore[arg-type]
    known = replace(known, author=replace(known.author, authentication=Authentication.FAILED))
    return decide(known, scene.knowledge(known, filed=filed), forms(FORM), NOW)


@pytest.mark.parametrize("state", SubmissionState)
def test_only_what_counts_or_was_rejected_waits_no_more(state: SubmissionState) -> None:
    """About a half that was sent back beside a stranger's a case waits, also once something newer took its place."""
    before = replace(came(state, sender=BIANCHI, budget=5, year=1998), id=9)
    waits = state not in {SubmissionState.ACCEPTED, SubmissionState.REJECTED}
    assert submission(sent(before, staff=12, budget=5)).instead == ((9,) if waits else ())


def test_what_only_says_that_it_is_its_senders_takes_no_place() -> None:
    """Where no mail server is named and it has no secret, anybody may have written it: the half that waits, waits on."""
    waits = replace(came(SubmissionState.HELD, sender=BIANCHI, budget=5, year=1998), id=9)
    book = scene.workbook(ATLSTEL, form=FORM, staff=12, budget=5)
    assert submission(sent(waits, data=book)).instead == (9,)
    unproven = submission(sent(waits, data=scene.without_token(book)))
    assert (unproven.state, unproven.instead) == (SubmissionState.ACCEPTED, ())


def test_whoever_is_forged_is_sent_nothing_back_beside_a_half_of_a_stranger() -> None:
    """Of a contact themselves all that is missing is asked; of what may be the stranger's own, a person decides."""
    strangers = came(SubmissionState.SUPERSEDED, sender=STRANGER, staff=12, victim="yes")
    assert submission(sent(strangers, budget=5, year=1999)).state is SubmissionState.QUERIED
    effects = of_one_forged(BIANCHI, strangers, budget=5, year=1999)
    assert submission(effects).state is SubmissionState.HELD
    assert hears(effects) == [BIANCHI, ROSSI]


LATER = scene.another(BUDGET, replace(SITES, name="places"), version="later")
LATER = replace(LATER, questions=(*LATER.questions, replace(YEAR, name="began")))
scene._FORMS[LATER.fingerprint] = LATER
RENAMED = Changes(renamed={"year": "began", "sites": "places"})
WORDS = VersionWords((Version(number=1, questionnaire=FORM), Version(number=2, questionnaire=LATER, changes=RENAMED)))


@pytest.mark.parametrize(("mine", "theirs", "year"), [(2, 1, "began"), (1, 2, "year"), (2, 2, "began"), (1, 1, "year")])
def test_what_another_is_to_correct_is_known_in_every_version_of_the_form(mine: int, theirs: int, year: str) -> None:
    """It is not asked of this one, and the case says it by the name that it has in this one's workbook."""
    names = {1: ("year", "sites"), 2: ("began", "places")}
    wrong = Finding(code="type", severity=Severity.ERROR, message="No number.", remedy="Write one.", question=names[theirs][0])
    other = replace(came(victim="yes", staff=12), version=theirs, findings=(wrong,))
    layouts = tuple(lay_out(one, language) for one in (FORM, LATER) for language in ("en", "fr"))
    both = {"cyb12": Form(LATER, layouts, 2, WORDS)}
    book = scene.workbook(ATLSTEL, form=LATER if mine == 2 else FORM, budget=5, **{names[mine][1]: 3})  # type: ignore[arg-type]
    effects = effects_of(message(("b.xlsx", book), sender=BIANCHI), both, filed=[other])
    assert submission(effects).version == mine
    assert hold(effects).reasons[-1] == f"In what the others sent, answers are left to be corrected, 1: {year}."
