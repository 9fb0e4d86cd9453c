"""PDF: no name in it may be that of an action, whether it stands in the file or is packed in a stream.

Source: ISO 32000-2, sections 7.3.5 (names), 7.5.7 (object streams), 7.6 (encryption), 7.7.2 (catalog), 12.6 (actions).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from domain.reference import holds_tag
from workbooks.harmless.fitness import UNPACKED, Fitness
from workbooks.refusal import Refused

_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
# What acts; /OpenAction with an array is only the page that is shown first, which many programs write.
_ACTS = re.compile(
    rb"/(?:JavaScript|JS|AA|Launch|EmbeddedFiles?|RichMedia\w{0,20}|XFA|SubmitForm|ImportData|GoToR|GoToE|Movie|Rendition"
    rb"|OpenAction(?!\s{0,8}\[))(?=[\s/<>\[\](){}%]|$)"
)
# A link may lead to a page, a mailbox, or a telephone only. /URI is also the name of the action itself, and of where all links begin.
_LEADS_ELSEWHERE = re.compile(
    rb"/URI(?=[\s/<>\[\](){}%]|$)(?!\s*(?:/|>>|\(\s*(?:https?:|mailto:|tel:|www\.)|<(?:<|68747470(?:73)?3a|6d61696c746f3a)))", re.IGNORECASE
)
_HIDES = re.compile(rb"/Encrypt(?=[\s/<])")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PACKED_OTHERWISE = re.compile(rb"/(?:LZWDecode|ASCIIHexDecode|ASCII85Decode|RunLengthDecode|Crypt)\b")
_HEAD, _BEGINNING = 2_048, 64  # Bytes before a stream in which what it is stands; bytes of one that tell what it holds.


def pdf(data: bytes) -> Fitness:
    """Look through a PDF; what is encrypted, or packed so that it cannot be looked through, is not known to be harmless."""
    plain = _plain_names(data)
    if not data.startswith(b"%PDF-") or _HIDES.search(plain) or (b"/ObjStm" in plain and _PACKED_OTHERWISE.search(plain)):
        return Fitness.UNKNOWN
    packed = tuple(map(_plain_names, _unpacked(data)))
    if any(found.search(text) for found in (_ACTS, _LEADS_ELSEWHERE) for text in (plain, *packed)):
        return Fitness.ACTIVE
    return Fitness.SECRET if any(holds_tag(text.decode("latin-1")) for text in packed) else Fitness.HARMLESS


def _plain_names(text: bytes) -> bytes:
    """Return a text in which no letter of a name is written by its number."""
    return _NAME.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what the streams unpack to that may hold objects: such a stream begins with numbers, whatever it says that it is."""
    room = UNPACKED
    starts = list(_STREAM.finditer(data))
    # No stream is looked at beyond the beginning of the next, so that no byte is unpacked twice.
    for number, found in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(data)
        head = _plain_names(data[max(0, found.start() - _HEAD) : found.start()])
        if b"/ObjStm" in head and b"/Predictor" in head[head.rfind(b" obj") :]:
            raise Refused("file_broken")
        inflater, packed = zlib.decompressobj(), memoryview(data)[found.end() : end]
        try:
            text = inflater.decompress(packed, _BEGINNING)
            if text.lstrip(b"\0\t\n\f\r ")[:1] in {*map(bytes, zip(b"0123456789%", strict=True)), b""}:
                text += inflater.decompress(inflater.unconsumed_tail, room)
                room -= len(text)
                yield text
        except zlib.error:
            continue  # It is a picture, or packed otherwise.
        if room <= 0:
            raise Refused("file_too_large")
