"""How many automatic replies may go out: honest people never meet the budgets, and a forger soon does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.budget import AboutOne, Over, Spent, about_one, alike, over

KNOWN = {"anna@ministry.example", "staff@agency.example"}
COUNTS = st.integers(min_value=0, max_value=2_000)
SPENT = st.builds(Spent, to_address=COUNTS, about_organisation=COUNTS, for_sender=COUNTS, of_study=COUNTS, lately=COUNTS)


def test_a_focal_point_gets_a_receipt_for_each_of_thirty_workbooks_and_for_each_correction() -> None:
    """Each has a token of its own; three replies to each are a long day."""
    spent = Spent(to_address=89, about_organisation=2, of_study=120)
    assert over(spent, asked=True, staff=False, organisations=139) is None


def test_all_of_a_study_may_answer_in_its_last_hour() -> None:
    """193 organisations, each told by two letters, and corrected once."""
    spent = Spent(to_address=3, about_organisation=3, of_study=193 * 4)
    assert over(spent, asked=True, staff=False, organisations=193) is None
    assert over(spent, asked=True, staff=False, organisations=0) is Over.STUDY


@pytest.mark.parametrize(("before", "found"), [(4, None), (5, Over.ADDRESS)])
def test_nobody_gets_more_than_five_replies_a_day_to_what_others_may_have_forged(before: int, found: Over | None) -> None:
    """Also where the study is large."""
    assert over(Spent(to_address=before), asked=False, staff=False, organisations=1_000) is found
    assert over(Spent(to_address=before), asked=False, staff=False, organisations=0) is found


@pytest.mark.parametrize(("before", "found"), [(9, None), (10, Over.ADDRESS)])
def test_one_token_brings_ten_replies_a_day_to_an_address(before: int, found: Over | None) -> None:
    """Whoever has a token and forges the sender does not flood them."""
    assert over(Spent(to_address=before, about_organisation=before), asked=True, staff=False, organisations=139) is found


@pytest.mark.parametrize(("before", "found"), [(19, None), (20, Over.ORGANISATION)])
def test_one_token_brings_twenty_replies_a_day_to_all_who_are_not_on_record(before: int, found: Over | None) -> None:
    """Whoever has a token and a domain of their own uses up what others need, else."""
    assert over(Spent(elsewhere=before), asked=True, staff=False, organisations=1_000) is found


def test_of_replies_to_who_is_on_record_those_count_that_tell_the_like_for_the_like() -> None:
    """Drafts of a stranger spend nothing of what the contact asked for, nor of what tells her that a stranger's answer counts."""
    drafts = AboutOne("Anna@ministry.example", "looked_at", "thief@evil.example", 7)
    before = [
        drafts,
        AboutOne("anna@ministry.example", "receipt", "anna@ministry.example", 2),
        AboutOne("x@evil.example", "receipt", "", 4),
    ]
    told = {
        "another of them": about_one(AboutOne("anna@ministry.example", "looked_at", "other@evil.example"), before, KNOWN),
        "a stranger's answer": about_one(AboutOne("anna@ministry.example", "receipt", "thief@evil.example"), before, KNOWN),
        "her own answer": about_one(AboutOne("anna@ministry.example", "receipt", "Anna@ministry.example"), before, KNOWN),
    }
    assert told == {"another of them": (7, 0), "a stranger's answer": (0, 0), "her own answer": (2, 0)}


def test_of_replies_to_who_is_not_on_record_all_count() -> None:
    """To them, and to all such."""
    before = [AboutOne("x@evil.example", "receipt", "x@evil.example", 4), AboutOne("y@evil.example", "looked_at", "", 3)]
    before.append(AboutOne("anna@ministry.example", "receipt", "x@evil.example", 4))
    assert about_one(AboutOne("X@evil.example", "looked_at", "x@evil.example"), before, KNOWN) == (4, 7)


