"""What hostile mail costs: `python -m bench.hostile [--messages 10000] [--seed 1] [--json]`.

Monsters, then messages and workbooks with random damage, each examined in the cage. Told are the most processor time that one message took,
with all its processes and the one that asks, what became of each, and how much the memory has grown of the process that asks and of the one
that children are forked from.
"""

from __future__ import annotations

import argparse
import base64
import gc
import io
import json
import os
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.message import EmailMessage
from itertools import chain
from pathlib import Path

from openpyxl import Workbook

from bench.ground import say
from cage.cage import Cage, InsideError
from intake.understanding.caged import GivenUpError, examine_caged
from intake.understanding.modules import MODULES
from intake.understanding.receiving import Receiving

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_MIB = 1024 * 1024
_HEAD = b"From: a@a.example\r\nTo: b@b.example\r\nSubject: a\r\nMIME-Version: 1.0\r\n"


def _nested(levels: int) -> bytes:
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(levels))
    return _HEAD + opening + b"Content-Type: text/plain\r\n\r\na\r\n"


def _forwarded(levels: int) -> bytes:
    return _HEAD + (b"Content-Type: message/rfc822\r\n\r\n" + _HEAD) * levels + b"\r\na\r\n"


def _parts(number: int) -> bytes:
    parts = b"".join(b'--b\r\nContent-Type: application/pdf; name="%d.pdf"\r\n\r\n%%PDF-\r\n' % one for one in range(number))
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n"


def _attached(data: bytes, name: str) -> bytes:
    head = f'Content-Type: application/octet-stream; name="{name}"\r\nContent-Disposition: attachment\r\n'
    return _HEAD + head.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(data)


def _report(recipients: int) -> bytes:
    groups = b"".join(
        b"Final-Recipient: rfc822; a%d@a.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" % one for one in range(recipients)
    )
    head = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
    head += b"Content-Type: message/delivery-status\r\n\r\n"
    return _HEAD + head + b"Reporting-MTA: dns; a.example\r\n\r\n" + groups + b"--b--\r\n"


def _bounce(count: int) -> bytes:
    """Return a bounce without machine parts, whose text names so many addresses."""
    head = b"Return-Path: <>\r\nFrom: MAILER-DAEMON@a.example\r\nSubject: failure notice\r\n\r\nYour message could not be delivered to:\r\n"
    return head + b"".join(b"a%d@a.example\r\n" % one for one in range(count))


def _text(body: bytes, kind: bytes = b"plain", charset: bytes = b"utf-8") -> bytes:
    return _HEAD + b"Content-Type: text/" + kind + b"; charset=" + charset + b"\r\n\r\n" + body


def _shared_strings() -> bytes:
    """Return a workbook of few bytes whose cells all share one long text."""
    book = io.BytesIO()
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for _ in range(128):
        sheet.append(["A" * 30_000] * 128)
    made.save(book)
    return book.getvalue()


def _bomb() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as zipped:
        for number in range(30):
            zipped.writestr(f"{number}.csv", b"a;b;c;d\n" * 300_000)
    return inner.getvalue()


MONSTERS: Mapping[str, Callable[[], bytes]] = {
    "80 MiB of text": lambda: _text(b"All work and no play makes Jack a dull boy.\r\n" * (80 * _MIB // 45)),
    "80 MiB attached": lambda: _attached(b"x" * (60 * _MIB), "a.xlsx"),
    "100,000 header fields": lambda: b"".join(b"X-Field-%d: value\r\n" % one for one in range(100_000)) + _HEAD + b"\r\na\r\n",
    "10,000 parts": lambda: _parts(10_000),
    "1,000,000 empty parts": lambda: _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 1_000_000,
    "500 levels": lambda: _nested(500),
    "500 forwarded levels": lambda: _forwarded(500),
    "100,000 recipients": lambda: b"Cc: " + b", ".join(b"a%d@a.example" % one for one in range(100_000)) + b"\r\n" + _HEAD + b"\r\na\r\n",
    "a report of 100,000 recipients": lambda: _report(100_000),
    "a bounce of 100,000 recipients": lambda: _bounce(100_000),
    "uuencode begins": lambda: _text(b"begin 644 a.xlsx\r\n" * 60_000),
    "uuencode begins with a line": lambda: _text(b"begin 644 a.xlsx\r\nM\r\n" * 60_000),
    "an address without an @": lambda: b"From: " + b"a" * 65_000 + b"\r\n" + _HEAD[20:] + b"\r\na\r\n",
    "an angle without an end": lambda: b"From: <" + b" " * 65_000 + b"\r\n" + _HEAD[20:] + b"\r\na\r\n",
    "quotes that are escaped": lambda: b'From: "' + b'\\"' * 32_000 + b"\r\n" + _HEAD[20:] + b"\r\na\r\n",
    "results that are escaped": lambda: b'Authentication-Results: "' + b'\\"' * 32_000 + b"\r\n" + _HEAD + b"\r\na\r\n",
    "encoded words without an end": lambda: b"Subject: " + b"=?a?q?" * 10_000 + b"\r\n" + _HEAD + b"\r\na\r\n",
    "fields of unknown charsets": lambda: _HEAD + b"".join(b"X: " + bytes(range(160, 255)) * 5 + b"\r\n" for _ in range(1_000)) + b"\r\n",
    "PEM without an end": lambda: _HEAD + b"Content-Type: application/pkcs7-mime\r\n\r\n" + b"-----BEGIN A-----" * 200_000,
    "HTML without an end": lambda: _text(b"<div><p><b><table><tr><td>" * 40_000, b"html"),
    "HTML of attributes": lambda: _text(b"<p " + b" ".join(b"a%d=1" % one for one in range(100_000)) + b">a</p>", b"html"),
    "HTML that is quoted": lambda: _text(b"<blockquote>" * 80_000, b"html"),
    "a long line": lambda: _text(b"a" * 4_000_000),
    "many lines of quotes": lambda: _text(b"> a\r\n" * 500_000),
    "UTF-7": lambda: _text(b"+AAA-" * 400_000, charset=b"utf-7"),
    "shared strings": lambda: _attached(_shared_strings(), "a.xlsx"),
    "a zip of tables": lambda: _attached(_bomb(), "a.zip"),
    "comments of a page": lambda: _attached(b"<!---->" * 500 + b"x", "a.xls"),
}  # fmt: skip


def mutated(seeds: Sequence[bytes], number: int, chance: random.Random) -> Iterator[bytes]:
    """Yield so many messages with random damage: bytes changed, pieces cut out, doubled, exchanged, or of another message."""
    for _ in range(number):
        raw = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 8)):
            _damage(raw, seeds, chance)
        yield bytes(raw)


