"""Raw bytes to a `Mail`: the MIME tree walked whole, within bounds, and never an exception.

Sources: RFC 2046 (multipart), RFC 3464 (delivery-status), RFC 5965 (feedback-report), RFC 6522 (report), RFC 8098 (notification).
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Protocol

import intake.parsing.unpack
from domain.process.plugins import discover, keyed
from intake.parsing import charsets
from intake.parsing.entity import Entity, parse_entity, parse_message
from intake.parsing.headers import NONE, Headers, parse_headers
from intake.parsing.mail import Enclosed, File, Mail, Unpacked, is_office
from intake.parsing.texts import CUT, MAX_TEXT, PartText, joined, meant
from intake.parsing.unpack.uuencode import extract

MAX_BYTES, MAX_DEPTH, MAX_PARTS = 67_108_864, 12, 250
_END_OF_CUT, _OF_A_CUT_FILE = 64, 1_048_576  # Bytes.
MAX_REPORTS = 500  # Groups of fields of one report, each about one recipient.
_HEADER_TYPES = {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
_MESSAGE_TYPES = {"message/rfc822", "message/global", "message/news", *_HEADER_TYPES}
_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_NOTIFICATION_TYPES = {"message/disposition-notification", "message/global-disposition-notification"}
_ELSEWHERE = {"message/partial", "message/external-body"}  # The rest is in other messages, or at an address.
# What programs add of themselves, and no person attached.
_TRIMMINGS = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/applefile"}
_KNOWN = {"from", "to", "subject", "date", "message-id", "received", "return-path", "delivered-to", "content-type", "mime-version"}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_ARMOURED = re.compile(rb"^-----BEGIN PGP MESSAGE-----\s*$", re.MULTILINE)  # RFC 9580 section 6.2; what is quoted begins otherwise.
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")


class Unpack(Protocol):
    """A plug-in of the folder unpack: `claims` are media types and file names."""

    @property
    def name(self) -> str:
        """Return what it unpacks."""

    @property
    def says(self) -> str:
        """Say in a sentence what it does."""

    @property
    def claims(self) -> tuple[str, ...]:
        """Return the media types and file names that it claims."""

    def open(self, data: bytes) -> Unpacked:
        """Return what is inside; never raises."""


@cache
def unpackers() -> dict[str, Unpack]:
    """Return the plug-ins of the folder unpack by what they claim."""
    return keyed(discover(intake.parsing.unpack, "UNPACK"), lambda plugin: plugin.claims, "wrapping")


@dataclass(slots=True, kw_only=True)
class _Found:
    """What the walk has met so far. `hint` is the charset that the message's parts declare.

    `end` are the last bytes of a message that was cut.
    """

    hint: str = ""
    end: bytes = b""
    parts: int = 0
    files: list[File] = field(default_factory=list)
    enclosed: list[Enclosed] = field(default_factory=list)
    statuses: list[Headers] = field(default_factory=list)
    enclosed_statuses: list[Headers] = field(default_factory=list)
    feedback: Headers = NONE
    notification: Headers = NONE
    encrypted: bool = False
    defects: list[str] = field(default_factory=list)

    def tell_once(self, defect: str) -> None:
        """Note what was broken, if it is not noted yet."""
        if defect not in self.defects:
            self.defects.append(defect)

    def joined(self, texts: Sequence[PartText]) -> str:
        """Return what texts say, and note where that is not all."""
        said, whole = joined(texts)
        if not whole:
            self.tell_once(CUT)
        return said


def parse(raw: bytes) -> Mail:
    """Return the message that `raw` is; what cannot be read is told in `defects`, or is not `readable`. Never raises."""
    whole = raw[:MAX_BYTES]
    label = _CHARSET.search(whole[:MAX_TEXT])
    found = _Found(hint=label[1].decode("ascii") if label else "")
    if len(raw) > MAX_BYTES:
        found.defects.append(f"The message is larger than {MAX_BYTES // 1_048_576} MiB. The rest of it was not read.")
        found.end = whole[-_END_OF_CUT:].strip()
    top = parse_message(whole, found.hint)
    if not any(top.headers.has(name) for name in _KNOWN):
        return Mail(readable=False, defects=("No message header was found.",))
    texts = _walk(top, found, depth=0, forwarded=False)
    return Mail(
        headers=top.headers,
        text=found.joined(texts),
        attachments=tuple(found.files),
        enclosed=tuple(found.enclosed),
        report_type=top.parameters.get("report-type", "").lower() if top.media_type == "multipart/report" else "",
        statuses=tuple(found.statuses),
        feedback=found.feedback,
        notification=found.notification,
        encrypted=found.encrypted,
        defects=tuple(found.defects),
    )


def _walk(part: Entity, found: _Found, depth: int, *, forwarded: bool) -> list[PartText]:
    """Note what a part holds, and return its texts."""
    found.parts += 1
    if depth > MAX_DEPTH or found.parts > MAX_PARTS:
        found.tell_once("The message has too many parts, or parts nested too deeply. Some were not read.")
        return []
    if part.media_type.startswith("multipart/"):
        return _walk_multipart(part, found, depth, forwarded=forwarded)
    if part.media_type in _MESSAGE_TYPES or (part.file_name.lower().endswith(".eml") and not part.media_type.startswith("text/")):
        _walk_message(part, found, depth)
        return []
    unpack = unpackers().get(part.media_type) or unpackers().get(part.file_name.lower())
    if unpack:
        return _walk_wrapped(unpack.open(part.data()), part, found, depth, forwarded=forwarded)
    if _is_report(part, found, forwarded=forwarded) or (part.media_type in _TRIMMINGS and not is_office(part.data())):
        return []
    return _walk_leaf(part, found, forwarded=forwarded)


def _walk_multipart(part: Entity, found: _Found, depth: int, *, forwarded: bool) -> list[PartText]:
    if part.media_type == "multipart/encrypted":
        found.encrypted = True
        return []
    branches: list[list[PartText]] = []
    before = len(found.files)
    for raw in part.parts():
        inner = parse_entity(raw, found.hint)
        if part.media_type == "multipart/digest" and not inner.headers.has("content-type"):
            inner = replace(inner, media_type="message/rfc822")  # RFC 2046 section 5.1.5: its parts are the mail of others.
        branches.append(_walk(inner, found, depth + 1, forwarded=forwarded))
        if found.parts > MAX_PARTS:
            break
    if part.media_type == "multipart/related":
        # RFC 2387: its pictures are shown by its text, whatever their disposition says.
        found.files[before:] = [replace(one, inline=one.inline or one.media_type.startswith("image/")) for one in found.files[before:]]
    if not branches:
        found.defects.append("A part that should contain others contains none. It was read as text.")
        return [PartText(charsets.decode(part.data(), hint=found.hint))]
    if part.media_type == "multipart/alternative":
        return meant(branches)
    return [text for branch in branches for text in branch]


def _walk_message(part: Entity, found: _Found, depth: int) -> None:
    """Note a message inside of the message: its header, its text, and its files as forwarded."""
    inner = parse_message(part.data(), found.hint)
    position, reported = len(found.enclosed), len(found.enclosed_statuses)
    found.enclosed.append(Enclosed(inner.headers))
    if part.media_type in _HEADER_TYPES:
        return
    texts = _walk(inner, found, depth + 1, forwarded=True)
    found.enclosed[position] = Enclosed(inner.headers, found.joined(texts), tuple(found.enclosed_statuses[reported:]))


def _walk_wrapped(content: Unpacked, part: Entity, found: _Found, depth: int, *, forwarded: bool) -> list[PartText]:
    found.encrypted |= content.encrypted
    if not content.files and not content.entity and not content.encrypted:
        found.files.append(_file(part, found, forwarded=forwarded))
    for name, data in content.files:
        found.files.append(File(name=name or _unnamed(found, ""), media_type="application/octet-stream", data=data, forwarded=forwarded))
    return _walk(parse_entity(content.entity, found.hint), found, depth + 1, forwarded=forwarded) if content.entity else []


def _is_report(part: Entity, found: _Found, *, forwarded: bool) -> bool:
    """Note the fields of a report about a message; one inside of a forwarded message is no report to us by itself."""
    if part.media_type not in {*_STATUS_TYPES, *_NOTIFICATION_TYPES, "message/feedback-report"}:
        return False
    blocks = _BLANK_LINE.split(part.data().strip(), maxsplit=MAX_REPORTS)
    if len(blocks) > MAX_REPORTS:
        found.tell_once(f"A report says more than {MAX_REPORTS} things. The rest of it was not read.")
    groups = tuple(parse_headers(block + b"\r\n", found.hint) for block in blocks[:MAX_REPORTS])
    if part.media_type in _STATUS_TYPES:
        statuses = found.enclosed_statuses if forwarded else found.statuses
        statuses.extend(group for group in groups if group.fields)
    elif part.media_type in _NOTIFICATION_TYPES and not forwarded:
        found.notification = groups[0]
    elif not forwarded:
        found.feedback = groups[0]
    return True


def _walk_leaf(part: Entity, found: _Found, *, forwarded: bool) -> list[PartText]:
    if part.media_type in _ELSEWHERE:
        found.tell_once("A part of the message did not come with it. It was not read.")
    is_text = part.media_type in {"text/plain", "text/html", "text/enriched"}
    named = bool(part.file_name) and not part.file_name.lower().endswith((".txt", ".htm", ".html"))
    if not is_text or part.disposition == "attachment" or named:
        found.files.append(_file(part, found, forwarded=forwarded))
        return []
    body, packed = extract(part.data())
    found.encrypted |= bool(_ARMOURED.search(body)) and not forwarded
    found.files.extend(File(name=name, media_type="application/octet-stream", data=data, forwarded=forwarded) for name, data in packed)
    words = charsets.decode(body, part.parameters.get("charset", ""), found.hint)
    told = {name: part.parameters.get(name, "").lower() for name in ("format", "delsp")}
    return [PartText(words, part.media_type == "text/html", flowed=told["format"] == "flowed", deletes=told["delsp"] == "yes")]


def _file(part: Entity, found: _Found, *, forwarded: bool) -> File:
    inline = part.disposition != "attachment" and part.headers.has("content-id") and part.media_type.startswith("image/")
    name = part.file_name or _unnamed(found, part.media_type)
    if found.end and found.end in part.body[-2 * _END_OF_CUT :]:
        # A file of which the rest is missing is good for nothing, and memory is bounded here: what tells its kind is enough.
        part = replace(part, body=part.body[:_OF_A_CUT_FILE])
    return File(name=name, media_type=part.media_type, data=part.data(), inline=inline, forwarded=forwarded)


def _unnamed(found: _Found, media_type: str) -> str:
    return f"attachment-{len(found.files) + 1}{mimetypes.guess_extension(media_type) or ''}"
