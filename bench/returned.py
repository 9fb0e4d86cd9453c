"""What comes back: replies to the letters of the model study, each with its workbook filled in right, and a mailbox that they lie in."""

from __future__ import annotations

import imaplib
import io
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from bench.ground import HOST, MAILING, NOW, plan_mailing, say, study
from demo import respondents
from demo.acts import entries
from demo.servers import Servers
from demo.usual_answers import usual
from domain.letter import DeliveryState, Outcome, Verdict
from questionnaire.workbook.placeholders import ORGANISATION, REFERENCE, TOKEN
from questionnaire.workbook.stamp import Personal
from service.contacts.census import census
from service.letters.press import Press
from service.wiring import Service
from store import outbox
from tests.servers import dovecot
from workbooks.containers.package import Stampable, stampable

THEN = NOW + timedelta(days=14)
_VARIANTS = 4  # Different sets of answers in each language.
_PLACEHOLDERS = tuple(text.encode() for text in (TOKEN, REFERENCE, ORGANISATION))
_WORDS = "Dear colleagues,\n\nPlease find our completed questionnaire attached.\n\nKind regards"


@dataclass(frozen=True, slots=True)
class Returned:
    """A message that came back, and the invitation that it answers."""

    token: str
    reference: str
    raw: bytes


def make_returns(service: Service) -> list[Returned]:
    """Send the questionnaire to everyone in the list, as far as the store knows, and return an answer of each."""
    running = study(service)
    with service.store.transaction() as tx:
        plan_mailing(tx, running, running.study.mailing(MAILING), NOW)
        letters = outbox.of_studies(tx, [running.study.id])
        sent = [
            outbox.Change(Verdict(letter_id=letter.id, outcome=Outcome.SENT, stage="data", code=250, text="ok"), DeliveryState.SENT, NOW)
            for letter in letters
        ]
        outbox.record_verdicts(tx, sent, NOW)
        cases = census(tx, running, NOW)
    press = Press(running, service.installation.outgoing, service.store.archive)

    @cache
    def filled(language: str, variant: int) -> Stampable:
        blank = press.blank(language)
        # Each placeholder stands for itself, to be cut at once the workbook is filled in.
        workbook = blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, ORGANISATION))
        return cut(respondents.fill(workbook, entries(running.questionnaire, usual(variant), language)))

    returns = []
    for number, letter in enumerate(letters):
        case = cases[str(letter.organisation)]
        received = respondents.open_letter(press.envelope(letter, case, NOW).data)
        one = case.invitation
        workbook = personal(filled(letter.language, number % _VARIANTS), one.token, one.reference, case.organisation.name)
        files = [(f"{case.invitation.reference}.xlsx", workbook)]
        name = case.to[0].name
        raw = respondents.answer(received, sender=letter.address, sender_name=name, text=_WORDS, files=files, now=THEN)
        returns.append(Returned(case.invitation.token, case.invitation.reference, raw))
    return returns


def cut(workbook: bytes) -> Stampable:
    """Cut a filled workbook for stamping: to fill one takes a tenth of a second, so each set of answers is filled once."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return stampable(workbook, [name for name, part in parts.items() if any(one in part for one in _PLACEHOLDERS)])


def personal(filled: Stampable, token: str, reference: str, organisation: str) -> bytes:
    """Return a copy of a filled workbook that is this organisation's own."""
    facts = (token, reference, organisation)
    return filled.prefix + filled.stamp(dict(zip(_PLACEHOLDERS, (escape(fact).encode() for fact in facts), strict=True)))


@contextmanager
def mailbox(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the name of an IMAP server and the settings that reach it: Dovecot, or the embedded one where that is not installed."""
    if shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
        with dovecot(folder) as server:
            yield "Dovecot", {"host": HOST, "port": server.port, "user": server.user, "password": server.password}
        return
    say("Dovecot is not installed: the embedded server takes its place, and figures are those of that server.")
    with Servers(folder) as servers:
        yield "embedded", {"host": HOST, "port": servers.imap_port, "user": servers.user, "password": servers.password}


def deliver(imap: Mapping[str, Any], returns: Sequence[Returned]) -> None:
    """Put the messages into the mailbox."""
    with imaplib.IMAP4(imap["host"], imap["port"]) as client:
        client.login(imap["user"], imap["password"])
        for one in returns:
            client.append("INBOX", "", imaplib.Time2Internaldate(THEN), one.raw)
