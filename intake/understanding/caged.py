"""Examining a message in the cage: the whole of it (MIME, files, words), by one process that is forked for it alone.

Where that process ends of it, the message is tried once more, without the file at which it ended; that file is refused, and the rest is
understood. A message that ends a second process is read by no third one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from typing import Final

from cage import frames
from cage.cage import Cage, EndedError
from cage.codec import Codec
from cage.zygote import jobs_of
from domain.bulk import Bulk, Content, sha256_of
from intake.parsing.addresses import in_ascii
from intake.parsing.parse import MAX_BYTES
from intake.understanding.days.dates import dates
from intake.understanding.examine import Examined, examine
from intake.understanding.intents.around import around_weights
from intake.understanding.intents.note_weights import weights
from intake.understanding.intents.ordinary import ordinary_weights
from intake.understanding.receiving import Receiving
from languages import read_all
from languages.date_words import month_first, month_first_by_points
from languages.expressions import keep_compiled
from languages.intents import languages
from languages.plain import put_together
from workbooks.caged.opened import Opener
from workbooks.caged.reader import why_refused
from workbooks.caged.requests import SHARE, SPECIAL

EXAMINE: Final = "intake.examine"
_TRIES: Final = 2
_HERE: Final = b"the message"  # It travels as a blob of its own, in place of this one.
WHOLE, SPARING = 6, 3  # Seconds of the processor for the first try, and for the second: no message takes ten.


class GivenUpError(Exception):
    """A message that is not examined any more, unless a person asks for it; it says why in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToExamine:
    """A message to examine. `spared` is the number of a file that is refused without a look, with the code `refusal`."""

    raw: bytes
    receiving: Receiving
    passwords: tuple[str, ...]
    seconds: float
    spared: int | None
    refusal: str


@cache
def to_examine() -> Codec[ToExamine]:
    """Return how such a request travels."""
    return Codec(ToExamine)


@cache
def examined() -> Codec[Examined]:
    """Return how an examined message travels."""
    return Codec(Examined, SPECIAL)


@dataclass(frozen=True, slots=True)
class Examination:
    """What a message is, and the bytes as which it travelled out of the cage."""

    examined: Examined
    travelled: Sequence[bytes]

    @property
    def weight(self) -> int:
        """Return for how many bytes of what was made of the message memory is taken; its files as they came are not among them."""
        came = {id(file.data): len(file.data) for file in self.examined.mail.attachments}
        return sum(map(len, self.travelled)) - sum(came.values())


def examine_caged(cage: Cage, raw: Content, receiving: Receiving) -> Examined:
    """Return what the message `raw` is (see `examination_caged`)."""
    return examination_caged(cage, raw, receiving).examined


def examination_caged(
    cage: Cage,
    raw: Content,
    receiving: Receiving,
    passwords: Sequence[str] = (),
    *,
    ended: int = 0,
    died: Callable[[], None] = lambda: None,
) -> Examination:
    """Return what the message `raw` is (see `examine`). Where a process ends of it, `died` is called before anything else is done.

    `ended` is how many processes did before. GivenUpError where two have; InsideError where the program failed on the message.
    """
    last: EndedError | None = None
    for _ in range(ended, _TRIES):
        try:
            return _ask(cage, raw, receiving, passwords, last)
        except EndedError as error:
            last = error
            died()
    why = f" ({last})" if last else ""
    raise GivenUpError(f"The process that reads messages ended {_TRIES} times while it read this one{why}. It is not read again by itself.")


def _ask(cage: Cage, raw: Content, receiving: Receiving, passwords: Sequence[str], before: EndedError | None) -> Examination:
    handed = _HandedOver(raw)
    seconds = SPARING if before else WHOLE
    asked = ToExamine(
        raw=_HERE,
        receiving=receiving,
        passwords=tuple(passwords),
        seconds=SHARE * seconds,
        spared=before.at if before else None,
        refusal=why_refused(before) if before else "",
    )
    request = [handed.blob if blob is _HERE else blob for blob in to_examine().encode(asked)]
    answer = cage.run(EXAMINE, request, seconds=seconds)
    try:
        found = examined().decode(answer)
        _verify(found, handed.sha256)
        return Examination(replace(found, sha256=sha256_of(raw)), answer)
    except ValueError as error:
        raise EndedError(0, late=False, at=None) from error


