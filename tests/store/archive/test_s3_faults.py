"""What befalls an archive in a bucket is told in a sentence that says what to do, and nothing is lost or doubled by it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import OriginalError, StoreError
from store.archive.erasures import Erased
from store.archive.objects import S3Bucket
from store.archive.originals import Archive
from tests.s3_server import Between, S3Server

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LETTER = b"Dear Sir or Madam, " * 100
WRITER = """
import sys
from pathlib import Path
from store.archive.originals import Archive
from store.archive.objects import S3Bucket
name, prefix, endpoint = sys.argv[2:]
bucket = S3Bucket(name=name, prefix=prefix, endpoint=endpoint, region="us-east-1", key_id="S3RVER", secret="S3RVER")
Archive(Path(sys.argv[1]), bucket).put(str(number).encode() for number in range(40))
"""


def archive(tmp_path: Path, bucket: S3Bucket) -> Archive:
    """Open an archive in a bucket."""
    return Archive(tmp_path / "archive", bucket)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("503", r"does not do this \(503( SlowDown)?\)\. Nothing is lost.*try again"),
        ("hang", r"gives no whole answer: it is away, hangs, or was cut off\. Check endpoint .*try again"),
        ("cut", r"gives no whole answer.*Check endpoint"),
        (
            "403",
            r"refuses us \(403( Refused)?\)\. Give the keys of somebody who may get, put, delete and list.*COUNTERFOIL_ARCHIVE_PASSWORD",
        ),
        ("400", r"does not do this \(400( Refused)?\)\. Correct endpoint, region and url"),
    ],
)
def test_a_store_that_does_not_do_its_work_is_told(way: Between, tmp_path: Path, fault: str, told: str) -> None:
    """Whatever is asked of it; never is a content told as lost for that, and afterwards the same call does it."""
    found = archive(tmp_path, way.server.bucket(timeout=2.0))
    (kept,) = found.put([LETTER])
    way.fault = lambda method, path: fault  # noqa: ARG005 - as `Fault` has it
    calls: list[Callable[[], object]] = [
        lambda: found.get(kept),
        lambda: found.put([b"another"]),
        lambda: found.has(kept),
        lambda: list(found.hashes()),
        lambda: found.remove([kept]),
        lambda: found.erasures.append(Erased(at=NOW, why="rule", people={})),
    ]
    for call in calls[:2] if fault == "hang" else calls:
        with pytest.raises(StoreError, match=told) as error:
            call()
        assert str(error.value).startswith("s3://study/")
        assert "S3RVER" not in str(error.value)
    way.fault = lambda method, path: ""  # noqa: ARG005
    assert found.get(kept) == LETTER
    assert found.put([b"another"]) == [hashlib.sha256(b"another").hexdigest()]
    found.erasures.append(Erased(at=NOW, why="rule", people={}))
    assert found.erasures.count() == 1


@pytest.mark.parametrize("fault", ["503", "cut", "unheard", "half"])
def test_what_fails_once_is_tried_again_and_nobody_notices(way: Between, tmp_path: Path, fault: str) -> None:
    """A busy store, a connection that was cut before the request, before the answer, or in the middle of it."""
    found = archive(tmp_path, way.server.bucket())
    seen: set[str] = set()

    def once(method: str, path: str) -> str:
        first = f"{method} {path}" not in seen
        seen.add(f"{method} {path}")
        return fault if first and (fault != "half" or (method == "GET" and "archive/" in path)) else ""

    way.fault = once
    (kept,) = found.put([LETTER])
    assert found.get(kept) == LETTER
    for number in range(2):
        found.erasures.append(Erased(at=NOW, why=str(number), people={}))
    assert [one.why for one in archive(tmp_path, way.server.bucket(found.objects.bucket.prefix)).erasures.read()] == ["0", "1"]  # type: ignore[union-attr]
    assert found.remove([kept]) == 1


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"key_id": "WRONG"}, r"refuses us \(403( InvalidAccessKeyId)?\)"),
        ({"name": "nobody"}, r"There is no bucket nobody at http://127\.0\.0\.1:\d+\. Make it, or correct \[archive\] url"),
    ],
)
def test_wrong_keys_and_a_bucket_that_is_not_there_are_told(s3: S3Server, tmp_path: Path, other: dict[str, str], told: str) -> None:
    """A content in no bucket is not told as lost, nor that it is not there: both would make somebody do without it."""
    found = archive(tmp_path, s3.bucket(**other))
    for call in (lambda: found.get("ab" * 32), lambda: found.has("ab" * 32), lambda: found.put([b"a"]), lambda: [*found.hashes()]):
        with pytest.raises(StoreError, match=told) as error:
            call()
        assert not isinstance(error.value, OriginalError)


def test_nobody_listens(tmp_path: Path) -> None:
    """It is told which endpoint that is."""
    bucket = S3Bucket(name="study", prefix="a", endpoint="http://127.0.0.1:9", region="us-east-1", key_id="A", secret="B", timeout=2.0)
    with pytest.raises(StoreError, match=r"s3://study/a/archive/ab/.*http://127\.0\.0\.1:9 gives no whole answer"):
        archive(tmp_path, bucket).get("ab" * 32)


def test_a_put_that_loses_leaves_what_was_there(way: Between, tmp_path: Path) -> None:
    """Another machine keeps the same content at the same time; what lies there stays, as it was."""
    found = archive(tmp_path, way.server.bucket())
    assert found.objects
    sha256 = hashlib.sha256(LETTER).hexdigest()
    key = f"archive/{sha256[:2]}/{sha256}"
    assert found.objects.put(key, LETTER)
    assert found.put([LETTER]) == [sha256]
    assert found.objects.get(key) == LETTER
    assert not found.objects.put(key, b"another")
    assert len([one for one in way.asked if one.startswith("PUT")]) == 3


def test_whether_a_store_heeds_conditions_is_seen(s3: S3Server, way: Between, tmp_path: Path) -> None:
    """Nothing stays of the question."""
    for server, heeds in ((s3, False), (way.server, True)):
        objects = archive(tmp_path, server.bucket()).objects
        assert objects
        assert objects.heeds_conditions("conditions") is heeds
        assert list(objects.names("")) == []


def test_a_writer_that_is_killed_leaves_whole_contents_or_none(s3: S3Server, tmp_path: Path) -> None:
    """Whoever does the same again has all of them."""
    bucket = s3.bucket()
    asked = [sys.executable, "-c", WRITER, str(tmp_path / "archive"), bucket.name, bucket.prefix, bucket.endpoint]
    ended = subprocess.run(asked, env={"COUNTERFOIL_FAILPOINT": "archive.in_put", "PYTHONPATH": "."}, timeout=300, check=False)
    assert ended.returncode == -9
    found = archive(tmp_path, bucket)
    assert 0 < len([found.get(one) for one in found.hashes()]) < 40
    assert len(set(found.put(str(number).encode() for number in range(40)))) == 40
    assert len([found.get(one) for one in found.hashes()]) == 40


def test_the_key_is_never_shown(s3: S3Server) -> None:
    """Where somebody prints the settings."""
    assert "hidden" not in repr(s3.bucket(secret="hidden"))
