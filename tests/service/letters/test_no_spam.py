"""No letter of the model study looks like spam to SpamAssassin."""

from __future__ import annotations

import mailbox
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import format_datetime
from pathlib import Path

import pytest

from domain.contact import Contact
from domain.letter import Letter, LetterKind
from languages import ENGLISH, spoken
from service.authoring.drafts import draft
from service.installation import config
from service.installation.install import SAMPLE
from service.letters.planned import letter as planned_letter
from service.letters.planned import planned
from service.letters.press import Press
from service.mailings.rehearse import invited_cases
from service.studies.running import Running
from service.wiring import open_service
from tests.mailer.letters import context
from tests.programs import need
from tests.service.installation.test_signing import ALL, sign
from tests.service.installed import make

NOW = datetime.now(UTC)
_STATUS = re.compile(r"\w+, score=(-?[\d.]+) required=[\d.]+\s+tests=([\w,\s]*?)\s+(?:autolearn|version)")
SIR_OR_MADAM = 2  # What SpamAssassin 4.0 gives DEAR_SOMETHING, without a network and without Bayes.
WRITTEN = {"ar", "en", "es", "fr"}  # The languages of the sample study.
ANSWERS = {
    "correction": LetterKind.MAILING,
    "receipt": LetterKind.RECEIPT,
    "question_back": LetterKind.QUESTION_BACK,
    "passed_on": LetterKind.PASSED_ON,
    "confirmation": LetterKind.CONFIRMATION,
    "probe": LetterKind.PROBE,
    "extended": LetterKind.ANSWER,
}


def made(home: Path) -> dict[str, bytes]:
    """Return every letter of the sample study in every language that it is written in, as the program makes and signs it.

    They go to a contact of whom only the address is known: what a letter says then is more like what anybody gets.
    """
    make(home, 1)
    sign(home, *ALL)
    with open_service(config.load(home, {})) as service:
        running = draft(service, SAMPLE)
        press = Press(running, service.installation.outgoing, service.store.archive)
        (case,) = invited_cases(service, running, NOW).values()
        nobody = (replace(case.to[0], name="", salutation=""),)
        known = replace(case, contacts=nobody, usable=nobody)
        letters = {f"{one.template} {one.language}": one for one in (*mailings(running, nobody[0]), *answers(running, nobody[0]))}
        return {name: press.envelope(one, known, NOW).data for name, one in letters.items()}


def mailings(running: Running, contact: Contact) -> Iterator[Letter]:
    """Yield the letters of the timetable."""
    for language in running.study.languages:
        for mailing in running.study.mailings:
            yield planned_letter(running, mailing, replace(contact, language=language), mailing.letter, "spam", NOW)


def answers(running: Running, contact: Contact) -> Iterator[Letter]:
    """Yield the letters that answer something; what is passed on is for staff, and in English."""
    known = {key: value for key, value in context().items() if key not in {"study", "organisation", "contact", "sender", "fresh"}}
    facts = {**known, "wish": {"received_at": NOW.isoformat()}, "extended": {"until": "2012-04-20"}, "reply_to": "", "in_reply_to": ""}
    for language in running.study.languages:
        for stem, kind in ANSWERS.items():
            if kind is not LetterKind.PASSED_ON or language == ENGLISH:
                yield planned(
                    kind, SAMPLE, "spam", stem, "unodc", contact.address, language, NOW, organisation=contact.organisation, context=facts
                )


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return them as they are when another server than their sender's takes them in."""
    need("spamassassin")
    trace = (
        "Received: from relay.unodc.example (relay.unodc.example [192.0.32.8])\r\n"
        f"\tby mx.member.example (Postfix) with ESMTPS id 4F1A2B3C4D\r\n\tfor <person@member.example>; {format_datetime(NOW)}\r\n"
    )
    return {name: trace.encode() + data for name, data in made(tmp_path_factory.mktemp("spam") / "home").items()}


def scores(letters: dict[str, bytes], folder: Path) -> dict[str, tuple[float, str]]:
    """Return what SpamAssassin gives each letter, and for what, without a network and with nothing learnt."""
    box = mailbox.mbox(folder / "letters.mbox")
    for data in letters.values():
        box.add(data.replace(b"\r\n", b"\n"))
    box.close()
    command = [need("spamassassin"), "-t", "-L", "--cf=use_bayes 0", "--cf=use_auto_welcomelist 0", "--mbox", str(folder / "letters.mbox")]
    home = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    said = subprocess.run(command, capture_output=True, check=True, env=home, timeout=300).stdout
    names = {message_from_bytes(data)["Message-ID"]: name for name, data in letters.items()}
    found = {names[message["Message-ID"]]: _STATUS.match(message["X-Spam-Status"]) for message in messages(said)}
    return {name: (float(status[1]), " ".join(status[2].split())) for name, status in found.items() if status}


def messages(said: bytes) -> list[Message]:
    """Return the messages that the judge gives back, one after the other, each with its report above."""
    return [message_from_bytes(one) for one in re.split(rb"(?m)^From .*\n", said)[1:]]


def test_every_letter_of_the_sample_study_is_below_one_point(letters: dict[str, bytes], tmp_path: Path) -> None:
    """Five points are spam; what a letter of an authority may have is nothing worth speaking of.

    They go to a contact without a salutation, to whom each says in its language what it says to anybody. The words of the circular are
    not ours to choose: its model begins with “Dear Sir/Madam”, two points by itself.
    """
    found = scores(letters, tmp_path)
    assert set(found) == set(letters)
    assert {name.rpartition(" ")[2] for name in found} == WRITTEN <= set(spoken())
    assert len(found) > 35
    points, why = found.pop("circular en")
    assert points < 1 + SIR_OR_MADAM
    assert "DEAR_SOMETHING" in why
    assert {name: one for name, one in found.items() if one[0] >= 1} == {}


def test_what_looks_like_spam_has_more(letters: dict[str, bytes], tmp_path: Path) -> None:
    """The judge is awake: what its makers agreed on as spam has a thousand points."""
    sign = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
    plain = letters["circular en"].partition(b"\r\n\r\n")[0].replace(b"multipart/mixed", b"text/plain")
    assert scores({"gtube": plain + b"\r\n\r\n" + sign + b"\r\n"}, tmp_path)["gtube"][0] >= 1000
