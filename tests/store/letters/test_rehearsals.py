"""What was made for a look is remembered for each study, until nobody would get it any more."""

from __future__ import annotations

from store import Store, rehearsals
from store.letters.rehearsals import Rehearsed

LETTER = Rehearsed(size=90_000, workbook=60_000, faults=("It has no subject.", "Il n’a pas d’objet."))
POINTS = Rehearsed(size=0, spam=0.5)


def test_what_is_remembered_is_known_of_its_study_alone(store: Store) -> None:
    """Sizes, sentences and points, as they were; the newest word on a letter holds."""
    with store.transaction() as tx:
        rehearsals.remember(tx, "study", {"a": Rehearsed(size=1), "b": POINTS})
        rehearsals.remember(tx, "study", {"a": LETTER})
        rehearsals.remember(tx, "other", {"a": POINTS})
        rehearsals.remember(tx, "study", {})
    with store.reading() as tx:
        assert rehearsals.known(tx, "study") == {"a": LETTER, "b": POINTS}
        assert rehearsals.known(tx, "other") == {"a": POINTS}
        assert rehearsals.known(tx, "third") == {}


def test_what_is_forgotten_is_forgotten_of_its_study_alone(store: Store) -> None:
    """However much it is; what is not known is no error."""
    with store.transaction() as tx:
        for study in ("study", "other"):
            rehearsals.remember(tx, study, {"a": LETTER, "b": POINTS})
        rehearsals.forget(tx, "study", ["a", *map(str, range(5000))])
        assert rehearsals.known(tx, "study") == {"b": POINTS}
        assert set(rehearsals.known(tx, "other")) == {"a", "b"}