class _HandedOver:
    """A message on its way into the cage: of one that is larger than is read, what is read and a byte more, by which a child knows it."""

    def __init__(self, raw: Content) -> None:
        self._hashed, most = hashlib.sha256(), MAX_BYTES + 1
        self.blob = raw[:most] if isinstance(raw, bytes) else frames.LongBlob(min(raw.size, most), self._pieces(raw, most))

    @property
    def sha256(self) -> str:
        """Return the hash of what was handed over."""
        return sha256_of(self.blob) if isinstance(self.blob, bytes) else self._hashed.hexdigest()

    def _pieces(self, raw: Bulk, left: int) -> Iterator[bytes]:
        """Yield the bytes that are read. The others are looked at too: what is damaged there is told before the answer is believed."""
        for piece in raw.pieces():
            if left:
                self._hashed.update(piece[:left])
                yield piece[:left]
                left -= len(piece[:left])


def _verify(found: Examined, sha256: str) -> None:
    """Raise ValueError where the hashes of an answer, by which messages and files are known, are not those of the bytes."""
    named = {(one.opened.sha256, hashlib.sha256(one.opened.data).hexdigest()) for one in (*found.files, *found.answers)}
    if found.sha256 != sha256 or any(told != right for told, right in named):
        raise ValueError("A child tells hashes that are not those of its message.")


def _examine(request: Sequence[bytes], tell: Callable[[int], None]) -> Sequence[bytes]:
    asked = to_examine().decode(request)
    spared = {} if asked.spared is None else {asked.spared: asked.refusal}
    looks = asked.receiving.with_looks
    opener = Opener(seconds=asked.seconds, passwords=asked.passwords, spared=spared, begins=tell, with_looks=looks)
    return examined().encode(examine(asked.raw, opener, asked.receiving, seconds=asked.seconds))


JOBS = jobs_of({EXAMINE: _examine})


def warm() -> None:
    """Read all words, and examine some messages of our own, so that a child need not put together what finds the words in its own."""
    read_all()
    languages()
    weights()
    ordinary_weights()
    around_weights()
    put_together()
    dates("3/4/2030, 5 January 2030", datetime(2030, 1, 1, tzinfo=UTC))
    month_first()  # Babel reads what it is asked of a language from a file, where that was not kept.
    month_first_by_points()
    in_ascii("a@\u00fc.example")  # IDNA's tables are a module of their own.
    for head, text in _SAMPLES:
        sample = EmailMessage()
        sample["Date"] = "Tue, 01 Jan 2030 09:00:00 +0000"  # Without it no day is looked for.
        for name, value in head.items():
            sample[name] = value
        sample.set_content(text)
        if "In-Reply-To" not in head:  # Whatever brings an answer is a person's, and no more is asked of its words.
            sample.add_attachment(b"a;b\n", maintype="text", subtype="csv", filename="a.csv")
        receiving = Receiving(own=frozenset({_OURS}))
        asked = ToExamine(raw=sample.as_bytes(), receiving=receiving, passwords=(), seconds=float("inf"), spared=None, refusal="")
        examined().decode(_examine(to_examine().encode(asked), lambda _: None))
    keep_compiled()


_OURS: Final = "study@ours.example"
_AWAY: Final = "I am away until 5 January 2030, please ask Mr A.\n"
_ANSWERING: Final = {"To": _OURS, "In-Reply-To": "<a@ours.example>"}
# Each kind of sender, since the rules look for the words of each kind in its messages alone.
_SAMPLES: Final = (
    ({"From": "a@a.example", "Subject": "a"}, "a b c d e f g until 5 January 2030?\n"),
    (
        {"From": "mailer-daemon@a.example", "Return-Path": "<>", "Subject": "failure notice"},
        "It could not be delivered to:\nTo: <b@b.example>: 550 5.1.1\n\nReceived: from a.example\nTo: c@c.example\n",
    ),
    ({"From": "abuse@a.example", "Subject": "failure notice"}, "It failed to deliver to b@b.example.\n\nReceived: from a.example\n"),
    ({"From": "a@a.example", "Subject": "a", "Auto-Submitted": "auto-replied"}, "a until 5 January 2030\n"),
    # What answers us is asked for more words than what does not, and above all where a program marked it.
    ({"From": "a@a.example", "Subject": "a", **_ANSWERING}, "a b c d e f g\n"),
    ({"From": "a@a.example", "Subject": "a", "Auto-Submitted": "auto-generated", **_ANSWERING}, "a b c d e f g\n"),
    ({"From": "a@a.example", "Subject": "a", "Return-Path": "<>", **_ANSWERING}, "a b c d e f g\n"),
    ({"From": "a@a.example", "Subject": "a", "List-Id": "<a.a.example>", "Precedence": "bulk", **_ANSWERING}, "a b c d e f g\n"),
    ({"From": "no-reply@a.example", "Subject": "a"}, "a b c d e f g\n"),
    ({"From": "postmaster@a.example", "Subject": "a", **_ANSWERING}, "a b c d e f g\n"),
    ({"From": "postmaster@a.example", "Subject": "a", "Auto-Submitted": "auto-generated", **_ANSWERING}, _AWAY),
)
