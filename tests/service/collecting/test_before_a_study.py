"""Mail that comes before any study is applied is kept, and understood as soon as one is."""

from __future__ import annotations

from pathlib import Path

from service.authoring.drafts import apply
from service.collecting.collect import collect
from service.installation import config
from service.installation.install import SAMPLE, install
from service.wiring import open_service
from store import messages
from tests.service.installed import at, maildirs

LETTER = (
    b"From: a@member.example\r\nTo: study@unodc.example\r\nMessage-ID: <1@member.example>\r\nSubject: Hello\r\n\r\nWhen does it begin?\r\n"
)


def test_what_comes_before_a_study_waits_for_one(tmp_path: Path) -> None:
    """It is taken in and told, not held as unreadable; with the first study it is read like any other message."""
    install(tmp_path)
    maildirs(tmp_path)
    (tmp_path / "inbox" / "new" / "1.test").write_bytes(LETTER)
    with open_service(config.load(tmp_path, {})) as service:
        first = collect(service, at("02-01"))
        assert (first.new, first.understood) == (1, {})
        assert first.problems == ["No study is applied yet, so what came in waits: `counterfoil study apply` puts one into use."]
        apply(service, SAMPLE, at("02-01", 11), by="staff")
        second = collect(service, at("02-01", 12))
        assert (second.new, sum(second.understood.values()), second.problems) == (0, 1, [])
        with service.store.reading() as tx:
            assert not messages.in_states(tx, ["pending", "failed"])
