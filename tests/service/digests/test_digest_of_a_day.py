"""Digests of a day by the clock, on a real store."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.letter import LetterKind
from service.authoring.drafts import apply
from service.digests.digest import plan_due_digests, send_digest
from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.studies.running import running
from service.wiring import open_service
from tests.service.installed import at, letters, make


def test_a_day_without_anything_brings_no_letter_by_the_clock_and_one_to_who_asks(tmp_path: Path) -> None:
    """It was due all the same, and is not due again."""
    make(tmp_path, 2)
    file = tmp_path / "studies" / SAMPLE / "study.toml"
    file.write_text(
        f'{file.read_text(encoding="utf-8")}\n[[digests]]\nname = "daily"\ncron = "0 8 * * *"\nkind = "today"\n', encoding="utf-8"
    )
    with open_service(config.load(tmp_path, {})) as service:
        apply(service, SAMPLE, at("02-02"), by="staff")
        tick(service, at("02-11"))
        with service.store.reading() as tx:
            found = running(service, tx, SAMPLE)
        assert found
        plan_due_digests(service, found, at("02-12"))
        assert not digest_letters(tmp_path)
        send_digest(service, found, "daily", at("02-12"))
        assert len(digest_letters(tmp_path)) == len(found.study.coordinators)


def test_a_coordinator_gets_the_digests_they_want(tmp_path: Path) -> None:
    """And who wants nothing in particular gets all; a name that no digest has is told before anything is applied."""
    make(tmp_path, 2)
    file = tmp_path / "studies" / SAMPLE / "study.toml"
    text = file.read_text(encoding="utf-8") + '\n[[digests]]\nname = "daily"\ncron = "0 8 * * *"\nkind = "today"\n'
    wish = 'address = "thomas.aubert@itu.example"\ndigests = ["{}"]'
    file.write_text(text.replace('address = "thomas.aubert@itu.example"', wish.format("daly"), 1), encoding="utf-8")
    with open_service(config.load(tmp_path, {})) as service:
        with pytest.raises(ConfigurationError, match="daly"):
            apply(service, SAMPLE, at("02-02"), by="staff")
        file.write_text(file.read_text(encoding="utf-8").replace('"daly"', '"daily"'), encoding="utf-8")
        apply(service, SAMPLE, at("02-02"), by="staff")
        with service.store.reading() as tx:
            found = running(service, tx, SAMPLE)
        assert found
        send_digest(service, found, "weekly", at("02-12"))
        assert digest_letters(tmp_path) == ["miriam.keller@unodc.example"]
        send_digest(service, found, "daily", at("02-12"))
        assert digest_letters(tmp_path).count("thomas.aubert@itu.example") == 1


def digest_letters(home: Path) -> list[str]:
    """Return who got a digest."""
    return [one.address for one in letters(home) if one.kind is LetterKind.DIGEST]
