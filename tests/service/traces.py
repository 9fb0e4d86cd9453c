"""Looking for traces of a person as somebody would who stole the folder: in every byte, and in whatever is wrapped in bytes."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import sqlalchemy as sa


def in_folder(home: Path, words: tuple[str, ...], besides: tuple[str, ...]) -> list[str]:
    """Return where in a folder one of these words stands: the database's own bytes, the log, the archive and what is packed in it."""
    found = []
    for path in sorted(one for one in home.rglob("*") if one.is_file()):
        where = path.relative_to(home)
        if where.parts[0] not in besides:
            found += [f"{where}: {word}" for word in words if any(_has(one, word) for one in _unwrapped(path.read_bytes()))]
    return found


def in_database(url: str, words: tuple[str, ...]) -> list[str]:
    """Return in which columns of which tables one of these words stands, also in the recorded bytes of letters."""
    engine = sa.create_engine(url)
    found = set()
    with engine.connect() as tx:
        for table in sa.inspect(tx).get_table_names():
            for row in tx.execute(sa.select(sa.text("*")).select_from(sa.table(table))).mappings():
                found |= {f"{table}.{name}: {word}" for name, value in row.items() for word in words if _in_value(value, word)}
    engine.dispose()
    return sorted(found)


def in_letters(home: Path, words: tuple[str, ...]) -> list[str]:
    """Return which recorded letters of a database of SQLite hold one of these words."""
    with closing(sqlite3.connect(home / "counterfoil.db")) as tx:
        rows = tx.execute("SELECT id, own FROM letter WHERE own IS NOT NULL").fetchall()
    return [f"letter {number}: {word}" for number, own in rows for word in words if _in_value(own, word)]


def _in_value(value: Any, word: str) -> bool:
    if isinstance(value, bytes | memoryview):
        _, _, packed = bytes(value).partition(b"\n")
        return any(_has(one, word) for one in _unwrapped(zlib.decompress(packed)))
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return word.lower() in text.lower()


def _has(data: bytes, word: str) -> bool:
    text = " ".join(data.decode("utf-8", "replace").lower().split())
    return word.lower() in text or word.lower().encode("utf-16-le") in data.lower()


def _unwrapped(data: bytes, deep: int = 0) -> Iterator[bytes]:
    yield data
    if deep > 4:
        return
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield from _unwrapped(package.read(name), deep + 1)
    elif b"\r\n\r\n" in data and b"From:" in data:
        for part in message_from_bytes(data, policy=policy.default).walk():
            yield "\n".join(f"{name}: {value}" for name, value in part.items()).encode(errors="replace")
            if isinstance(payload := part.get_payload(decode=True), bytes):
                yield from _unwrapped(payload, deep + 1 if part.is_attachment() or part.get_content_maintype() != "text" else 9)
