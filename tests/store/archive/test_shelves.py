"""One contract for each place where the archive may lie: a folder, a bucket, and a bucket whose store heeds conditions of puts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import ErasedError, MissingError, OriginalError
from store.archive.erasures import Erased
from store.archive.objects import S3Bucket
from store.archive.originals import Archive
from tests.s3_server import S3Server, between

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = b"Dear Sir or Madam, please find enclosed the questionnaire of this year. " * 40
NOISE = random.Random(1).randbytes(3_000)  # noqa: S311 - The same each time.
Opening = Callable[[], Archive]


@pytest.fixture(scope="module")
def heeding(s3: S3Server) -> Iterator[S3Server]:
    """Stand before it, so that it heeds conditions."""
    with between(s3) as way:
        yield way.server


@pytest.fixture(params=["folder", "s3", "heeding"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    """Return what opens an archive that is empty at first, again and again."""
    if request.param == "folder":
        return lambda: Archive(tmp_path / "archive")
    bucket: S3Bucket = request.getfixturevalue(request.param).bucket()
    return lambda: Archive(tmp_path / "archive", bucket)


def sha(content: bytes) -> str:
    """Return the name of a content."""
    return hashlib.sha256(content).hexdigest()


def lying(archive: Archive, sha256: str, data: bytes) -> None:
    """Let other bytes lie under a hash, as damage, an earlier version or a stranger does."""
    if archive.objects:
        archive.objects.delete(f"archive/{sha256[:2]}/{sha256}")
        archive.objects.put(f"archive/{sha256[:2]}/{sha256}", data)
    else:
        path = Path(archive.where(sha256))
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


@pytest.mark.parametrize(
    "content", [b"", b"a", WORDS, NOISE, gzip.compress(WORDS, mtime=0), b"PK\x03\x04" + WORDS, b"\x1f\x8b", b"\x1f\x8b\x08" * 10]
)
def test_what_was_put_is_given_back(opening: Opening, content: bytes) -> None:
    """By whoever opens the archive next, too; with its size, whatever it takes to lie there."""
    (sha256,) = opening().put([content])
    archive = opening()
    assert sha256 == sha(content)
    assert archive.get(sha256) == content
    assert archive.has(sha256)
    assert list(archive.hashes()) == [sha256]
    assert archive.size(sha256) >= len(content)
    if not content.startswith(b"\x1f\x8b"):
        assert archive.size(sha256) == len(content)


def test_words_lie_packed_and_what_is_packed_already_lies_as_it_is(opening: Opening) -> None:
    """A workbook is a ZIP file."""
    archive = opening()
    words, workbook, noise = archive.put([WORDS, b"PK\x03\x04" + WORDS, NOISE])
    taken = {one: len(archive.shelf.read(one) or b"") for one in (words, workbook, noise)}
    assert taken[words] < len(WORDS) / 10
    assert gzip.decompress(archive.shelf.read(words) or b"") == WORDS
    assert (taken[workbook], taken[noise]) == (len(WORDS) + 4, len(NOISE))
    assert archive.shelf.taken() == sum(taken.values())


def test_what_an_earlier_version_kept_is_read_as_it_is(opening: Opening) -> None:
    """It packed nothing; what it kept stays as it is when the same comes again."""
    archive = opening()
    lying(archive, sha(WORDS), WORDS)
    assert archive.get(sha(WORDS)) == WORDS
    assert archive.size(sha(WORDS)) == len(WORDS)
    assert opening().put([WORDS]) == [sha(WORDS)]
    assert opening().get(sha(WORDS)) == WORDS


def test_nothing_that_is_damaged_is_ever_given(opening: Opening) -> None:
    """Cut, changed, emptied, grown, or packed of something else: it is told where, and what is left can be looked through, or not."""
    archive = opening()
    (sha256,) = archive.put([WORDS])
    whole = archive.shelf.read(sha256) or b""
    for worse in (whole[:-1], whole[:30], whole[:40] + b"!" + whole[41:], b"", b"x" + whole, gzip.compress(WORDS + b"!"), WORDS[:-1]):
        lying(archive, sha256, worse)
        with pytest.raises(OriginalError, match=f"{sha256}: .*damaged") as told:
            archive.get(sha256)
        assert not isinstance(told.value, MissingError)
        assert archive.left(sha256) in {None, b"", b"x" + whole, WORDS + b"!", WORDS[:-1]}
    lying(archive, sha256, gzip.compress(WORDS, 9))
    assert archive.get(sha256) == WORDS


def test_what_is_not_there_is_told_as_lost_or_as_erased(opening: Opening) -> None:
    """Another process, or machine, erased it."""
    archive, other = opening(), opening()
    lost, erased = archive.put([b"lost", b"erased"])
    assert archive.remove([lost, sha(b"never")]) == 1
    with pytest.raises(MissingError, match=r"erased or lost.*backup"):
        archive.get(lost)
    other.erasures.append(Erased(at=NOW, why="rule", people={}, originals=(erased,)))
    assert other.remove([erased]) == 1
    with pytest.raises(ErasedError, match="erased on 2026-03-01"):
        opening().get(erased)
    assert (archive.size(lost), archive.has(lost), archive.there([lost, erased])) == (0, False, set())


def test_hashes_come_in_order_from_anywhere_on(opening: Opening) -> None:
    """So whoever looks through them can go on where it was."""
    archive = opening()
    kept = sorted(archive.put(str(number).encode() for number in range(40)))
    assert list(archive.hashes()) == kept
    assert list(archive.hashes(kept[17])) == kept[18:]
    assert list(archive.hashes(kept[-1])) == []
    assert archive.beginning(kept[3][:2]) == [one for one in kept if one[:2] == kept[3][:2]]
    assert archive.beginning(kept[3][:9]) == [kept[3]]
    assert archive.beginning("zz") == []


def test_the_erasure_log_is_one_for_all_and_keeps_its_order(opening: Opening) -> None:
    """Whoever writes something down sees first what all others did."""
    logs = [opening().erasures for _ in range(4)]
    for number in range(8):
        logs[number % 4].append(Erased(at=NOW, why=str(number), people={}))
    assert [[one.why for one in log.read()] for log in logs] == [list("01234567")] * 4
    assert [one.why for one in logs[0].read(after=6)] == ["6", "7"]
    assert logs[1].count() == 8


def test_an_erasure_log_that_is_put_back_adds_what_is_missing(opening: Opening, tmp_path: Path) -> None:
    """Of a shorter one; a longer one stays."""
    old = Archive(tmp_path / "elsewhere").erasures
    for number in range(3):
        old.append(Erased(at=NOW, why=str(number), people={}))
    log = opening().erasures
    log.lines.put_back(b"".join(old.lines.copy().splitlines(keepends=True)[:2]))
    log.append(Erased(at=NOW, why="2", people={}))
    log.append(Erased(at=NOW, why="3", people={}))
    log.lines.put_back(old.lines.copy())
    assert [one.why for one in opening().erasures.read()] == ["0", "1", "2", "3"]
    assert opening().erasures.lines.copy().count(b"\n") == 4


def test_two_that_write_the_same_lines_at_the_same_time_lose_none(heeding: S3Server, tmp_path: Path) -> None:
    """Of two that come with the same number, one takes the next."""
    bucket = heeding.bucket()

    def write(who: int) -> None:
        log = Archive(tmp_path / "archive", bucket).erasures
        for number in range(5):
            log.append(Erased(at=NOW, why=f"{who} {number}", people={}))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    said = [one.why for one in Archive(tmp_path / "archive", bucket).erasures.read()]
    assert sorted(said) == sorted(f"{who} {number}" for who in range(4) for number in range(5))
    assert [one for one in said if one[0] == "2"] == [f"2 {number}" for number in range(5)]


CONTENTS = st.one_of(
    st.binary(max_size=40),
    st.builds(lambda word, times: word * times, st.binary(min_size=1, max_size=20), st.integers(1, 400)),
    st.builds(lambda word: gzip.compress(word, mtime=0), st.binary(max_size=60)),
)
DEEDS = st.lists(st.tuples(st.sampled_from(["put", "keep", "remove", "open", "damage"]), st.lists(CONTENTS, max_size=4)), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_whatever_is_done_it_holds_what_a_dictionary_would_hold(opening: Opening, deeds: list[tuple[str, list[bytes]]]) -> None:
    """Contents are put, kept, removed and damaged, by one process after another; what is damaged is never given, and told as that."""
    archive, held, damaged = opening(), dict[str, bytes](), set[str]()
    archive.remove(list(archive.hashes()))
    archive = opening()
    for what, contents in deeds:
        named = {sha(one): one for one in contents}
        match what:
            case "put":
                assert archive.put(contents) == [sha(one) for one in contents]
                held |= named
            case "keep":
                archive.keep(named)
                held |= named
            case "remove":
                assert archive.remove(named) == len(held.keys() & named)
                held = {one: content for one, content in held.items() if one not in named}
                damaged -= named.keys()
            case "open":
                archive = opening()
            case _:
                for one in held.keys() & named:
                    lying(archive, one, os.urandom(7))
                    damaged.add(one)
    assert list(archive.hashes()) == sorted(held)
    assert archive.there(held) == held.keys()
    for one, content in held.items():
        if one in damaged:
            with pytest.raises(OriginalError, match="damaged"):
                archive.get(one)
        else:
            assert archive.get(one) == content
            assert archive.size(one) >= len(content)


@dataclass
class Pieces:
    """A content in pieces."""

    content: bytes

    @property
    def sha256(self) -> str:
        """Return its hash."""
        return sha(self.content)

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return len(self.content)

    def pieces(self) -> Iterator[bytes]:
        """Yield it, a thousand bytes at a time."""
        yield from (self.content[start : start + 1000] for start in range(0, self.size, 1000))


LONG = WORDS + NOISE + base64.b64encode(NOISE) * 3_000


@pytest.mark.parametrize("content", [LONG, b"PK\x03\x04" + LONG, NOISE + LONG])
def test_what_came_in_pieces_is_given_back_in_pieces(opening: Opening, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """It is read as a whole, too, by versions that know of no pieces; and what was put as a whole may come in pieces."""
    monkeypatch.setattr("store.archive.originals.LARGE", 10_000)
    (sha256,) = opening().put([Pieces(content)])
    archive = opening()
    assert (sha256, archive.size(sha256)) == (sha(content), len(content))
    assert archive.get(sha256) == content
    assert archive.measured(sha256) == len(content)
    in_pieces = archive.content(sha256)
    assert not isinstance(in_pieces, bytes)
    assert b"".join(in_pieces.pieces()) == content
    (whole,) = archive.put([content + b"!"])
    assert archive.measured(whole) == len(content) + 1


def test_what_is_damaged_is_told_of_what_comes_in_pieces_too(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the latest behind its last piece."""
    monkeypatch.setattr("store.archive.originals.LARGE", 1_000)
    archive = opening()
    (sha256,) = archive.put([Pieces(LONG)])
    whole = archive.shelf.read(sha256) or b""
    for worse in (whole[:-1], whole[: len(whole) // 2], whole[:40] + b"!" + whole[41:], gzip.compress(LONG + b"!"), LONG[:-1]):
        lying(archive, sha256, worse)
        with pytest.raises(OriginalError, match=f"{sha256}: .*damaged"):
            archive.measured(sha256)


@pytest.mark.parametrize("length", [500, 5_000])
@pytest.mark.parametrize("beginning", [b"\x1f\x8b", gzip.compress(b"of somebody else", mtime=0)], ids=["begins", "packed"])
def test_what_only_looks_packed_is_no_damage_to_what_comes_in_pieces(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, beginning: bytes, length: int
) -> None:
    """It says of itself that it is of any size; it was told as damaged, and a message of it was never read."""
    monkeypatch.setattr("store.archive.originals.LARGE", 1_000)
    content = beginning + LONG[:length] + b"\xff\xff\xff\x0f"
    archive = opening()
    (sha256,) = archive.put([Pieces(content) if length > 1_000 else content])
    assert archive.measured(sha256) == len(content)
    found = archive.content(sha256)
    assert (found if isinstance(found, bytes) else b"".join(found.pieces())) == content
    assert isinstance(found, bytes) or found.size == len(content)