def _damage(raw: bytearray, seeds: Sequence[bytes], chance: random.Random) -> None:
    at, length = chance.randrange(len(raw) + 1), chance.choice((1, 2, 8, 80, 4000))
    match chance.randrange(5):
        case 0:
            raw[at : at + length] = chance.randbytes(min(length, 80))
        case 1:
            del raw[at : at + length]
        case 2:
            raw[at:at] = raw[at : at + length] * chance.choice((1, 2, 50))
        case 3:
            other = chance.choice(seeds)
            begin = chance.randrange(len(other) + 1)
            raw[at:at] = other[begin : begin + length]
        case _:
            raw[at : at + 1] = chance.choice((b"\r\n", b"\r\n\r\n", b"\0", b"=", b"--", b'"', b"<", b"\xff"))


def damaged_workbooks(books: Sequence[tuple[str, bytes]], number: int, chance: random.Random) -> Iterator[bytes]:
    """Yield messages that each bring a workbook with random damage; of a package, inside of a part or of the whole."""
    for _ in range(number):
        name, data = chance.choice(books)
        changed = bytearray(data)
        if data[:2] == b"PK" and chance.random() < 0.7:
            changed = bytearray(_damaged_part(data, chance))
        else:
            _damage(changed, [data], chance)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@a.example", "b@b.example", "a"
        mail.set_content("a")
        mail.add_attachment(bytes(changed), maintype="application", subtype="octet-stream", filename=name)
        yield mail.as_bytes()


def _damaged_part(data: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        chosen = chance.choice(before.namelist())
        for name in before.namelist():
            part = bytearray(before.read(name))
            if name == chosen:
                _damage(part, [data], chance)
            after.writestr(name, bytes(part))
    return made.getvalue()


def outcome(cage: Cage, raw: bytes) -> str:
    """Return what became of one message: its kind, or that it is held."""
    try:
        return examine_caged(cage, raw, Receiving()).classification.kind.value
    except GivenUpError:
        return "held: it ended two processes"
    except InsideError as error:
        return f"held: {str(error).partition(':')[0]}"


def used(cage: Cage) -> float:
    """Return the seconds of the processor that this process, the zygote and its children have used."""
    fields = Path(f"/proc/{cage.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * _TICK + time.process_time()


def memory(process: int | str | None = "self") -> float:
    """Return the memory of a process, in MiB."""
    gc.collect()
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MIB


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description="What hostile mail costs.")
    parser.add_argument("--messages", type=int, default=1000, help="messages and workbooks with random damage (default 1000)")
    parser.add_argument("--seeds", type=Path, default=Path("tests/intake/data"), help="the folder of messages that are damaged")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the damage")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)  # noqa: S311 - The same damage each time.
    seeds = [path.read_bytes() for path in sorted(chosen.seeds.glob("*.eml"))]
    book = io.BytesIO()
    made = Workbook()
    made.active["A1"] = "a"  # type: ignore[index]
    made.save(book)
    books = [("a.xlsx", book.getvalue()), ("a.csv", b"a;b\n1;2\n" * 50)]
    half = chosen.messages // 2
    with Cage(MODULES) as cage:
        for make in MONSTERS.values():  # Memory that this process needs once, it keeps.
            outcome(cage, make())
        began, zygote, worst, states = memory(), (cage.process, memory(cage.process)), (0.0, ""), Counter[str]()
        for name, make in MONSTERS.items():
            state, took = _watched(cage, make())
            say(f"{name}: {state}, {took:.1f} s")
            states[state] += 1
            worst = max(worst, (took, name))
        damaged = chain(mutated(seeds, half, chance), damaged_workbooks(books, chosen.messages - half, chance))
        for number, raw in enumerate(damaged):
            state, took = _watched(cage, raw)
            states[state] += 1
            worst = max(worst, (took, f"number {number}"))
        grown, same = memory(cage.process) - zygote[1], cage.process == zygote[0]
    told = {"messages": states.total(), "states": dict(states), "most_cpu_seconds": round(worst[0], 2), "of": worst[1]}
    told |= {"memory_grown_mib": round(memory() - began, 1), "zygote_grown_mib": round(grown, 1), "same_zygote": same}
    say(json.dumps(told) if chosen.json else "\n".join(f"{name}: {value}" for name, value in told.items()))


def _watched(cage: Cage, raw: bytes) -> tuple[str, float]:
    before = used(cage)
    state = outcome(cage, raw)
    children = Path(f"/proc/{cage.process}/task/{cage.process}/children")
    while children.read_text(encoding="ascii"):  # What they used is counted when they are gone.
        time.sleep(0.001)
    return state, used(cage) - before


if __name__ == "__main__":
    main()
