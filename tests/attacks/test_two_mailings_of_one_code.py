"""Whoever writes the circular wants a second person's approval for words that she never saw, by the few signs of a hash that she types.

They know that the first eight signs are enough, and write both circulars themselves: of a hundred thousand harmless ones and as many
others, two have hashes that begin alike. She looks at the harmless one; when she approves it, the other stands in the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import count, islice
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from service.approving.approve import SHORTEST, Approving, approve
from service.approving.proposals import propose
from service.authoring.drafts import apply, prospective
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.process.fingerprint import digest
from service.wiring import Service
from tests.service.approving.test_approvals import asks, hash_of
from tests.service.mailings.test_timetable import DAY, MONDAY, a_study, everybody, got

_DATES = [MONDAY + one * 30 * DAY for one in range(4)]
_NAME = "letters/circular.en.md"
_MANY = 100_000


def _file(home: Path) -> Path:
    return home / "studies" / SAMPLE / _NAME


def _hashes(service: Service, letter: str) -> Iterator[tuple[str, str]]:
    """Yield letters that differ in a figure at their end, each with the hash that the mailing would have with it; without an end."""
    _file(service.installation.root).write_text(letter, encoding="utf-8")
    found = prospective(service, SAMPLE)
    with service.store.reading() as tx:
        document = propose(tx, found, found.study.mailing("circular")).document
    before, rest = document.split(sha256(letter.encode()).hexdigest().encode())
    between, after = rest.split(digest(letter).encode())
    for number in count():
        text = f"{letter}\n{number}\n"
        yield (
            text,
            sha256(b"".join((before, sha256(text.encode()).hexdigest().encode(), between, digest(text).encode(), after))).hexdigest(),
        )


def _alike(service: Service) -> tuple[str, str]:
    """Return two letters of which the hashes begin alike: a harmless one, and another."""
    plain = _file(service.installation.root).read_text(encoding="utf-8")
    harmless = {code[:SHORTEST]: text for text, code in islice(_hashes(service, plain), _MANY)}
    others = _hashes(service, f"{plain}\nAnswer to the office at another address.")
    return next((harmless[code[:SHORTEST]], text) for text, code in others if code[:SHORTEST] in harmless)


def test_what_begins_like_the_hash_that_was_seen_is_not_approved_by_it(tmp_path: Path) -> None:
    """Nothing leaves, and the refusal shows what is another; with the whole hash of what she looks at by then, she approves that."""
    with a_study(tmp_path, *_DATES) as service:
        asks(tmp_path, 1)
        harmless, other = _alike(service)
        _file(tmp_path).write_text(harmless, encoding="utf-8")
        seen = hash_of(service)
        _file(tmp_path).write_text(other, encoding="utf-8")
        apply(service, SAMPLE, MONDAY - DAY, by="mallory")
        with pytest.raises(ConfigurationError, match="the two begin alike"):
            approve(service, SAMPLE, Approving(mailing="circular", sha256=seen[:SHORTEST], by="anna"), MONDAY)
        with pytest.raises(ConfigurationError, match="nobody has approved it"):
            send_now(service, SAMPLE, "circular", MONDAY, by="mallory")
        assert got(tmp_path) == {}
        approve(service, SAMPLE, Approving(mailing="circular", sha256=hash_of(service), by="anna"), MONDAY)
        send_now(service, SAMPLE, "circular", MONDAY, by="staff")
        assert got(tmp_path) == everybody("circular")


def test_eight_signs_approve_what_was_seen(tmp_path: Path) -> None:
    """The honest counterpart: she types what stands beside the mailing that she looked at, and nothing else ever began so."""
    with a_study(tmp_path, *_DATES) as service:
        asks(tmp_path, 1)
        apply(service, SAMPLE, MONDAY - DAY, by="staff")
        seen = hash_of(service)
        approve(service, SAMPLE, Approving(mailing="circular", sha256=seen[:SHORTEST], by="anna"), MONDAY)
        send_now(service, SAMPLE, "circular", MONDAY, by="staff")
        assert got(tmp_path) == everybody("circular")