@pytest.mark.parametrize(("before", "found"), [(99, None), (100, Over.ADDRESS)])
def test_an_address_gets_a_hundred_replies_a_day_or_one_for_each_organisation(before: int, found: Over | None) -> None:
    """Somebody may answer for all."""
    assert over(Spent(to_address=before), asked=True, staff=False, organisations=100) is found
    assert over(Spent(to_address=before), asked=True, staff=False, organisations=200) is None


@pytest.mark.parametrize(("before", "found"), [(9, None), (10, Over.SENDER)])
def test_a_sender_for_whom_nobody_vouches_brings_ten_replies_a_day(before: int, found: Over | None) -> None:
    """To whomever they go: sixty questions of one stranger are no sixty letters to the study's contact."""
    spent = Spent(for_sender=before, to_address=before)
    assert over(spent, asked=False, staff=True, organisations=1_000) is found
    assert over(spent, asked=True, staff=True, organisations=0) is None


@pytest.mark.parametrize(("before", "found"), [(49, None), (50, Over.STUDY)])
def test_a_study_replies_to_fifty_messages_an_hour_for_which_nobody_vouches(before: int, found: Over | None) -> None:
    """Or to as many as it has organisations."""
    assert over(Spent(of_study=before), asked=False, staff=False, organisations=50) is found
    assert over(Spent(of_study=before), asked=False, staff=False, organisations=60) is None


@pytest.mark.parametrize(("before", "found"), [(199, None), (200, Over.STUDY)])
def test_a_study_replies_two_hundred_times_an_hour_to_those_it_believes(before: int, found: Over | None) -> None:
    """Or five times for each of its organisations."""
    assert over(Spent(of_study=before), asked=True, staff=False, organisations=40) is found
    assert over(Spent(of_study=before), asked=True, staff=False, organisations=41) is None


@pytest.mark.parametrize(("of_study", "lately", "found"), [(99, 10, None), (100, 9, None), (100, 10, Over.STUDY), (199, 9, None)])
def test_half_of_a_studys_hour_is_kept_for_organisations_that_had_fewer_than_ten_replies_in_it(
    of_study: int, lately: int, found: Over | None
) -> None:
    """Whoever has a few tokens spends the other half at most; in a larger study that is more."""
    spent = Spent(of_study=of_study, lately=lately)
    assert over(spent, asked=True, staff=False, organisations=40) is found
    assert over(spent, asked=True, staff=False, organisations=80) is None


def test_what_strangers_brought_an_organisation_spends_nothing_of_what_its_contacts_ask_for() -> None:
    """Nor the other way round."""
    before = [
        AboutOne("x@evil.example", "receipt", "x@evil.example", 4),
        AboutOne("anna@ministry.example", "looked_at", "y@evil.example", 3),
        AboutOne("anna@ministry.example", "receipt", "Anna@ministry.example", 2),
    ]
    assert alike(AboutOne("anna@ministry.example", "receipt", "anna@ministry.example"), before, KNOWN) == 2
    assert alike(AboutOne("anna@ministry.example", "receipt", "z@evil.example"), before, KNOWN) == 7


def test_staff_is_passed_as_many_questions_a_day_as_a_study_may_reply_to_in_an_hour() -> None:
    """Questions of all come to one address."""
    assert over(Spent(to_address=49), asked=False, staff=True, organisations=0) is None
    assert over(Spent(to_address=50), asked=False, staff=True, organisations=0) is Over.ADDRESS
    assert over(Spent(to_address=199), asked=True, staff=True, organisations=0) is None
    assert over(Spent(to_address=200), asked=True, staff=True, organisations=0) is Over.ADDRESS


@given(SPENT, st.booleans(), st.booleans(), st.integers(min_value=0, max_value=10_000))
def test_a_study_with_more_organisations_never_allows_less(spent: Spent, asked: bool, staff: bool, organisations: int) -> None:
    """So that the number is only looked up where the budget of a small one is spent."""
    if over(spent, asked=asked, staff=staff, organisations=0) is None:
        assert over(spent, asked=asked, staff=staff, organisations=organisations) is None
