"""Whoever decides about words whose author was unsubscribed by them is told so, and no decision promises reminders to that address."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from digests.prepared import KnownBefore, replies
from domain.case import OPTIONS, CaseKind
from languages.phrases import console_languages
from service.deciding import case_seen
from service.deciding.suppression import Addressed, release
from service.digests.digest import preview_digest
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.running import require_running
from service.wiring import open_service
from tests.flows.test_by_mail import text
from tests.service.installed import at
from tests.service.mailed_cases import COORDINATOR, DAY, about_cases, post, take_in, with_a_case
from tests.service.office import Office, person

LEAVES = "Please take me off your list."
GONE = f"{person(0)} has unsubscribed: no mailings go there any more, only answers to what comes from there."
REMINDED = "the organisation is reminded as before."
NOT_REMINDED = f"No mailings go to {person(0)}, though, which unsubscribed."
NOT_SO = f"It is not so: {REMINDED} {NOT_REMINDED}"
BY_KIND = {
    CaseKind.DECLINE: ("We will not participate in this study.", NOT_SO),
    CaseKind.ELSEWHERE: ("We have sent you our answers by post.", NOT_SO),
    CaseKind.EXTENSION: ("We need more time to answer.", f"It gets no more time: {REMINDED} {NOT_REMINDED}"),
}


def test_a_case_says_that_the_address_is_unsubscribed_and_no_answer_promises_it_reminders(tmp_path: Path) -> None:
    """The letter that asks, the letter that says what was done, and what `held show` and the console tell."""
    with_a_case(tmp_path, wrote=f"We will not participate in this study. {LEAVES}")
    (notice,) = about_cases(tmp_path)
    assert GONE in text(notice)
    assert f"reject – {NOT_SO}" in text(notice)
    post(tmp_path, COORDINATOR, notice["Reply-To"], "reject")
    (done,) = take_in(tmp_path, DAY + timedelta(hours=1))
    assert f"was decided as “reject”. {NOT_SO}" in text(done)
    with open_service(config.load(tmp_path, {})) as service:
        release(service, Addressed(address=person(0), by="anna"), at("03-01"))
        with service.store.reading() as tx:
            assert GONE not in case_seen.case(service, tx, "1").case.reasons


@pytest.mark.parametrize("kind", BY_KIND)
def test_the_desk_and_the_digest_say_it_of_each_kind_of_words(office: Office, tmp_path: Path, kind: CaseKind) -> None:
    """By the sentence for that kind; who did not unsubscribe is reminded as before."""
    wrote, says = BY_KIND[kind]
    office.write(person(0), text=wrote, reply_to=0)
    office.write(person(1), text=wrote, reply_to=1)
    office.write(person(0), text=LEAVES, reply_to=0)
    gone, stays = (one for one in office.cases() if one.kind is kind)
    assert (GONE in gone.reasons, gone.unsubscribed) == (True, (person(0),))
    assert not any("unsubscribed" in one for one in stays.reasons)
    with office.service.store.reading() as tx:
        means = [dict(case_seen.case(office.service, tx, str(one.id)).meanings)["reject"] for one in (gone, stays)]
        running = require_running(office.service, tx, SAMPLE)
    assert means[0] == says
    assert means[1].endswith("the organisation is reminded as before.")
    (part, *_) = preview_digest(office.service, running, next(iter(running.study.digests)).name, office.later(), tmp_path)
    digest = " ".join(part.read_text(encoding="utf-8").split())
    assert GONE in digest
    assert f"reject – {says}" in digest


@pytest.mark.parametrize("language", console_languages())
def test_in_every_language_the_words_are_others_and_name_the_address(language: str) -> None:
    """Of each kind whose `reject` says that the organisation is written to as before."""
    for kind in (CaseKind.DECLINE, CaseKind.ELSEWHERE, CaseKind.EXTENSION, CaseKind.SUCCESSOR, CaseKind.SUBSTITUTE):
        (usual,), (told,) = (
            [one.means for one in replies(1, OPTIONS[kind][-1:], kind, "box@agency.example", DAY.date(), language, known)]
            for known in (KnownBefore(), KnownBefore(unsubscribed=(person(0),)))
        )
        assert person(0) in told
        assert told != usual
        assert person(0) not in usual
