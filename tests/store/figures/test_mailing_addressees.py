"""To whom a mailing would go, asked of the database, is what the census says: whatever a study looks like, on both databases."""

from __future__ import annotations

from dataclasses import astuple

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.letter import DeliveryState
from domain.rules.named import UNSENT, WANTED_AGAIN
from service.contacts.census import census
from service.letters.planned import mailing_letters
from service.mailings.sifting import PlanFate, sieve
from service.mailings.to_come import letters_to_come
from store import Store, outbox
from tests.store.figures.test_standings import MAILINGS, ORGANISATION, THEN, Made, make, running

ENDED = sorted(UNSENT | {DeliveryState.QUEUED})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(ORGANISATION, max_size=5),
    others=st.lists(ORGANISATION, max_size=1),
    planned=st.integers(0, 6),
    ended=st.lists(st.sampled_from(ENDED), max_size=6),
)
@example(made=[Made(people=[(None, [])], elsewhere=True)], others=[], planned=0, ended=[])
@example(made=[Made(people=[(None, [])])], others=[], planned=1, ended=[DeliveryState.DROPPED])
@example(made=[Made(people=[(None, [])])], others=[], planned=1, ended=[DeliveryState.FAILED])
def test_a_mailing_goes_to_whom_its_planning_would_find(
    store: Store, made: list[Made], others: list[Made], planned: int, ended: list[DeliveryState]
) -> None:
    """Also where some of its letters were planned before, of whom planning leaves some out; no other study or list changes anything.

    Of those that were planned some `ended` with us, and planning again plans again what nobody was sent.
    """
    found = running("study")
    with store.engine.connect() as tx:
        make(tx, "other", others, "other")
        make(tx, "study", others, "former")
        make(tx, "study", made, "study")
        letters = {one.name: tuple(mailing_letters(found, one, census(tx, found, THEN), THEN)) for one in MAILINGS}
        before = [one for some in letters.values() for one in some[:planned]]
        outbox.plan(tx, before)
        its = {one.cause: one.id for one in outbox.of_mailings(tx, list(letters))}
        for one, state in zip(before, ended, strict=False):
            outbox.settle(tx, its[one.cause], state, "made so", THEN)
        judged = {one.name: tuple(sieve(tx, found, one).judged(tx, letters[one.name], census(tx, found, THEN))) for one in MAILINGS}
        told = {one.name: sorted(map(astuple, letters_to_come(tx, found, one, THEN))) for one in MAILINGS}
        again = {one.cause for one, state in zip(before, ended, strict=False) if state in WANTED_AGAIN}
        assert outbox.plan(tx, before) == len(again)
        tx.rollback()
    causes = {one.cause for one in before} - again
    for name, some in judged.items():
        each = [(one.letter, one.letter.cause in causes or one.fate is PlanFate.HAD) for one in some if one.fate is not PlanFate.ANSWERED]
        expected = [(one.organisation or "", one.address, one.language, has_it) for one, has_it in each]
        assert told[name] == sorted(expected)
