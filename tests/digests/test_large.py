"""The digest of a study with very many organisations: what a person can act on, in a mail that is shown whole."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import templates
from digests import digests
from digests.facts import Arrival, ArrivalKind, DigestContent, OrganisationLine, StatusFacts, UncertainLine
from digests.holds import HoldLine
from digests.rates import OWING, by_region
from digests.room import Room, first_of_each, oldest, room
from domain.case import CaseKind
from domain.contact import Stopped
from domain.submission import Standing
from mailer.merge import Rendered, compile_letter
from tests.digests.sample import NOW, facts

_MANY = 10_000
_SHOWN_WHOLE = 90_000  # bytes: Gmail cuts at 102 kB, and the mail servers on the way add to it
_STANDINGS = (
    Standing.ANSWERED,
    Standing.SILENT,
    Standing.QUERIED,
    Standing.SILENT,
    Standing.DECLINED,
    Standing.UNDELIVERABLE,
    Standing.SILENT,
)


def _line(number: int, regions: int, standing: Standing) -> OrganisationLine:
    name = (
        f"شركة النيل للاتصالات وتقنية المعلومات {number}" if number % 5 == 0 else f"Compagnie générale des télécommunications n° {number}"
    )
    return OrganisationLine(
        code=f"ORG{number:05d}",
        name=name,
        country="FR",
        region=f"Region {number % regions:03d}",
        reference=f"CYB12-{number:04d}-K",
        standing=standing,
        last_sent=("reminder", NOW - timedelta(days=2)),
        unreached={f"contact{number}@org.example": Stopped.NO_SUCH_MAILBOX} if standing is Standing.UNDELIVERABLE else {},
    )


_SOME = sorted((_line(one, 1, Standing.SILENT) for one in range(400)), key=lambda one: one.name.casefold())


def _facts(number: int, regions: int = 6, standings: tuple[Standing, ...] = _STANDINGS) -> StatusFacts:
    """Return a study of that many organisations, with cases, letters in doubt and arrivals in proportion."""
    reasons = (
        "The workbook came from jane@agency.example, who is not on record for this organisation.",
        "It would replace another answer.",
    )
    return replace(
        facts(),
        organisations=tuple(_line(one, regions, standings[one * 13 % len(standings)]) for one in range(number)),
        holds=tuple(
            HoldLine(
                id=one,
                organisation="Great Lakes Fibre",
                reasons=reasons,
                options=("accept", "assign --to REFERENCE", "reject"),
                received_at=NOW - timedelta(hours=one),
                how=f"held {one} WHAT",
            )
            for one in range(1, number // 20 + 1)
        ),
        uncertain=tuple(
            UncertainLine(
                address=f"box{one}@org{one}.example",
                organisation="Great Lakes Fibre",
                mailing="reminder",
                since=NOW,
                how=f"counterfoil held decide letter-{one} WHAT",
            )
            for one in range(number // 100)
        ),
        arrivals=tuple(
            Arrival(when=NOW - timedelta(minutes=number - one), organisation=f"Arrival {one}.", what=ArrivalKind.QUERIED)
            for one in range(number // 3)
        ),
        returns=(),
    )


def _built(with_facts: StatusFacts) -> DigestContent:
    return digests()["status"].build(with_facts, "en")


def _letter(content: DigestContent) -> Rendered:
    source = (templates.folder("digests") / "status.md").read_text(encoding="utf-8")
    context = {"digest": content.context, "study": {"title": "The study"}, "greeting": "Dear Ms Haddad,"}
    return compile_letter(source, name="status.md", language="en").render(json.loads(json.dumps(context)))


def _left_out(letter: Rendered, sentence: str) -> int:
    found = re.search(rf"(\d+) {sentence}", letter.text)
    assert found is not None
    return int(found[1])


@pytest.fixture(scope="module")
def content() -> DigestContent:
    """Return the digest of ten thousand organisations."""
    return _built(_facts(_MANY))


@pytest.fixture(scope="module")
def letter(content: DigestContent) -> Rendered:
    """Return it merged."""
    return _letter(content)


@pytest.mark.parametrize(("regions", "standings"), [(6, _STANDINGS), (20, _STANDINGS), (20, (Standing.UNDELIVERABLE,))])
def test_the_mail_of_ten_thousand_organisations_is_shown_whole(regions: int, standings: tuple[Standing, ...]) -> None:
    """Mail programs cut off a larger one."""
    assert len(_letter(_built(_facts(_MANY, regions, standings))).html.encode()) < _SHOWN_WHOLE


def test_everyone_that_owes_is_named_or_counted(letter: Rendered) -> None:
    """The attached table has them all, and the mail says so."""
    owing = [line for line in _facts(_MANY).organisations if line.standing in OWING]
    named = [line for line in owing if line.reference in letter.html]
    assert 50 <= len(named) <= 100
    assert len(named) + _left_out(letter, "more organisations still owe an answer") == len(owing)
    assert "The attached table lists all of them." in letter.text
    assert {line.region for line in named} == {f"Region 00{number}" for number in range(6)}


def test_the_oldest_cases_are_shown_and_the_others_counted(letter: Rendered) -> None:
    """The command that lists them stands beside."""
    assert "held 500 accept" in letter.text
    assert "held 1 accept" not in letter.text
    shown = len(re.findall(r"held \d+ accept|letter-\d+ arrived", letter.text))
    assert shown + _left_out(letter, "more are waiting. The command counterfoil held lists all of them") == 500 + 100
    assert letter.subject.count("600 decisions needed") == 1


def test_the_newest_arrivals_are_shown_and_the_others_counted(letter: Rendered) -> None:
    """What came last stands first."""
    assert "Arrival 3332." in letter.text
    assert "Arrival 0." not in letter.text
    assert len(re.findall(r"Arrival \d+\.", letter.text)) + _left_out(letter, "earlier arrivals are not listed here") == 3333


def test_every_region_has_its_figures(letter: Rendered) -> None:
    """However many organisations there are; together they are all."""
    assert [len(re.findall(rf"Region 00{number} +1\d\d\d ", letter.text)) for number in range(6)] == [1] * 6
    assert re.search(r"All +10000 ", letter.text)


def test_the_attached_table_has_every_organisation(content: DigestContent) -> None:
    """And a header."""
    ((_, _, data),) = content.attachments
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert sheet.count(b"<row ") == _MANY + 1


@pytest.mark.parametrize("number", [30, 139, 150])
def test_a_small_study_is_told_whole_and_its_mail_is_shown_whole(number: int) -> None:
    """Everyone is named, though nobody has answered yet."""
    letter = _letter(_built(_facts(number, standings=(Standing.SILENT,))))
    assert all(line.reference in letter.html and line.reference in letter.text for line in _facts(number).organisations)
    assert not re.search(r"\d more|earlier arrivals", letter.text)
    assert len(letter.html.encode()) < _SHOWN_WHOLE


def test_a_small_study_that_is_flooded_has_a_digest_all_the_same() -> None:
    """Whoever writes many letters to a study must not silence what it tells."""
    flood = tuple(
        HoldLine(
            id=one,
            organisation=None,
            reasons=("The workbook carries no reference.",),
            options=("reject",),
            received_at=NOW,
            how=f"held {one} WHAT",
        )
        for one in range(30_000)
    )
    letter = _letter(
        _built(
            replace(
                facts(), holds=flood, arrivals=tuple(Arrival(when=NOW, organisation="Flood", what=ArrivalKind.WROTE) for _ in range(30_000))
            )
        )
    )
    assert "29850 more are waiting" in letter.text


def test_a_mailing_that_did_not_leave_is_shown_before_every_case() -> None:
    """It concerns everybody, however new it is."""
    mailing = HoldLine(
        id=0,
        organisation=None,
        reasons=("The mailing reminder did not leave.",),
        options=("--live",),
        received_at=NOW,
        how="counterfoil send reminder WHAT",
    )
    many = tuple(
        HoldLine(id=one, organisation=None, reasons=(), options=("reject",), received_at=NOW - timedelta(days=one), how="")
        for one in range(1, 90)
    )
    assert [hold.id for hold in oldest((*many, mailing), 3)] == [0, 89, 88]
    assert oldest((*many, mailing), 90) == (*many, mailing)
    claims = [replace(one, kind=CaseKind.CLAIM, id=one.id + 1000, received_at=None) for one in many]
    assert [hold.id for hold in oldest((*claims, *many, mailing), 3)] == [0, 89, 88]


def test_those_that_a_person_can_help_come_first() -> None:
    """An address to mend, then an answer that was sent back; within these, as the alphabet has them."""
    lines = _facts(_MANY, 1).organisations
    owing = {region: counts.owing for region, counts in by_region(lines).items()}
    (shown,) = first_of_each(lines, owing, Room(owing=3 + 1500, regions=1, arrivals=0, cases=0, uncertain=0)).values()
    standings = [line.standing for line in shown]
    number = sum(line.standing is Standing.UNDELIVERABLE for line in lines)
    assert standings == [Standing.UNDELIVERABLE] * number + [Standing.QUERIED] * (1500 - number)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=60))
def test_the_regions_share_the_room(sizes: list[int]) -> None:
    """Never more lines than there is room for; a region that is cut short has no fewer than any other."""
    regions = {str(number): [replace(one, region=str(number)) for one in _SOME[:size]] for number, size in enumerate(sizes)}
    most = room(_facts(151))
    shown = first_of_each([line for lines in regions.values() for line in lines], {one: len(lines) for one, lines in regions.items()}, most)
    if sum(sizes) <= most.owing:
        assert shown == regions
        return
    assert sum(map(len, shown.values())) <= most.owing - 3 * len(shown)
    assert 0 < len(shown) <= most.regions
    cut = [len(shown[region]) for region in shown if len(shown[region]) < len(regions[region])]
    assert all(len(lines) <= min(cut) + 1 for lines in shown.values())
    assert all(shown.values())
