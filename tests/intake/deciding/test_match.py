"""Matching: the strongest evidence wins, and what disagrees is told."""

from __future__ import annotations

from domain.message import By, Candidate, Clue, Knowledge
from domain.submission import Invitation
from intake.deciding.match import match, match_evidence, match_workbook
from tests.intake.scene import ATLSTEL, BAYNET

OTHER_STUDY = Invitation(id=3, study="spam12", organisation="ATLSTEL", reference="SPAM12-0001-X", token="qqqqqqqqqqqqqqqq")
TOKEN = Clue(By.WORKBOOK_TOKEN, ATLSTEL.token, "workbook a.xlsx")
PLUS = Clue(By.PLUS_ADDRESS, BAYNET.token, "To")
REFERENCE = Clue(By.REFERENCE, ATLSTEL.reference, "Subject")
SENDER = Clue(By.SENDER, "rossi@atlstel.example", "From")


def known(*pairs: tuple[Clue, Invitation]) -> Knowledge:
    """Return what a store would know of these clues."""
    return Knowledge(candidates=tuple(Candidate(clue, invitation) for clue, invitation in pairs))


def test_evidence_that_agrees_is_a_match_without_conflict() -> None:
    """Evidence that agrees is a match without conflict."""
    found = match((SENDER, REFERENCE), known((REFERENCE, ATLSTEL), (SENDER, ATLSTEL)))
    assert found is not None
    assert (found.reference, found.by, found.conflicts) == (ATLSTEL.reference, By.REFERENCE, ())


def test_the_stronger_evidence_wins_and_the_weaker_is_told() -> None:
    """The stronger evidence wins and the weaker is told."""
    found = match((REFERENCE, PLUS), known((REFERENCE, ATLSTEL), (PLUS, BAYNET)))
    assert found is not None
    assert found.invitation == BAYNET
    assert len(found.conflicts) == 1
    assert ATLSTEL.reference in found.conflicts[0]


def test_two_of_the_same_strength_are_a_conflict() -> None:
    """Two of the same strength are a conflict."""
    other = Clue(By.REFERENCE, BAYNET.reference, "the text")
    found = match((REFERENCE, other), known((REFERENCE, ATLSTEL), (other, BAYNET)))
    assert found is not None
    assert found.conflicts


def test_a_list_in_the_text_that_names_the_invitation_too_is_no_conflict() -> None:
    """A list in the text that names the invitation too is no conflict."""
    other = Clue(By.REFERENCE, BAYNET.reference, "the text")
    found = match((PLUS, REFERENCE, other), known((PLUS, BAYNET), (REFERENCE, ATLSTEL), (other, BAYNET)))
    assert found is not None
    assert (found.invitation, found.conflicts) == (BAYNET, ())


def test_a_sender_alone_counts_only_for_one_invitation() -> None:
    """A sender alone counts only for one invitation."""
    alone = match((SENDER,), known((SENDER, ATLSTEL)))
    assert alone is not None
    assert alone.by is By.SENDER
    assert match((SENDER,), known((SENDER, ATLSTEL), (SENDER, OTHER_STUDY))) is None


def test_a_sender_speaks_for_their_organisation_in_every_study() -> None:
    """A sender speaks for their organisation in every study."""
    found = match((TOKEN, SENDER), known((TOKEN, ATLSTEL), (SENDER, OTHER_STUDY)))
    assert found is not None
    assert found.conflicts == ()


def test_no_candidate_is_no_match() -> None:
    """No candidate is no match."""
    assert match((TOKEN, REFERENCE), Knowledge()) is None


def test_a_workbook_with_a_token_that_nobody_knows_is_told() -> None:
    """A workbook with a token that nobody knows is told."""
    found = match_workbook((TOKEN,), (SENDER,), known((SENDER, ATLSTEL)))
    assert found is not None
    assert "was never sent" in found.conflicts[0]


def test_evidence_of_the_message_for_another_workbook_in_it_is_no_conflict() -> None:
    """Evidence of the message for another workbook in it is no conflict."""
    knowledge = known((TOKEN, ATLSTEL), (PLUS, BAYNET))
    alone, beside = match_workbook((TOKEN,), (PLUS,), knowledge), match_workbook((TOKEN,), (PLUS,), knowledge, {BAYNET.id})
    assert alone is not None
    assert beside is not None
    assert (len(alone.conflicts), beside.conflicts) == (1, ())


def test_without_a_store_the_printed_reference_says_where_a_message_belongs() -> None:
    """Without a store the printed reference says where a message belongs."""
    printed = Clue(By.REFERENCE, ATLSTEL.reference, "workbook a.xlsx")
    other = Clue(By.REFERENCE, BAYNET.reference, "the text")
    found = match_evidence((TOKEN, printed, other))
    assert found is not None
    assert (found.reference, found.by, len(found.conflicts)) == (ATLSTEL.reference, By.WORKBOOK_TOKEN, 1)
    assert match_evidence((TOKEN, PLUS)) is None


INSIDE = Clue(By.REFERENCE, ATLSTEL.reference, "workbook a.xlsx")
MISNAMED = Clue(By.REFERENCE, BAYNET.reference, "file name a.xlsx")


def test_a_file_name_that_names_another_organisation_is_told_though_what_is_printed_inside_agrees() -> None:
    """The token, and the reference on the cover, are of one organisation; whoever saved the file says that it is another's."""
    found = match_workbook((TOKEN, INSIDE, MISNAMED), (), known((TOKEN, ATLSTEL), (INSIDE, ATLSTEL), (MISNAMED, BAYNET)))
    assert found is not None
    assert found.invitation == ATLSTEL
    assert len(found.conflicts) == 1
    assert "file name a.xlsx" in found.conflicts[0]


def test_a_file_name_that_names_another_organisation_is_told_once() -> None:
    """Also where nothing is printed inside."""
    found = match_workbook((TOKEN, MISNAMED), (), known((TOKEN, ATLSTEL), (MISNAMED, BAYNET)))
    assert found is not None
    assert len(found.conflicts) == 1


def test_a_file_name_of_another_study_of_the_same_organisation_is_no_conflict_of_organisations() -> None:
    """Who saves the workbook under the name that it had last time has sent the right one."""
    earlier = Clue(By.REFERENCE, OTHER_STUDY.reference, "file name a.xlsx")
    found = match_workbook((TOKEN, INSIDE, earlier), (), known((TOKEN, ATLSTEL), (INSIDE, ATLSTEL), (earlier, OTHER_STUDY)))
    assert found is not None
    assert found.conflicts == ()


def test_a_file_name_that_no_invitation_has_says_nothing() -> None:
    """As a reference of a program of theirs, which happens to look like ours."""
    found = match_workbook((TOKEN, INSIDE, MISNAMED), (), known((TOKEN, ATLSTEL), (INSIDE, ATLSTEL)))
    assert found is not None
    assert found.conflicts == ()
