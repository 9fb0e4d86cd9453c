"""Somebody who may change the study's folder has letters leave that nobody approved: those that were planned before, and wait.

They know that a letter is made as it leaves, in the name of the sender and in the language with which it was planned. So while letters of
an approved mailing wait for their hour, they give it another sender, or let the study have a language less, and have that approved: by the
new approval the letters leave, in the name of the old sender or in the words of the old language, of which it says nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.approving.approve import Approving, approve
from service.authoring.drafts import apply
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.wiring import Service
from tests.service.approving.test_approvals import HOUR, asks, hash_of
from tests.service.mailings.test_timetable import DAY, MONDAY, ORGANISATIONS, a_study, cases, everybody, got, put_out_by_hand

_DATES = [MONDAY + one * 30 * DAY for one in range(4)]
_FRENCH = "letters/circular.fr.md"
_LETTER = 'letter = "circular"\n'
_EVIL = "Win a prize at our office."


def _changed(home: Path, *swaps: tuple[str, str]) -> None:
    file = home / "studies" / SAMPLE / "study.toml"
    text = file.read_text(encoding="utf-8")
    for before, after in swaps:
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")


def _another_sender(home: Path) -> None:
    """Let the circular have another sender, and the old one another name."""
    _changed(home, (f'{_LETTER}sender = "itu"', f'{_LETTER}sender = "unodc"'), ('name = "ITU Cybersecurity"', f'name = "{_EVIL}"'))


def _a_language_less(home: Path) -> None:
    """Let the study have no French any more, and write another letter in it."""
    _changed(home, ('languages = ["en", "fr", "ar", "es"]', 'languages = ["en", "ar", "es"]'))
    file = home / "studies" / SAMPLE / _FRENCH
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{_EVIL}\n", encoding="utf-8")


def _approved(service: Service) -> None:
    approve(service, SAMPLE, Approving(mailing="circular", sha256=hash_of(service), by="anna"), MONDAY)


def _planned(home: Path, service: Service) -> None:
    """Let the circular be approved, and its letters wait: whoever sent it was interrupted before the first left."""
    asks(home, 1)
    apply(service, SAMPLE, MONDAY - DAY, by="staff")
    _approved(service)
    for number in range(ORGANISATIONS):
        put_out_by_hand(service, "circular", f"ORG{number:03d}", MONDAY)


@pytest.mark.parametrize(("change", "stay"), [(_another_sender, {"ORG000", "ORG001", "ORG002"}), (_a_language_less, {"ORG001"})])
def test_what_waits_and_was_planned_otherwise_stays(tmp_path: Path, change: Callable[[Path], None], stay: set[str]) -> None:
    """A case says why; the others leave as they were approved. Once the study is as it was, and approved, all leave."""
    with a_study(tmp_path, *_DATES) as service:
        _planned(tmp_path, service)
        before = {name: (tmp_path / "studies" / SAMPLE / name).read_bytes() for name in ("study.toml", _FRENCH)}
        change(tmp_path)
        apply(service, SAMPLE, MONDAY, by="mallory")
        _approved(service)
        tick(service, MONDAY)
        assert got(tmp_path).keys() == everybody("circular").keys() - stay
        (case,) = cases(service)
        assert f"{len(stay)} letter" in case.reasons[0]
        assert "another sender, or in a language that the study no longer has" in case.reasons[0]
        for name, data in before.items():
            (tmp_path / "studies" / SAMPLE / name).write_bytes(data)
        apply(service, SAMPLE, MONDAY, by="staff")
        tick(service, MONDAY + HOUR)
        assert (got(tmp_path), cases(service)) == (everybody("circular"), ())


def test_what_waits_leaves_as_it_is_approved_by_then(tmp_path: Path) -> None:
    """The honest counterpart: words of the letter are put right while it waits, and somebody approves them."""
    with a_study(tmp_path, *_DATES) as service:
        _planned(tmp_path, service)
        file = tmp_path / "studies" / SAMPLE / _FRENCH
        file.write_text(f"{file.read_text(encoding='utf-8')}\nMerci.\n", encoding="utf-8")
        apply(service, SAMPLE, MONDAY, by="staff")
        _approved(service)
        tick(service, MONDAY)
        assert (got(tmp_path), cases(service)) == (everybody("circular"), ())
