"""A deadline that is moved while letters leave stands in all letters that are made afterwards."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.letter import Letter
from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.sending import due_letters
from service.studies.running import extend
from service.wiring import open_service
from tests.service.installed import at, make


def test_a_deadline_that_is_moved_while_letters_leave_stands_in_those_that_are_made_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The study's version is the same: its deadline alone is another."""
    make(tmp_path, 6)
    monkeypatch.setattr("service.sending.due_letters._BATCH", 2)
    look, batches = due_letters._cases, list[frozenset[str]]()

    def moving(this: Any, tx: Any, study: str, batch: Sequence[Letter], presses: Any) -> Any:
        batches.append(frozenset(letter.address for letter in batch))
        if len(batches) == 2:
            with open_service(config.load(tmp_path, {})) as other:
                extend(other, SAMPLE, date(2012, 6, 30), at("02-20"), by="staff")
        return look(this, tx, study, batch, presses)

    with open_service(config.load(tmp_path, {})) as service:
        tick(service, at("02-10"))
        monkeypatch.setattr("service.sending.due_letters._cases", moving)
        tick(service, at("02-20"))
    moved = {address for address, text in _questionnaires(tmp_path / "out" / "new") if "30 June" in text or "30 juin" in text}
    # The second batch was looked at just after.
    assert moved == {address for batch in batches[1:] for address in batch if address.startswith("person")}
    assert len(moved) == 4


def _questionnaires(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield to whom a questionnaire was sent, and in which words."""
    for file in folder.iterdir():
        letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        body = letter.get_body(("plain",))
        if body is not None and any(part.get_filename() for part in letter.iter_attachments()):
            yield letter["To"].addresses[0].addr_spec, body.get_content()
