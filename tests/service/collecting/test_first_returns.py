"""When organisations first sent a workbook: of those that are asked, and only of those that stand on the study's list."""

from __future__ import annotations

from service.authoring.drafts import draft
from service.installation.install import SAMPLE
from store import returns
from store.figures.standings import figures
from tests.service.office import Office, person


def _list(office: Office) -> str:
    return draft(office.service, SAMPLE).study.contact_list


def _first(office: Office, *, all_listed: bool) -> int:
    with office.service.store.reading() as tx:
        return len(returns.first_returns(tx, SAMPLE, _list(office), all_listed=all_listed))


def test_ineligible_organisations_are_left_out_and_those_of_another_list_where_it_is_asked(office: Office) -> None:
    """Whether all who were invited stand on the list is said by the figures, and only then need it not be asked of each."""
    for number in (0, 1, 2):
        office.write(person(number), ("answer.xlsx", office.workbook(number)), reply_to=number)
    assert (_first(office, all_listed=True), _first(office, all_listed=False)) == (3, 3)
    office.mark(1, "ineligible")
    assert (_first(office, all_listed=True), _first(office, all_listed=False)) == (2, 2)
    with office.service.store.reading() as tx:
        assert figures(tx, SAMPLE, _list(office), office.now.date()).all_listed
        assert not figures(tx, SAMPLE, "another", office.now.date()).all_listed
        assert returns.first_returns(tx, SAMPLE, "another") == ()
