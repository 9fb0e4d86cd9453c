"""A comparison is worth something only where both ways carry the same content."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bench import plain_collect, plain_send
from bench.ground import MAILING, NOW, opened, plan_mailing, prepare, study
from bench.plain_send import PlainLetter
from bench.returned import make_returns
from demo.respondents import Received, open_letter
from intake.parsing.parse import parse
from service.contacts.census import census
from service.installation.outgoing import Outgoing
from service.letters.press import Press
from store import outbox


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an installation with one made-up organisation in each language."""
    home = tmp_path_factory.mktemp("bench") / "installation"
    prepare(home, 3)
    return home


@pytest.fixture(scope="module")
def letters(home: Path) -> list[tuple[Received, Received]]:
    """Return each letter as the program makes it, and as the plain way does."""
    with opened(home) as service:
        running = study(service)
        with service.store.transaction() as tx:
            plan_mailing(tx, running, running.study.mailing(MAILING), NOW)
            planned = outbox.of_studies(tx, [running.study.id])
            cases = census(tx, running, NOW)
        content = plain_send.templates(plain_send.contents(service, next(iter(cases.values()))))
        press = Press(running, Outgoing(), service.store.archive)
        pairs = []
        for letter in planned:
            case = cases[str(letter.organisation)]
            plain = PlainLetter(
                address=letter.address,
                name=case.to[0].name,
                salutation=case.to[0].salutation,
                organisation=case.organisation.name,
                language=letter.language,
                reference=case.invitation.reference,
                token=case.invitation.token,
                tag=letter.tag,
            )
            message = plain_send.compose(plain, content[letter.language])
            pairs.append((open_letter(press.envelope(letter, case, NOW).data), open_letter(message.as_bytes())))
        return pairs


def test_both_ways_send_the_same_words(letters: list[tuple[Received, Received]]) -> None:
    """Subject, text and page are the same in each language, and so are the addresses."""
    for ours, plain in letters:
        # EmailMessage loses or adds a space where it breaks a long subject.
        assert "".join(plain.subject.split()) == "".join(ours.subject.split())
        assert plain.text == ours.text
        assert plain.html.rstrip() == ours.html.rstrip()
        assert (plain.sender, plain.to, plain.reply_to) == (ours.sender, ours.to, ours.reply_to)


def test_both_ways_send_the_same_workbook(letters: list[tuple[Received, Received]]) -> None:
    """The workbooks have the same name, and the same value in every cell."""
    for ours, plain in letters:
        assert ours.workbook is not None
        assert plain.workbook is not None
        assert plain.workbook[0] == ours.workbook[0]
        assert _cells(plain.workbook[1]) == _cells(ours.workbook[1])


def test_what_comes_back_is_filled_in(home: Path) -> None:
    """The plain way finds the token and the answers in every message that is made up as a return."""
    with opened(home) as service:
        returns = make_returns(service)
    for one in returns:
        token, answers = plain_collect.read(parse(one.raw).attachments[0].data)
        assert token == one.token
        assert len(answers) > 30


def _cells(workbook: bytes) -> dict[tuple[str, str], object]:
    book = load_workbook(io.BytesIO(workbook))
    # An empty text, as where there is no value of the last round, is kept by one way and left out by the other.
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in {None, ""}
    }
